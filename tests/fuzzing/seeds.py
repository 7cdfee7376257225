"""The tests' own tables -> a corpus: whatever they hand to a reader, as bytes."""

from __future__ import annotations

import importlib
import json
from collections.abc import Iterable, Iterator, Mapping
from types import FunctionType, ModuleType
from typing import Any

from _pytest.mark import ParameterSet

MIN, MAX = 3, 4096
"""Bytes of a seed: shorter ones a mutation makes by itself, longer ones are slow."""

DEEP = 6
"""Values within values of a row; none of our tables goes deeper."""


def tables(*modules: str, most: int = MAX) -> list[bytes]:
    """Every value in the rows and constants of these test modules, once each, the short first."""
    found = {
        value for name in modules for value in _values_of(importlib.import_module(f"tests.{name}"))
    }
    return sorted((v for v in found if MIN <= len(v) <= most), key=lambda v: (len(v), v))


def _values_of(module: ModuleType) -> Iterator[bytes]:
    for name, value in vars(module).items():
        if name.isupper():
            yield from flat(value)
        for mark in value.__dict__.get("pytestmark", ()) if isinstance(value, FunctionType) else ():
            if mark.name == "parametrize":
                for row in mark.args[1]:
                    yield from flat(row.values if isinstance(row, ParameterSet) else row)


def flat(value: Any, deep: int = DEEP) -> Iterator[bytes]:
    """The texts and bytes in a value; a JSON value whole besides."""
    match value:
        case bytes():
            yield value
        case str():
            yield value.encode("utf-8", "surrogatepass")
        case Mapping() | list() | tuple() if deep:
            yield from _as_json(value)
            inner = value.values() if isinstance(value, Mapping) else value
            for one in inner:
                yield from flat(one, deep - 1)


def _as_json(value: Any) -> Iterator[bytes]:
    try:
        yield json.dumps(value, ensure_ascii=False).encode("utf-8", "surrogatepass")
    except (TypeError, ValueError, RecursionError):
        return


def prefixed(seeds: Iterable[bytes], count: int) -> Iterator[bytes]:
    """The same with a first byte that chooses one of `count` ways to read them, each once."""
    for number, seed in enumerate(seeds):
        yield bytes([number % count]) + seed
