"""`sekisho policy`: check the policy, run its own tests, show it, compare it with another."""

from __future__ import annotations

import json
import pkgutil
import re
import secrets
import sys
from collections.abc import Callable
from datetime import date
from io import TextIOWrapper
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from gateway.cli.common import BAD, DONE, NO, json_option, policy_option, print_json
from gateway.errors import Fault, PolicyError
from gateway.model import Classifier, Decision, Language, Policy, PolicyTest, Request
from gateway.settings import find_policy

if TYPE_CHECKING:
    from gateway.bundle import Bundle
    from gateway.catalogue import Catalogue
    from gateway.custom_rules import CustomRules
    from gateway.policy import policy_tests

KEY_SIZE = 16
"""Bytes, as of an installation's key."""


@click.group()
def command() -> None:
    """The policy, allowlist.yaml: check, test, show and compare it."""
    if isinstance(sys.stdout, TextIOWrapper):  # a terminal without Japanese shows ? and goes on
        sys.stdout.reconfigure(errors="replace")


def _read(path: Path) -> str:
    from gateway.policy.lines import MAX_BYTES, decode

    with path.open("rb") as file:
        return decode(file.read(MAX_BYTES + 1), str(path))


def _load(path: Path) -> tuple[Policy, str]:
    text = _read(path)
    return _parsed(text, path), text


def _parsed(text: str, path: Path) -> Policy:
    from gateway import catalogue
    from gateway.policy.build import parse

    return parse(text, catalogue.load(), str(path))


def _shows(sign: str) -> bool:
    """Can standard output write this sign?"""
    try:
        sign.encode(getattr(sys.stdout, "encoding", None) or "ascii")
    except (UnicodeEncodeError, LookupError):
        return False
    return True


# ---------------------------------------------------------------- lint


@command.command()
@policy_option
@json_option
def lint(policy: Path | None, as_json: bool) -> None:
    """Say what is wrong with the policy (exit 2), or probably not meant (exit 1)."""
    path = find_policy(policy)
    text = ""
    try:
        text = _read(path)
        parsed = _parsed(text, path)
    except PolicyError as e:
        _report(as_json, _language(text), faults=e.faults)
        sys.exit(BAD)
    from gateway.loading import faults_of_files
    from gateway.policy import lint as linter

    warnings = linter.lint(parsed, text, date.today(), str(path))
    notes = linter.notes(parsed, text, str(path), _classifiers())
    faults = faults_of_files(path, parsed)
    more = {"faults": faults} if faults else {}
    _report(as_json, parsed.language, **more, warnings=warnings, notes=notes)
    sys.exit(BAD if faults else NO if warnings else DONE)


def _classifiers() -> frozenset[str]:
    """The ids of the classifiers that this build has: the names of their modules."""
    import classifiers

    return frozenset(m.name for m in pkgutil.iter_modules(classifiers.__path__))


def _language(text: str) -> Language:
    """The language that a policy asks for which cannot be read as a whole."""
    found = re.search(r"^language:\s*(ja|en)\s*(?:#|$)", text, re.MULTILINE)
    return Language(found[1]) if found else Language.JA


def _report(as_json: bool, language: Language, **kinds: tuple[Fault, ...]) -> None:
    if as_json:
        everything = {"faults": (), "warnings": (), "notes": (), **kinds}
        print_json({kind: [_as_json(f) for f in found] for kind, found in everything.items()})
        return
    for kind, found in kinds.items():
        for fault in found:
            click.echo(("note: " if kind == "notes" else "") + str(fault))
            if language is Language.JA and fault.ja:
                click.echo(f"    {fault.ja}")
    click.echo(_summary(language, **{kind: len(found) for kind, found in kinds.items()}))


def _as_json(fault: Fault) -> dict[str, Any]:
    return {"file": fault.file, "line": fault.line, "text": fault.text, "ja": fault.ja}


def _summary(language: Language, faults: int = 0, warnings: int = 0, notes: int = 0) -> str:
    if language is Language.JA:
        return f"誤り {faults} 件、注意 {warnings} 件、参考 {notes} 件"
    return f"{faults} faults, {warnings} warnings, {notes} notes"


# ---------------------------------------------------------------- test


@command.command()
@policy_option
@json_option
def test(policy: Path | None, as_json: bool) -> None:
    """Run the policy's own tests and the proofs of its patterns; exit 1 if one does not hold."""
    from gateway.catalogue import load
    from gateway.loading import faults_of_files
    from gateway.policy import policy_tests

    path = find_policy(policy)
    parsed, _ = _load(path)
    if faults := faults_of_files(path, parsed):
        raise PolicyError(faults)
    catalogue = load()
    judge = _judge(parsed, catalogue, path.parent)
    outcomes = list(policy_tests.run(parsed, judge, _finds(catalogue)))
    if as_json:
        print_json([_outcome(o) for o in outcomes])
    else:
        for line in _told(outcomes, parsed.language):
            click.echo(line)
    sys.exit(DONE if all(o.held for o in outcomes) else NO)


def _judge(policy: Policy, catalogue: Catalogue, folder: Path) -> Callable[[PolicyTest], Decision]:
    """The gate under this policy, as a function from a test to the gate's decision."""
    from gateway import app, custom_rules
    from gateway.content import documents
    from gateway.engine.content import Texts

    bundle = _bundle(policy, catalogue, custom_rules.read(policy, folder))

    def judge(case: PolicyTest) -> Decision:
        to = app.destination(bundle, case.to)
        asked = Request("", case.actor, case.actor, to.host)
        texts = Texts((case.prompt,))
        return bundle.engine.judge(asked, date.today(), texts, documents.read, to=to).decision

    return judge


def _finds(catalogue: Catalogue) -> Callable[[Policy, str], bool | None]:
    """Does the pattern classifier find something in a text? Looked at as the gate would, by it
    alone."""
    from classifiers import pattern
    from gateway.engine.content import Texts

    def finds(policy: Policy, text: str) -> bool | None:
        alone = _bundle(policy, catalogue, found_by=(pattern.classifier(policy.needs),))
        prompt, found = alone.engine.look(Texts((text,)).read())
        return None if prompt.unread else bool(found)

    return finds


def _bundle(
    policy: Policy,
    catalogue: Catalogue,
    rules: CustomRules | None = None,
    found_by: tuple[Classifier, ...] | None = None,
) -> Bundle:
    """Under a key of its own: nothing that is taken out here is ever put back."""
    from gateway.keyring import Key
    from gateway.loading import bundle_of, keys_of

    keys = keys_of(Key(secrets.token_bytes(KEY_SIZE)))
    return bundle_of(policy, catalogue, keys, rules=rules, found_by=found_by)


def _outcome(outcome: policy_tests.Outcome) -> dict[str, Any]:
    return {
        "name": outcome.name,
        "line": outcome.line,
        "held": outcome.held,
        "expected": outcome.expected,
        "got": outcome.got,
        "reasons": outcome.reasons,
    }


SHOWN = 32
"""Characters of a test's text that are shown: enough to tell it from the others."""


def _told(outcomes: list[policy_tests.Outcome], language: Language) -> list[str]:
    from gateway.policy.summary import table

    yes, no = ("✓", "✗") if _shows("✓✗") else ("ok", "NO")
    lines: list[str] = []
    rows = [(yes if o.held else no, o.name, o.expected, _short(o.text)) for o in outcomes]
    for outcome, row in zip(outcomes, table(rows), strict=True):
        lines.append(row)
        if not outcome.held:
            at = f"{outcome.line}: " if outcome.line else ""
            lines.append(f"    {at}{outcome.expected} → {outcome.got}")
            lines += [f"    {reason}" for reason in outcome.reasons]
    failed = sum(not o.held for o in outcomes)
    if language is Language.JA:
        return [*lines, f"{len(outcomes)} 件のうち {len(outcomes) - failed} 件が期待どおりです"]
    return [*lines, f"{len(outcomes) - failed} of {len(outcomes)} hold"]


def _short(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


# ---------------------------------------------------------------- show


@command.command()
@policy_option
@json_option
def show(policy: Path | None, as_json: bool) -> None:
    """The policy as a manager reads it: who may send what to which AI."""
    from gateway.policy import summary

    parsed, _ = _load(find_policy(policy))
    if as_json:
        print_json(summary.as_json(parsed, date.today()))
        return
    signs = summary.Signs() if _shows("○△×") else summary.ASCII
    click.echo("\n".join(summary.portrait(parsed, date.today(), signs)))


# ---------------------------------------------------------------- schema


@command.command()
def schema() -> None:
    """The JSON Schema of allowlist.yaml, for editors that complete and check."""
    from gateway.policy.schema import schema as shape

    click.echo(json.dumps(shape(), ensure_ascii=False, indent=2))


# ---------------------------------------------------------------- diff


@command.command()
@click.argument("new", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@policy_option
@json_option
def diff(new: Path, policy: Path | None, as_json: bool) -> None:
    """What becomes looser and what stricter under NEW."""
    from gateway.policy.diff import other_changes, tightenings, weakenings

    before, _ = _load(find_policy(policy))
    after, _ = _load(new)
    changes = {
        "looser": weakenings(before, after),
        "stricter": tightenings(before, after),
        "other": other_changes(before, after),
    }
    if as_json:
        print_json(changes)
        return
    for line in _changes(changes, after.language):
        click.echo(line)


_TITLES = {
    "looser": ("Looser", "緩くなる点"),
    "stricter": ("Stricter", "厳しくなる点"),
    "other": ("Other changes", "そのほかの変更"),
}


def _changes(changes: dict[str, tuple[str, ...]], language: Language) -> list[str]:
    ja = language is Language.JA
    lines: list[str] = []
    for kind, sentences in changes.items():
        if sentences:
            lines += [_TITLES[kind][ja] + ":", *(f"  - {s}" for s in sentences)]
    return lines or ["変更はありません" if ja else "Nothing changes."]
