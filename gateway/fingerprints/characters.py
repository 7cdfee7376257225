"""Folded code points -> what they are: kernels that texts and tables share."""

from __future__ import annotations

import numpy as np

from gateway.fingerprints.jit import compiled

ZERO, NINE = ord("0"), ord("9")
"""The digits: of all that folding leaves (normal.py) they come first."""

LATIN_END = 0x24F
"""The last of the letters that European languages have, with their accents."""


@compiled
def is_digit(code: int | np.uint32) -> bool:
    return bool(ZERO <= code <= NINE)
