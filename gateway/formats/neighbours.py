"""Texts that stand apart in a request but are read as one -> runs of such neighbours.

A message may come in parts (社外 in one, 秘 in the next), a conversation in messages, a text in the
fields of a form or as a repeated field. `seams` puts together what stands where neighbours meet; a
finding counts there only if it lies across the seam, for all else is found in the texts themselves.

What a model sees one after another (`SPOKEN`) always meets. Other neighbours, of an array or a
form, meet where a word of a language without spaces may have been cut. Rows of numbers or names
cannot be told from a number or a name that was cut, and are far more frequent; of all that is ASCII
only what looks like one token, cut, is put together: there also from row to row. Members of one
object with different names stay apart, but in what a tool is called with.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from gateway.formats.cut_tokens import Run, cut_armours, cut_tokens
from gateway.formats.file_places import DECODED
from gateway.formats.known_names import LISTS_OF_NAMES, ROWS, SPOKEN, UNJOINED
from gateway.model import Part, Segment

Meet = Callable[[Segment, Segment], bool]

_TURN = "role"
_SAID = SPOKEN | {_TURN}
_APART = UNJOINED - SPOKEN

_ARGUMENTS = re.compile(r"/(?:arguments|args|content/\d+/input|toolUse/input|response)(?:/|$)")
"""Where the arguments of a call, or its result, stand in the formats of vendors."""

SENTENCE = 2
"""Blanks in a text that is more than a word, a name or a number."""


@dataclass(frozen=True, slots=True)
class Neighbours:
    """Runs of texts that are read as one, and `loose` ones of which nothing says so."""

    firm: list[Run] = field(default_factory=list)
    loose: list[Run] = field(default_factory=list)


def in_body(
    segments: Sequence[Segment], all_ascii: bool = False, part: Part = Part.BODY
) -> Neighbours:
    """Neighbours in a body, in the order in which they stand in it.

    `all_ascii` says that no segment holds anything else.
    """
    said = [s for s in segments if s.label in _SAID]
    found = Neighbours(list(_spoken([s for s in said if s.label != _TURN and s.part is part])))
    for side in _sides(said):
        found.firm.extend(cut_tokens(side))
        if not all_ascii:
            found.loose.extend(chained(side, _goes_on))
    if not all_ascii:
        _add_lists(found, [s for s in segments if s.label not in SPOKEN and s.part is part])
    rest = [s for s in segments if s.label not in UNJOINED]
    if len(rest) > 1:
        found.firm.extend(_rows([s for s in rest if s.part is part and is_value(s)]))
    return found


def is_value(s: Segment) -> bool:
    """Is it no name, nothing that was decoded or joined, and not blank?"""
    return not (s.place[-1:] == "#" or s.seams or DECODED in s.place or s.text.isspace())


def in_fields(segments: Iterable[Segment], part: Part = Part.BODY) -> Neighbours:
    """Neighbours in a form, a query, a path, in order: whatever they are called, but for ids."""
    kinds: dict[str, Run] = defaultdict(list)
    for s in segments:
        if s.part is not part or s.place[-1:] == "#" or s.seams:
            continue
        if DECODED not in s.place:
            kinds[s.label if s.label in _APART else ""].append(s)
        elif s.place.endswith(DECODED):
            kinds[DECODED].append(s)
    found = Neighbours([*chained([s for s in kinds[""] if s.label in SPOKEN], _differ)])
    for values in kinds.values():
        found.loose.extend(chained(values, _are_cut_fields))
        found.loose.extend(_around_blanks(values, _are_cut_fields))
        found.firm.extend(cut_tokens([s for s in values if is_value(s)]))
        found.firm.extend(cut_armours(values))
    return found


def of_kinds(kinds: Iterable[Run]) -> Neighbours:
    """Neighbours in rows, each of one kind."""
    found = Neighbours()
    for run in kinds:
        found.loose.extend(chained(run, may_be_cut))
        found.firm.extend(cut_tokens(run))
    return found


def _differ(one: Segment, other: Segment) -> bool:
    """Do they stand in two fields? What stands in a file within one has been joined there."""
    return _field(one.place) != _field(other.place)


def _field(place: str) -> str:
    return place.partition("/")[2].partition("/")[0].removesuffix(DECODED)


def _are_cut_fields(one: Segment, other: Segment) -> bool:
    return _differ(one, other) and may_be_cut(one, other)


def may_be_cut(one: Segment, other: Segment) -> bool:
    """May a word of a language without spaces have been cut between them?"""
    if not one.text or not other.text:
        return False
    return not one.text[-1].isascii() and not other.text[0].isascii()


# ---------------------------------------------------------------- what is said


def _spoken(spoken: Run) -> Iterator[Run]:
    plain = [s for s in spoken if DECODED not in s.place]
    has_rows = not ROWS.isdisjoint({s.label for s in plain})
    if has_rows:
        yield from chained(plain, _reads_on)
    else:
        yield plain
    if len(plain) < len(spoken):
        yield [s for s in spoken if DECODED in s.place and not s.seams]
    filled = [s for s in plain if not s.text.isspace()]
    if len(filled) < len(plain):
        yield from _around_blanks(plain, _reads_on)
    if has_rows:
        yield from cut_armours(filled)
    yield from cut_tokens(filled, whole=has_rows or len(filled) < len(plain))


def _reads_on(one: Segment, other: Segment) -> bool:
    """Are they other than two numbers, names or addresses in a row of texts?"""
    if one.label not in ROWS or other.label not in ROWS:
        return True
    if not one.text[-1:].isascii() or not other.text[:1].isascii():
        return True
    return max(one.text.count(" "), other.text.count(" ")) >= SENTENCE


def _around_blanks(texts: Sequence[Segment], meet: Meet | None = None) -> Iterator[Run]:
    """Neighbours without the blank ones that stand between them."""
    run: Run = []
    skipped = False
    for text in texts:
        if text.text.isspace():
            skipped = bool(run)
            continue
        if skipped and (not meet or meet(run[-1], text)):
            run.append(text)
        else:
            if len(run) > 1:
                yield run
            run = [text]
        skipped = False
    if len(run) > 1:
        yield run


def _sides(said: Sequence[Segment]) -> list[Run]:
    """What each side says, without the other's answers."""
    sides: dict[str, Run] = defaultdict(list)
    side: Run = []
    for s in said:
        if s.label == _TURN:
            side = sides[s.text]
        elif DECODED not in s.place:
            side.append(s)
    return list(sides.values()) if len(sides) > 1 else []


def _goes_on(one: Segment, other: Segment) -> bool:
    """Does the one end, and the other begin, within a word?"""
    return may_be_cut(one, other) and one.text[-1].isalnum() and other.text[0].isalnum()


# ---------------------------------------------------------------- lists and rows


def _add_lists(found: Neighbours, rest: Run) -> None:
    """Neighbours in arrays and repeated fields, where a word may have been cut."""
    places = [s.place for s in rest if not s.text.isascii()]
    if not places:
        return
    values = [s for s in rest if s.label not in LISTS_OF_NAMES and not s.seams]
    if [p for p in places if DECODED not in p]:
        _add_words(found, [s for s in values if s.place[-1:] != "#" and DECODED not in s.place])
    # Of files no cells, but what is one text.
    _add_words(found, [s for s in values if s.place.endswith(DECODED)])


def _add_words(found: Neighbours, values: Run) -> None:
    for into, meet in ((found.firm, _in_one_array), (found.loose, _in_one_object)):
        into.extend(chained(values, meet))
        into.extend(_around_blanks(values, meet))
    for repeated in _columns([s for s in values if not s.label]):
        found.loose.extend(chained(repeated, may_be_cut))
        found.loose.extend(_around_blanks(repeated, may_be_cut))


def _rows(rest: Run) -> Iterator[Run]:
    """Columns, and whatever stands in the arguments of calls, where a token may have been cut."""
    for column in _columns(rest):
        yield from cut_tokens(column)
        yield from cut_armours(column)
    calls = [s for s in rest if _ARGUMENTS.search(s.place)]
    yield from cut_tokens(calls)
    yield from cut_armours(calls)


def _columns(rest: Run) -> Iterator[Run]:
    """What is of one name or series in all rows; where there are no names, of one array."""
    columns: dict[str, Run] = defaultdict(list)
    for s in rest:
        columns[_series(s.label) or _series(s.place)].append(s)
    return (column for column in columns.values() if len(column) > 1)


def chained(texts: Sequence[Segment], meet: Meet) -> Iterator[Run]:
    """The stretches of a row in which each meets the next."""
    run: Run = []
    for one, other in pairwise(texts):
        if meet(one, other):
            run = run or [one]
            run.append(other)
        elif run:
            yield run
            run = []
    if run:
        yield run


def _in_one_array(one: Segment, other: Segment) -> bool:
    """Does also a text of such a language end or begin there?"""
    if not one.text or not other.text or (one.text[-1].isascii() and other.text[0].isascii()):
        return False
    parent, number = _parent(one.place)
    its_parent, its_number = _parent(other.place)
    if one.label != other.label or parent != its_parent:
        return False
    return number.isdecimal() and its_number.isdecimal()


def _in_one_object(one: Segment, other: Segment) -> bool:
    """Under names of one series, or in the arguments of one call."""
    if not one.label or not may_be_cut(one, other):
        return False
    parent, number = _parent(one.place)
    if number.isdecimal() or parent != _parent(other.place)[0]:
        return False
    return of_one_series(one, other) or bool(_ARGUMENTS.search(parent))


def _parent(place: str) -> tuple[str, str]:
    parent, _, name = place.removesuffix(DECODED).rpartition("/")
    return parent, name


def of_one_series(one: Segment, other: Segment) -> bool:
    """Are they of one name, or of two of one series (`part1` and `part2`)?"""
    if one.label == other.label:
        return True
    if one.label in SPOKEN:
        return other.label in SPOKEN
    return _series(one.label) == _series(other.label)


def _series(name: str) -> str:
    """What names of one series have in common."""
    return name.rstrip("0123456789")
