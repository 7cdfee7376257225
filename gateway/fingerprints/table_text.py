"""Text -> the letters and digits in which a table's cells are searched, with the way back.

Beyond the common normalisation, which keeps letters and digits alone: a date becomes eight digits
in whichever notation it stands (2026-4-1, 2026年4月1日, 令和8年4月1日, R8.4.1), +81 becomes the 0
of a Japanese number, an amount loses 円 and `.00`, and 丁目, 番地, 番 and 号 part the numbers of an
address as hyphens do. Cells and prompts go the same way, so that no notation is the right one.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from gateway.fingerprints.arrays import grown
from gateway.fingerprints.characters import LATIN_END, NINE, ZERO, is_digit
from gateway.fingerprints.jit import compiled
from gateway.fingerprints.normal import normalise

EDGE = 1
"""A cell may begin here, or end before here: the middle of a number or of a Latin word is none."""
PARTED = 2
"""A digit that something parts from the digit before it: 1-11-1 is not 11-1-1."""
APART = 4
"""A digit parted from the one before by more than stands within a number: `7. 070` is not 7070."""


@dataclass(frozen=True, slots=True)
class Stream:
    """`codes` are code points; `origin` says where in the text each stood; `flags` has one more."""

    codes: NDArray[np.uint32] = field(repr=False)
    origin: NDArray[np.int32] = field(repr=False)
    flags: NDArray[np.uint8] = field(repr=False)


def stream(text: str) -> Stream:
    """The form in which cells are searched. Linear in the length of the text."""
    plain = normalise(text)
    points = np.frombuffer(text.encode("utf-32-le", "surrogatepass"), np.uint32)
    return Stream(*_rewrite(plain.codes, plain.origin, points))


# ---------------------------------------------------------------- signs

DIGIT, LATIN, OTHER = 0, 1, 2

_A, _Z, _ACCENTED = ord("a"), ord("z"), ord("ß")
_ONE, _EIGHT = ord("1"), ord("8")
_YEAR, _MONTH, _DAY, _FIRST_YEAR = ord("年"), ord("月"), ord("日"), ord("元")
_REI, _WA, _HEI, _SEI, _SHO = ord("令"), ord("和"), ord("平"), ord("成"), ord("昭")
_R, _H, _S = ord("r"), ord("h"), ord("s")
_ERAS = (_REI, _HEI, _SHO, _R, _H, _S)
"""With what an era begins: most characters are none of these, and to look further takes time."""
REIWA, HEISEI, SHOWA = 2018, 1988, 1925
"""The year before the first of an era."""
EARLIEST, LATEST = 1900, 2099
"""Years of a date; other numbers of four digits are none."""
_NOTHING = 0
"""In place of 年 or 月: no code, a stroke alone goes on with the date."""

_YEN, _GO, _BAN, _CHI = ord("円"), ord("号"), ord("番"), ord("地")
_CHO, _ME, _NO = ord("丁"), ord("目"), ord("の")
_BLANKS = (ord(" "), ord("\u3000"))
_STROKES = tuple(map(ord, "-/.－／．‐‑–−"))
_STOPS = tuple(map(ord, ".．"))
_PLUSES = tuple(map(ord, "+＋"))
_BRACKETS = tuple(map(ord, "()（）"))
_ADDRESS_WORDS = tuple(map(ord, "丁目番地のノ"))
"""What parts the numbers of an address, as it is written."""
_WITHIN = tuple(map(ord, " \u3000\xa0,，_\u200b\u200c\u200d"))
"""What stands between digits of one number besides strokes: blanks, commas, what has no width."""

# ---------------------------------------------------------------- kernels


@compiled
def kind_of(code: int) -> Any:
    """Digits and Latin letters run on to words; any other script has no edges of words."""
    if is_digit(code):
        return DIGIT
    if _A <= code <= _Z or _ACCENTED <= code <= LATIN_END:
        return LATIN
    return OTHER


@compiled
def _is_digit(codes: Any, i: Any) -> Any:
    return 0 <= i < codes.size and is_digit(codes[i])


@compiled
def _beside(origin: Any, points: Any, i: Any) -> Any:
    """Does code i follow the one before it at once, or after one blank?"""
    gap = origin[i] - origin[i - 1]
    before = points[origin[i] - 1]
    return gap <= 1 or (gap == 2 and (before in _BLANKS))


@compiled
def _group(codes: Any, origin: Any, i: Any) -> Any:
    """The end of the digits from i on between which nothing stands."""
    j = i + 1
    while _is_digit(codes, j) and origin[j] - origin[j - 1] <= 1:
        j += 1
    return j


@compiled
def _number(codes: Any, start: Any, end: Any) -> Any:
    value = 0
    for i in range(start, end):
        value = value * 10 + int(codes[i]) - ZERO
    return value


@compiled
def _is_stroke(point: int) -> Any:
    """- / . and their look-alikes, which part the numbers of a date."""
    return point in _STROKES


@compiled
def _within_number(points: Any, start: Any, end: Any) -> Any:
    """Is points[start:end] what people write between the digits of one number?

    One blank, hyphen, stop, comma, stroke or bracket, or a bracket and one more of these; or
    what parts the numbers of an address.
    """
    brackets = words = 0
    for i in range(start, end):
        point = points[i]
        if point in _ADDRESS_WORDS:
            words += 1
        elif point in _BRACKETS:
            brackets += 1
        elif not (_is_stroke(point) or point in _WITHIN):
            return False
    return end - start <= 1 or words == end - start or (end - start == 2 and brackets > 0)


@compiled
def _next_number(codes: Any, origin: Any, points: Any, end: Any, word: int) -> Any:
    """Where a date's next number begins: behind `word` (年, 月) or one stroke. -1 if nowhere."""
    if end >= codes.size:
        return -1
    if codes[end] == word:
        near = _beside(origin, points, end) and end + 1 < codes.size
        return (
            end + 1
            if near and _is_digit(codes, end + 1) and _beside(origin, points, end + 1)
            else -1
        )
    if _is_digit(codes, end) and origin[end] - origin[end - 1] == 2:
        return end if _is_stroke(points[origin[end] - 1]) else -1
    return -1


@compiled
def _era(codes: Any, i: Any) -> Any:
    """The year before an era's first whose name begins at i; 0 where none does."""
    if i + 1 >= codes.size:
        return 0
    a, b = codes[i], codes[i + 1]
    if a == _REI and b == _WA:
        return REIWA
    if a == _HEI and b == _SEI:
        return HEISEI
    return SHOWA if a == _SHO and b == _WA else 0


@compiled
def _era_letter(codes: Any, i: Any) -> Any:
    if not _is_digit(codes, i + 1) or (i > 0 and kind_of(codes[i - 1]) != OTHER):
        return 0
    if codes[i] == _R:
        return REIWA
    if codes[i] == _H:
        return HEISEI
    return SHOWA if codes[i] == _S else 0


@compiled
def _year(codes: Any, origin: Any, i: Any) -> Any:
    """Where the year that begins at i ends, and which it is; 0 where none begins."""
    first, base = i, 0
    if codes[i] > NINE:
        first, base = i + 2, _era(codes, i)
        if base == 0:
            first, base = i + 1, _era_letter(codes, i)
        if base == 0 or first >= codes.size:
            return i, 0
    if base and codes[first] == _FIRST_YEAR:
        return first + 1, base + 1
    end = _group(codes, origin, first) if _is_digit(codes, first) else first
    if not (1 <= end - first <= 2 if base else end - first == 4):
        return i, 0
    return end, base + _number(codes, first, end)


@compiled
def _date(codes: Any, origin: Any, points: Any, i: Any, date: Any) -> Any:
    """Where a date that begins at i ends, or i; `date` gets its digits and their places."""
    end, year = _year(codes, origin, i)
    if not EARLIEST <= year <= LATEST:
        return i
    month_at = _next_number(codes, origin, points, end, _YEAR)
    if month_at < 0:
        return i
    month_end = _group(codes, origin, month_at)
    day_at = _next_number(codes, origin, points, month_end, _MONTH)
    if day_at < 0 or month_end - month_at > 2:
        return i
    day_end = _group(codes, origin, day_at)
    if day_end - day_at > 2 or _next_number(codes, origin, points, day_end, _NOTHING) >= 0:
        return i
    month, day = _number(codes, month_at, month_end), _number(codes, day_at, day_end)
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return i
    value = year * 10000 + month * 100 + day
    for k in range(8):
        date[k, 0] = ZERO + value // 10 ** (7 - k) % 10
        date[k, 1] = origin[i] if k < 4 else origin[month_at] if k < 6 else origin[day_end - 1]
    named = day_end < codes.size and codes[day_end] == _DAY and _beside(origin, points, day_end)
    return day_end + 1 if named else day_end


@compiled
def _suffix(codes: Any, origin: Any, points: Any, i: Any) -> Any:
    """The end of what says nothing after a number, from i on: 円, 号, 番, 番地(の), 丁目, の."""
    if not _is_digit(codes, i - 1) or not _beside(origin, points, i):
        return i
    code = codes[i]
    following = codes[i + 1] if i + 1 < codes.size else np.uint32(0)
    if code in (_YEN, _GO):
        return i + 1
    if code == _BAN:  # 番, 番地, 番地の, but not 番号
        if following != _CHI:
            return i if following == _GO else i + 1
        parted = i + 3 < codes.size and codes[i + 2] == _NO and _is_digit(codes, i + 3)
        return i + 3 if parted else i + 2
    if code == _CHO and following == _ME:
        return i + 2
    if code == _NO and _is_digit(codes, i + 1) and origin[i + 1] - origin[i] <= 1:
        return i + 1
    return i


@compiled
def _is_no_fraction(codes: Any, origin: Any, points: Any, i: Any) -> Any:
    """Do `.0` or `.00` that end a number begin at digit i?"""
    if codes[i] != ZERO or not _is_digit(codes, i - 1) or origin[i] - origin[i - 1] != 2:
        return False
    if points[origin[i] - 1] not in _STOPS:
        return False
    end = _group(codes, origin, i)
    if end - i > 2 or codes[end - 1] != ZERO:
        return False
    return not _is_digit(codes, end) or not _is_stroke(points[origin[end] - 1])


@compiled
def _from_abroad(codes: Any, origin: Any, points: Any, i: Any) -> Any:
    """The end of +81 before a number, and of the (0) that is written behind it too; or i."""
    before = points[origin[i] - 1] if origin[i] > 0 else np.uint32(0)
    if codes[i] != _EIGHT or before not in _PLUSES:
        return i
    if i + 2 >= codes.size or codes[i + 1] != _ONE or not _is_digit(codes, i + 2):
        return i
    return i + 3 if codes[i + 2] == ZERO else i + 2


@compiled
def _rewrite(codes: Any, origin: Any, points: Any) -> Any:
    """Codes, origins and flags in the form in which cells are searched."""
    n = codes.size
    out = np.empty(n + 8, np.uint32)  # a date of six digits (2026-4-1) becomes eight
    back = np.empty(n + 8, np.int32)
    till = np.empty(n + 8, np.int32)
    gaps = np.zeros(n + 9, np.bool_)
    date = np.empty((8, 2), np.int64)
    i = m = 0
    gap = True
    while i < n:
        if m + 16 > out.size:
            out, back = grown(out, n // 4 + 16), grown(back, n // 4 + 16)
            till, gaps = grown(till, n // 4 + 16), grown(gaps, n // 4 + 16)
        if i > 0 and origin[i] - origin[i - 1] > 1:
            gap = True
        in_number = _is_digit(codes, i - 1)
        number, word = _is_digit(codes, i) and (gap or not in_number), codes[i] > NINE
        apart = number and in_number and origin[i] - origin[i - 1] == 2
        stroke = apart and _is_stroke(points[origin[i] - 1])
        if stroke and _is_no_fraction(codes, origin, points, i):
            i, gap = _group(codes, origin, i), True
            continue
        dated = codes[i] in _ERAS if word else number and not stroke
        end = _date(codes, origin, points, i, date) if dated else i
        if end > i:
            for k in range(8):
                out[m], back[m], gaps[m] = date[k, 0], date[k, 1], k == 0
                till[m] = origin[end - 1]
                m += 1
            i, gap = end, True
            continue
        if word and in_number:
            end = _suffix(codes, origin, points, i)
            if end > i:
                i, gap = end, True
                continue
        end = _from_abroad(codes, origin, points, i) if number else i
        out[m], gaps[m] = (codes[i], gap) if end == i else (ZERO, True)
        back[m] = origin[i]
        i = max(i + 1, end)
        till[m] = origin[i - 1]
        m += 1
        gap = False
    return out[:m].copy(), back[:m].copy(), _flags(out[:m], back, till, gaps, points)


@compiled
def _flags(out: Any, back: Any, till: Any, gaps: Any, points: Any) -> Any:
    """By what stands between the codes: `back` and `till` say which points each was made of."""
    flags = np.empty(out.size + 1, np.uint8)
    flags[out.size] = EDGE
    for j in range(out.size):
        kind = kind_of(out[j])
        goes_on = j > 0 and kind != OTHER and kind == kind_of(out[j - 1])
        flags[j] = 0 if goes_on and not gaps[j] else EDGE
        if goes_on and gaps[j] and kind == DIGIT:
            flags[j] |= PARTED
            if not _within_number(points, till[j - 1] + 1, back[j]):
                flags[j] |= APART
    return flags
