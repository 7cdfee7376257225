"""`re` whose patterns are compiled for the first text that is asked of them, or by `warm()`.

A module of a classifier imports this for `re`. Most of its patterns are asked only of what another
has found, and to compile them all takes longer than to look through a short text.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from re import IGNORECASE, Match, Pattern, escape, fullmatch, match, search, split
from typing import Any, AnyStr, cast
from weakref import WeakSet

__all__ = [
    "IGNORECASE",
    "Match",
    "Pattern",
    "compile",
    "escape",
    "fullmatch",
    "match",
    "search",
    "split",
    "warm",
]

_METHODS = ("search", "match", "fullmatch", "finditer", "findall", "sub", "split")

_waiting: WeakSet[_Later] = WeakSet()


class _Later:
    """A pattern that is compiled when something of it is asked for, and has it from then on."""

    def __init__(self, pattern: Any, flags: int) -> None:
        self._asked = pattern, flags
        _waiting.add(self)

    def __getattr__(self, name: str) -> Any:
        compiled = re.compile(*self._asked)
        for method in _METHODS:
            setattr(self, method, getattr(compiled, method))
        _waiting.discard(self)
        return getattr(compiled, name)


def compile(pattern: AnyStr, flags: int = 0) -> Pattern[AnyStr]:
    return cast("Pattern[AnyStr]", _Later(pattern, flags))


def warm() -> Iterator[None]:
    """Compile every pattern of the modules that are loaded, one at each step."""
    for pattern in list(_waiting):
        pattern.pattern  # noqa: B018 - compiled by being asked for
        yield
