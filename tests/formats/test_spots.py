"""Where something may be coded: offsets are characters, whatever the text's bytes are."""

from __future__ import annotations

import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.formats.spots import BLOBS, JSON, TEXT, Spots
from tests.formats.kit import base64_of

PIECES = [
    "あ",
    "x ",
    "😀",
    "%41%42%43",
    base64_of("何か秘密の文書です"),
    "data:",
    "\n",
    "é",
    "\\u0041",
]


@pytest.mark.parametrize("pattern", [TEXT, JSON, BLOBS], ids=["text", "json", "blobs"])
@given(
    st.lists(st.sampled_from(PIECES), max_size=9).map("".join),
    st.lists(st.integers(0, 40), max_size=6),
)
@settings(deadline=None)
def test_the_next_spot_is_that_of_a_slow_search(
    pattern: object, text: str, steps: list[int]
) -> None:
    slow = re.compile(pattern.pattern.decode())  # type: ignore[attr-defined]
    spots = Spots(pattern, text)
    start = 0
    for step in [0, *steps]:
        start = min(start + step, len(text))
        spots.move(start)
        found = slow.search(text, start)
        assert spots.next == (found.start() if found else spots.next)
        assert found or spots.next > len(text)
