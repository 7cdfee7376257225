"""Ids and verdicts: what everything else is told by. Standard library only."""

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
