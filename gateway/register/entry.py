"""What the index knows of an asset: enough to report a match without asking the register."""

from __future__ import annotations

import enum
from dataclasses import dataclass
from datetime import date

from gateway.model import ClassId


class Kind(enum.StrEnum):
    DOCUMENT = "document"
    TABLE = "table"
    PUBLIC = "public"


@dataclass(frozen=True, slots=True)
class AssetEntry:
    """One registered asset. `number` is the register's own; the versions of one document share
    a `family` and count as one. `until` is the last day on which it matches."""

    number: int
    family: int
    id: str
    title: str
    information_class: ClassId
    kind: str = Kind.DOCUMENT
    until: date | None = None
