"""Edge: a manifest -> its files, open."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from gateway.errors import StateError
from gateway.fingerprints.language import LEARNED_BITS
from gateway.fingerprints.normal import U16, U32
from gateway.register.container import damaged, open_container
from gateway.register.manifest import Manifest
from gateway.register.segments import TextSegment
from gateway.register.table_segments import TableSegment


@dataclass(frozen=True, slots=True)
class Parts:
    """The open files of one version. `dead[i]` are the numbers that are no longer segment i's."""

    text: Sequence[TextSegment] = field(repr=False)
    tables: Sequence[tuple[int, TableSegment]] = field(repr=False)
    dead: Sequence[U32] = field(repr=False)
    learned: U16 = field(repr=False)

    def numbers(self) -> U32:
        """The assets that are there."""
        return self._living("numbers")

    def families(self) -> U32:
        return self._living("families")

    def _living(self, name: str) -> U32:
        columns = [
            s.arrays[name][~np.isin(s.numbers, d)]
            for s, d in zip(self.text, self.dead, strict=True)
        ]
        return np.concatenate([np.empty(0, np.uint32), *columns])


def opened(folder: Path, manifest: Manifest, key: bytes) -> Parts:
    """Maps every file. Raises StateError that names a damaged one."""
    text = [TextSegment.of(s.order, open_container(folder, s.text)) for s in manifest.segments]
    tables = [
        (s.order, TableSegment(open_container(folder, sealed), key))
        for s in manifest.segments
        for sealed in s.tables
    ]
    learned: U16 = np.zeros(1 << LEARNED_BITS[0], np.uint16)
    if manifest.language:
        learned = open_container(folder, manifest.language).arrays["learned"]
        if learned.size & (learned.size - 1):
            raise damaged(folder / manifest.language.name)
    return Parts(text, tables, [_dead(manifest, s.order) for s in manifest.segments], learned)


def _dead(manifest: Manifest, order: int) -> U32:
    return np.array([n for n, since in manifest.removed if order < since], np.uint32)


def another_key(folder: Path) -> StateError:
    return StateError(
        f"{folder}: the index was made under another key; put the key back that it was made "
        "under, or remove the folder and register the assets again"
    )
