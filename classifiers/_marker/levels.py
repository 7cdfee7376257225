"""The level that a word stands for -> a class that the policy lists."""

from __future__ import annotations

from collections.abc import Mapping

from classifiers._marker.lexicon import LEVELS
from gateway.model import ClassId


def classes(listed: frozenset[ClassId]) -> Mapping[str, ClassId]:
    """A class for each level: its own, else the next more sensitive, else the most sensitive.

    Empty if the policy lists none of them: there is nothing that a marker could be said to be.
    """
    known = [level for level in LEVELS if level in listed]
    if not known:
        return {}
    return {level: _class_of(level, known) for level in LEVELS}


def _class_of(level: str, known: list[str]) -> ClassId:
    rank = LEVELS.index(level)
    return ClassId(next((k for k in known if LEVELS.index(k) >= rank), known[-1]))
