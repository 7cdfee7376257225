"""A frame -> a Text: `{slot}` becomes a drawn value, `{@phrase}` a phrase, `<a|b>` one of them.

Phrases may hold slots and choices of their own. `{{`, `}}` stand for braces, `<<` for a
less-than sign.
"""

from __future__ import annotations

import random
import re
from collections.abc import Callable, Mapping, Sequence

from bench.evaluation.texts import Draft, Text, Value

Slot = Callable[[random.Random], Value]

# Frames are this package's own text: a backtracking `re` without nested quantifiers will do.
TOKENS = re.compile(r"\{\{|\}\}|<<|\{(@?[a-z_0-9]+)\}|<([^<>|]*(?:\|[^<>|]*)+)>")


class Grammar:
    """Slots by name and phrases by name, from which texts are drawn."""

    def __init__(self, slots: Mapping[str, Slot], phrases: Mapping[str, Sequence[str]]) -> None:
        self.slots, self.phrases = slots, phrases

    def draw(self, frame: str, rng: random.Random) -> Draft:
        draft = Draft()
        self.write(frame, rng, draft)
        return draft

    def write(self, frame: str, rng: random.Random, draft: Draft) -> None:
        """Add a frame to a draft. Raises KeyError where a slot or a phrase is not known."""
        at = 0
        for match in TOKENS.finditer(frame):
            draft.add(frame[at : match.start()])
            at = match.end()
            self._token(match, rng, draft)
        draft.add(frame[at:])

    def _token(self, match: re.Match[str], rng: random.Random, draft: Draft) -> None:
        name, choice = match.group(1), match.group(2)
        if choice is not None:
            self.write(rng.choice(choice.split("|")), rng, draft)
        elif name is None:
            draft.add(match.group()[0])
        elif name.startswith("@"):
            self.write(rng.choice(self.phrases[name[1:]]), rng, draft)
        else:
            draft.add(self.slots[name](rng))

    def text(self, frame: str, rng: random.Random, kind: str, language: str) -> Text:
        return self.draw(frame, rng).text(kind, language)
