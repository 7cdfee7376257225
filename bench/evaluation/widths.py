"""Half width -> full width and other hyphens, one character for one, so that spans stay."""

from __future__ import annotations

import random
from dataclasses import replace

from bench.evaluation.texts import Span, Text

FULL = {
    code: code + 0xFEE0 for code in (*range(0x30, 0x3A), *range(0x41, 0x5B), *range(0x61, 0x7B))
}
DIGITS = {code: code + 0xFEE0 for code in range(0x30, 0x3A)}
HYPHENS = "－‐−ー–"
LATIN = frozenset({"EMAIL", "PERSON", "IBAN", "US_SSN"})
"""Types that people in Japan type in half width, whatever they do with the rest."""


def restyle(text: Text, rng: random.Random) -> Text:
    """Mostly as it is; else the numbers in full width, or with another hyphen, all or some."""
    style = rng.choices(("plain", "full", "hyphen", "mixed"), (74, 13, 6, 7))[0]
    if style == "plain" or text.language != "ja":
        return text
    letters = list(text.text)
    hyphen = rng.choice(HYPHENS)
    for span in text.spans:
        if span.type not in LATIN and (style != "mixed" or rng.random() < 0.5):
            table = {} if style == "hyphen" else (DIGITS if span.type == "ADDRESS" else FULL)
            letters[span.start : span.end] = _restyled(span, letters, table, hyphen)
    return replace(text, text="".join(letters))


def _restyled(span: Span, letters: list[str], table: dict[int, int], hyphen: str) -> list[str]:
    piece = letters[span.start : span.end]
    if "<" in piece:  # a machine-readable zone is read by machines
        return piece
    return [hyphen if c == "-" else c.translate(table) for c in piece]
