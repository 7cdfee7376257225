"""Bytes -> the texts that a lenient reader might take them for, the likeliest first.

UTF-8 is what every format asks for and what nearly every body is. For the rest there is no
certainty, so that each reading which makes sense is given: what one server shows to its model as
mojibake is plain Japanese to another. `legacy` has the charsets that came before, `lines` reads
each line in its own, `iso2022` undoes escape sequences.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from functools import cache

from gateway.content import iso2022, legacy, lines

MIN_SENSE = 0.9
"""The share of characters that people write. Random bytes come to about 0.5 as Shift_JIS, and a
text in the wrong Japanese charset to 0.3 to 0.8."""

MIN_UTF8 = 0.85
"""The share of bytes that must be right for a text to count as damaged UTF-8. Of Japanese in
UTF-16 it is 0.8 by chance, in Shift_JIS 0.5."""

MAX_CONTROLS = 0.05
"""The share of control bytes in a text. Random bytes have 0.1."""

MIN_GUESS = 8
"""Bytes; fewer are a text in some charset too easily."""

SAMPLE = 4096

MIN_DAMAGED = 48
"""Bytes; of fewer random ones so many may be right UTF-8 by chance."""

DAMAGED, OTHERWISE = 0.9, 0.8
"""How likely it is that what is damaged in UTF-8 was meant to be nothing, and that a line was meant
as what is less likely: enough to be read besides."""

SURE = 16
"""Bytes; of fewer random ones a few in a thousand are right in GBK, Big5 or the like."""

_CONTROLS = bytes({*range(9), 11, *range(14, 27), *range(28, 32), 127})  # all but \t \n \f \r ESC
_UPPER = bytes({0, *range(3, 0x22), 0x30, *range(0x4E, 0xA0), *range(0xAC, 0xD8), 0xFF})

_BOMS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\x00\x00", "utf-32-le"),
    (b"\x00\x00\xfe\xff", "utf-32-be"),
    (b"\xff\xfe", "utf-16-le"),
    (b"\xfe\xff", "utf-16-be"),
)

_DECLARED = {
    "shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932",
    "windows-31j": "cp932", "ms932": "cp932", "cp932": "cp932", "cp943c": "cp932",
    "ms_kanji": "cp932", "euc-jp": "euc_jp", "x-euc-jp": "euc_jp", "eucjp": "euc_jp",
    "eucjp-ms": "euc_jp", "cp51932": "euc_jp", "euc-jis-2004": "euc_jp", "cp50220": "iso2022_jp",
    "cp50221": "iso2022_jp", "cp50222": "iso2022_jp", "iso-2022-jp-ms": "iso2022_jp",
    "iso-2022-jp-1": "iso2022_jp", "iso-2022-jp-2": "iso2022_jp", "iso-2022-jp-3": "iso2022_jp",
    "iso-2022-jp-2004": "iso2022_jp", "csiso2022jp": "iso2022_jp", "iso-2022-kr": "iso2022_kr",
    "iso-2022-jp": "iso2022_jp", "utf-16": "utf-16-le", "utf-16le": "utf-16-le",
    "utf-16be": "utf-16-be", "utf-32": "utf-32-le", "utf-32le": "utf-32-le",
    "utf-32be": "utf-32-be", "utf-7": "utf-7", "iso-8859-1": "cp1252", "latin1": "cp1252",
    "windows-1252": "cp1252", "euc-kr": "cp949", "ks_c_5601-1987": "cp949", "cp949": "cp949",
    "ms949": "cp949", "uhc": "cp949", "windows-949": "cp949", "cp936": "gb18030",
    "ms936": "gb18030", "x-gbk": "gb18030", "gb_2312-80": "gb18030", "cp950": "cp950",
    "big5-hkscs": "big5hkscs", "gb2312": "gb18030", "gbk": "gb18030", "gb18030": "gb18030",
    "big5": "cp950",
    "windows-874": "cp874", "tis-620": "cp874", "windows-1258": "cp1258",
}  # fmt: skip
"""Charset names that a client may declare. A list of its own, since Python's has codecs that are
no charsets (`zip`, `rot13`) or not linear (`idna`)."""

_PLAIN = frozenset(("", "utf-8", "utf8", "us-ascii", "ascii", "unicode-1-1-utf-8"))

_JAPANESE = ("cp932", "euc_jp")
_OF_LETTERS = ("cp1252", "cp874")
"""Charsets of single bytes, in which random ones are letters soon."""
_WIDE = ("utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be")

# ASCII, Latin, Greek to Khmer, kana, CJK, Hangul, the punctuation and the wide forms between them.
_SENSE = (
    "[\t\n\r\x20-\x7e\xa0-\u017f\u0370-\u1fff\u2010-\u2027\u2030-\u205e\u20a0-\u20bf\u2100-\u214f"
    "\u2160-\u2193\u2460-\u24ff\u2500-\u25ff\u3000-\u30ff\u3200-\u33ff\u4e00-\u9fff\uac00-\ud7a3"
    "\uff01-\uff60\uffe0-\uffe6\U0001f300-\U0001f9ff]+"
)
# Of texts in UTF-16 each keeps to one of these, besides ASCII; random pairs of bytes do not.
_SCRIPTS = ("[\u3000-\u30ff\u4e00-\u9fff\uff01-\uff60]+", "[\uac00-\ud7a3]+", "[\u0370-\u1fff]+")
_KANJI = "[\u4e00-\u9fff]"
_ASCII_WORD = rb"[A-Za-z]{6}|[0-9]{6}"
"""In UTF-16 there are few by chance, of three kanji: then it is read as both."""
_UTF8_WORD = rb"(?:[\xe3-\xed][\x80-\xbf]{2}){3}"
"""Three kanji, kana or syllables; in no other charset three such bytes follow three."""
_SURROGATE = re.compile("[\ud800-\udfff]")


@cache  # most texts are UTF-8, and asked none of these
def _compiled(pattern: str) -> re.Pattern[str]:
    return re.compile(pattern)


@cache
def _compiled_bytes(pattern: bytes) -> re.Pattern[bytes]:
    return re.compile(pattern)


@dataclass(frozen=True, slots=True)
class Decoded:
    """A text, and how to get back to its bytes: `bom + text.encode(codec)`."""

    text: str = field(repr=False)
    codec: str = "utf-8"
    bom: bytes = b""
    exact: bool = True
    """Were all bytes right, as random ones are nearly never?"""
    chance: float = field(default=1.0, compare=False)
    """How likely it is, from 0 to 1."""
    lost: bool = field(default=False, compare=False)
    """Are there bytes that are no text in any charset?"""

    def encode(self, text: str) -> bytes:
        # What the charset lacks becomes a reference: a placeholder of ASCII never does.
        return self.bom + text.encode(self.codec, "xmlcharrefreplace")


def decode(data: bytes, declared: str = "", mixed: bool = True) -> tuple[Decoded, ...]:
    """The texts that the bytes may be; none where they are no text in any charset. `mixed` says
    that lines may be in charsets of their own."""
    for bom, codec in _BOMS:
        if data.startswith(bom) and (found := _strict(data[len(bom) :], codec, bom)):
            # A server that knows of UTF-8 only reads past a mark that it takes for damage.
            if codec == "utf-8" or _is_surely_wide(found.text, data):
                return _unique((found,))
            rest = _unmarked(data[len(bom) :], declared, mixed)
            others = (replace(d, bom=bom, lost=False) for d in rest)
            return _unique((found, *_damaged(data), *others))
    return _unmarked(data, declared, mixed)


def _unmarked(data: bytes, declared: str, mixed: bool) -> tuple[Decoded, ...]:
    """The texts that bytes without a mark of their charset may be."""
    try:
        utf8 = Decoded(data.decode())
    except UnicodeDecodeError:
        said = tuple(_declared(data, declared))
        lined = tuple(_by_lines(data, any(d.exact for d in said))) if mixed else ()
        others = (*said, *_guess(data), *lined)
        least = 0.0 if _may_be_hidden(data, others, bool(lined)) else MIN_UTF8
        return _unique((*others, *_unescaped(data, mixed), *_damaged(data, least)))
    if not _may_be_other(data, declared):
        return (utf8,)
    wide = _wide(data) if b"\0" in data else ()
    return _unique((*_declared(data, declared), *_unescaped(data, mixed), *wide, utf8))


def likely(found: tuple[Decoded, ...]) -> tuple[Decoded, ...]:
    """Those of the readings that may be meant; all where none makes sense."""
    if not found or not makes_sense(found[0].text):
        return found
    least = found[0].chance - legacy.MARGIN
    return tuple(d for d in found if d.chance >= least and makes_sense(d.text))


def is_known(declared: str) -> bool:
    """Can a text be read in the charset that it is declared to be in?"""
    return declared.lower() in _PLAIN or declared.lower() in _DECLARED


def clean(text: str) -> str:
    """The text without lone surrogates, which no UTF-8 can hold; each counts one character."""
    try:
        text.encode()
    except UnicodeEncodeError:
        return _SURROGATE.sub("\ufffd", text)
    return text


def makes_sense(text: str) -> bool:
    """Does it consist of characters that people write? Of a long text, three samples say it."""
    if len(text) > 3 * SAMPLE:
        middle = len(text) // 2
        text = text[:SAMPLE] + text[middle : middle + SAMPLE] + text[-SAMPLE:]
    return len(_compiled(_SENSE).sub("", text)) <= (1 - MIN_SENSE) * len(text)


def _is_surely_wide(text: str, data: bytes) -> bool:
    """Is it UTF-16 or UTF-32, and nothing else besides? Of ASCII and of Shift_JIS each pair may be
    a kanji, though a rare one; a single zero in a text in UTF-8 makes no UTF-16 of it."""
    return (
        not _compiled_bytes(_ASCII_WORD).search(data)
        and makes_sense(text)
        and _keeps_to_one_script(text)
        and (not _compiled(_KANJI).search(text) or _is_usual(text))
    )


def _is_usual(text: str) -> bool:
    return any(legacy.chance(text, codec) >= legacy.LIKELY for codec in legacy.CODECS[:5])


def _keeps_to_one_script(text: str) -> bool:
    text = text[: 3 * SAMPLE]
    counts = sorted(len(text) - len(_compiled(script).sub("", text)) for script in _SCRIPTS)
    return sum(counts[:-1]) <= (1 - MIN_SENSE) * len(text)


def is_binary(text: str) -> bool:
    """Has a text so many control characters that it must be something else?"""
    data = text.encode("latin-1", "replace")
    return len(data) - len(data.translate(None, _CONTROLS)) > MAX_CONTROLS * len(data)


def is_text(data: bytes) -> bool:
    """Are these bytes, of which nothing is known, a text? Random bytes nearly never are."""
    if is_utf8(data):
        return True
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if len(data) < MIN_GUESS or (controls > MAX_CONTROLS * len(data) and not _may_be_wide(data)):
        return False
    for d in decode(data, mixed=False):
        is_sure = d.exact or (d.codec == "utf-8" and len(data) >= MIN_DAMAGED)
        if is_sure and makes_sense(d.text) and not is_binary(d.text):
            return True
    return False


def scraps(data: bytes) -> tuple[str, ...]:
    """What a few bytes may say of which `is_text` is not sure: a word, or one that is damaged."""
    found = (d for d in decode(data) if d.chance >= legacy.LIKELY and d.codec not in _OF_LETTERS)
    return tuple(d.text for d in found if not d.lost and not is_binary(d.text.strip("\0 ")))


def is_utf8(data: bytes) -> bool:
    """Are these bytes a text in UTF-8, without any doubt?"""
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return False
    return makes_sense(text) and not is_binary(text)


def _may_be_wide(data: bytes) -> bool:
    """Cheaply: does every other byte look like the upper one of a character?"""
    if len(data) < MIN_GUESS or len(data) % 2:
        return False
    halves = (data[::2], data[1::2])
    return min(len(h.translate(None, _UPPER)) for h in halves) <= (1 - MIN_SENSE) * len(data) / 2


def _may_be_other(data: bytes, declared: str) -> bool:
    """May bytes that are right UTF-8 be meant otherwise: UTF-16 of ASCII, or ISO-2022-JP?"""
    return bool(
        b"\0" in data or iso2022.is_marked(data) or (declared and declared.lower() in _DECLARED)
    )


def _declared(data: bytes, declared: str) -> Iterator[Decoded]:
    codec = _DECLARED.get(declared.lower())
    if not codec:
        return
    exact = _strict(data, codec)
    for found in (exact,) if exact else _nearly(data, codec):
        is_old = codec in legacy.CODECS
        yield replace(found, chance=legacy.chance(found.text, codec)) if is_old else found


def _nearly(data: bytes, codec: str) -> Iterator[Decoded]:
    """In a charset that was declared, with a wrong byte here and there, as either kind of decoder
    goes on behind one."""
    for errors in ("replace", legacy.PAIRS):
        text = clean(data.decode(codec, errors))
        if text.count("\ufffd") <= (1 - MIN_UTF8) * len(text):
            yield Decoded(text, codec, exact=False)


def _unescaped(data: bytes, mixed: bool) -> Iterator[Decoded]:
    """What the escape sequences of ISO-2022-JP and its kin say, in whatever text they stand."""
    if iso2022.is_marked(data) and (plain := iso2022.undone(data)) != data:
        yield from (replace(d, codec="iso2022_jp", bom=b"") for d in decode(plain, "", mixed))


def _guess(data: bytes) -> Iterator[Decoded]:
    """The whole in one of the older charsets: Japan's always, others where they are likely."""
    found = {r.codec: r for r in legacy.readings(data)}
    least = max((r.chance for r in found.values()), default=0.0) - legacy.MARGIN
    for codec, one in found.items():
        if codec in _JAPANESE or one.chance >= max(legacy.LIKELY, least):
            is_sure = codec in _JAPANESE or (len(data) >= SURE and codec not in _OF_LETTERS)
            yield Decoded(clean(one.text), codec, exact=is_sure, chance=one.chance)
    yield from _wide(data)


def _by_lines(data: bytes, is_declared: bool) -> Iterator[Decoded]:
    """Each line in its own charset, and what else the lines may be."""
    controls = len(data) - len(data.translate(None, _CONTROLS))
    if controls > MAX_CONTROLS * len(data):
        return
    found = lines.read(data)
    if found.wrong > max((1 - MIN_UTF8) * len(data), lines.MAX_STRAY):
        return
    yield Decoded("".join(found.said), exact=False, lost=found.is_lost and not is_declared)
    if found.others:
        yield Decoded("".join(found.others), exact=False, chance=OTHERWISE)


def _wide(data: bytes) -> Iterator[Decoded]:
    """UTF-16 and UTF-32 without a mark. ASCII read the wrong way round looks like Chinese, so
    that where only one half of the bytes has zeros, that half is the upper one."""
    if len(data) < MIN_GUESS:
        return
    even, odd = data[::2].count(0), data[1::2].count(0)
    for codec in _WIDE:
        upper, lower = (odd, even) if codec.endswith("le") else (even, odd)
        if codec.startswith("utf-16") and lower and not upper:
            continue
        found = _strict(data, codec)
        if found and makes_sense(found.text) and _keeps_to_one_script(found.text):
            yield found


def _may_be_hidden(data: bytes, found: tuple[Decoded, ...], has_lines: bool) -> bool:
    """Does something stand in UTF-8 among so many wrong bytes that no reading shows it?"""
    if not found:
        return False
    is_wide = any(d.codec in _WIDE for d in found)
    return (is_wide and bool(_compiled_bytes(_ASCII_WORD).search(data))) or (
        not has_lines and bool(_compiled_bytes(_UTF8_WORD).search(data))
    )


def _damaged(data: bytes, least: float = MIN_UTF8) -> Iterator[Decoded]:
    """UTF-8 with wrong bytes in it: a server drops these or puts U+FFFD in their place."""
    dropped = data.decode(errors="ignore")
    if len(dropped.encode()) >= least * len(data):
        yield Decoded(dropped, exact=False, chance=DAMAGED)
        yield Decoded(data.decode(errors="replace"), exact=False, chance=DAMAGED)


def _strict(data: bytes, codec: str, bom: bytes = b"") -> Decoded | None:
    try:
        return Decoded(clean(data.decode(codec)), codec, bom)
    except UnicodeDecodeError:
        return None


def _unique(found: tuple[Decoded, ...]) -> tuple[Decoded, ...]:
    """Each text once, those that make sense first, the likeliest before others."""
    texts: dict[str, Decoded] = {}
    for decoded in found:
        texts.setdefault(decoded.text, decoded)
    return tuple(sorted(texts.values(), key=lambda d: (not makes_sense(d.text), -d.chance)))
