"""A seed -> texts about people, with the spans of what says who they are."""

from __future__ import annotations

import random
from collections.abc import Iterator

from bench.evaluation import frames_en, frames_ja
from bench.evaluation.containers import CONTAINERS
from bench.evaluation.grammar import Grammar
from bench.evaluation.slots import INNOCENT, PERSONAL
from bench.evaluation.texts import Text
from bench.evaluation.widths import restyle

SLOTS = {**PERSONAL, **INNOCENT}
JAPANESE = Grammar(SLOTS, frames_ja.PHRASES)
ENGLISH = Grammar(SLOTS, frames_en.PHRASES)

FRAMES = {
    "ja": {
        name: getattr(frames_ja, name)
        for name in ("MAIL", "CHAT", "MINUTES", "DATA", "FORMS", "PROSE")
    },
    "en": {name: getattr(frames_en, name) for name in ("MAIL", "CHAT", "DATA", "FORMS", "PROSE")},
}
SHARE_OF_JAPANESE = 0.7  # the product's offices are in Japan
SHARE_OF_RECORDS = 0.35


def texts(seed: int, count: int) -> Iterator[Text]:
    """So many texts; the same for the same seed."""
    rng = random.Random(f"personal {seed}")
    for _ in range(count):
        yield one(rng)


def one(rng: random.Random) -> Text:
    language = "ja" if rng.random() < SHARE_OF_JAPANESE else "en"
    grammar = JAPANESE if language == "ja" else ENGLISH
    if rng.random() < SHARE_OF_RECORDS:
        return restyle(rng.choice(CONTAINERS)(grammar, rng, language), rng)
    kind = rng.choice(sorted(FRAMES[language]))
    frame = rng.choice(FRAMES[language][kind])
    return restyle(grammar.text(frame, rng, kind.lower(), language), rng)
