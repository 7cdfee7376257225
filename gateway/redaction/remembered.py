"""What was taken out for a person -> the same values where no classifier would know them.

An answer has its values back, and the next request brings the answer along. There a password may
stand without the word that gave it away, a name without its form: what was withheld once is
withheld there too, or putting it back would be the way out.

Within one request the same holds: a password stands in a file of settings, and again in what is
asked about it.

A plain word or a short number may be a value once and a common word ever after. It is known again
only in what the model said.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from gateway.model import ClassId, Finding, Part, Prompt
from gateway.redaction.covered import Covered

BEFORE, ELSEWHERE = "remembered/before", "remembered/elsewhere"
"""What a finding says: taken out before, for the same person; or elsewhere in this request."""

MIN_LENGTH = 2
"""Characters; a single one stands everywhere."""

PLAIN_NUMBER = 7
"""Digits from which on a number is no year, port or count."""

PLAIN_ASCII = 4
"""Characters from which on letters with digits or signs are nobody else's."""

PLAIN_JAPANESE = 4
"""Characters from which on a Japanese value is seldom part of another word."""

MAX_CLEAN = 20_000
"""Texts that are known to hold none of the values; a large agent's history has 2,000."""

SPEAKERS = frozenset({"assistant", "model", "ai", "bot"})
"""Values of `role`."""

CALLS = frozenset({"function_call", "custom_tool_call", "mcp_call", "tool_use", "output_text"})
"""Values of `type` of what a model says without a role."""

_RUN = re.compile(r"[0-9A-Za-z]+")
_OTHER = re.compile(r"[^\x00-\x7f]{2,}")


def elsewhere(prompt: Prompt, found: Sequence[Finding]) -> Iterator[Finding]:
    """The values of these findings where the same body has them once more."""
    values: dict[str, str] = {}
    classes: dict[str, ClassId] = {}
    for f in found:
        value = prompt.segments[f.segment].text[f.start : f.end]
        name = f"{f.kind or f.information_class}-{len(values)}"
        if values.setdefault(value, name) == name:
            classes[name] = f.information_class
    same = Remembered({n: v for v, n in values.items()}, ELSEWHERE)
    for name, information_class in classes.items():
        same.add(name, information_class)
    yield from same.find(prompt, found)


_Alike = dict[tuple[int, int], dict[str, tuple[str, ...]]]
"""Where their part begins in values, and how long they are -> such values -> their names. The
addresses of one company share a part; how they are made differs in some twenty ways."""


@dataclass(slots=True)
class Remembered:
    """The values of one person, found by a part of each: in time that grows with the text, not with
    their number. May be read in a thread while another puts more in."""

    values: Mapping[str, str] = field(repr=False)
    code: str = BEFORE
    _classes: dict[str, ClassId] = field(default_factory=dict)
    _by_part: dict[str, _Alike] = field(default_factory=dict, repr=False)
    _clean: dict[int, int] = field(default_factory=dict, repr=False)
    """Hash of a text (Python's own, keyed for each process) -> how many values there had been when
    none stood in it: of an agent's history only what is new is looked at."""
    _added: int = 0

    def add(self, name: str, information_class: ClassId) -> None:
        value = self.values[name]
        if len(value) < MIN_LENGTH or name in self._classes:
            return
        part = _part(value)
        if not part:
            return
        self._classes[name] = information_class
        self._added += 1
        alike = self._by_part.setdefault(part, {})
        same = alike.setdefault((value.index(part), len(value)), {})
        same[value] = (*same.get(value, ()), name)

    def drop(self, name: str, value: str) -> None:
        if self._classes.pop(name, None) is None:
            return
        part = _part(value)
        alike, shape = self._by_part[part], (value.index(part), len(value))
        same = alike[shape]
        same[value] = tuple(n for n in same[value] if n != name)
        if not same[value]:
            del same[value]
        if not same:
            del alike[shape]
        if not alike:
            del self._by_part[part]

    def copied(self) -> Remembered:
        """The same by itself, as it is now, for another process."""
        copy = Remembered({name: self.values[name] for name in self._classes}, self.code)
        for name, information_class in self._classes.items():
            copy.add(name, information_class)
        return copy

    def find(self, prompt: Prompt, found: Iterable[Finding]) -> Iterator[Finding]:
        """Where they stand in a body, but for the places that were found already."""
        if not self._by_part:
            return
        known = Covered(found, lambda f: f.segment)
        said: frozenset[str] | None = None
        for number, segment in enumerate(prompt.segments):
            if segment.seams:
                continue
            for name, start, end in self._in(segment.text):
                if known.holds(number, start, end):
                    continue
                if _is_plain(self.values.get(name, "")):
                    if segment.part is not Part.BODY:
                        continue
                    said = _said_by_models(prompt) if said is None else said
                    if not _stands_in(segment.place, said):
                        continue
                yield self._finding(name, start, end, segment.place, number)

    def _in(self, text: str) -> Iterator[tuple[str, int, int]]:
        key, added, some = hash(text), self._added, False
        if self._clean.get(key) == added:
            return
        hits = {part for part in _parts(text) if part in self._by_part}
        for part, place in _stands(text, hits) if hits else ():
            for (offset, length), same in tuple(self._by_part.get(part, {}).items()):
                start, end = place - offset, place - offset + length
                if (
                    start >= 0
                    and (names := same.get(text[start:end]))
                    and _is_whole(text, start, end)
                ):
                    some = True
                    for name in names:
                        yield name, start, end
        if not some:
            if len(self._clean) >= MAX_CLEAN:
                self._clean.clear()
            self._clean[key] = added

    def _finding(self, name: str, start: int, end: int, place: str, segment: int) -> Finding:
        return Finding(
            code=self.code,
            information_class=self._classes.get(name, ClassId("")),
            start=start,
            end=end,
            kind=name.rpartition("-")[0],
            place=place,
            segment=segment,
        )


def _part(value: str) -> str:
    """A part that a text has whole wherever it has the value: its longest run of ASCII letters and
    digits, else its first two other characters. Empty for a value of signs alone."""
    run: str = max(_RUN.findall(value), key=len, default="")
    other = _OTHER.search(value)
    return run or (other[0][:2] if other else "")


def _parts(text: str) -> set[str]:
    found = set(_RUN.findall(text))
    if not text.isascii():
        for run in _OTHER.findall(text):
            found.update(map(str.__add__, run, run[1:]))
    return found


def _stands(text: str, parts: set[str]) -> Iterator[tuple[str, int]]:
    """Where these parts stand."""
    for run in _RUN.finditer(text):
        if run[0] in parts:
            yield run[0], run.start()
    if text.isascii():
        return
    for run in _OTHER.finditer(text):
        for at, pair in enumerate(map(str.__add__, run[0], run[0][1:]), run.start()):
            if pair in parts:
                yield pair, at


def _is_whole(text: str, start: int, end: int) -> bool:
    return not (_is_within(text, start - 1, text[start]) or _is_within(text, end, text[end - 1]))


def _is_within(text: str, neighbour: int, edge: str) -> bool:
    """Does a word or number go on beyond this edge of the value?"""
    return (
        0 <= neighbour < len(text)
        and edge.isascii()
        and edge.isalnum()
        and text[neighbour].isascii()
        and text[neighbour].isalnum()
    )


def _is_plain(value: str) -> bool:
    """Might this be a common word, a year, a count?"""
    if value.isascii():
        return (
            value.isalpha()
            or (value.isdecimal() and len(value) < PLAIN_NUMBER)
            or len(value) < PLAIN_ASCII
        )
    return len(value) < PLAIN_JAPANESE


def _said_by_models(prompt: Prompt) -> frozenset[str]:
    """The places of turns and calls of a model."""
    return frozenset(
        s.place.rpartition("/")[0]
        for s in prompt.segments
        if (s.label == "role" and s.text in SPEAKERS) or (s.label == "type" and s.text in CALLS)
    )


def _stands_in(place: str, said: frozenset[str]) -> bool:
    while place:
        place = place.rpartition("/")[0]
        if place in said:
            return True
    return False
