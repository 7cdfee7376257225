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


# ---------------------------------------------------------------- kernels

DIGIT, LATIN, OTHER = 0, 1, 2


@compiled
def kind_of(code: int) -> Any:
    """Digits and Latin letters run on to words; any other script has no edges of words."""
    if 48 <= code <= 57:
        return DIGIT
    if 97 <= code <= 122 or 0xDF <= code <= 0x24F:
        return LATIN
    return OTHER


@compiled
def _is_digit(codes: Any, i: Any) -> Any:
    return 0 <= i < codes.size and 48 <= codes[i] <= 57


@compiled
def _beside(origin: Any, points: Any, i: Any) -> Any:
    """Does code i follow the one before it at once, or after one blank?"""
    gap = origin[i] - origin[i - 1]
    return gap <= 1 or (
        gap == 2 and (points[origin[i] - 1] == 0x20 or points[origin[i] - 1] == 0x3000)
    )


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
        value = value * 10 + int(codes[i]) - 48
    return value


@compiled
def _is_stroke(point: int) -> Any:
    """- / . and their look-alikes, which part the numbers of a date."""
    return (
        point == 0x2D or point == 0x2F or point == 0x2E or point == 0xFF0D or point == 0xFF0F
        or point == 0xFF0E or point == 0x2010 or point == 0x2011 or point == 0x2013
        or point == 0x2212
    )  # fmt: skip


@compiled
def _within_number(points: Any, start: Any, end: Any) -> Any:
    """Is points[start:end] what people write between the digits of one number?

    One blank, hyphen, stop, comma, stroke or bracket, or a bracket and one more of these; or
    what parts the numbers of an address.
    """
    brackets = words = 0
    for i in range(start, end):
        point = points[i]
        if (
            point == 0x4E01 or point == 0x76EE or point == 0x756A or point == 0x5730
            or point == 0x306E or point == 0x30CE
        ):  # fmt: skip
            words += 1
        elif point == 0x28 or point == 0x29 or point == 0xFF08 or point == 0xFF09:
            brackets += 1
        elif not (
            _is_stroke(point) or point == 0x20 or point == 0x3000 or point == 0xA0
            or point == 0x2C or point == 0xFF0C or point == 0x5F or 0x200B <= point <= 0x200D
        ):  # fmt: skip
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
    if a == 0x4EE4 and b == 0x548C:  # 令和
        return 2018
    if a == 0x5E73 and b == 0x6210:  # 平成
        return 1988
    if a == 0x662D and b == 0x548C:  # 昭和
        return 1925
    return 0


@compiled
def _era_letter(codes: Any, i: Any) -> Any:
    if not _is_digit(codes, i + 1) or (i > 0 and kind_of(codes[i - 1]) != OTHER):
        return 0
    if codes[i] == 114:  # R
        return 2018
    if codes[i] == 104:  # H
        return 1988
    if codes[i] == 115:  # S
        return 1925
    return 0


@compiled
def _date(codes: Any, origin: Any, points: Any, i: Any, date: Any) -> Any:
    """Where a date that begins at i ends, or i; `date` gets its digits and their places."""
    first, base = i, 0
    if codes[i] > 57:
        base = _era(codes, i)
        first = i + 2
        if base == 0:
            base = _era_letter(codes, i)
            first = i + 1
        if base == 0 or first >= codes.size:
            return i
    if codes[first] == 0x5143 and base:  # 元年
        end, year = first + 1, 1 + base
    elif _is_digit(codes, first):
        end = _group(codes, origin, first)
        if end - first > 4:
            return i
        year = _number(codes, first, end) + base
        if (base == 0 and end - first != 4) or (base and end - first > 2):
            return i
    else:
        return i
    if year < 1900 or year > 2099:
        return i
    month_at = _next_number(codes, origin, points, end, 0x5E74)
    if month_at < 0:
        return i
    month_end = _group(codes, origin, month_at)
    day_at = _next_number(codes, origin, points, month_end, 0x6708)
    if day_at < 0 or month_end - month_at > 2:
        return i
    day_end = _group(codes, origin, day_at)
    if day_end - day_at > 2 or _next_number(codes, origin, points, day_end, 0) >= 0:
        return i
    month, day = _number(codes, month_at, month_end), _number(codes, day_at, day_end)
    if month < 1 or month > 12 or day < 1 or day > 31:
        return i
    value = year * 10000 + month * 100 + day
    for k in range(8):
        date[k, 0] = 48 + value // 10 ** (7 - k) % 10
        date[k, 1] = origin[i] if k < 4 else origin[month_at] if k < 6 else origin[day_end - 1]
    if day_end < codes.size and codes[day_end] == 0x65E5 and _beside(origin, points, day_end):
        return day_end + 1  # 日
    return day_end


@compiled
def _suffix(codes: Any, origin: Any, points: Any, i: Any) -> Any:
    """The end of what says nothing after a number, from i on: 円, 号, 番, 番地(の), 丁目, の."""
    if not _is_digit(codes, i - 1) or not _beside(origin, points, i):
        return i
    code = codes[i]
    following = codes[i + 1] if i + 1 < codes.size else np.uint32(0)
    if code == 0x5186 or code == 0x53F7:  # 円 号
        return i + 1
    if code == 0x756A:  # 番, 番地, 番地の, but not 番号
        if following == 0x53F7:
            return i
        if following != 0x5730:
            return i + 1
        return (
            i + 3
            if i + 3 < codes.size and codes[i + 2] == 0x306E and _is_digit(codes, i + 3)
            else i + 2
        )
    if code == 0x4E01 and following == 0x76EE:  # 丁目
        return i + 2
    if code == 0x306E and _is_digit(codes, i + 1) and origin[i + 1] - origin[i] <= 1:  # の
        return i + 1
    return i


@compiled
def _is_no_fraction(codes: Any, origin: Any, points: Any, i: Any) -> Any:
    """Do `.0` or `.00` that end a number begin at digit i?"""
    if codes[i] != 48 or not _is_digit(codes, i - 1) or origin[i] - origin[i - 1] != 2:
        return False
    if points[origin[i] - 1] != 0x2E and points[origin[i] - 1] != 0xFF0E:
        return False
    end = _group(codes, origin, i)
    if end - i > 2 or codes[end - 1] != 48:
        return False
    return not _is_digit(codes, end) or not _is_stroke(points[origin[end] - 1])


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
            out = np.concatenate((out, np.empty(n // 4 + 16, np.uint32)))
            back = np.concatenate((back, np.empty(n // 4 + 16, np.int32)))
            till = np.concatenate((till, np.empty(n // 4 + 16, np.int32)))
            gaps = np.concatenate((gaps, np.zeros(n // 4 + 16, np.bool_)))
        code = codes[i]
        if i > 0 and origin[i] - origin[i - 1] > 1:
            gap = True
        in_number = _is_digit(codes, i - 1)
        if _is_digit(codes, i) and (gap or not in_number):
            stroke = (
                in_number and origin[i] - origin[i - 1] == 2 and _is_stroke(points[origin[i] - 1])
            )
            if stroke and _is_no_fraction(codes, origin, points, i):
                i = _group(codes, origin, i)
                gap = True
                continue
            end = i if stroke else _date(codes, origin, points, i, date)
            if end > i:
                for k in range(8):
                    out[m], back[m], gaps[m] = date[k, 0], date[k, 1], k == 0
                    till[m] = origin[end - 1]
                    m += 1
                i = end
                gap = True
                continue
            before = points[origin[i] - 1] if origin[i] > 0 else np.uint32(0)
            if (
                code == 56 and (before == 0x2B or before == 0xFF0B)
                and i + 2 < n and codes[i + 1] == 49 and _is_digit(codes, i + 2)
            ):  # fmt: skip
                out[m], back[m], gaps[m] = 48, origin[i], True
                i += 3 if codes[i + 2] == 48 else 2  # +81 (0)90 is written too
                till[m] = origin[i - 1]
                m += 1
                gap = False
                continue
        elif code > 57:
            end = _date(codes, origin, points, i, date)
            if end > i:
                for k in range(8):
                    out[m], back[m], gaps[m] = date[k, 0], date[k, 1], k == 0
                    till[m] = origin[end - 1]
                    m += 1
                i = end
                gap = True
                continue
            end = _suffix(codes, origin, points, i)
            if end > i:
                i = end
                gap = True
                continue
        out[m], back[m], gaps[m] = code, origin[i], gap
        till[m] = origin[i]
        m += 1
        i += 1
        gap = False
    flags = np.empty(m + 1, np.uint8)
    flags[m] = EDGE
    for j in range(m):
        kind = kind_of(out[j])
        joined = j > 0 and not gaps[j] and kind != OTHER and kind == kind_of(out[j - 1])
        flags[j] = 0 if joined else EDGE
        if j > 0 and gaps[j] and kind == DIGIT and kind_of(out[j - 1]) == DIGIT:
            flags[j] |= PARTED
            if not _within_number(points, till[j - 1] + 1, back[j]):
                flags[j] |= APART
    return out[:m].copy(), back[:m].copy(), flags
