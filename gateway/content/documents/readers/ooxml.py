"""Word and PowerPoint files, and of Excel's what is no cell. ECMA-376, part 2: a zip of XML.

Every member is read, whatever it is called: text of XML, files within, pictures. Only what
applications keep for themselves is passed over, and that only where it is what it should be.
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from gateway.content import charset
from gateway.content.documents.readers import flow, macros, pictures
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.package import Package, name_of
from gateway.content.documents.readers.properties import read_properties
from gateway.content.file_type import sniff

CONTENT_TYPES = "[Content_Types].xml"
_MAIN = re.compile(r"(?:word/document\d*|ppt/presentation)\.xml")
_XML = re.compile(r".*\.(?:xml|rels|vml|svg|rdf|xaml)", re.IGNORECASE | re.DOTALL)
_PROPERTIES = re.compile(r"docProps/\w+\.xml|docMetadata/LabelInfo\.xml")
_PART = re.compile(
    r"(?:word|ppt|xl)/(?:\w+/)*(header|footer|footnotes|endnotes|comments|slide|notesSlide|"
    r"slideMaster|slideLayout|chart|drawing|comment|data|threadedComment)(\d{0,5})\.xml"
)
_CELLS = re.compile(
    r"xl/(?:worksheets/[^/]*\.xml|sharedStrings\.xml|"
    r"(?:worksheets/[^/]*|sharedStrings|styles|calcChain|workbook)\.bin)"
)
_BINARY = re.compile(r"xl/(?:theme|tables|metadata|externalLinks|pivotCache)[^.]*\.bin")
"""Parts of a binary workbook (.xlsb) that repeat what stands in its cells."""
_OWN = re.compile(
    r"xl/printerSettings/.*\.bin|(?:word|ppt|xl)/vbaProjectSignature\w*\.bin|(?:word|ppt)/(?:fonts|printerSettings)/.*|docProps/thumbnail\..*"
)
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


def read(reading: Reading, package: Package, kind: str) -> None:
    """Read every member of a package. Raises FullError."""
    names = sorted(package, key=_order)
    for number, name in enumerate(names):
        reading.take_member()
        if kind == "xlsx" and _CELLS.fullmatch(name):
            continue  # read by its cells
        if not _USUAL.fullmatch(name):
            reading.add_property(f"/part:{number}/name", name_of(name), is_name=True)
        try:
            _read_member(reading, package, name, number)
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


def _read_member(reading: Reading, package: Package, name: str, number: int) -> None:
    place = _place(name, number)
    data = package.read(name)
    if _PROPERTIES.fullmatch(name):
        read_properties(reading, data)
    elif name.endswith(".rels"):
        _read_links(reading, data, place)
    elif name.endswith("vbaProject.bin"):
        macros.read(reading, data, place)
    elif _XML.fullmatch(name):
        add_flow(reading, data, place)
    elif not _is_own(reading, name, data, place):
        reading.member(data, name.rpartition("/")[2] if "embeddings/" not in name else "", place)


def add_flow(reading: Reading, data: bytes, place: str) -> None:
    """The texts of an XML part. Raises UnreadableError, FullError."""
    for below, text, is_template in flow.read(data).texts:
        with reading.template(is_template):
            reading.add(place + below, text)


def _is_own(reading: Reading, name: str, data: bytes, place: str) -> bool:
    """Does an application keep this for itself? What can be read of it is a text like others."""
    if not (_OWN.fullmatch(name) or _BINARY.fullmatch(name)) or len(data) > MAX_OWN:
        return False
    kind = sniff(data)
    if kind:
        return kind == "image/jpeg" and pictures.holds_no_more(data, kind)
    if charset.is_text(data):
        with reading.template():
            reading.add(place, charset.decode(data)[0].text)
    return True


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
