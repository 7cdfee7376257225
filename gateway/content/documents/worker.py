"""The readers' side: one process that has everything loaded, and forks one for each file.

The kernel holds what a file may cost: address space, processor time, a timer, descriptors.
"""

from __future__ import annotations

import codecs
import contextlib
import locale
import os
import socket
import sys

from gateway import forked
from gateway.content.documents import ocr, wire
from gateway.content.documents.model import Document, Limits, not_read
from gateway.content.documents.readers import read_here

_NICE = 5
"""Whoever waits for a file waits for tenths of a second; everyone's prompts come first."""
_DESCRIPTORS = 64
_CODECS = (
    *("cp932", "euc_jp", "iso2022_jp", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be"),
    *("cp1252", "cp949", "gb18030", "cp950", "cp437", "latin-1", "utf-7", "ascii", "cp874"),
)


def main(control: int) -> None:
    """Fork a reader for every socket that comes over `control`, until the gate is gone."""
    forked.leave_the_network()
    os.nice(_NICE)
    _warm()
    with socket.socket(fileno=control) as gate:
        forked.serve(gate, _serve)


def _warm() -> None:
    """Load what a reader would load by itself, each anew; then let no collector touch it."""
    for name in _CODECS:
        codecs.lookup(name)
    for sample in (
        b"From: a@b\nTo: c@d\nSubject: =?utf-8?B?44GC?=\nMIME-Version: 1.0\n\ntext\n",
        b"<html><p>text</p></html>",
        b'<?xml version="1.0"?><a>text</a>',
        b"a,b\nc,d\n",
        "\u793e\u5916\u79d8".encode("cp932"),
    ):
        read_here(sample)
    ocr.command()
    with contextlib.suppress(locale.Error):
        locale.setlocale(locale.LC_CTYPE, "C.UTF-8")  # libarchive keeps names in its charset


def _serve(line: socket.socket) -> None:
    """Read one file and answer."""
    data, name, limits = wire.parse_question(forked.read_all(line))
    forked.confine(limits.seconds, memory=limits.memory, descriptors=_DESCRIPTORS)
    forked.write_all(line, wire.answer(_read(data, name, limits)))


def _read(data: bytes, name: str, limits: Limits) -> Document:
    try:
        return read_here(data, name, limits, ocr.reader(limits.ocr_seconds))
    except MemoryError:
        return not_read("limits/memory")
    except Exception as e:  # whatever a file does to a reader, it is unread
        return not_read("damaged/reader-failed", error=type(e).__name__)


if __name__ == "__main__":
    main(int(sys.argv[1]))
