"""Text as a person wrote it -> the form in which it is searched, with the way back.

The searched form is Unicode's NFKC_Casefold (UAX #44), so that width, case, compatibility forms
and invisible characters make no difference, and three foldings more: CJK radicals become the
characters that they look like, HTML character references become what they stand for, and Greek
and Cyrillic letters in a Latin word become the Latin letters that they look like.

Nearly every character folds by itself. A text is cut at the few that do not (`_INERT` says which
do), and only where a piece changes its length is the way back written down.
"""

from __future__ import annotations

import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cache, lru_cache
from html import unescape
from html.entities import html5
from unicodedata import combining, normalize


@dataclass(frozen=True, slots=True)
class Way:
    """From one folding back to what it was made of.

    Stretch k begins at character `folded[k]` of the folded text and `source[k]` of its source.
    In a whole stretch (`whole[k]`) characters have no counterparts of their own: any part of it
    came from all of it. In any other, characters stand one to one.
    """

    folded: tuple[int, ...]
    source: tuple[int, ...]
    whole: tuple[bool, ...]

    def back(self, start: int, end: int) -> tuple[int, int]:
        first = bisect_right(self.folded, start) - 1
        last = bisect_right(self.folded, end - 1) - 1
        return self._begin(first, start), self._end(last, end)

    def forth(self, at: int) -> int:
        k = bisect_right(self.source, at) - 1
        return self.folded[k] if self.whole[k] else self.folded[k] + at - self.source[k]

    def _begin(self, k: int, start: int) -> int:
        return self.source[k] if self.whole[k] else self.source[k] + start - self.folded[k]

    def _end(self, k: int, end: int) -> int:
        # A whole stretch is always followed by another one.
        return self.source[k + 1] if self.whole[k] else self.source[k] + end - self.folded[k]


@dataclass(frozen=True, slots=True)
class Searchable:
    """The searched form of a text. `span` leads back to the original's characters."""

    text: str = field(repr=False)
    ways: tuple[Way, ...] = field(default=(), repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that [start, end) of `text` came from.

        Never outside the original, never empty unless [start, end) is, and in order: what ends
        no later in the searched form ends no later in the original.
        """
        if start >= end:
            return start, start
        for way in reversed(self.ways):
            start, end = way.back(start, end)
        return start, end

    def place(self, at: int) -> int:
        """Where in `text` character `at` of the original went, or what it became begins."""
        for way in self.ways:
            at = way.forth(at)
        return at


def searchable(text: str) -> Searchable:
    """Fold what looks alike: width, case, compatibility forms, invisible characters."""
    folded, way = _fold(text)
    ways = [way]
    for _ in range(MAX_ESCAPES):
        folded, way = _unescape(folded)
        if way is None:
            break
        ways.append(way)
        folded, way = _fold(folded)
        ways.append(way)
    if not folded.isascii() and _OLD_FORM.search(folded):
        folded = folded.translate(_OLD)
    return Searchable(_latin(folded), tuple(filter(None, ways)))


def capitals_kept(text: str) -> str:
    """A piece of a text folded in all but its capitals, for rules that tell them apart."""
    for _ in range(MAX_ESCAPES if "&" in text else 0):
        text = unescape(text)
    latin = text.translate(LATIN | LATIN_CAPITALS) if _LATIN_LETTER.search(text) else text
    return normalize("NFKC", _visible(latin))


# ---------------------------------------------------------------- folding, character by character

# Characters that are their own NFKC form, fold to one character, and are left alone by whatever
# stands beside them: the scripts, signs and pictures that texts are mostly made of. A range may
# be missing here (that only costs time), but must not be here wrongly; a test asks them all.
_INERT = (
    "\t-\r\x1c-\x7e\xa1-\xa7\xa9\xab\xac\xae\xb0\xb1\xb6\xb7\xbb\xbf"
    "\xc0-\xde\xe0-\xff\u0100-\u012f\u0134-\u013e\u0141-\u0148\u014a-\u017e\u018f\u01a0\u01a1\u01af\u01b0"
    "\u0391-\u03a1\u03a3-\u03af\u03b1-\u03ce\u0400-\u0482\u048a-\u052f"
    "\u0e01-\u0e32\u0e34-\u0e37\u0e3f-\u0e47\u0e4c-\u0e5b\u1ea0-\u1ef9"
    "\u2010\u2012-\u2016\u2018-\u2023\u2027\u2190-\u222b\u2235-\u2328\u2500-\u27bf"
    "\u3001-\u3029\u3030-\u3035\u3041-\u3096\u309d\u309e\u30a0-\u30fe"
    "\u3400-\u9fff\uac00-\ud7a3\U0001f300-\U0001f6ff\U0001f900-\U0001f9ff\U00020000-\U0002ebe0"
)


# To match what is inert is much quicker than to search for what is not.
@cache  # ASCII has none of these
def _special() -> re.Pattern[str]:
    return re.compile(rf"[{_INERT}]*+(?:([^{_INERT}]+)|\Z)")


# Default_Ignorable_Code_Point (DerivedCoreProperties.txt), and the controls that part nothing:
# what no reader sees. Halves of surrogate pairs are no text, and what stands where a byte was
# damaged (CP932 has four characters for that) or a picture was says nothing: a reader passes over
# them within a word.
_CONTROLS = bytes({*range(9), *range(14, 28), 127})
INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1b\x7f-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f"
    "\u3164\ud800-\udfff\ufe00-\ufe0f\ufeff\uf8f0-\uf8f3\uffa0\ufff0-\ufffd\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)

# Radicals that NFKC leaves as they are. PDF writers put them where the character should stand
# (EquivalentUnifiedIdeograph.txt, those that are characters or usual parts of one).
_LOOKS = str.maketrans(
    "⺅⺉⺊⺒⺖⺘⺙⺜⺝⺠⺡⺢⺣⺤⺧⺨⺩⺫⺬⺭⺮⺯⺰⺲⺶⺷⺸⺹⺺⺼⺽⺾⺿⻀⻁⻂⻃⻄⻅⻆⻈⻉⻋⻌⻍⻎⻏⻐⻑⻒⻓⻔⻖⻗⻘⻙⻚⻛⻜⻝⻠⻢⻣⻤⻥⻦⻧⻨⻩⻪⻫⻬⻭⻮⻯⻰⻱⻲",
    "亻刂卜巳忄扌攵日月民氵氺灬爫牛犭王罒示礻竹糸纟罒羊羊羊耂聿月臼艹艹艹虎衤覀西见角讠贝车辶辶辶阝钅長镸长门阝雨青韦页风飞食饣马骨鬼鱼鸟卤麦黄黾斉齐歯齿竜龙龜亀",
)
# Letters in black circles and squares, which NFKC leaves alone as well.
_LOOKS.update((c + i, ord("a") + i) for c in (0x1F150, 0x1F170) for i in range(26))
# Old forms of kanji that markers are written with: the forms in parentheses of 常用漢字表 (Cabinet
# notification 2 of 2010), and 祕 (Unihan, kSemanticVariant of 秘).
_OLD_FORMS = "祕嚴關對內閱覽轉寫讓傳應參專屬"
_NEW_FORMS = "秘厳関対内閲覧転写譲伝応参専属"
_OLD = str.maketrans(_OLD_FORMS, _NEW_FORMS)
_OLD_FORM = re.compile(f"[{_OLD_FORMS}]")

# Starters that compose with the character before them (the second halves of canonical
# decompositions whose combining class is 0), Hangul vowels and finals first.
_COMPOSING = re.compile(
    "[\u1161-\u1175\u11a8-\u11c2\u09be\u09d7\u0b3e\u0b56\u0b57\u0bbe\u0bd7\u0cc2\u0cd5\u0cd6\u0d3e"
    "\u0d57\u0dcf\u0ddf\u0fb5\u0fb7\u102e\u1b35\U00011127\U0001133e\U00011357\U000113b8\U000113c2"
    "\U000113c5\U000113c7-\U000113c9\U000114b0\U000114ba\U000114bd\U000115af\U00011930]"
)

# UAX #15: no text needs more than 30 marks on one character; more would sort in quadratic time.
_MAX_CLUSTER = 32


def _reference(text: str) -> str:
    """NFKC_Casefold and the tables above, of text that stands alone."""
    # NFKC may bring forth a letter that folds, and folding one that decomposes.
    return normalize("NFKC", normalize("NFKC", _visible(text)).casefold())


def _visible(text: str) -> str:
    """What a reader sees of it, in characters that stand for what they look like."""
    return INVISIBLE.sub("", text).translate(_LOOKS)


def _fold(text: str) -> tuple[str, Way | None]:
    """The folded text, and the way back unless every character stands where it stood."""
    if text.isascii() and not has_controls(text):
        return text.lower(), None
    out: list[str] = []
    trace = Trace()
    done = 0
    for start, end in _special_runs(text):
        folded = _one_to_one(text[start:end])
        if folded is None:
            if start > done and _joins_left(text[start:end]):
                start -= 1
            folded = "".join(_clusters(text[start:end], start, trace))
        out.append(text[done:start].casefold())
        out.append(folded)
        done = end
    # What took a cluster is folded already; to fold ΐ once more would take it apart again.
    out.append(text[done:].casefold())
    return "".join(out), trace.way()


def _special_runs(text: str) -> Iterator[tuple[int, int]]:
    """Where characters stand together that are not inert."""
    for match in _special().finditer(text):
        if match[1]:
            yield match.span(1)


def has_controls(text: str) -> bool:
    """Does a text in ASCII hold controls that nobody sees?"""
    data = text.encode()
    return len(data.translate(None, _CONTROLS)) != len(data)


def _one_to_one(run: str) -> str | None:
    """The folded run if each of its characters folds to one by itself; None if not."""
    if len(run) == 1:
        return _alone(run)
    singles = [_beside_others(char) for char in run]
    return None if None in singles else "".join(filter(None, singles))


@cache  # holds at most every character there is, and nothing that a person wrote
def _alone(char: str) -> str | None:
    """What a character folds to that stands between inert ones; None if it takes a cluster."""
    folded = _reference(char)
    return folded if len(folded) == 1 and (_is_thai_mark(char) or not _is_tail(char)) else None


@cache
def _beside_others(char: str) -> str | None:
    """What a character folds to wherever it stands; None if it takes a cluster."""
    return None if _is_tail(char) else _alone(char)


@cache
def _is_tail(char: str) -> bool:
    """Does it belong to the character before: does it combine, compose, or stay unseen?"""
    first = normalize("NFKD", char)[0]
    return bool(combining(first) or _COMPOSING.match(first) or INVISIBLE.match(char))


def _is_thai_mark(char: str) -> bool:
    """Thai and Lao vowel signs and tone marks compose with nothing; two may change places."""
    return combining(char) in {103, 107, 118, 122}


def _joins_left(run: str) -> bool:
    """Does a run begin with a mark (invisible ones aside) of the character before it?"""
    visible = INVISIBLE.sub("", run[:_MAX_CLUSTER])
    return bool(visible) and _is_tail(visible[0])


def _clusters(run: str, start: int, trace: Trace) -> Iterator[str]:
    """Fold a run that begins at `start`, cluster by cluster, and keep the way back."""
    first = 0
    for i in range(1, len(run) + 1):
        if i < len(run) and _is_tail(run[i]) and i - first < _MAX_CLUSTER:
            continue
        cluster = run[first:i]
        folded = _cluster(cluster)
        if len(cluster) != 1 or len(folded) != 1:
            trace.replace(start + first, len(cluster), len(folded))
        yield folded
        first = i


# A few thousand cover what one script's characters and marks make; one takes a microsecond.
_cluster = lru_cache(4096)(_reference)


class Trace:
    """Writes down, left to right, where a folding changes lengths."""

    def __init__(self) -> None:
        self._folded, self._source, self._whole = [0], [0], [False]

    def replace(self, start: int, length: int, new_length: int) -> None:
        """`length` characters of the source from `start` on became `new_length`."""
        at = self._folded[-1] + start - self._source[-1]
        self._folded += [at, at + new_length]
        self._source += [start, start + length]
        self._whole += [True, False]

    def way(self) -> Way | None:
        if len(self._folded) == 1:
            return None
        return Way(tuple(self._folded), tuple(self._source), tuple(self._whole))


# ---------------------------------------------------------------- HTML character references

# Text that was escaped twice and once more is read; deeper nesting no browser would show either.
MAX_ESCAPES = 3
_REFERENCE = re.compile(
    "&(?:amp;){0,4}(?:(#x0{0,8}[0-9a-f]{1,6}|#0{0,8}[0-9]{1,7});?|([a-z][a-z0-9]{1,30});)"
)


def _unescape(text: str) -> tuple[str, Way | None]:
    """Character references become characters. No way back means that there were none."""
    if "&" not in text:
        return text, None
    out: list[str] = []
    trace = Trace()
    done = 0
    for match in _REFERENCE.finditer(text):
        char = _named().get(match[2], "") if match[2] else _numbered(match[1])
        if char:
            out += [text[done : match.start()], char]
            trace.replace(match.start(), len(match[0]), len(char))
            done = match.end()
    out.append(text[done:])
    return "".join(out), trace.way()


def _numbered(digits: str) -> str:
    """`#31192` or `#x79d8` -> 秘, by HTML's own rules for what is out of range."""
    return unescape(f"&{digits};")


@cache
def _named() -> dict[str, str]:
    """HTML's names in small letters, as they stand in folded text."""
    names = {name[:-1].lower(): char for name, char in html5.items() if name.endswith(";")}
    return names | {n[:-1]: c for n, c in html5.items() if n.endswith(";") and n.islower()}


# ---------------------------------------------------------------- look-alike letters

# Letters as they look in capitals or in small, whichever is used in Latin words (Unicode's
# confusables.txt); the keys are folded already.
LATIN = str.maketrans(
    "авеѕіјкмнорстухԁһԛԝαβεζηικμνορτυχϲ",
    "abesijkmhopctyxdhqwabezhikmnoptyxc",
)
LATIN_CAPITALS = {ord(chr(k).upper()): ord(chr(v).upper()) for k, v in LATIN.items()}
_LATIN_LETTER = re.compile("[a-zA-Z]")
_LETTERS = "[\u0370-\u052f]"
_FIRST_BYTES = bytes(range(0xCD, 0xD5))  # of those letters in UTF-8
_WORD = re.compile("[a-z\u0370-\u052f]{4,}")  # μm is no word


_SEAM = re.compile(f"[a-z]{_LETTERS}|{_LETTERS}[a-z]")


def _latin(text: str) -> str:
    """Words of Latin letters and letters that only look Latin, all in Latin."""
    if text.isascii() or not _has_lookalikes(text) or not _SEAM.search(text):
        return text
    return _WORD.sub(_latin_word, text)


def _has_lookalikes(text: str) -> bool:
    data = text.encode("utf-8", "replace")
    return len(data.translate(None, _FIRST_BYTES)) != len(data)


def _latin_word(match: re.Match[str]) -> str:
    word = match[0]
    latin = word.translate(LATIN)
    mixed = not word.isascii() and any("a" <= c <= "z" for c in word)
    return latin if mixed and latin.isascii() else word
