"""Files that packages ship, read where they are installed: no two machines hold the same ones."""

from __future__ import annotations

import email
import importlib.util
import shutil
import zipfile
from collections.abc import Iterator
from email import policy
from pathlib import Path

import docx
import pptx
from lxml import etree

_FILES = {
    "docx": "templates/*.docx",
    "pptx": "templates/*.pptx",
    "odfdo": "templates/*.o*",
    "test": "test_email/data/msg_*.txt",
}
"""Folders of packages that hold files as their programs wrote them. `test` is Python's own, which
Debian leaves out."""


def samples() -> Iterator[Path]:
    for package, pattern in _FILES.items():
        found = importlib.util.find_spec(package)
        for folder in (found.submodule_search_locations or ()) if found else ():
            yield from sorted(Path(folder).glob(pattern))


def samples_of_office() -> Iterator[Path]:
    """Templates that LibreOffice brings, many of them written by OpenOffice.org before it."""
    program = shutil.which("soffice")
    if program:
        share = Path(program).resolve().parents[1] / "share"
        yield from sorted(share.glob("template/**/*.o*"))


def said_in(sample: Path) -> Iterator[str]:
    """Lines of a sample, as the package reads them that it came with."""
    read = {"docx": _in_word, "pptx": _on_slides, "txt": _in_mail}
    for text in read.get(sample.suffix[1:], _in_open_document)(sample):
        yield from filter(None, map(str.strip, text.splitlines()))


def _in_word(sample: Path) -> Iterator[str]:
    document = docx.Document(str(sample))
    yield from (p.text for p in document.paragraphs)
    yield document.core_properties.comments
    yield document.core_properties.title


def _on_slides(sample: Path) -> Iterator[str]:
    presentation = pptx.Presentation(str(sample))
    for layout in (presentation.slide_master, *presentation.slide_layouts):
        yield from (shape.text_frame.text for shape in layout.placeholders if shape.has_text_frame)


def _in_open_document(sample: Path) -> Iterator[str]:
    """Every text of its content and its styles, by lxml."""
    with zipfile.ZipFile(sample) as package:
        for name in {"content.xml", "styles.xml"} & set(package.namelist()):
            yield from map(str, etree.fromstring(package.read(name)).itertext())


def _in_mail(sample: Path) -> Iterator[str]:
    message = email.message_from_bytes(sample.read_bytes(), policy=policy.default)
    for part in message.walk():
        yield str(part["subject"] or "")
        yield part.get_filename() or ""
        if part.get_content_type() == "text/plain":
            payload = part.get_payload(decode=True)
            yield payload.decode("latin-1") if isinstance(payload, bytes) else ""
