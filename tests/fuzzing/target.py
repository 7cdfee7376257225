"""What is fuzzed: a reader with the law that it must keep for any bytes."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass, field

KIB = 2**10


class LawError(AssertionError):
    """A reader did what it must not do. `law` says which one it broke, in words without data."""

    def __init__(self, law: str, shown: object = "") -> None:
        super().__init__(f"{law}: {shown!r}" if shown != "" else law)
        self.law = law


Law = Callable[[bytes], Iterable[Hashable]]
"""Feeds one input to a reader. Raises LawError; whatever else it raises is a fault too. What comes
back tells inputs apart that ran through the same lines: codes of what was unread, for instance."""


@dataclass(frozen=True, slots=True)
class Target:
    """One reader."""

    name: str
    law: Law = field(repr=False)
    seeds: Callable[[], Iterable[bytes]] = field(repr=False)
    words: tuple[bytes, ...] = field(default=(), repr=False)
    """The dictionary: what the format is made of."""
    most: int = 4 * KIB
    """Bytes of an input; long enough for each reader's structures, short enough for thousands of
    inputs a second."""
    calls: int = 4_000
    """Calls that an input may cost for each of its bytes, and for SMALL more; see `cost`."""
    memory: int = 64 * KIB
    """Bytes of memory that it may take for each of its own, and for SMALL more."""
    may_end: bool = False
    """May an input end the process? Where readers run in one that may be lost, such a file is
    unread; it is counted, and no fault."""
