"""What a client does that is no request -> events for the trail, counted where they repeat. Pure.

The first of a kind is told at once; what is like it within a quarter of an hour is one event more,
with a count. So a thousand guesses at a password are two lines, and the first of them is there
when it is asked for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field

WINDOW = 900.0
"""Seconds for which what is like it is counted and not told: long enough that somebody who tries
on fills no disk, short enough that a count is there while it still matters."""

A_CLIENT = 10
"""Different ones of a kind that are told of one client at a time; of more only the count."""

IN_ALL = 1_000
"""Different ones at a time: bounds the memory, and the lines that many clients can write."""

Incident = tuple[str, Mapping[str, str | int]]
"""The kind of an event, and its fields."""

_Key = tuple[str, str, tuple[tuple[str, str], ...]]


@dataclass(slots=True)
class _Like:
    """When the first was told, and how many were like it since."""

    told: float
    more: int = 0


@dataclass(slots=True)
class Incidents:
    """What was told lately. `now` is seconds of a clock that only goes forward."""

    _open: dict[_Key, _Like] = field(default_factory=dict)
    _of_client: Counter[tuple[str, str]] = field(default_factory=Counter)

    def happened(
        self, kind: str, client: str, about: Mapping[str, str], now: float
    ) -> Incident | None:
        """What is to be told of it now; None where it is only counted."""
        key = self._key(kind, client, tuple(sorted(about.items())))
        if like := self._open.get(key):
            like.more += 1
            return None
        self._open[key] = _Like(now)
        self._of_client[key[:2]] += 1
        return _told(key, 1)

    def due(self, now: float) -> list[Incident]:
        """The counts whose time is over."""
        return list(self._ended([k for k, like in self._open.items() if now - like.told >= WINDOW]))

    def rest(self) -> list[Incident]:
        """All counts, at the end."""
        return list(self._ended(list(self._open)))

    def _key(self, kind: str, client: str, about: tuple[tuple[str, str], ...]) -> _Key:
        """Where there are too many different ones, they are counted as one."""
        key = (kind, client, about)
        if key not in self._open and self._of_client[kind, client] >= A_CLIENT:
            key = (kind, client, ())
        if key not in self._open and len(self._open) >= IN_ALL:
            key = (kind, "", ())
        return key

    def _ended(self, keys: list[_Key]) -> Iterator[Incident]:
        for key in keys:
            like = self._open.pop(key)
            self._of_client[key[:2]] -= 1
            if not self._of_client[key[:2]]:
                del self._of_client[key[:2]]
            if like.more:
                yield _told(key, like.more)


def _told(key: _Key, count: int) -> Incident:
    kind, client, about = key
    return kind, {"client": client, **dict(about), "count": count}
