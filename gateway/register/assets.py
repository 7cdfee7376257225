"""What the register says of an asset, and what becomes of a file that is to be registered. Pure.

    settle(content, origin, twins, options) -> Settled: known already, a new version, or a new asset

Nothing is unregistered but by `remove` or by a new version of the same document, and a copy that
lies elsewhere never lowers the class of what is registered.
"""

from __future__ import annotations

import enum
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from gateway.model import ClassId
from gateway.register.entry import Kind
from gateway.register.schema import FileState, State


@dataclass(frozen=True, slots=True)
class Options:
    """What the caller says of the files to register; None is what was not said.

    `rank` tells how sensitive each class is. `columns` are digests of headings, as in a Label.
    """

    information_class: ClassId
    rank: Mapping[ClassId, int]
    title: str | None = None
    owner: str | None = None
    until: date | None = None
    kind: Kind | None = None
    columns: tuple[str, ...] | None = None
    need: int | None = None
    names: Mapping[str, str] = field(default_factory=dict, repr=False)
    """What the caller called each of `columns`."""


@dataclass(frozen=True, slots=True)
class Label:
    """What is said of an asset. `kind` None: whatever suits the content.

    No `columns` are all of them; `need` 0 is the default.
    """

    information_class: ClassId
    title: str
    owner: str = ""
    until: date | None = None
    kind: Kind | None = None
    columns: tuple[str, ...] = ()
    need: int = 0


@dataclass(frozen=True, slots=True)
class Held:
    """Prints that the register has: one version's text or rows, under their number."""

    number: int
    asset: str
    family: int
    version: int
    content: bytes
    label: Label
    state: State


@dataclass(frozen=True, slots=True)
class Origin:
    """A file that was registered once, and what it held then."""

    key: bytes
    path: bytes
    asset: str | None
    content: bytes | None
    stamp: str
    state: FileState
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Asset:
    """An asset as it is listed."""

    id: str
    family: int
    label: Label
    version: int
    path: bytes
    registered: str
    fingerprints: int


class Outcome(enum.Enum):
    """What becomes of a file."""

    NEW = "new"  # an asset of its own
    VERSION = "version"  # what the same path held before, changed
    REVISED = "revised"  # known content of which something else is said now
    KNOWN = "known"
    KEPT = "kept"  # known content, and what is said now of a copy of it does not hold


@dataclass(frozen=True, slots=True)
class Settled:
    outcome: Outcome
    asset: str | None
    label: Label

    @property
    def reads(self) -> bool:
        """Must the file be read for it?"""
        return self.outcome not in {Outcome.KNOWN, Outcome.KEPT}


def settle(
    name: str, content: bytes, origin: Origin | None, held: Sequence[Held], options: Options
) -> Settled:
    """`held`: all prints with this content, and those of the origin's asset."""
    here = origin.asset if origin else None
    twins = [h for h in held if h.content == content and h.state is not State.RETIRING]
    twins.sort(key=lambda h: (h.asset != here, h.state is State.LOST, h.number))
    if twins:
        return _known(twins, options, same_path=twins[0].asset == here)
    former = [h for h in held if h.asset == here]
    if former:
        newest = max(h.version for h in former)
        label = _together([h for h in former if h.version == newest])
        return Settled(Outcome.VERSION, here, _merged(label, options, same_path=True))
    return Settled(Outcome.NEW, None, _fresh(name, options))


def _known(twins: Sequence[Held], options: Options, *, same_path: bool) -> Settled:
    first = twins[0]
    own = [h for h in twins if h.asset == first.asset]
    label = _together(own)
    wanted = _merged(label, options, same_path=same_path)
    if wanted != label or any(h.state is State.LOST for h in own):
        return Settled(Outcome.REVISED, first.asset, wanted)
    agrees = options.information_class == label.information_class
    agrees = agrees and options.kind in {None, label.kind}
    return Settled(Outcome.KNOWN if agrees else Outcome.KEPT, first.asset, label)


def _together(rows: Sequence[Held]) -> Label:
    """One label for the prints of one version: rows and text were taken where nothing was said."""
    label, kinds = rows[0].label, {h.label.kind for h in rows}
    return label if len(kinds) == 1 else replace(label, kind=None, columns=(), need=0)


def _merged(label: Label, options: Options, *, same_path: bool) -> Label:
    raised = options.rank.get(options.information_class, 0) > options.rank.get(
        label.information_class, 0
    )
    if same_path or (raised and label.kind is not Kind.PUBLIC):
        label = replace(label, information_class=options.information_class)
    if not same_path:
        return label
    said = {
        "title": options.title,
        "owner": options.owner,
        "until": options.until,
        "kind": options.kind,
        "columns": options.columns,
        "need": options.need,
    }
    label = replace(label, **{k: v for k, v in said.items() if v is not None})  # type: ignore[arg-type]
    return label if label.kind is Kind.TABLE else replace(label, columns=(), need=0)


def _fresh(name: str, options: Options) -> Label:
    return Label(
        options.information_class,
        options.title or name,
        options.owner or "",
        options.until,
        options.kind,
        options.columns or (),
        options.need or 0,
    )
