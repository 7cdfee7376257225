"""Who had which values taken out: in memory only, each for a time, never more than a bound.

What is let go of is restored no more: its placeholders stay in the answers as they are.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from gateway.model import ClassId
from gateway.redaction.known import Known
from gateway.redaction.remembered import Remembered

KEPT = 12 * 3600.0
"""Seconds since a value was last taken out: a working day, so that a conversation that the vendor
holds (`previous_response_id`, a chat's page) is restored in the afternoon as in the morning."""

SWEEP = 60.0
"""Seconds between two looks at everyone; a person's own time is looked at whenever they ask."""

MAX_VALUES = 20_000
"""Of one person; a large agent's history holds some hundreds. The oldest go first."""

MAX_CHARACTERS = 32 * 2**20
"""Of all values together, so that memory has a bound; whoever was silent longest goes first."""


@dataclass(slots=True)
class _Person:
    values: OrderedDict[str, str] = field(default_factory=OrderedDict, repr=False)
    until: OrderedDict[str, float] = field(default_factory=OrderedDict, repr=False)
    types: dict[str, int] = field(default_factory=dict)
    characters: int = 0
    known: Known | None = None
    remembered: Remembered = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self.remembered = Remembered(self.values)

    def put(self, name: str, value: str, until: float) -> None:
        if self.values.get(name) == value:
            self.until[name] = until
            self.until.move_to_end(name)
            return
        self.drop(name)
        self.values[name], self.until[name] = value, until
        kind = name.rpartition("-")[0]
        self.types[kind] = self.types.get(kind, 0) + 1
        self.characters += len(value)
        if self.types[kind] == 1:
            self.known = None

    def drop(self, name: str) -> None:
        if name not in self.values:
            return
        value = self.values.pop(name)
        self.remembered.drop(name, value)
        self.characters -= len(value)
        del self.until[name]
        kind = name.rpartition("-")[0]
        self.types[kind] -= 1
        if not self.types[kind]:
            del self.types[kind]
            self.known = None

    def forget(self, now: float) -> None:
        """Those whose time is up, or that are too many. They stand in the order of their time."""
        while self.until:
            name, until = next(iter(self.until.items()))
            if until > now and len(self.values) <= MAX_VALUES:
                return
            self.drop(name)


@dataclass(slots=True)
class Vault:
    """Actor -> placeholders -> values. Of one event loop; `clock` tells seconds."""

    clock: Callable[[], float]
    _people: OrderedDict[str, _Person] = field(default_factory=OrderedDict, repr=False)
    _characters: int = 0
    _swept: float = 0.0

    def put(
        self,
        actor: str,
        values: Mapping[str, str],
        classes: Mapping[str, ClassId] | None = None,
        age: float = 0.0,
    ) -> None:
        """These placeholders went out for this person, so many seconds ago: their answers are to
        have the values, and what comes after is to be without them, by their classes."""
        if not values or age >= KEPT:
            return
        now = self.clock() - age
        person = self._people.setdefault(actor, _Person())
        self._people.move_to_end(actor)
        before = person.characters
        for name, value in values.items():
            person.put(name, value, now + KEPT)
            if classes and name in classes:
                person.remembered.add(name, classes[name])
        person.forget(self.clock())
        self._characters += person.characters - before
        while self._characters > MAX_CHARACTERS and self._people:
            self._drop(next(iter(self._people)))

    def known(self, actor: str) -> Known | None:
        """What this person's answers are to have back; None where that is nothing."""
        person = self._people.get(actor)
        if person is None:
            return None
        before = person.characters
        person.forget(self.clock())
        self._characters += person.characters - before
        if not person.values:
            self._drop(actor)
            return None
        if person.known is None:
            person.known = Known(person.values, frozenset(person.types))
        return person.known

    def remembered(self, actor: str) -> Remembered | None:
        """What is to be withheld from this person's requests, wherever it stands."""
        person = self._people.get(actor)
        return person.remembered if person else None

    def sweep(self) -> bool:
        """Let go of everyone whose time is up; may be called often, and says if it has looked."""
        now = self.clock()
        if now < self._swept + SWEEP:
            return False
        self._swept = now
        for actor in list(self._people):
            self.known(actor)
        return True

    def _drop(self, actor: str) -> None:
        person = self._people.pop(actor)
        self._characters -= person.characters
        person.values.clear()  # answers under way look into it too

    @property
    def people(self) -> int:
        return len(self._people)
