"""A kernel on any array: room for more of its kind."""

from __future__ import annotations

from typing import Any

import numpy as np

from gateway.fingerprints.jit import compiled


@compiled
def grown(array: Any, more: int) -> Any:
    """The same, with room for so many more."""
    return np.concatenate((array, np.empty(more, array.dtype)))
