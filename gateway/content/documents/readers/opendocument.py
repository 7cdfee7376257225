"""OpenDocument texts and presentations, and of a spreadsheet what is no cell. ISO/IEC 26300."""

from __future__ import annotations

import re

from gateway.content.charset import is_text
from gateway.content.documents.readers import flow
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.ooxml import add_flow
from gateway.content.documents.readers.own_parts import read_own
from gateway.content.documents.readers.package import Package
from gateway.content.documents.readers.properties import read_properties

_TECHNICAL = re.compile(
    r"META-INF/.*|Configurations2/.*|settings\.xml|manifest\.rdf|layout-cache|"
    r"Thumbnails/thumbnail\.png|ObjectReplacements/.*|Pictures/TablePreview\d{1,5}\.svm"
)
"""What an application keeps, and pictures of what stands in the file besides."""
_KIND = re.compile(rb"application/vnd\.oasis\.opendocument\.[\w.+-]{1,60}\s{0,2}")
_SLIDES = re.compile(rb"presentation|graphics")
MAX_LINE = 200
MAX_OWN = 1024 * 1024
_THUMBNAIL, _REPLACEMENTS = "Thumbnails/thumbnail.png", "ObjectReplacements/"
_SETTINGS = ("Configurations2/", "META-INF/")
MANIFEST = "META-INF/manifest.xml"
_BARE = b"<manifest:manifest>"
_DECLARED = b'<manifest:manifest xmlns:manifest="manifest">'
"""OpenOffice.org 2 leaves it to a DTD to say what the prefix stands for."""


def is_encrypted(package: Package) -> bool:
    """Is any member of it behind a password?"""
    return MANIFEST in package and b"encryption-data" in package.read(MANIFEST)


def read(reading: Reading, package: Package) -> None:
    """Read every member; the cells of a spreadsheet are in its `/body` too. Raises FullError.

    Beside styles stand headers and footers, but for slides: there it is their masters.
    """
    slides = _SLIDES.search(package.head("mimetype")) is not None
    for number, name in enumerate(sorted(package, key=lambda n: (n != "content.xml", n))):
        reading.take_member()
        place = "/body" if name == "content.xml" else f"/part:{number}"
        try:
            data = package.read(name)
            if name == "mimetype" and _KIND.fullmatch(data):
                continue
            if name == "meta.xml":
                read_properties(reading, data)
            elif name == "settings.xml" or name == MANIFEST:
                _read_settings(reading, data.replace(_BARE, _DECLARED, 1), place)
            elif name == "styles.xml":
                with reading.template(slides):
                    add_flow(reading, data, "/styles")
            elif name.endswith((".xml", ".rdf", ".svg")):
                add_flow(reading, data, place)
            elif not _is_own(reading, package, name, data, place):
                with reading.template(name.startswith(_SETTINGS)):
                    reading.member(data, name.rpartition("/")[2], place)
        except UnreadableError as e:
            reading.not_read(e, place)


def _read_settings(reading: Reading, data: bytes, place: str) -> None:
    """Settings of a program, but for what a printer's driver keeps in base64."""
    lines = flow.read(data, attributes=True)
    said = f"{lines.body}\n{lines.aside}".split("\n")
    with reading.template():
        reading.add(
            place, "\n".join(li for li in said if len(li) < MAX_LINE and not li.isdecimal())
        )


def _is_own(reading: Reading, package: Package, name: str, data: bytes, place: str) -> bool:
    """A text among these is one that somebody put there."""
    if not _TECHNICAL.fullmatch(name) or len(data) > MAX_OWN or is_text(data):
        return False
    return read_own(reading, data, place, _is_preview(package, name))


def _is_preview(package: Package, name: str) -> bool:
    """Is it where a picture of the file stands, or of an object that the file has?"""
    shown = name.removeprefix(_REPLACEMENTS)
    stands_for = shown != name and any(n == shown or n.startswith(f"{shown}/") for n in package)
    return name == _THUMBNAIL or stands_for
