"""Edge: which files make up the index now. A new version is there all at once, or not at all.

    CURRENT                 the version, and on which days assets expire: one small line
    manifest-<version>      what the version is made of, proved by the digest in its name
    *.segment               immutable files (container.py)

Nothing that a reader has open is ever changed. What no version needs is removed.
"""

from __future__ import annotations

import hashlib
import json
import os
import secrets
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from gateway.errors import StateError
from gateway.fingerprints.prints import VERSION, K, W
from gateway.ownership import create
from gateway.register.container import Sealed, damaged, unreadable

CURRENT = "CURRENT"
PARAMETERS = {"prints": VERSION, "k": K, "w": W}


@dataclass(frozen=True, slots=True)
class Segment:
    """One commit's assets. Numbers it holds are dead where a later segment or removal says so."""

    order: int
    text: Sealed
    tables: tuple[Sealed, ...] = ()
    fingerprints: int = 0
    assets: int = 0

    @property
    def size(self) -> int:
        """Bytes of its files: what it takes to merge it."""
        return self.text.size + sum(t.size for t in self.tables)


@dataclass(frozen=True, slots=True)
class Manifest:
    """What one version is made of."""

    number: int
    key_id: str
    segments: tuple[Segment, ...] = ()
    removed: tuple[tuple[int, int], ...] = field(default=(), repr=False)
    """(asset, order): what segments before that order hold of the asset is dead."""
    language: Sealed | None = None
    until: tuple[str, ...] = ()
    """The days after which some asset matches no more."""

    def names(self) -> frozenset[str]:
        """The files that this version needs."""
        files = {s.text.name for s in self.segments}
        files |= {t.name for s in self.segments for t in s.tables}
        return frozenset(files | ({self.language.name} if self.language else set()))

    def sealed(self) -> tuple[Sealed, ...]:
        files = [f for s in self.segments for f in (s.text, *s.tables)]
        return (*files, self.language) if self.language else tuple(files)


# ---------------------------------------------------------------- reading


def version_of(folder: Path, today: date) -> str:
    """Changes with every commit, and when an asset expires; empty where nothing was committed."""
    words = _current(folder)
    if not words:
        return ""
    expired = sum(day < today.isoformat() for day in words[1:])
    return f"{words[0]}+{expired}" if expired else words[0]


def version(folder: Path) -> str:
    """The version alone; empty where nothing was committed."""
    return next(iter(_current(folder)), "")


def _current(folder: Path) -> list[str]:
    try:
        return (folder / CURRENT).read_text("ascii").split()
    except FileNotFoundError:
        return []
    except OSError as e:
        raise unreadable(folder / CURRENT, e) from e
    except ValueError as e:
        raise damaged(folder / CURRENT) from e


def read(folder: Path) -> Manifest | None:
    """The version that is in force, None where there is none. Raises StateError."""
    words = _current(folder)
    if not words:
        return None
    path = folder / f"manifest-{words[0]}"
    try:
        data = path.read_bytes()
    except PermissionError as e:
        raise unreadable(path, e) from e
    if words[0].rpartition("-")[2] != _digest(data):
        raise damaged(path)
    return _parsed(json.loads(data), path)


def _digest(data: bytes) -> str:
    return hashlib.blake2b(data, digest_size=8).hexdigest()


def _parsed(value: Mapping[str, Any], path: Path) -> Manifest:
    if value["parameters"] != PARAMETERS:
        raise StateError(
            f"{path}: the index was made by another version of Sekisho; remove {path.parent} "
            "and `sekisho asset add` the files again"
        )
    return Manifest(
        int(value["number"]),
        str(value["key"]),
        tuple(_segment(s) for s in value["segments"]),
        tuple((int(n), int(order)) for n, order in value["removed"]),
        Sealed.of(value["language"]) if value["language"] else None,
        tuple(map(str, value["until"])),
    )


def _segment(value: Mapping[str, Any]) -> Segment:
    return Segment(
        int(value["order"]),
        Sealed.of(value["text"]),
        tuple(Sealed.of(t) for t in value["tables"]),
        int(value["fingerprints"]),
        int(value["assets"]),
    )


# ---------------------------------------------------------------- writing


def publish(folder: Path, manifest: Manifest) -> str:
    """Put a version in force, for everyone at once; its name."""
    data = json.dumps(_as_json(manifest), sort_keys=True).encode()
    version = f"{manifest.number:08d}-{_digest(data)}"
    _replace(folder / f"manifest-{version}", data)
    _replace(folder / CURRENT, " ".join([version, *manifest.until]).encode() + b"\n")
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
    return version


def sweep(folder: Path, manifest: Manifest, version: str) -> None:
    """Remove what no version needs. Who has it open keeps it until he closes it."""
    needed = {CURRENT, f"manifest-{version}", *manifest.names()}
    for path in folder.iterdir():
        ours = path.name.startswith((".", "manifest-")) or path.suffix == ".segment"
        if ours and path.name not in needed and path.name != LOCK:
            path.unlink(missing_ok=True)


LOCK = ".lock"


def _as_json(manifest: Manifest) -> dict[str, Any]:
    return {
        "number": manifest.number,
        "key": manifest.key_id,
        "parameters": PARAMETERS,
        "segments": [
            {
                "order": s.order,
                "text": s.text.as_json(),
                "tables": [t.as_json() for t in s.tables],
                "fingerprints": s.fingerprints,
                "assets": s.assets,
            }
            for s in manifest.segments
        ],
        "removed": manifest.removed,
        "language": manifest.language.as_json() if manifest.language else None,
        "until": manifest.until,
    }


def _replace(path: Path, data: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(4)}")
    try:
        with open(create(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)
    finally:
        draft.unlink(missing_ok=True)


def days(until: Sequence[date]) -> tuple[str, ...]:
    return tuple(sorted({day.isoformat() for day in until}))
