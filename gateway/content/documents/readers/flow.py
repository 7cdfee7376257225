"""XML of a text document -> its text in paragraphs: Office Open XML, OpenDocument and any other.

Names are looked at without their namespaces: in none of the formats does one stand for two things
here. Text in elements that are not known is text as well, so that nothing is passed over.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Protocol
from xml.etree.ElementTree import ParseError

from defusedxml.common import DefusedXmlException
from defusedxml.ElementTree import DefusedXMLParser

from gateway.content.documents.readers.document_builder import UnreadableError

STEP = 64 * 1024

MAX_NESTING = 5_000
"""Elements within elements; a table in a cell of a table has 40."""

_PARAGRAPH = frozenset(("p", "h", "si", "is"))
_APART = frozenset(
    {"txbxContent", "text-box", "note", "annotation", "rt", "ruby-text", "instrText", "desc",
     "rPh"}
)  # fmt: skip
"""What stands within a paragraph and is no part of its sentence: boxes, notes, ruby, fields."""
_GONE = frozenset(("del", "moveFrom", "deletion"))
_NEW = frozenset(("ins", "moveTo"))
_KEEPS = frozenset(("t", "delText"))
_KEEPS_OPEN = frozenset(("p", "h", "span", "a", "ruby-base"))
"""Elements in which white space is text: of Office Open XML, of OpenDocument."""
_RUNS = frozenset(("t", "delText", "instrText", "delInstrText", "p"))
_MEASURES = frozenset(
    {"col", "colOff", "row", "rowOff", "Anchor", "Row", "Column", "AutoFill", "posOffset",
     "pctWidth", "pctHeight", "align", "pctPosHOffset", "pctPosVOffset", "MoveWithCells",
     "SizeWithCells", "PrintObject", "Locked", "Visible", "author"}
)  # fmt: skip
"""Where and how large a drawing is, switches of a note, who made it: no words of its own."""
_MEASURE = re.compile(r"[-+\d.,:;% \t\r\n]*|[A-Za-z]{1,16}")
"""What such an element says: a number, or a word of the format. Anything else is text."""
_SPOKEN = frozenset(
    {"descr", "title", "alt", "tooltip", "string", "instr", "displayText", "prompt", "promptTitle",
     "error", "errorTitle", "name", "displayName", "caption", "uniqueName", "comment", "label",
     "formula", "expression", "string-value", "current-value", "string-value-if-true",
     "string-value-if-false", "condition", "display-name", "hint", "formatCode", "connection",
     "command", "description", "help", "href", "location", "display", "userName", "codeName",
     "anchor", "refersTo", "ddeService", "ddeTopic", "url", "post", "progId", "sourceFile"}
)  # fmt: skip
"""Attributes that a person writes: what stands in for a picture, what a field asks for, names,
addresses, the letters of a watermark. Whatever is not ASCII is a person's in any attribute."""
_VALUES = frozenset(
    {"alias", "tag", "docVar", "lvlText", "helpText", "statusText", "default", "result", "name",
     "listEntry", "listItem", "category", "description", "suff", "aliases", "filter",
     "customFilter", "sheetName"}
)  # fmt: skip
"""Elements whose `val` or `value` a person writes."""
_SHARED = frozenset(("s", "d", "x", "n", "e"))
"""Values of a pivot table's cache, in their `v`: rows of a table that may be gone."""
_CAPTIONS = frozenset(("n", "c", "nd"))
"""Attributes of an item (`i`) of a slicer, which chooses among the rows of a pivot table."""
_OFFICE = re.compile(
    r"\{(?:https?://(?:schemas\.openxmlformats\.org|schemas\.microsoft\.com|purl\.oclc\.org/ooxml|"
    r"purl\.org/dc|www\.w3\.org|openoffice\.org|docs\.oasis-open\.org)/|"
    r"urn:(?:schemas-microsoft-com|oasis:names|org:documentfoundation)[:/]).*",
    re.DOTALL,
)
"""Vocabularies of office programs. In any other a person's own program wrote every attribute."""
_OWN_ROOTS = frozenset(("xml", "plist", "FormTemplates", "datastoreItem"))
"""Outermost elements of parts without a vocabulary that programs write: VML, settings of a Mac."""
_SENTENCE = re.compile(r"[A-Za-z]{2,}[,;:]? [A-Za-z]{2,}[,;:]? [A-Za-z]{2,}")
"""What no switch, number or measure of a format looks like."""
_WHO = frozenset(("author", "initials", "userName", "lastEditedBy", "userId", "providerId"))
_WHOS = frozenset(("person", "cmAuthor", "author", "userInfo", "presenceInfo"))
"""Attributes and elements that name the person at the keyboard."""
_NAMES = re.compile(
    r"(?:.*[-_])?names?(?:-\w+)*|\w*Name|(?:.*-)?(?:font|style)(?:-.*)?|typeface|ascii|hAnsi|eastAsia|"
    r"cs|formatCode|anchor|userId|panose|latin|ea|sym"
)
"""Attributes that name a shape, a style, a font: programs make them up in the language of their
windows (スライド番号プレースホルダー 5), and a person hardly ever does."""
_NAMED = frozenset(("lvlText", "suff", "name", "rFonts", "aliases"))
"""Elements of which `val` is such a name, or the dots and numbers of a list."""
_CODES = frozenset(("instrText", "delInstrText", "tableStyleId", "formatCode", "f"))
"""Elements of which the text is a code of a field, a style, a format of numbers, a reference."""
_TEMPLATES = frozenset(
    {"theme", "themeOverride", "sldMaster", "sldLayout", "notesMaster", "handoutMaster", "styles",
     "styleSheet", "settings", "webSettings", "fonts", "numbering", "presentationPr", "viewPr",
     "tblStyleLst", "glossaryDocument", "Types", "Relationships", "coreProperties", "Properties",
     "colorsDef", "layoutDef", "styleDef", "colorStyle", "chartStyle", "Sources",
     "contentTypeSchema", "FormTemplates", "CoverPageProperties", "datastoreItem", "plist",
     "tableStyles", "manifest", "document-settings", "document-meta", "calcChain", "metadata"}
)  # fmt: skip
"""Outermost elements of such parts. No program shows one of these as a document."""
_LISTED = "lsdException"
"""Names of Word's own styles, 260 in every file."""
MIN_SPOKEN = 4
"""Characters of ASCII in such an attribute; shorter ones are numbers of styles."""
_PERSON = re.compile(r"[^\W\d_][^\d_]{0,60}")
_QUOTED = re.compile('["“]([^"“”]{2,400})["”]')
"""What a field shows or asks (ISO/IEC 29500-1, 17.16.3.1): a text by itself."""
_SPACES = re.compile(r"[ \t]*\n[ \t\n]*")


@dataclass(slots=True)
class Text:
    """`body` as it reads; `aside` what stands apart or in attributes; `before` the paragraphs of
    which something was deleted under tracking, as they were; `named` what programs write by
    themselves: names of shapes, styles and fonts, codes of fields. `root` is the outermost
    element."""

    body: str = field(repr=False)
    aside: str = field(repr=False)
    before: str = field(repr=False)
    named: str = field(repr=False, default="")
    root: str = ""

    @property
    def is_template(self) -> bool:
        """Is it a part that programs fill in by themselves: a layout, a theme, settings?"""
        return self.root in _TEMPLATES

    @property
    def texts(self) -> tuple[tuple[str, str, bool], ...]:
        """Where below its place each text stands; is it a template's?"""
        own = self.is_template
        return (
            ("", self.body, own),
            ("/aside", self.aside, own),
            ("/named", self.named, True),
            ("/deleted", self.before, own),
        )


@dataclass(slots=True)
class _Frame:
    """A text of its own: the body, or a box within one of its paragraphs."""

    depth: int
    now: list[str] = field(default_factory=list)
    line: list[str] = field(default_factory=list)
    was: list[str] = field(default_factory=list)
    changed: bool = False
    cells: int = 0
    paragraphs: int = 0


class _Flow:
    """The parser's target."""

    def __init__(self, attributes: bool) -> None:
        self.attributes = attributes
        self.open = False
        self.path: list[str] = []
        self.frames = [_Frame(0)]
        self.aside: dict[str, None] = {}
        self.named: dict[str, None] = {}
        self.code: list[str] = []
        self.root = ""
        self.before: list[str] = []
        self.gone = self.new = 0

    def start(self, tag: str, attributes: Mapping[str, str]) -> None:
        name = _local(tag)
        if len(self.path) >= MAX_NESTING:
            raise UnreadableError("limits/xml-elements", most=MAX_NESTING)
        parent = self.path[-1] if self.path else ""
        if not self.path:
            self.open = "opendocument" in tag
            self.root = self.root or name
        if name == "text" and parent == "comment":
            name = "si"  # a remark on a cell: its runs are one text
        self.path.append(name)
        if self._is_foreign(tag):
            self._foreign(name, attributes)
        elif attributes:
            self._attributes(name, attributes)
        if name in _APART:
            self.frames.append(_Frame(len(self.path)))
        self.gone += name in _GONE
        self.new += name in _NEW
        frame = self.frames[-1]
        match name:
            case "tab" if parent != "tabs":
                self._say("\t")
            case "br" | "cr" | "line-break":
                self._say("\n")
            case "s" if parent in _PARAGRAPH or parent in ("span", "a"):
                self._say(" ")
            case "sym":
                self._say(_symbol(attributes))
            case "noBreakHyphen":
                self._say("-")
            case "tc" | "table-cell" | "covered-table-cell":
                frame.cells += 1
            case _ if name in _PARAGRAPH:
                self._end_line(frame)  # text before it is not its own
                frame.paragraphs += 1

    def end(self, tag: str) -> None:
        name = self.path.pop() if self.path else ""
        if name in _CODES and self.code:
            said = "".join(self.code)
            self.named[said] = None
            self.aside.update((quoted, None) for quoted in _QUOTED.findall(said) if quoted.strip())
            self.code.clear()
        frame = self.frames[-1]
        match name:
            case "tc" | "table-cell" | "covered-table-cell":
                self._end_line(frame)
                frame.cells = max(0, frame.cells - 1)
                _strip(frame.now)
                frame.now.append("\t")
            case "tr" | "table-row":
                _strip(frame.now)
                frame.now.append("\n")
            case _ if name in _PARAGRAPH:
                self._end_line(frame)
                frame.paragraphs = max(0, frame.paragraphs - 1)
            case _ if not frame.paragraphs and frame.line:
                self._end_line(frame)  # an element of no text document: its text is its own
        self.gone -= name in _GONE
        self.new -= name in _NEW
        if name in _APART and len(self.frames) > 1:
            self._end_line(frame)
            self.frames.pop()
            if text := "".join(frame.now).strip():
                self.aside[text] = None

    def data(self, text: str) -> None:
        if not text.isspace():
            if self.path and self.path[-1] in _CODES and not self.attributes:
                self.code.append(text)
            elif self._is_inline():
                self._say(text)
            elif self.path and not self._is_measure(text):
                self.aside[text] = None
        elif self.path and self.path[-1] in (_KEEPS_OPEN if self.open else _KEEPS):
            self._say(_SPACES.sub(" ", text))

    def close(self) -> Text:
        frame = self.frames[0]
        self._end_line(frame)
        named = (text for text in self.named if text not in self.aside)
        return Text(
            "".join(frame.now).strip("\n"),
            "\n".join(self.aside),
            "\n".join(self.before),
            "\n".join(named),
            self.root,
        )

    def _is_inline(self) -> bool:
        """Is this a part of a sentence? In Office's paragraphs only what stands in runs is: where
        a picture is placed stands there too."""
        office = not self.open and not self.attributes and self.frames[-1].paragraphs
        name = self.path[-1] if self.path else ""
        return self.attributes or (name not in _MEASURES and (not office or name in _RUNS))

    def _is_measure(self, text: str) -> bool:
        """Is it where a drawing stands, or who wrote a note?"""
        name = self.path[-1]
        if name not in _MEASURES or _MEASURE.fullmatch(text):
            return name in _MEASURES
        return name == "author" and "comments" in self.path and _PERSON.fullmatch(text) is not None

    def _say(self, text: str) -> None:
        frame = self.frames[-1]
        if not self.gone:
            frame.line.append(text)
        else:
            frame.changed = True
        if not self.new:
            frame.was.append(text)
        else:
            frame.changed = True

    def _end_line(self, frame: _Frame) -> None:
        if frame.line:
            frame.now += (*frame.line, " " if frame.cells else "\n")
        if frame.changed and (was := "".join(frame.was).strip()):
            self.before.append(was)
        frame.line, frame.was, frame.changed = [], [], False

    def _is_foreign(self, tag: str) -> bool:
        """Is it an element of no office program, as data of a company are?"""
        return not self.attributes and self.root not in _OWN_ROOTS and not _is_of_office(tag)

    def _foreign(self, name: str, attributes: Mapping[str, str]) -> None:
        if len(name) >= MIN_SPOKEN and name not in _TEMPLATES:
            self.named[name] = None
        for n, v in attributes.items():
            if v.strip() and not _is_who(name, _local(n), v):
                self.aside[v] = None

    def _attributes(self, name: str, attributes: Mapping[str, str]) -> None:
        if self.attributes:
            self.aside.update((v, None) for v in attributes.values() if v.strip())
            return
        if name == _LISTED:
            return
        for n, v in attributes.items():
            attribute = _local(n)
            if (not v.isascii() or (len(v) >= MIN_SPOKEN and _is_spoken(name, attribute))) and (
                not _is_who(name, attribute, v)
            ):
                into = self.named if _is_named(name, attribute) else self.aside
                into[v] = None
            elif _SENTENCE.search(v):
                self.named[v] = None

    def comment(self, text: str) -> None:
        if text.strip():
            self.aside[text] = None

    def pi(self, target: str, data: str = "") -> None:
        into = self.aside if self.attributes else self.named
        into[f"{target} {data}"] = None


@lru_cache(4096)
def _is_named(element: str, attribute: str) -> bool:
    """Does a program make up the value of this attribute?"""
    if attribute in ("val", "value"):
        return element in _NAMED
    return _NAMES.fullmatch(attribute) is not None


@lru_cache(4096)
def _is_of_office(tag: str) -> bool:
    return _OFFICE.fullmatch(tag) is not None


def _is_spoken(element: str, attribute: str) -> bool:
    if element == "i" and attribute in _CAPTIONS:
        return True
    if attribute in ("val", "value"):
        return element in _VALUES
    return attribute in _SPOKEN or (attribute == "v" and element in _SHARED)


def _is_who(element: str, attribute: str, value: str) -> bool:
    """Who wrote a note or a change, and on whose disk: every file of an office says so."""
    if element == "absPath":
        return True
    return (attribute in _WHO or element in _WHOS) and _PERSON.fullmatch(value) is not None


def _symbol(attributes: Mapping[str, str]) -> str:
    """A character by its number in a font, as Word keeps what was inserted as a symbol."""
    number = next((v for n, v in attributes.items() if _local(n) == "char"), "")
    try:
        point = int(number, 16)
    except ValueError:
        return ""
    # Fonts of symbols have theirs where Unicode has none: F0xx stands for the byte xx.
    return chr(point & 0xFF if 0xF000 <= point <= 0xF0FF else min(point, 0x10FFFF))


def _strip(pieces: list[str]) -> None:
    while pieces and pieces[-1] in (" ", "\t"):
        pieces.pop()


class Target(Protocol):
    """What a parser of XML feeds; it has more methods, for what it wants to hear of."""

    def close(self) -> object: ...


@lru_cache(1024)
def _local(tag: str) -> str:
    return tag.rpartition("}")[2]


def parse(data: bytes, target: Target) -> object:
    """Feed XML to a target; what its `close` gives. No entity is expanded, nothing is fetched.

    An empty part says nothing; OpenOffice keeps one in every file. Raises UnreadableError.
    """
    if not data:
        return target.close()
    parser = DefusedXMLParser(target=target, forbid_dtd=False)
    try:
        for start in range(0, len(data), STEP):
            parser.feed(data[start : start + STEP])
        return parser.close()
    except DefusedXmlException as e:
        raise UnreadableError("documents/xml-entities") from e
    except (ParseError, ValueError, LookupError, RecursionError) as e:
        raise UnreadableError("damaged/xml") from e


def read(data: bytes, attributes: bool = False) -> Text:
    """The text of an XML file; `attributes` takes all of them for text. Raises UnreadableError."""
    found = parse(data, _Flow(attributes))
    assert isinstance(found, Text)
    return found
