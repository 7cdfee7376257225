"""One person's placeholders at work: what they stand for, and where they stand in a text."""

from __future__ import annotations

import html
from collections.abc import Mapping
from dataclasses import dataclass, field
from urllib.parse import quote

from gateway.redaction.spotting import Spot, spots

TAIL = 256
"""Characters; the beginning of a placeholder, up to its dash, has fewer, however it is spelt."""


@dataclass(frozen=True, slots=True)
class Known:
    """Names without brackets -> values. `values` may be a live view; `types` are of its making."""

    values: Mapping[str, str] = field(repr=False)
    types: frozenset[str]

    @classmethod
    def of(cls, values: Mapping[str, str]) -> Known:
        return cls(values, frozenset(name.rpartition("-")[0] for name in values))

    def look(self, text: str, start: int = 0, *, final: bool = True) -> tuple[list[Spot], int]:
        """The placeholders that are known, and where the text is not certain yet (its end if
        `final`)."""
        if len(text) - start > TAIL and text.isascii() and text.find("-", start) < 0:
            start = len(text) - TAIL  # an image in base64, for instance
        found, certain = spots(text, start, self.types, final=final)
        return [s for s in found if s.name in self.values], certain

    def value(self, spot: Spot) -> str:
        """What stands in the place of a placeholder; in an address, as an address has it."""
        value = self.values.get(spot.name, "")
        if spot.escape == "url":
            return quote(value, safe="")
        return html.escape(value) if spot.escape == "html" else value
