"""`sekisho audit`: read the trail, prove it, and take evidence out of it."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from time import sleep
from typing import Any

import click

from gateway import keyring as key
from gateway import settings
from gateway.cli.audit_export import FORMATS, Export
from gateway.cli.audit_proof import heads_in, kept_in, report_json, show_report, verified
from gateway.cli.audit_view import Reader, headings, line, page
from gateway.cli.common import (
    BAD,
    DONE,
    NO,
    F,
    err,
    gates_folder,
    json_option,
    out,
    policy_option,
    print_json,
    state_option,
)
from gateway.errors import StateError
from gateway.model import Language
from gateway.trail.checking import KeptHead
from gateway.trail.query import Entry, Filter, Follower, find, last, read
from gateway.trail.seal import CHAIN, unseal

POLL = 0.5  # seconds between two looks at the trail while following it
VERDICTS = click.Choice(["allow", "redact", "block"])


AGO = re.compile(r"([0-9]{1,6})([smhdw])")
UNITS = {"s": "seconds", "m": "minutes", "h": "hours", "d": "days", "w": "weeks"}


def _moment(text: str, *, end: bool) -> datetime:
    """A day, a time, or how long ago. `end`: a day stands for its last moment."""
    if ago := AGO.fullmatch(text):
        return datetime.now(UTC) - timedelta(**{UNITS[ago[2]]: int(ago[1])})
    if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", text):
        day = date.fromisoformat(text)
        if end and day == date.max:
            return datetime.max.replace(tzinfo=UTC)
        return datetime.combine(day, time.min, UTC) + timedelta(days=1 if end else 0)
    moment = datetime.fromisoformat(text)
    return (moment if moment.tzinfo else moment.replace(tzinfo=UTC)).astimezone(UTC)


def _time_option(name: str, help: str, *, end: bool) -> Callable[[F], F]:
    def convert(_ctx: click.Context, _option: click.Parameter, value: str | None) -> Any:
        try:
            return value and _moment(value.strip(), end=end)
        except (ValueError, OverflowError) as e:
            raise click.BadParameter(
                f"{value!r} is no time; write 2026-04-01, 2026-04-01T09:30+09:00, "
                "or how long ago: 30m, 12h, 7d. Without a zone it is UTC."
            ) from e

    return click.option(name, metavar="TIME", callback=convert, help=help)


def _many(name: str, field: str, help: str, **more: Any) -> Callable[[F], F]:
    """An option that may be given several times: any of its values will do."""
    return click.option(name, field, multiple=True, help=help, **more)


QUESTIONS = (
    _time_option("--since", "From this time on.", end=False),
    _time_option("--until", "Before this time; a day counts whole.", end=True),
    _many("--actor", "actor", "Who sent it; * stands for anything."),
    _many("--service", "service", "Whom it was for: a service of the policy."),
    _many("--host", "host", "Whom it was for: a host, or *.example.com."),
    _many("--verdict", "verdict", "What was decided.", type=VERDICTS),
    _many("--class", "information_class", "A class of which something was found."),
    _many("--rule", "rule", "A rule that spoke."),
    _many("--digest", "digest", "A found value, by the digest that a record has for it."),
    _many("--event", "event", "Events of a kind; * stands for all of them."),
)


def question_options(function: F) -> F:
    for option in reversed(QUESTIONS):
        function = option(function)
    return function


@click.group()
def command() -> None:
    """The audit trail: every decision, written down before it passed."""


@command.command()
@policy_option
@state_option
@click.option("-n", "count", type=click.IntRange(0), default=20, show_default=True, help="Records.")
@click.option("-f", "--follow", is_flag=True, help="Go on with what is appended.")
@json_option
def tail(policy: Path | None, state: Path | None, count: int, follow: bool, as_json: bool) -> None:
    """The last records of all workers."""
    folder = gates_folder(state, under_its_key=False)
    follower = Follower(folder) if follow else None
    entries = last(folder, count, _damaged)
    if not entries and not follower:
        err().print(reader_of(policy).say("no-records"))
    _print(entries, as_json)
    while follower:
        try:
            sleep(POLL)
            _print(follower.new(_damaged), as_json, titled=False)
        except KeyboardInterrupt:
            return


@command.command()
@policy_option
@state_option
@click.argument("id")
@json_option
def show(policy: Path | None, state: Path | None, id: str, as_json: bool) -> None:
    """One record in words: every reason, every finding. The first characters of ID are enough."""
    folder = gates_folder(state, under_its_key=False)
    id = id.strip().rstrip(".…")  # as a shortened id is printed
    reader = reader_of(policy)
    if not id:
        raise click.UsageError("the id is empty; `sekisho audit tail` lists ids")
    entries = find(folder, id, _damaged)
    if not entries:
        err().print(reader.say("no-such-id", id=id), markup=False)
        sys.exit(NO)
    if len({e.record["id"] for e in entries}) > 1:
        err().print(reader.say("many-ids", id=id, count=len(entries)), markup=False)
        for entry in entries[:10]:
            err().print(line(entry))
        sys.exit(BAD)
    if as_json:
        _print(entries, as_json)
        return
    for entry in entries:
        for text in page(entry, reader, _proved(entry, folder)):
            out().print(text)


@command.command()
@policy_option
@state_option
@click.option(
    "--expect-head",
    "expected",
    metavar="WORKER=COUNT:HASH",
    callback=heads_in,
    multiple=True,
    help="A head that was kept elsewhere, as this command prints it.",
)
@click.option(
    "--head",
    "files",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    multiple=True,
    help="A file with kept heads: what verify --json printed, or the proof of an export.",
)
@json_option
def verify(
    policy: Path | None,
    state: Path | None,
    expected: tuple[KeptHead, ...],
    files: tuple[Path, ...],
    as_json: bool,
) -> None:
    """Prove that no record was changed, removed, added or moved, the last one included.

    \b
    Exit status: 0 the trail holds · 1 it does not · 2 it cannot be read.
    Someone who puts trail and head back together to an earlier state is found out only with a
    head that was kept elsewhere: keep what this command prints.
    """
    kept = (*expected, *(head for path in files for head in kept_in(path)))
    report = verified(gates_folder(state, under_its_key=False), kept)
    language = reader_of(policy).language
    if as_json:
        print_json(report_json(report, language))
    else:
        show_report(report, language)
    sys.exit(DONE if report.holds else NO)


@command.command()
@policy_option
@state_option
@question_options
@json_option
def search(policy: Path | None, state: Path | None, as_json: bool, **question: Any) -> None:
    """The records that fit, the oldest first.

    \b
    Each option narrows; one given twice takes either value. Exit status: 1 if there are none.
    """
    entries = read(gates_folder(state, under_its_key=False), _filter(question), _damaged)
    if not _print(entries, as_json):
        err().print(reader_of(policy).say("none-fits"))
        sys.exit(NO)


@command.command()
@policy_option
@state_option
@question_options
@click.option("--format", "form", type=click.Choice(FORMATS), default="jsonl", show_default=True)
@click.option(
    "-o",
    "--output",
    type=click.Path(dir_okay=False, path_type=Path),
    help="A new file; its proof goes beside it. Default: standard output.",
)
@click.option(
    "--proof",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Where the proof goes. Default: the output's name and .proof.json.",
)
def export(
    policy: Path | None,
    state: Path | None,
    form: str,
    output: Path | None,
    proof: Path | None,
    **question: Any,
) -> None:
    """Records as evidence: JSON lines as they stand in the trail, or CSV for a spreadsheet.

    \b
    The proof holds the digest of the output, the heads of the chains, and whether the trail held.
    Exit status: 0 exported · 1 exported, but the trail does not hold · 2 cannot be read.
    """
    folder, asked = gates_folder(state, under_its_key=False), _filter(question)
    report = verified(folder, ())
    said = report_json(report, reader_of(policy).language)
    proof = proof or (output and output.with_name(f"{output.name}.proof.json"))
    exported = Export(form, output, proof)
    count = exported.write(read(folder, asked, _damaged), said, _asked(question))
    err().print(f"{count:,} records exported")
    if not report.holds:
        err().print("the trail does not hold; see `sekisho audit verify`", style="bold red")
        sys.exit(NO)


# ---------------------------------------------------------------- shared


def _print(entries: Iterable[Entry], as_json: bool, *, titled: bool = True) -> int:
    """Records as they come, so that a long answer begins at once; how many there were."""
    count = 0
    for count, entry in enumerate(entries, 1):
        if as_json:
            click.echo(entry.raw.decode("utf-8", "replace"))
            continue
        if titled and count == 1:
            out().print(headings())
        out().print(line(entry))
    return count


def _proved(entry: Entry, state: Path) -> bool | None:
    """Does the record's hash hold? None without the key: a record can be read all the same."""
    try:
        return unseal(entry.raw, key.load(state).derive(CHAIN)) is not None
    except StateError:
        return None


def _damaged(place: str) -> None:
    err().print(f"audit/{place}: a line that is no record; `sekisho audit verify`", markup=False)


def _filter(question: dict[str, Any]) -> Filter:
    asked = Filter(**question)
    if asked.since and asked.until and asked.since >= asked.until:
        raise click.UsageError("--since is not before --until: no record can fit")
    return asked


def _asked(question: dict[str, Any]) -> dict[str, Any]:
    """The question as the proof states it."""
    return {
        name: value.isoformat() if isinstance(value, datetime) else list(value)
        for name, value in question.items()
        if value
    }


def reader_of(policy: Path | None) -> Reader:
    """Language and class names as the policy has them; English if it cannot be read.

    The trail must be readable with a policy that is not: only these two keys are looked at.
    """
    import yaml

    try:
        data = yaml.safe_load(settings.find_policy(policy).read_text("utf-8"))
        classes = data.get("information_classes") or {}
        labels = {str(c): str(f["label"]) for c, f in classes.items() if f and f.get("label")}
        return Reader(Language(data.get("language", "ja")), labels)
    except (OSError, ValueError, yaml.YAMLError, AttributeError, TypeError):
        return Reader()
