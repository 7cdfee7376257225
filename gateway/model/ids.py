"""Ids, verdicts and arguments: what everything else is told by. Standard library only."""

from __future__ import annotations

import enum
from typing import NewType

ClassId = NewType("ClassId", str)
"""An information class by its id in allowlist.yaml, for instance `confidential`."""


class Verdict(enum.IntEnum):
    """What becomes of a request, loosest first, so that `max` combines verdicts."""

    ALLOW = 0
    REDACT = 1
    BLOCK = 2

    @property
    def word(self) -> str:
        """`allow`, `redact` or `block`, as in the contract."""
        return self.name.lower()


class Language(enum.StrEnum):
    JA = "ja"
    EN = "en"


Args = tuple[tuple[str, str | int | float], ...]
"""What words are made with: names and values, frozen. Never a text that a person wrote."""


def args(**values: str | int | float) -> Args:
    """Arguments in the order of their names, so that equal ones are equal."""
    return tuple(sorted(values.items()))
