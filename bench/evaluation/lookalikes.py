"""A seed -> texts with nothing to find: what only looks like a number, a name or a key."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.evaluation.frames_innocent import KINDS, PHRASES
from bench.evaluation.grammar import Grammar
from bench.evaluation.innocents import SLOTS
from bench.evaluation.texts import Text

GRAMMAR = Grammar(SLOTS, PHRASES)


def texts(seed: int, count: int) -> Iterator[Text]:
    """So many texts; the same for the same seed."""
    rng = random.Random(f"look-alikes {seed}")
    for _ in range(count):
        yield one(rng)


def one(rng: random.Random) -> Text:
    kind = rng.choice(sorted(KINDS))
    draft = GRAMMAR.draw(rng.choice(KINDS[kind]), rng)
    # Kana, kanji and full-width forms begin at U+3000.
    japanese = any(ord(c) >= 0x3000 for part in draft.parts for c in part)
    return draft.text(kind, "ja" if japanese else "en")
