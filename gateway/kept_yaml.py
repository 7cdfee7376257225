"""YAML that comes with the code -> its values; as they were kept, where the text is the same still.

To read the product's own YAML takes a tenth of a short command. `python -m gateway.keep_yaml` keeps
the values beside the byte code; `make setup` and the image run it. They are proved against the text
by a digest at each start, and trusted as byte code is. What was not kept is read.
"""

from __future__ import annotations

import hashlib
import marshal
import os
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

NAME = os.path.join("__pycache__", f"yaml.{sys.implementation.cache_tag}.kept")

Read = Callable[[str, str], Any]
"""A file's name and its text -> plain values: mappings, lists, texts, numbers."""


@dataclass(frozen=True, slots=True)
class Sources:
    """The YAML of a package: texts by name, in order of name."""

    package: str
    """Its folder."""
    texts: Mapping[str, str] = field(repr=False)
    read: Read = field(repr=False)

    @classmethod
    def of(cls, package: str, read: Read, *folders: str) -> Sources:
        """The files of a package that is imported, or in folders of it: `rules/ai.yaml`."""
        place = os.path.dirname(sys.modules[package].__file__ or "")
        folders = folders or ("",)
        try:
            found = dict(_on_disk(place, folders))
        except NotADirectoryError:  # the package is in a zip
            found = dict(_in_zip(package, folders))
        return cls(place, dict(sorted(found.items())), read)

    def values(self) -> Mapping[str, Any]:
        """What each text holds."""
        kept = self._kept()
        return self._read() if kept is None else kept

    def packed(self) -> bytes:
        """The values as they are kept. ValueError for one that is not plain, such as a date."""
        values: Any = self._read()
        return marshal.dumps((self._digest(), values))

    def _read(self) -> Mapping[str, Any]:
        return {name: self.read(name, text) for name, text in self.texts.items()}

    def _kept(self) -> Mapping[str, Any] | None:
        try:
            with open(os.path.join(self.package, NAME), "rb") as file:
                digest, values = marshal.load(file)  # noqa: S302 - trusted as the byte code beside it
        except (OSError, ValueError, EOFError, TypeError):
            return None
        return values if digest == self._digest() else None

    def _digest(self) -> bytes:
        state = hashlib.blake2b(digest_size=32)
        for name, text in self.texts.items():
            for part in (name.encode(), text.encode()):
                state.update(len(part).to_bytes(8, "big") + part)
        return state.digest()


def _on_disk(place: str, folders: Sequence[str]) -> Iterator[tuple[str, str]]:
    """Names and texts."""
    for folder in folders:
        for name in os.listdir(os.path.join(place, folder)):
            if name.endswith(".yaml"):
                with open(os.path.join(place, folder, name), encoding="utf-8") as file:
                    yield os.path.join(folder, name), file.read()


def _in_zip(package: str, folders: Sequence[str]) -> Iterator[tuple[str, str]]:
    from importlib.resources import files  # costs a tenth of a short command

    for folder in folders:
        for file in files(package).joinpath(folder).iterdir():
            if file.name.endswith(".yaml"):
                yield os.path.join(folder, file.name), file.read_text("utf-8")
