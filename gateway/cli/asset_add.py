"""Files and how they are to be registered -> registered, and what became of each told."""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterable
from datetime import date
from pathlib import Path

import click

from gateway import keyring as key
from gateway import settings
from gateway.catalogue import load as load_catalogue
from gateway.cli.asset_told import Told
from gateway.cli.asset_words import say
from gateway.cli.common import DONE, NO, err, gates_folder, has_gate
from gateway.loading import read_policy
from gateway.model import ClassId, Policy
from gateway.policy.values import nearest
from gateway.register import index
from gateway.register.adding import Adding
from gateway.register.assets import Options, Outcome
from gateway.register.distinctive import distinctive
from gateway.register.entry import Kind
from gateway.register.opening import index_folder, open_register

_REGISTERED = frozenset((Outcome.NEW, Outcome.VERSION))


def add(
    paths: tuple[Path, ...],
    *,
    class_id: str | None,
    owner: str | None,
    title: str | None,
    kind: str | None,
    columns: str | None,
    need: int | None,
    until: date | None,
    policy: Path | None,
    state: Path | None,
    url: str | None,
    as_json: bool,
) -> int:
    """The exit status. Raises UsageError for what does not go together."""
    rules, _ = read_policy(settings.find_policy(policy), load_catalogue())
    _refuse_title_of_many(title, paths)
    told = Told(rules.language, as_json)
    folder = _folder(state)
    with open_register(folder, key.load(folder), url) as register:
        names, need_of = _columns(columns, need, kind)
        digests = {register.store.heading(name): name for name in names}
        options = Options(
            _class(class_id, kind, rules),
            {id: c.rank for id, c in rules.classes.items()},
            title,
            owner,
            until,
            Kind(kind) if kind else Kind.TABLE if columns or need else None,
            tuple(digests) or None,
            need_of,
            digests,
        )
        try:
            with told.watching(paths, folder):
                _add(Adding(register, options, told.result, told.looked_at), paths)
        except KeyboardInterrupt:
            err().print(say(rules.language, "interrupted"))
            raise
    told.end(_alone(told, folder))
    return NO if told.troubles else DONE


def _folder(explicit: Path | None) -> Path:
    """The gate's state folder; the user's own may begin with this, one that was named may not."""
    if explicit:
        return gates_folder(explicit)
    folder = settings.state_folder()
    if not has_gate(folder):
        err().print(
            f"sekisho: {folder}: a register begins here, where no gate has worked yet; a gate with "
            "another state folder does not see it (--state)",
            markup=False,
        )
    return folder


def _alone(told: Told, state: Path) -> dict[str, float]:
    """How much of what was registered stands in nothing else."""
    new = frozenset(r.asset for r in told.first if r.outcome in _REGISTERED and r.asset)
    keys = key.load(state).derive(index.PURPOSE)
    opened = index.open_index(index_folder(state), keys) if new else None
    return distinctive(opened, new) if opened else {}


def _add(adding: Adding, paths: Iterable[Path]) -> None:
    files = []
    for path in paths:
        if str(path) == "-":
            adding.text(sys.stdin.buffer.read())
        else:
            files.append(path)
    if files:
        adding.paths(files)


def _class(asked: str | None, kind: str | None, rules: Policy) -> ClassId:
    """The class asked for. Public text needs none: it is told apart from assets, not found."""
    if asked is None and kind == Kind.PUBLIC:
        return min(rules.classes.values(), key=lambda c: c.rank).id
    known = ", ".join(rules.classes)
    if asked is None:
        raise click.UsageError(f"name the class with --class; the policy has {known}")
    if asked in rules.classes:
        return ClassId(asked)
    by_name = {c.label: c.id for c in rules.classes.values()} | {id: id for id in rules.classes}
    near = nearest(asked, tuple(by_name))
    meant = f"; did you mean {by_name[near]}?" if near else ""
    raise click.UsageError(f"--class {asked}: no class of the policy, which has {known}{meant}")


def _refuse_title_of_many(title: str | None, paths: tuple[Path, ...]) -> None:
    if title is not None and (len(paths) > 1 or paths[0].is_dir()):
        raise click.UsageError("--title names one file; without it each has the name of its file")
    if title is not None and not title.strip():
        raise click.UsageError("--title is empty; without it the title is the name of the file")


def _columns(
    columns: str | None, need: int | None, kind: str | None
) -> tuple[list[str], int | None]:
    """The headings, quoted as in CSV where one holds a comma."""
    if (columns or need) and kind not in {None, Kind.TABLE}:
        raise click.UsageError(f"--columns and --need are for --kind table, not for {kind}")
    if not columns:
        return [], need
    names = [n.strip() for n in next(csv.reader([columns], skipinitialspace=True)) if n.strip()]
    if not names:
        raise click.UsageError("--columns names no column; write --columns 'name,phone,mail'")
    if need and need > len(names):
        raise click.UsageError(f"--need {need}: --columns names only {len(names)}")
    return names, need
