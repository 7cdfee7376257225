"""A message in both languages, so that none can be missing in one, and the way it is filled in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import NamedTuple

from gateway.model import Args, Language


class Both(NamedTuple):
    """The same in Japanese and English; `{name}` is a blank for an argument."""

    ja: str
    en: str

    def in_(self, language: Language) -> str:
        return self.ja if language is Language.JA else self.en

    def say(self, language: Language, args: Args | Mapping[str, object] = ()) -> str:
        return self.in_(language).format(**dict(args))


Table = dict[str, Both]
