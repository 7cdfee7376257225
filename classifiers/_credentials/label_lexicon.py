"""words.yaml -> labels: what people and programs call a secret, and RE2 patterns that find them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any

import yaml

from classifiers import _lazy_re as re
from gateway.kept_yaml import Sources

_GAPS = re.compile(r"[ _.\-]+")


@cache
def sources() -> Sources:
    """The data files of the package."""
    return Sources.of(__package__, lambda _, text: yaml.load(text, _LOADER), "", "rules")  # noqa: S506


_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # both are safe


def read_yaml(name: str) -> Any:
    """A data file of the package."""
    return _values()[name]


@cache
def _values() -> Mapping[str, Any]:
    return sources().values()


def word_list(name: str) -> tuple[str, ...]:
    """A list of lists.yaml."""
    return _lists()[name]


@cache
def _lists() -> dict[str, tuple[str, ...]]:
    return {name: tuple(words.split()) for name, words in read_yaml("lists.yaml").items()}


@dataclass(frozen=True, slots=True)
class Label:
    """A word for a secret, and the family that it belongs to."""

    word: str
    family: str


@cache
def spellings() -> tuple[Label, ...]:
    """Every word of the list."""
    return tuple(
        Label(word, family)
        for family, entry in read_yaml("words.yaml").items()
        for word in entry["words"]
    )


@cache
def labels() -> dict[str, Label]:
    """Every label by its bare form; of two with one form the first stays."""
    found: dict[str, Label] = {}
    for label in spellings():
        found.setdefault(bare(label.word), label)
    return found


def bare(word: str) -> str:
    """A word without what may stand between its parts."""
    return _GAPS.sub("", word)


def alternation(*, latin: bool) -> str:
    """An RE2 alternation of the labels that end (or do not end) in an ASCII letter, longest first.

    After an ASCII letter more of the same name may follow (`password_prod`), after any other not.
    """
    words = sorted(
        {label.word for label in spellings() if label.word[-1].isascii() == latin},
        key=lambda w: (-len(w), w),
    )
    return "|".join(loose(word) for word in words)


def loose(word: str) -> str:
    """An RE2 pattern for a word, whatever stands between its parts."""
    parts = (re.escape(part).replace("\\_", "_") for part in word.split(" "))
    return r"[ _.\-]?".join(parts)
