"""`sekisho asset`: register what must not leave, and see where it stands in a text."""

from __future__ import annotations

import csv
import sys
import time
from collections import Counter
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

import click
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from gateway import keyring as key
from gateway import messages, settings
from gateway.catalogue import load as load_catalogue
from gateway.cli.asset_words import (
    asset_table,
    became,
    match_line,
    result_lines,
    say,
    visible,
)
from gateway.cli.audit import reader_of
from gateway.cli.common import (
    BAD,
    DONE,
    NO,
    err,
    json_option,
    out,
    policy_option,
    print_json,
    state_option,
)
from gateway.errors import StateError
from gateway.model import AssetMatch, ClassId, Language, Policy, Unread
from gateway.model.unread import as_json
from gateway.policy.values import nearest
from gateway.register import database, index
from gateway.register.adding import Adding, Result
from gateway.register.assets import Asset, Options, Outcome
from gateway.register.entry import Kind
from gateway.register.extraction import shown
from gateway.register.opening import index_folder, numbers_in_index, open_register
from gateway.register.schema import FileState
from gateway.register.store import Store

FEW = 20  # files of which each is told; of more only those that want a look
BAR_AFTER = 2.0  # seconds

register_option = click.option(
    "--register",
    "url",
    metavar="URL",
    envvar="SEKISHO_REGISTER",
    help="Another database than the one in the state folder: postgresql+pg8000://USER@HOST/NAME.",
)
paths_argument = click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(path_type=Path, allow_dash=True),
)


@click.group()
def command() -> None:
    """Assets: documents and tables whose fragments are recognised."""


# ---------------------------------------------------------------- add


def _until(_ctx: click.Context, _option: click.Parameter, value: str | None) -> date | None:
    if not value:
        return None
    try:
        day = date.fromisoformat(value.strip())
    except ValueError:
        raise click.BadParameter(f"{value!r} is no day; write 2027-03-31") from None
    if day < date.today():
        raise click.BadParameter(f"{day} has passed: nothing would be recognised")
    return day


@command.command()
@paths_argument
@click.option("--class", "class_id", metavar="CLASS", help="A class of the policy.")
@click.option("--owner", metavar="NAME", help="Whose it is.")
@click.option("--title", help="What it is called in findings. Default: the name of the file.")
@click.option(
    "--kind",
    type=click.Choice([kind.value for kind in Kind]),
    help="Default: a document; where it holds a table, its rows besides.",
)
@click.option("--columns", metavar="A,B,C", help="Of a table: the columns that count, by heading.")
@click.option("--need", type=click.IntRange(1), help="Of a table: so many cells of a row. [2]")
@click.option("--until", metavar="DATE", callback=_until, help="The last day it is recognised.")
@policy_option
@state_option
@register_option
@json_option
def add(
    paths: tuple[Path, ...],
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
) -> None:
    """Register files and folders, or standard input (-).

    \b
    A changed file at the same path is a new version; the same content is registered once. Only
    keyed hashes are kept, never the text. Exit status: 1 if something could not be read.
    """
    rules = _policy(policy)
    _refuse_title_of_many(title, paths)
    told = _Told(rules.language, as_json)
    folder = settings.state_folder(state)
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
    told.end()
    sys.exit(NO if told.troubles else DONE)


def _add(adding: Adding, paths: Iterable[Path]) -> None:
    files = []
    for path in paths:
        if str(path) == "-":
            adding.text(sys.stdin.buffer.read())
        else:
            files.append(path)
    if files:
        adding.paths(files)


def _policy(path: Path | None) -> Policy:
    from gateway.loading import read_policy

    rules, _ = read_policy(settings.find_policy(path), load_catalogue())
    return rules


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


@dataclass(slots=True)
class _Told:
    """What is told of an `add`: while it runs, and at its end."""

    language: Language
    as_json: bool
    counts: Counter[str] = field(default_factory=Counter)
    first: list[Result] = field(default_factory=list)
    listed: list[Result] = field(default_factory=list)
    files: int = 0
    _seen: int = 0
    _bar: _Bar | None = None

    @property
    def troubles(self) -> int:
        return self.counts["unread"] + self.counts["partly"]

    def result(self, result: Result) -> None:
        self.counts[became(result)] += 1
        self.counts["partly"] += result.state is FileState.PARTLY
        self.files += 1
        if len(self.first) <= FEW:
            self.first.append(result)
        if result.state is not FileState.DONE or result.outcome is Outcome.KEPT:
            self.listed.append(result)

    def looked_at(self, files: int) -> None:
        self._seen += files
        if self._bar:
            self._bar.at(self._seen)

    @contextmanager
    def watching(self, paths: tuple[Path, ...], state: Path) -> Iterator[None]:
        """A progress bar, where somebody looks on and it takes long."""
        if not err().is_terminal or self.as_json:
            yield
            return
        self._bar = _Bar([p for p in paths if str(p) != "-"], state)
        try:
            yield
        finally:
            self._bar.end()

    def end(self) -> None:
        if self.as_json:
            print_json(self._as_json())
            return
        for result in self._named():
            for line in result_lines(result, self.language):
                out().print(line)
        counts = {k: self.counts[k] for k in ("new", "version", "revised", "unread")}
        known = self.counts["known"] + self.counts["kept"] + self.counts["empty"]
        out().print(say(self.language, "summary", known=known, **counts))
        if partly := self.counts["partly"]:
            out().print(say(self.language, "partly-summary", partly=partly))

    def _named(self) -> list[Result]:
        """Few files are all told of; of many those that want a look."""
        return self.first if self.files <= FEW else self.listed

    def _as_json(self) -> dict[str, Any]:
        kinds = ("new", "version", "revised", "known", "kept", "empty", "partly", "unread")
        return {
            **{kind: self.counts[kind] for kind in kinds},
            "files": [
                {
                    "path": shown(r.path),
                    "became": became(r),
                    "asset": r.asset or None,
                    "reasons": [messages.unread(u, Language.EN) for u in r.reasons],
                    "reason_codes": [as_json(u) for u in r.reasons],
                }
                for r in self._named()
            ],
        }


class _Bar:
    """A progress bar that is there from the third second on. Counts the files when it begins."""

    def __init__(self, paths: list[Path], state: Path) -> None:
        self._paths, self._state, self._begun = paths, state, time.monotonic()
        self._progress: Progress | None = None

    def at(self, files: int) -> None:
        if self._progress is None:
            if time.monotonic() - self._begun < BAR_AFTER:
                return
            self._begin()
        assert self._progress
        self._progress.update(self._progress.task_ids[0], completed=files)

    def _begin(self) -> None:
        from gateway.register.walking import count

        columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
        self._progress = Progress(TextColumn("asset add"), *columns, console=err())
        self._progress.add_task("", total=count(self._paths, but=self._state))
        self._progress.start()

    def end(self) -> None:
        if self._progress:
            self._progress.stop()


# ---------------------------------------------------------------- list


@command.command(name="list")
@policy_option
@state_option
@register_option
@json_option
def list_(policy: Path | None, state: Path | None, url: str | None, as_json: bool) -> None:
    """What is registered, in its newest version."""
    folder = settings.state_folder(state)
    assets = _registered(folder, url)
    if as_json:
        print_json([_as_json(asset) for asset in assets])
        return
    language = reader_of(policy).language
    if not assets:
        err().print(say(language, "nothing"))
        return
    today = date.today()
    expired = [bool(a.label.until and a.label.until < today) for a in assets]
    for line in asset_table(assets, language, expired):
        out().print(line, markup=False)


def _registered(folder: Path, url: str | None) -> list[Asset]:
    where = database.location(folder, url)
    if not database.exists(where):
        return []
    with closing(Store(where, key.load(folder))) as store:
        return list(store.assets())


def _as_json(asset: Asset) -> dict[str, Any]:
    label = asset.label
    return {
        "id": asset.id,
        "title": label.title,
        "class": label.information_class,
        "kind": label.kind,
        "owner": label.owner or None,
        "version": asset.version,
        "path": shown(asset.path),
        "registered": asset.registered,
        "until": label.until.isoformat() if label.until else None,
        "fingerprints": asset.fingerprints,
    }


# ---------------------------------------------------------------- remove


@command.command()
@click.argument("ids", nargs=-1, required=True, metavar="ID...")
@policy_option
@state_option
@register_option
def remove(ids: tuple[str, ...], policy: Path | None, state: Path | None, url: str | None) -> None:
    """Forget an asset. The first characters of an ID are enough.

    \b
    A running gate no longer recognises it from its next look on, a second later. Exit status: 1
    if there is no such asset.
    """
    folder, language = settings.state_folder(state), reader_of(policy).language
    status = DONE
    if not database.exists(database.location(folder, url)):
        err().print(say(language, "nothing"))
        sys.exit(NO)
    with open_register(folder, key.load(folder), url) as register:
        titles = {a.id: a.label.title for a in register.store.assets()}
        for prefix in ids:
            found = register.store.asset_ids(prefix.upper()) if prefix else []
            if len(found) != 1:
                status = max(status, _told_of_none(prefix, found, language))
                continue
            (id,) = found
            register.store.retire(id)
            register.take_out()
            said = say(language, "removed", id=id, title=visible(titles.get(id, "")))
            out().print(said, markup=False)
    sys.exit(status)


def _told_of_none(prefix: str, found: list[str], language: Language) -> int:
    if not found:
        err().print(say(language, "no-such", id=prefix), markup=False)
        return NO
    shown_ids = ", ".join(found[:10])
    said = say(language, "ambiguous", id=prefix, count=len(found), ids=shown_ids)
    err().print(said, markup=False)
    return BAD


# ---------------------------------------------------------------- search


@command.command()
@click.argument("file", type=click.Path(path_type=Path, dir_okay=False, allow_dash=True))
@policy_option
@state_option
@json_option
def search(file: Path, policy: Path | None, state: Path | None, as_json: bool) -> None:
    """Which assets a file, or standard input (-), holds fragments of, and where.

    \b
    Places and spans are those of `sekisho check`. Exit status: 0 something was found · 1 nothing ·
    2 it cannot be read, or not as a whole and nothing was found.
    """
    folder, language = settings.state_folder(state), reader_of(policy).language
    found, unread = _searched(file, folder)
    for part in unread:
        what = visible(messages.unread(part, language))
        err().print(say(language, "unread-part", what=what), markup=False)
    if as_json:
        print_json([_match_json(place, match) for place, match in found])
    else:
        for place, match in found:
            out().print(match_line(place, match, language))
        if not found and not unread:
            err().print(say(language, "none-found"))
    sys.exit(DONE if found else BAD if unread else NO)


_Found = list[tuple[str, AssetMatch]]


def _searched(file: Path, folder: Path) -> tuple[_Found, tuple[Unread, ...]]:
    from gateway import formats
    from gateway.content import documents

    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    where = index_folder(folder)
    opened = None
    if where.is_dir():
        opened = index.open_index(where, key.load(folder).derive(index.PURPOSE))
    if opened is None:
        return [], ()
    name = "" if str(file) == "-" else file.name
    prompt = formats.read_document(data, name, documents.read)
    texts = ((s.place, match) for s in prompt.segments for match in opened.match(s.text))
    return list(texts), prompt.unread


def _match_json(place: str, match: AssetMatch) -> dict[str, Any]:
    return {
        "asset": match.asset,
        "title": match.title,
        "class": match.information_class,
        "place": place,
        "start": match.start,
        "end": match.end,
        "characters": match.characters,
        "share": round(match.share, 4),
        "rows": match.rows,
        "cells": match.cells,
    }


# ---------------------------------------------------------------- check


@command.command()
@policy_option
@state_option
@register_option
@json_option
def check(policy: Path | None, state: Path | None, url: str | None, as_json: bool) -> None:
    """Is the index whole, and does it hold what the register says? Reads every byte of it.

    \b
    Exit status: 1 if something is damaged, lost or unknown.
    """
    folder, language = settings.state_folder(state), reader_of(policy).language
    wrong = index.check_index(index_folder(folder))
    wrong += [] if wrong else _disagreements(folder, url, language)
    assets = _registered(folder, url)
    count = sum(asset.fingerprints for asset in assets)
    if as_json:
        print_json({"assets": len(assets), "fingerprints": count, "wrong": wrong})
    else:
        for what in wrong:
            out().print(what, style="red", markup=False)
        if not wrong:
            out().print(say(language, "sound", assets=len(assets), fingerprints=count))
    sys.exit(NO if wrong else DONE)


def _disagreements(folder: Path, url: str | None, language: Language) -> list[str]:
    where = database.location(folder, url)
    if not database.exists(where):
        return []
    keys = key.load(folder)
    try:
        held = numbers_in_index(folder, keys)
    except StateError as e:
        return [str(e)]
    with closing(Store(where, keys)) as store:
        lost, stray = store.disagreements(held)
    counts = {"lost": lost, "stray": stray}
    return [say(language, name, count=n) for name, n in counts.items() if n]
