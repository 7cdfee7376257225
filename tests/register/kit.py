"""Documents to register, made up by lot, and a register to put them in."""

from __future__ import annotations

import os
import random
from collections.abc import Iterable
from pathlib import Path

from gateway import keyring
from gateway.model import AssetMatch, ClassId
from gateway.register import index
from gateway.register.adding import Adding, Result
from gateway.register.assets import Asset, Options
from gateway.register.opening import index_folder, numbers_in_index, open_register

RANK = {ClassId("internal"): 1, ClassId("confidential"): 2, ClassId("secret"): 3}
_SIGNS = "第四半期原価表社外製品値引率部材労務間接配賦基準改定予営業本承認月次報告書案件候補"


def a_text(seed: int, length: int = 240) -> str:
    """Text that nobody else has: no two seeds share eight characters."""
    lot = random.Random(seed)
    return "".join(lot.choice(_SIGNS) for _ in range(length))


def a_folder(folder: Path, count: int, first: int = 0) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for seed in range(first, first + count):
        (folder / f"{seed:05d}.txt").write_text(a_text(seed), "utf-8")
    return folder


def write(path: Path, text: str) -> None:
    """Another content, and surely another stamp: as if it had been written long ago."""
    path.write_text(text, "utf-8")
    age(path)


def age(*paths: Path) -> None:
    for path in paths:
        os.utime(path, (1_700_000_000, 1_700_000_000))


def a_wish(class_id: str = "confidential", **more: object) -> Options:
    return Options(ClassId(class_id), RANK, **more)  # type: ignore[arg-type]


def add(
    state: Path, paths: Iterable[Path], options: Options | None = None, processes: int = 2
) -> list[Result]:
    told: list[Result] = []
    state.mkdir(mode=0o700, exist_ok=True)
    with open_register(state, keyring.load(state)) as register:
        Adding(register, options or a_wish(), told.append, processes=processes).paths(list(paths))
    return told


def assets(state: Path) -> list[Asset]:
    with open_register(state, keyring.load(state)) as register:
        return list(register.store.assets())


def found(state: Path, text: str) -> list[AssetMatch]:
    opened = index.open_index(index_folder(state), keyring.load(state).derive(index.PURPOSE))
    return list(opened.match(text)) if opened else []


def agree(state: Path) -> bool:
    """Do the register and the index hold the same?"""
    with open_register(state, keyring.load(state)) as register:
        lost, stray = register.store.disagreements(numbers_in_index(state, keyring.load(state)))
        return (lost, stray, register.store.retiring()) == (0, 0, [])
