"""Word and PowerPoint files, and of Excel's what is no cell. ECMA-376, part 2: a zip of XML.

Every member is read, whatever it is called: text of XML, files within, pictures. Only what
applications keep for themselves is passed over, and that only where it is what it should be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.content.documents.readers import biff12, flow, macros
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.own_parts import read_own
from gateway.content.documents.readers.package import Package
from gateway.content.documents.readers.properties import read_properties
from gateway.content.file_type import OLE, is_also_zip, sniff

CONTENT_TYPES = "[Content_Types].xml"
_MAIN = re.compile(r"(?:word/document\d*|ppt/presentation)\.xml")
_XML = re.compile(r".*\.(?:xml|rels|vml|svg|rdf|xaml)", re.IGNORECASE | re.DOTALL)
_PROPERTIES = re.compile(r"docProps/\w+\.xml|docMetadata/LabelInfo\.xml")
_PART = re.compile(
    r"(?:word|ppt|xl)/(?:\w+/)*(header|footer|footnotes|endnotes|comments|slide|notesSlide|"
    r"slideMaster|slideLayout|chart|drawing|comment|data|threadedComment)(\d{0,5})\.xml"
)
_CELLS = re.compile(r"xl/(?:worksheets/[^/]*|sharedStrings)\.xml")
_BINARY = re.compile(r"xl/.*\.bin", re.DOTALL)
"""Parts of a binary workbook (.xlsb), among others."""
_DRESS = re.compile(r"xl/(?:styles|theme\d*|metadata|calcChain)\.bin")
"""Of these what programs fill in by themselves."""
_CACHE = "xl/pivotCache/"
_OWN = re.compile(
    r"xl/printerSettings/.*\.bin|(?:word|ppt|xl)/vbaProjectSignature\w*\.bin|(?:word|ppt)/(?:fonts|printerSettings)/.*|docProps/thumbnail\..*"
)
_DATA = re.compile(r"customXml/[^/]*\.xml")
"""Of a company, or of a program that knows nothing of offices."""
_PREVIEW = re.compile(r"docProps/thumbnail\.jpe?g|docProps/thumbnail\.png")
_USUAL = re.compile(
    r"\[Content_Types\]\.xml|(?:(?:word|ppt|xl|customXml|docProps|docMetadata|_rels|theme|media|"
    r"charts|diagrams|slides|slideMasters|slideLayouts|notesSlides|notesMasters|drawings|comments|"
    r"worksheets|embeddings|fonts|tables|pivotCache|pivotTables|externalLinks|printerSettings|"
    r"activeX|ctrlProps|threadedComments|persons|revisions|tags|glossary|handoutMasters)/)*"
    r"[A-Za-z_]{0,30}\d{0,5}\.(?:xml|rels|bin|xml\.rels|vml|png|jpe?g|gif|emf|wmf|tiff?|xlsx|docx)"
    r"|.*\.rels"
)
"""Names that applications give to parts by themselves."""
MAX_OWN = 256 * 1024
"""Bytes of a member that an application keeps for itself: a printer's settings have 20,000."""


def read(
    reading: Reading, package: Package, kind: str, shown: frozenset[str] = frozenset()
) -> None:
    """Read every member of a package; of binary ones not what cells show. Raises FullError."""
    names = sorted(package, key=_order)
    for number, name in enumerate(names):
        reading.take_member()
        if kind == "xlsx" and _CELLS.fullmatch(name):
            continue  # read by its cells
        if not _USUAL.fullmatch(name):
            reading.add_property(f"/part:{number}/name", package.called(name), is_name=True)
        try:
            _read_member(reading, package, name, number, shown)
        except UnreadableError as e:
            reading.not_read(e, _place(name, number))


def _order(name: str) -> tuple[int, int, str]:
    part = _PART.fullmatch(name)
    if _MAIN.fullmatch(name):
        return 0, 0, name
    if part:
        return 1 + (part[1] != "slide"), int(part[2] or 0), name
    return 3, 0, name


def _place(name: str, number: int) -> str:
    """Where a member stands, in words of the format: a member's name may be a person's."""
    if part := _PART.fullmatch(name):
        return f"/{part[1]}:{part[2]}" if part[2] else f"/{part[1]}"
    return "/body" if _MAIN.fullmatch(name) else f"/part:{number}"


def _read_member(
    reading: Reading, package: Package, name: str, number: int, shown: frozenset[str]
) -> None:
    place = _place(name, number)
    data = package.read(name)
    if sniff(data) and not _OWN.fullmatch(name):  # whatever it is called
        _read_file(reading, data, name, place)
    elif _PROPERTIES.fullmatch(name):
        read_properties(reading, data)
    elif name.endswith(".rels"):
        _read_links(reading, data, place)
    elif _XML.fullmatch(name):
        add_flow(reading, data, place, _DATA.fullmatch(name) is not None)
    elif _OWN.fullmatch(name) and len(data) <= MAX_OWN:
        if not read_own(reading, data, place, _PREVIEW.fullmatch(name) is not None):
            _read_file(reading, data, name, place)
    elif not (_BINARY.fullmatch(name) and _read_records(reading, data, name, place, shown)):
        _read_file(reading, data, name, place)


def _read_file(reading: Reading, data: bytes, name: str, place: str) -> None:
    if name.endswith("vbaProject.bin") and sniff(data) == OLE:
        macros.read(reading, data, place)
        return
    reading.member(data, "" if "embeddings/" in name else name.rpartition("/")[2], place)


def _read_records(
    reading: Reading, data: bytes, name: str, place: str, shown: frozenset[str]
) -> bool:
    """A part of a binary workbook, if it is one."""
    found = biff12.records(data)
    if not found or is_also_zip(data):
        return False
    with reading.template(_DRESS.fullmatch(name) is not None):
        reading.add(place, biff12.read(found, shown))
    if name.startswith(_CACHE):
        reading.add(place + "/numbers", "\n".join(biff12.numbers(found)))
    return True


def add_flow(reading: Reading, data: bytes, place: str, is_data: bool = False) -> None:
    """The texts of an XML part; of data every attribute. Raises UnreadableError, FullError."""
    found = flow.read(data)
    if is_data and not found.is_template:
        reading.add(place + "/attributes", flow.read(data, attributes=True).aside)
    for below, text, is_template in found.texts:
        with reading.template(is_template):
            reading.add(place + below, text)


class _Links:
    """The parser's target: addresses outside the file that it points to, and remarks."""

    def __init__(self) -> None:
        self.found: dict[str, None] = {}

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        outside = attributes.get("TargetMode") == "External"
        self.found.update(
            dict.fromkeys(
                v for n, v in attributes.items() if (outside and n == "Target") or not v.isascii()
            )
        )

    def data(self, text: str) -> None:
        if text.strip():
            self.found[text] = None

    def comment(self, text: str) -> None:
        self.data(text)

    def close(self) -> str:
        return "\n".join(self.found)


def _read_links(reading: Reading, data: bytes, place: str) -> None:
    reading.add(place, str(flow.parse(data, _Links())))
