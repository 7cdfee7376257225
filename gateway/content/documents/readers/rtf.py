"""RTF 1.9.1 -> its text: code pages, Unicode, headers, notes; pictures are looked at as such."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from gateway.content import charset
from gateway.content.documents.readers import codepages
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.file_type import sniff

_TOKEN = re.compile(
    rb"\\([a-zA-Z]{1,32})(-?[0-9]{1,9})? ?|\\'([0-9a-fA-F]{2})|\\(.)|([{}])|[\r\n]+|([^\\{}\r\n]+)",
    re.DOTALL,
)
_CHARSETS = {
    0: "cp1252", 128: "cp932", 129: "cp949", 134: "gb18030", 136: "cp950", 161: "cp1253",
    162: "cp1254", 163: "cp1258", 177: "cp1255", 178: "cp1256", 186: "cp1257", 204: "cp1251",
    222: "cp874", 238: "cp1250",
}  # fmt: skip
_SKIPPED = frozenset(
    {b"colortbl", b"listtable", b"listoverridetable", b"rsidtbl", b"generator", b"themedata",
     b"colorschememapping", b"datastore", b"latentstyles", b"xmlnstbl", b"pnseclvl",
     b"blipuid", b"stylesheet", b"fontemb", b"fontfile", b"panose", b"falt", b"filetbl",
     b"revtbl", b"sn"}
)  # fmt: skip
_TEXT = {
    b"par": "\n", b"line": "\n", b"page": "\n", b"sect": "\n", b"row": "\n", b"tab": "\t",
    b"cell": "\t", b"nestcell": "\t", b"nestrow": "\n", b"emdash": "—", b"endash": "–",
    b"lquote": "‘", b"rquote": "’", b"ldblquote": "“", b"rdblquote": "”", b"bullet": "•",
    b"emspace": " ", b"enspace": " ", b"column": "\n",
}  # fmt: skip
_APART = frozenset((b"footnote", b"annotation", b"shptxt", b"fldinst", b"atnid", b"atnauthor"))
_APART_TOO = frozenset((b"header", b"headerl", b"headerr", b"headerf", b"footer", b"footerl"))
_APART_ALL = _APART | _APART_TOO | {b"footerr", b"footerf", b"info", b"title", b"comment"}
_HEX = re.compile(r"[0-9A-Fa-f]{64,}+|^[0-9a-f]{32}$", re.MULTILINE)
"""A theme or a store of data, the id of a picture: what Word keeps for itself."""
MAX_GROUPS = 2_000


@dataclass(slots=True)
class _State:
    codec: str
    skip: bool = False
    fonts: bool = False
    hexed: bool = False
    apart: bool = False
    unicode_skip: int = 1


@dataclass(slots=True)
class _Rtf:
    reading: Reading
    state: _State
    default: str
    groups: list[_State] = field(default_factory=list)
    body: list[str] = field(default_factory=list)
    apart: list[str] = field(default_factory=list)
    unseen: list[str] = field(default_factory=list)
    end: int = 0
    coded: bytearray = field(default_factory=bytearray)
    charsets: dict[int, str] = field(default_factory=dict)
    font: int = 0
    pass_over: int = 0
    picture: bytearray = field(default_factory=bytearray)

    def say(self, text: str) -> None:
        self.flush()
        self._into().append(text)

    def _into(self) -> list[str]:
        if self.state.skip or self.state.fonts:
            return self.unseen
        return self.apart if self.state.apart else self.body

    def flush(self) -> None:
        """Bytes of a code page that stood together: one character may be two of them."""
        if self.coded:
            text = bytes(self.coded).decode(self.state.codec, "replace")
            self.coded.clear()
            self._into().append(text)

    def raw(self, data: bytes) -> None:
        if self.pass_over:
            taken = min(self.pass_over, len(data))
            self.pass_over -= taken
            data = data[taken:]
        if self.state.hexed:
            self.picture += data
        else:
            self.coded += data


def read(reading: Reading, data: bytes) -> None:
    """Read an RTF file. Raises UnreadableError, FullError."""
    page = re.search(rb"\\ansicpg([0-9]{1,5})", data[:4096])
    default = (codepages.codec(int(page[1])) or "cp932") if page else "cp1252"
    rtf = _Rtf(reading, _State(default), default)
    for token in _TOKEN.finditer(data):
        _take(rtf, token)
        if token[5] == b"}" and not rtf.groups:
            rtf.end = token.end()
            break
    rtf.flush()
    reading.add("/body", _paired("".join(rtf.body)))
    reading.add("/aside", _paired("".join(rtf.apart)))
    with reading.template():  # fonts, styles, the program's name
        reading.add("/unseen", _HEX.sub("", _paired("".join(rtf.unseen))))
    if not data.isascii() and reading.depth:  # RTF is; a reader of text would find what is not
        reading.add("/source", charset.decode(data[: rtf.end or len(data)])[0].text)
    if rtf.end and (rest := data[rtf.end :].strip(b"\0 \r\n\t")):
        reading.member(rest)


def _paired(text: str) -> str:
    """A character beyond U+FFFF stands as the two halves of its pair."""
    return text.encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _take(rtf: _Rtf, token: re.Match[bytes]) -> None:
    word, number, code, symbol, brace, plain = token.groups()
    if plain is not None:
        rtf.raw(plain)
    elif code is not None:
        rtf.raw(bytes.fromhex(code.decode()))
    elif brace == b"{":
        rtf.flush()
        if len(rtf.groups) >= MAX_GROUPS:
            raise UnreadableError("limits/rtf-groups", most=MAX_GROUPS)
        rtf.groups.append(replace(rtf.state))
    elif brace == b"}":
        _end_group(rtf)
    elif symbol is not None:
        _symbol(rtf, symbol)
    elif word is not None:
        _word(rtf, word, int(number) if number else None)


def _end_group(rtf: _Rtf) -> None:
    rtf.flush()
    before = rtf.state
    if rtf.groups:
        rtf.state = rtf.groups.pop()
    if before.apart and not rtf.state.apart:
        rtf.apart.append("\n")
    if (before.skip or before.fonts) and rtf.unseen[-1:] != ["\n"]:
        rtf.unseen.append("\n")
    if before.hexed and not rtf.state.hexed:
        _end_picture(rtf)
    rtf.pass_over = 0


def _end_picture(rtf: _Rtf) -> None:
    """A picture or an object, in hex."""
    raw, rtf.picture = bytes(rtf.picture), bytearray()
    try:
        data = bytes.fromhex(raw.decode("ascii", "replace"))
    except ValueError:
        rtf.reading.miss("damaged/rtf-object")
        return
    known = sniff(data)
    ole = data.find(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", 0, 512)
    if ole >= 0:
        rtf.reading.member(data[ole:])
    elif known:
        rtf.reading.member(data)
    elif data:
        rtf.reading.miss("documents/rtf-object")


def _symbol(rtf: _Rtf, symbol: bytes) -> None:
    match symbol:
        case b"\\" | b"{" | b"}":
            rtf.raw(symbol)
        case b"~":
            rtf.say(" ")
        case b"_":
            rtf.say("-")
        case b"\n" | b"\r":
            rtf.say("\n")
        case b"*":  # what is said of a picture within it
            rtf.state.hexed = False


def _word(rtf: _Rtf, word: bytes, number: int | None) -> None:
    state = rtf.state
    if word == b"u" and number is not None:
        rtf.say(_character(number))
        rtf.pass_over = state.unicode_skip
    elif word in _TEXT:
        rtf.say(_TEXT[word])
    elif word == b"uc" and number is not None:
        state.unicode_skip = max(0, min(number, 8))
    elif word == b"bin":
        rtf.reading.miss("documents/rtf-object")
    elif word == b"fonttbl":
        state.fonts = True
    elif word in _SKIPPED:
        state.skip = True
    elif word in (b"pict", b"objdata"):
        rtf.flush()
        state.hexed = True
    elif word in _APART_ALL:
        rtf.flush()
        state.apart = True
    else:
        _font(rtf, word, number)


def _font(rtf: _Rtf, word: bytes, number: int | None) -> None:
    """A font has a charset, and a text in that font is in it."""
    if word == b"f" and number is not None:
        rtf.flush()
        rtf.font = number
        if not rtf.state.fonts:
            rtf.state.codec = rtf.charsets.get(number, rtf.default)
    elif word == b"fcharset" and rtf.state.fonts and number is not None:
        rtf.charsets[rtf.font] = _CHARSETS.get(number, rtf.default)
    elif word == b"plain":
        rtf.flush()
        rtf.state.codec = rtf.default


def _character(number: int) -> str:
    """A UTF-16 unit as a signed number; halves of a pair are joined at the end."""
    return chr(number & 0xFFFF)
