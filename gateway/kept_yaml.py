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
from collections.abc import Callable, Mapping
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
    def beside(cls, module: str, read: Read, *folders: str) -> Sources:
        """The files beside a module (its `__file__`), or in folders there: `rules/ai.yaml`."""
        package = os.path.dirname(module)
        names = [
            os.path.join(folder, name)
            for folder in folders or ("",)
            for name in os.listdir(os.path.join(package, folder))
            if name.endswith(".yaml")
        ]
        return cls(package, {name: _text(package, name) for name in sorted(names)}, read)

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


def _text(folder: str, name: str) -> str:
    with open(os.path.join(folder, name), encoding="utf-8") as file:
        return file.read()
