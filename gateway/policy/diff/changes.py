"""What a change between two policies is, and the few ways in which one is told."""

from __future__ import annotations

import enum
from collections.abc import Collection, Hashable, Iterable, Iterator
from dataclasses import dataclass

from gateway.model import Language
from gateway.policy.syntax import shorten


class Way(enum.Enum):
    """Which way a change goes."""

    LOOSER = "looser"
    STRICTER = "stricter"
    OTHER = "other"


@dataclass(frozen=True, slots=True)
class Change:
    """One change. `topic` is the same for a change and for its undoing."""

    way: Way
    topic: tuple[Hashable, ...]
    en: str
    ja: str

    def said(self, language: Language) -> str:
        return self.ja if language is Language.JA else self.en


def one(looser: bool, topic: tuple[Hashable, ...], en: str, ja: str) -> Iterator[Change]:
    yield Change(Way.LOOSER if looser else Way.STRICTER, topic, en, ja)


def both(topic: tuple[Hashable, ...], en: str, ja: str) -> Iterator[Change]:
    yield Change(Way.LOOSER, topic, en, ja)
    yield Change(Way.STRICTER, topic, en, ja)


def other(topic: tuple[Hashable, ...], en: str, ja: str) -> Iterator[Change]:
    yield Change(Way.OTHER, topic, en, ja)


def from_to(en: str, ja: str, was: object, now: object) -> tuple[str, str]:
    return f"{en} changes from {was} to {now}", f"{ja} が {was} から {now} に変わります"


SHOWN = 5
"""Names told one by one; a line of a terminal or of the trail holds some five."""


def named(some: Iterable[str]) -> str:
    """The first few of some names, in order, and how many more there are."""
    return first_of([shorten(n, 60) for n in sorted(some)], ", ")


def first_of(words: Collection[str], between: str) -> str:
    shown = between.join(list(words)[:SHOWN])
    return f"{shown} (+{len(words) - SHOWN})" if len(words) > SHOWN else shown
