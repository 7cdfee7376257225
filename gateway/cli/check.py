"""`sekisho check`: what would become of a text, before anyone sends it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any

import click

from gateway import messages, settings
from gateway.cli.common import (
    BAD,
    DONE,
    NO,
    err,
    has_gate,
    json_option,
    policy_option,
    state_option,
    tell,
)
from gateway.errors import SekishoError
from gateway.model import (
    Decision,
    Finding,
    Language,
    Policy,
    Prompt,
    Reason,
    Request,
    Rewrite,
    Verdict,
)
from gateway.model.unread import as_json

if TYPE_CHECKING:
    from gateway.bundle import Bundle
    from gateway.engine.content import Content

COLOUR = {Verdict.ALLOW: "green", Verdict.REDACT: "yellow", Verdict.BLOCK: "red"}
NO_GATE = (
    "no gate has worked with this state folder, it has no key; nothing that is registered "
    "elsewhere is looked for, and nothing was made"
)
CONTEXT = 24
"""Characters shown on either side of a finding: enough to recognise the place."""


@dataclass(frozen=True, slots=True)
class Case:
    """One text or file to check."""

    id: str
    content: Content
    to: str = ""
    actor: str = ""


@dataclass(frozen=True, slots=True)
class Result:
    """What would become of it."""

    case: Case
    policy: Policy
    prompt: Prompt
    decision: Decision
    service: str | None
    text: str | None

    def as_json(self) -> dict[str, Any]:
        """The object of the contract."""
        decision = self.decision
        found = {
            "id": self.case.id,
            "verdict": decision.verdict.word,
            "service": self.service,
            "reasons": [_reason(r, self.policy) for r in decision.reasons],
            "findings": [_finding(f) for f in decision.findings],
            "unread": [messages.unread(u, Language.EN) for u in decision.unread],
            "unread_codes": [as_json(u) for u in decision.unread],
        }
        return found if self.text is None else {**found, "text": self.text}


@click.command()
@policy_option
@state_option
@click.option("--to", default="", metavar="SERVICE", help="Ask for this service of the policy.")
@click.option("--as", "actor", default="", metavar="ACTOR", help="Ask for this user or address.")
@click.option(
    "--batch",
    type=click.File("rb"),
    metavar="CASES.jsonl",
    help='One JSON object a line: {"id", "text" or "file", "to", "as"}; answers in that order.',
)
@json_option
@click.argument("files", nargs=-1, metavar="[FILE|-]...")
def command(
    policy: Path | None,
    state: Path | None,
    to: str,
    actor: str,
    batch: IO[bytes] | None,
    as_json: bool,
    files: tuple[str, ...],
) -> None:
    """Look at texts as the gate would, and say what it finds.

    \b
    Exit status: 0 it may go as it is · 1 it would be changed or refused · 2 cannot be read.
    Without FILE, standard input is read. Without --to no service is asked: the findings are
    shown, and the verdict is allow only when there are none.
    """
    bundle = _bundle(policy, state)
    if batch:
        sys.exit(_run_batch(bundle, batch, to, actor))
    results = [_check(bundle, c) for c in _cases(files or ("-",), to, actor)]
    for result in results:
        if as_json:
            click.echo(json.dumps(result.as_json(), ensure_ascii=False))
        else:
            _show(result, named=len(results) > 1)
    sys.exit(_status(results))


def _bundle(policy: Path | None, state: Path | None) -> Bundle:
    from gateway import app

    folder, rules = settings.state_path(state), settings.find_policy(policy)
    if has_gate(folder):
        return app.open_files(rules, folder).load_bundle().bundle
    click.echo(f"sekisho: {folder}: {NO_GATE}", err=True)
    return app.files_without_state(rules).load_bundle().bundle


def _cases(files: Sequence[str], to: str, actor: str) -> Iterator[Case]:
    for name in files:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
        yield Case(name, _file(data, "" if name == "-" else Path(name).name), to, actor)


def _file(data: bytes, name: str) -> Content:
    from gateway.engine.content import File

    return File(data, name)


def _check(bundle: Bundle, case: Case) -> Result:
    from gateway import app
    from gateway.content import documents

    if not case.to:
        return _without_service(bundle, case)
    to = app.destination(bundle, case.to)
    asked = Request("", case.actor, case.actor, to.host)
    found = bundle.engine.judge(asked, date.today(), case.content, documents.read, to=to)
    return Result(
        case,
        bundle.policy,
        found.prompt,
        found.decision,
        found.facts.service or None,
        found.action.body.decode("utf-8", "replace") if isinstance(found.action, Rewrite) else None,
    )


def _without_service(bundle: Bundle, case: Case) -> Result:
    from gateway.content import documents
    from gateway.engine.facts import kept_unread

    prompt, findings = bundle.engine.look(case.content.read(documents.read))
    verdict = Verdict.BLOCK if findings or prompt.unread else Verdict.ALLOW
    decision = Decision((Reason("no-service", verdict),), findings, kept_unread(prompt.unread))
    return Result(case, bundle.policy, prompt, decision, None, None)


def _status(results: Sequence[Result]) -> int:
    return DONE if all(r.decision.verdict is Verdict.ALLOW for r in results) else NO


# ---------------------------------------------------------------- many at once


def _run_batch(bundle: Bundle, lines: IO[bytes], to: str, actor: str) -> int:
    """One answer a line, in order; a line that cannot be read gets an answer that says so."""
    status = DONE
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            result = _check(bundle, _case(line, to, actor))
        except (SekishoError, ValueError, OSError) as e:
            status = BAD
            click.echo(f"line {number}: {_cause(e)}", err=True)
            click.echo(json.dumps({"id": _id(line), "error": _cause(e)}, ensure_ascii=False))
            continue
        if status == DONE and result.decision.verdict is not Verdict.ALLOW:
            status = NO
        click.echo(json.dumps(result.as_json(), ensure_ascii=False))
    return status


def _case(line: bytes, to: str, actor: str) -> Case:
    entry = json.loads(line)
    if not isinstance(entry, dict):
        raise ValueError("not a JSON object")  # noqa: TRY004 - one cause for all bad lines
    match entry:
        case {"text": str(text)}:
            from gateway.engine.content import Texts

            content: Content = Texts((text,))
        case {"file": str(name)}:
            content = _file(Path(name).read_bytes(), Path(name).name)
        case _:
            raise ValueError('needs "text" or "file", each a string')
    return Case(
        str(entry.get("id", "")), content, str(entry.get("to") or to), str(entry.get("as") or actor)
    )


def _id(line: bytes) -> str | None:
    try:
        return str(json.loads(line)["id"])
    except (ValueError, LookupError, TypeError):
        return None


def _cause(e: Exception) -> str:
    if isinstance(e, json.JSONDecodeError):
        return f"not JSON: {e.msg} at column {e.colno}"
    if isinstance(e, OSError):
        return f"{e.filename}: {e.strerror}"
    return str(e)


# ---------------------------------------------------------------- for people


def _reason(reason: Reason, policy: Policy) -> dict[str, str]:
    return {
        "rule": reason.rule,
        "code": reason.code,
        "verdict": reason.verdict.word,
        "text": messages.reason(reason, policy),
    }


def _finding(finding: Finding) -> dict[str, Any]:
    found: dict[str, Any] = {
        "class": finding.information_class,
        "classifier": finding.classifier,
        "place": finding.place,
        "start": finding.start,
        "end": finding.end,
        "confidence": finding.confidence,
        "code": finding.code,
        "kind": finding.kind,
        "reason": messages.finding(finding, Language.EN),
    }
    if finding.evidence:
        found["asset"], found["title"] = finding.asset, finding.title
        found["evidence"] = asdict(finding.evidence)
    return found


def _show(result: Result, *, named: bool) -> None:
    decision, language = result.decision, result.policy.language
    head = f"{result.case.id}: " if named else ""
    tell(head, (decision.verdict.word, COLOUR[decision.verdict]))
    for finding in decision.findings:
        tell(*_line(result.prompt, finding, language))
    for unread in decision.unread:
        tell((f"  unread  {_one_line(messages.unread(unread, language))}", "yellow"))
    for reason in decision.reasons:
        if result.service or reason.verdict is not Verdict.ALLOW:
            tell(f"  {reason.rule}: {messages.reason(reason, result.policy)}")
    if result.text is not None:
        err().print("as it would be sent:", style="dim")
        click.echo(result.text)


def _line(prompt: Prompt, finding: Finding, language: Language) -> Iterator[str | tuple[str, str]]:
    """The class, the finding in its surroundings on one line, and the reason in words."""
    text, start, end = prompt.segments[finding.segment].text, finding.start, finding.end
    yield f"  {finding.information_class:<14} {finding.place or '/'} "
    yield f"{start}-{end}  ", "dim"
    yield _one_line(text[max(0, start - CONTEXT) : start])
    yield _one_line(text[start:end]), "bold red"
    yield _one_line(text[end : end + CONTEXT])
    yield f"  {messages.finding(finding, language)}", "dim"


def _one_line(text: str) -> str:
    """Control characters would let a text paint over the terminal."""
    return "".join(c if c.isprintable() else "·" for c in text)
