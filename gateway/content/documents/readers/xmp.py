"""XMP (ISO 16684-1), of PDFs and pictures -> its lines of text, without who wrote the file."""

from __future__ import annotations

import re
from collections.abc import Iterator

from gateway.content import charset
from gateway.content.documents.readers import flow
from gateway.content.documents.readers.document_builder import UnreadableError

_CREATOR = re.compile(rb"<dc:creator>(.{0,4096}?)</dc:creator>", re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,200}>")
_IDS = re.compile(r"(?:uuid|xmp|urn|adobe|http)[.:].*|[-\d.:TZ+]*")
PERSON = re.compile(r"[^\W\d_][^\d_]{0,60}")
"""Who wrote the file or a note, of which every file has one."""


def lines(packet: bytes) -> list[str]:
    """What a packet says, in elements and attributes; as it stands where it is no sound XML."""
    try:
        found = flow.read(packet.strip(b"\0 \r\n"), attributes=True)
    except UnreadableError:
        said = charset.decode(packet)[0].text.split("\n") if charset.is_text(packet) else []
    else:
        said = f"{found.body}\n{found.aside}".split("\n")
    who = set(_creators(packet))
    stripped = (line.strip() for line in said)
    return [s for s in stripped if s not in who and not _IDS.fullmatch(s)]


def _creators(packet: bytes) -> Iterator[str]:
    for found in _CREATOR.findall(packet):
        for line in _TAG.sub("\n", found.decode("utf-8", "replace")).split("\n"):
            if PERSON.fullmatch(line.strip()):
                yield line.strip()
