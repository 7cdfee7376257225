"""`sekisho audit` as a person and a program use it."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, NamedTuple

import pytest

from gateway import cli
from gateway.cli.audit_view import Reader, _why
from gateway.cli.audit_words import describe
from gateway.engine.record import event
from gateway.keyring import load
from gateway.model import Language
from gateway.settings import state_folder
from gateway.trail import Trail
from gateway.trail.diagnosis import Hint, Kind, Note, Problem
from gateway.trail.survey import Spot
from tests.trail.kit import Clock, a_record

FULL: dict[str, Any] = {
    "client": "10.1.2.3",
    "service": "openai-api",
    "host": "api.openai.com",
    "method": "POST",
    "path": "/v1/chat/completions",
    "policy": "abc123",
    "verdict": "block",
    "enforced": True,
    "reasons": [
        {"rule": "destination", "verdict": "allow", "text": "openai-api は許可された生成AIです"},
        {"rule": "information-class", "verdict": "block", "text": "社外秘は渡せません"},
    ],
    "findings": [
        {
            "class": "confidential",
            "classifier": "marker",
            "place": "/messages/0/content",
            "start": 1,
            "end": 4,
            "digest": "d" * 32,
        }
    ],
    "scanned": {"segments": 3, "characters": 1234, "unread": ["/file: encrypted PDF"]},
    "milliseconds": 1.5,
}


class Answer(NamedTuple):
    status: int
    out: str
    err: str


Run = Callable[..., Answer]


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path) -> Run:
    """The command as the shell calls it, on a state folder and a policy of its own."""
    policy = tmp_path / "allowlist.yaml"
    policy.write_text("language: en\ninformation_classes:\n  confidential: {label: 社外秘}\n")
    monkeypatch.setenv("SEKISHO_STATE", str(tmp_path / "state"))
    monkeypatch.setenv("SEKISHO_POLICY", str(policy))

    def call(*arguments: object) -> Answer:
        monkeypatch.setattr(sys, "argv", ["sekisho", "audit", *map(str, arguments)])
        status = 0
        try:
            cli.run()
        except SystemExit as e:
            status = int(e.code or 0)
        return Answer(status, *capsys.readouterr())

    return call


@pytest.fixture
def state(tmp_path: Path) -> Path:
    """Four records: two of alice, one of bob in monitor mode, and an event."""
    state, clock = tmp_path / "state", Clock()
    state.mkdir()
    with Trail.open(state, load(state), clock=clock) as trail:
        loaded = {"revision": "abc123", "weakened": []}
        trail.append_now(event("policy-loaded", id="e1", time=clock(), fields=loaded))
        trail.append_now(a_record("aaaa1111", clock, **FULL))
        clock.turn(minutes=1)
        trail.append_now(
            a_record("aaaa2222", clock, **{**FULL, "verdict": "allow", "findings": []})
        )
        clock.turn(minutes=1)
        bob = {**FULL, "actor": "=cmd|' /C calc'!A0", "enforced": False}
        trail.append_now(a_record("bbbb3333", clock, **bob))
    return state


def _lines(text: str) -> list[dict[str, Any]]:
    return [json.loads(line) for line in text.splitlines()]


def _file(state: Path) -> Path:
    return state / "audit" / "0" / "2026-04-01.jsonl"


# ---------------------------------------------------------------- tail, show, search


def test_tail_shows_the_last_records_in_columns(run: Run, state: Path) -> None:
    answer = run("tail", "-n", 3)
    assert answer.status == 0
    head, first, second, third = answer.out.splitlines()
    assert head.startswith("TIME (UTC)")
    assert "2026-04-01 09:00:00Z" in first
    assert "confidential" in first
    assert first.index("block") == second.index("allow") == third.index("(block)")
    assert [line.split()[-1] for line in (first, second, third)] == [
        "aaaa1111",
        "aaaa2222",
        "bbbb3333",
    ]


def test_tail_in_json_prints_the_records_as_they_stand(run: Run, state: Path) -> None:
    answer = run("tail", "--json")
    assert answer.out == _file(state).read_text()
    assert [r.get("event") for r in _lines(answer.out)] == ["policy-loaded", None, None, None]


def test_times_are_utc_and_local(run: Run, state: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    time.tzset()
    try:
        answer = run("tail")
    finally:
        monkeypatch.undo()
        time.tzset()
    assert "JST" in answer.out.splitlines()[0]
    assert "2026-04-01 09:00:00Z  18:00:00 JST" in answer.out


def test_nothing_yet_is_no_fault_and_proves_nothing(run: Run, tmp_path: Path) -> None:
    load(state_folder(tmp_path / "state"))
    assert run("tail") == Answer(0, "", "no records yet\n")
    answer = run("verify")
    assert (answer.status, answer.out) == (2, "")
    assert "no records here" in answer.err
    assert "head that was kept elsewhere" in answer.err


def test_where_the_time_is_utc_it_is_shown_once(
    run: Run, state: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("TZ", "UTC")
    time.tzset()
    try:
        head, first, *_ = run("tail", "-n", 1).out.splitlines()
        page = run("show", "bbbb").out
    finally:
        monkeypatch.undo()
        time.tzset()
    assert head.split() == ["TIME", "(UTC)", "VERDICT", "ACTOR", "SERVICE", "FOUND", "ID"]
    assert head.index("VERDICT") == first.index("(block)")
    assert page.count("09:02:00") == 1


@pytest.mark.parametrize("dots", ["...", "…", ".", ""])
def test_an_id_may_be_shortened_as_it_is_printed(run: Run, state: Path, dots: str) -> None:
    assert "aaaa1111" in run("show", f"aaaa1{dots}").out


def test_what_is_not_there_is_told_in_the_language_of_the_policy(
    run: Run, state: Path, tmp_path: Path
) -> None:
    (tmp_path / "allowlist.yaml").write_text("language: ja\n")
    assert run("search", "--actor", "nobody").err == "当てはまる記録はありません\n"
    assert run("show", "zzzz").err == "受付番号が zzzz で始まる記録はありません\n"


def test_a_reason_with_a_code_is_told_in_the_language_of_the_policy() -> None:
    """A record says it in English, with code and arguments beside."""
    record = {"rule": "destination", "code": "destination/approved", "args": {"service": "x"}}
    reader = Reader(Language.JA)
    assert _why({**record, "text": "x is an approved AI"}, reader) != "x is an approved AI"
    assert _why({**record, "code": "of/another-build", "text": "said"}, reader) == "said"
    assert _why({**record, "text": "said"}, Reader(Language.EN)) == "said"


def test_show_says_every_reason_and_finding_in_words(run: Run, state: Path) -> None:
    answer = run("show", "aaaa1111")
    assert answer.status == 0
    for words in (
        "alice from 10.1.2.3",
        "openai-api (api.openai.com)",
        "POST /v1/chat/completions",
        "block: nothing left",
        "allow  destination  openai-api は許可された生成AIです",
        "block  information-class  社外秘は渡せません",
        "社外秘 (confidential), characters 2 to 4 of /messages/0/content, by marker",
        "3 pieces of text, 1,234 characters",
        "/file: encrypted PDF",
        "audit/0/2026-04-01.jsonl:2",
        "its hash holds under the key",
    ):
        assert words in answer.out


def test_show_speaks_the_language_of_the_policy(run: Run, state: Path, tmp_path: Path) -> None:
    (tmp_path / "allowlist.yaml").write_text("language: ja\n")
    assert "社外秘は渡せません" in run("show", "aaaa1111").out
    assert "送信していません" in run("show", "aaaa1111").out
    (tmp_path / "allowlist.yaml").write_text("language: [\n")
    assert "nothing left" in run("show", "aaaa1111").out, "English where the policy is broken"


def test_show_says_that_monitor_mode_let_it_pass(run: Run, state: Path) -> None:
    assert "in monitor mode it went as it was" in run("show", "bbbb").out


def test_show_says_that_a_record_was_changed(run: Run, state: Path) -> None:
    _file(state).write_bytes(_file(state).read_bytes().replace(b"10.1.2.3", b"10.9.9.9"))
    assert "its hash does not hold" in run("show", "aaaa1111").out


def test_show_needs_no_key(run: Run, state: Path) -> None:
    (state / "key").unlink()
    answer = run("show", "aaaa1111")
    assert answer.status == 0
    assert "hash" not in answer.out


def test_show_in_json_is_the_record(run: Run, state: Path) -> None:
    (record,) = _lines(run("show", "aaaa2", "--json").out)
    assert record["id"] == "aaaa2222"
    assert record["verdict"] == "allow"


@pytest.mark.parametrize(
    ("id", "status", "says"),
    [
        pytest.param("aaaa", 2, "2 records have an id that begins with aaaa", id="not unique"),
        pytest.param("zzzz", 1, "no record has an id that begins with zzzz", id="not there"),
        pytest.param("[bold]", 1, "[bold]", id="what looks like markup"),
        pytest.param("", 2, "the id is empty", id="empty"),
    ],
)
def test_show_needs_an_id_that_fits_one(
    id: str, status: int, says: str, run: Run, state: Path
) -> None:
    answer = run("show", id)
    assert answer.status == status
    assert says in answer.err


@pytest.mark.parametrize(
    ("question", "ids"),
    [
        pytest.param(["--verdict", "block"], ["aaaa1111", "bbbb3333"], id="a verdict"),
        pytest.param(["--actor", "alice"], ["aaaa1111", "aaaa2222"], id="an actor"),
        pytest.param(["--class", "confidential", "--actor", "alice"], ["aaaa1111"], id="both"),
        pytest.param(["--since", "2026-04-01T09:01:00"], ["aaaa2222", "bbbb3333"], id="since"),
        pytest.param(["--since", "2026-04-01T18:02+09:00"], ["bbbb3333"], id="since, with a zone"),
        pytest.param(["--until", "2026-04-01T09:01", "--class", "*"], ["aaaa1111"], id="until"),
        pytest.param(["--until", "2026-04-01", "--verdict", "allow"], ["aaaa2222"], id="a day"),
        pytest.param(["--until", "2026-03-31"], [], id="a day before"),
        pytest.param(["--until", "9999-12-31", "--host", "*.evil.test"], [], id="the end of time"),
    ],
)  # fmt: skip
def test_search_finds_what_fits(question: list[str], ids: list[str], run: Run, state: Path) -> None:
    answer = run("search", *question, "--json")
    assert [r["id"] for r in _lines(answer.out)] == ids
    assert answer.status == (0 if ids else 1)


def test_search_takes_how_long_ago(run: Run, tmp_path: Path) -> None:
    state = tmp_path / "state"
    state.mkdir()
    hours_ago = Clock(datetime.now(UTC) - timedelta(hours=2))
    with Trail.open(state, load(state), clock=hours_ago) as trail:
        trail.append_now(a_record("two-hours-ago", hours_ago))
        hours_ago.turn(hours=2)
        trail.append_now(a_record("now", hours_ago))
    for ago, ids in (("3h", ["two-hours-ago", "now"]), ("60m", ["now"]), ("0s", [])):
        found = _lines(run("search", "--since", ago, "--actor", "*", "--json").out)
        assert [r["id"] for r in found] == ids


@pytest.mark.parametrize(
    "arguments",
    [
        pytest.param(["search", "--since", "yesterday"], id="no time"),
        pytest.param(["search", "--since", "2026-02-30"], id="no day"),
        pytest.param(["search", "--since", "999999w"], id="before all time"),
        pytest.param(["search", "--since", "2026-04-02", "--until", "2026-04-01"], id="backwards"),
        pytest.param(["search", "--verdict", "maybe"], id="no verdict"),
        pytest.param(["tail", "-n", "-1"], id="less than none"),
        pytest.param(["verify", "--expect-head", "0=1:xyz"], id="no head"),
        pytest.param(["verify", "--head", "nowhere.json"], id="no file of heads"),
        pytest.param(["export", "--format", "xlsx"], id="no format"),
    ],
)
def test_bad_input_is_said_in_words(arguments: list[str], run: Run, state: Path) -> None:
    answer = run(*arguments)
    assert answer.status == 2
    assert "Error: " in answer.err
    assert "Traceback" not in answer.err


def test_a_line_that_is_no_record_is_reported(run: Run, state: Path) -> None:
    with _file(state).open("ab") as file:
        file.write(b"torn")
    answer = run("search", "--actor", "*")
    assert "audit/0/2026-04-01.jsonl:5: a line that is no record" in answer.err
    assert answer.status == 0


def test_what_a_forged_line_holds_does_not_command_the_terminal(run: Run, state: Path) -> None:
    forged = {**a_record("eeee\x1b[2J", **FULL), "actor": "\x1b]0;x\x07[red]"}
    with _file(state).open("ab") as file:
        file.write(json.dumps(forged).encode() + b"\n")
    for answer in (run("tail"), run("show", "eeee"), run("verify")):
        assert "\x1b" not in answer.out + answer.err


# ---------------------------------------------------------------- verify


def test_verify_prints_heads_to_keep(run: Run, state: Path, tmp_path: Path) -> None:
    answer = run("verify")
    assert answer.status == 0
    assert "the trail holds; records: 4, chains: 1" in answer.out
    head = answer.out.splitlines()[-1].strip()
    assert run("verify", "--expect-head", head).status == 0
    kept = tmp_path / "heads.json"
    kept.write_text(run("verify", "--json").out)
    assert run("verify", "--head", kept).status == 0
    other = "1" if head.endswith("0") else "0"
    assert run("verify", "--expect-head", head[:-1] + other).status == 1


def test_verify_names_what_was_done(run: Run, state: Path) -> None:
    lines = _file(state).read_bytes().splitlines(keepends=True)
    lines[1] = lines[1].replace(b"alice", b"mally")
    _file(state).write_bytes(b"".join(lines[:-1]))
    answer = run("verify")
    assert answer.status == 1
    assert "audit/0/2026-04-01.jsonl:2 (id aaaa1111, 2026-04-01T09:00:00.000Z)" in answer.out
    assert "this record was changed" in answer.out
    assert "from the end of the chain" in answer.out
    found = json.loads(run("verify", "--json").out)
    assert found["holds"] is False
    changed, removed = found["problems"]
    assert (changed["kind"], changed["id"], changed["line"]) == ("changed", "aaaa1111", 2)
    assert (removed["kind"], removed["line"], removed["after"]["id"]) == ("removed", 4, "aaaa2222")


def test_verify_speaks_japanese(run: Run, state: Path, tmp_path: Path) -> None:
    (tmp_path / "allowlist.yaml").write_text("language: ja\n")
    assert "記録は保たれています" in run("verify").out
    _file(state).write_bytes(_file(state).read_bytes().replace(b"alice", b"mally"))
    assert "書き換えられています" in run("verify").out


def test_verify_without_the_key_is_said_in_words(run: Run, state: Path) -> None:
    (state / "key").unlink()
    answer = run("verify")
    assert answer.status == 2
    assert "the key is missing" in answer.err
    assert not (state / "key").exists()


def test_a_file_without_heads_is_said_in_words(run: Run, state: Path, tmp_path: Path) -> None:
    (tmp_path / "x.json").write_text('{"heads": {"0": {"count": "x"}}}')
    answer = run("verify", "--head", tmp_path / "x.json")
    assert answer.status == 2
    assert "holds no heads" in answer.err


# ---------------------------------------------------------------- export


def test_an_export_is_the_records_and_their_proof(run: Run, state: Path, tmp_path: Path) -> None:
    output = tmp_path / "evidence.jsonl"
    answer = run("export", "--verdict", "block", "-o", output)
    assert answer.status == 0
    whole = _file(state).read_text().splitlines()
    assert output.read_text().splitlines() == [whole[1], whole[3]]
    assert output.stat().st_mode & 0o777 == 0o600
    proof = json.loads((tmp_path / "evidence.jsonl.proof.json").read_text())
    assert proof["sha256"] == hashlib.sha256(output.read_bytes()).hexdigest()
    assert proof["exported_records"] == 2
    assert proof["question"] == {"verdict": ["block"]}
    assert proof["holds"] is True
    assert proof["heads"]["0"]["count"] == 4
    assert run("verify", "--head", tmp_path / "evidence.jsonl.proof.json").status == 0


def test_evidence_is_never_overwritten(run: Run, state: Path, tmp_path: Path) -> None:
    (tmp_path / "evidence.jsonl").write_text("precious")
    answer = run("export", "-o", tmp_path / "evidence.jsonl")
    assert answer.status == 2
    assert "is there already" in answer.err
    assert (tmp_path / "evidence.jsonl").read_text() == "precious"


def test_a_spreadsheet_gets_no_formula(run: Run, state: Path, tmp_path: Path) -> None:
    output = tmp_path / "evidence.csv"
    assert run("export", "--format", "csv", "-o", output).status == 0
    rows = list(csv.DictReader(io.StringIO(output.read_bytes().decode("utf-8-sig"))))
    assert output.read_bytes().startswith(b"\xef\xbb\xbf")
    assert [r["id"] for r in rows[1:]] == ["aaaa1111", "aaaa2222", "bbbb3333"]
    assert rows[3]["actor"] == "'=cmd|' /C calc'!A0"
    assert rows[1]["findings"] == f"confidential marker /messages/0/content {'d' * 32}"
    assert json.loads(rows[0]["details"]) == {"revision": "abc123", "weakened": []}
    assert not any(c and c[0] in "=+-@\t\r\n" for r in rows for c in r.values())


def test_an_export_of_a_broken_trail_says_so(run: Run, state: Path, tmp_path: Path) -> None:
    _file(state).write_bytes(_file(state).read_bytes().replace(b"alice", b"mally"))
    answer = run("export", "-o", tmp_path / "evidence.jsonl")
    assert answer.status == 1
    assert "the trail does not hold" in answer.err
    assert json.loads((tmp_path / "evidence.jsonl.proof.json").read_text())["holds"] is False


def test_an_export_to_standard_output_is_pure(run: Run, state: Path) -> None:
    answer = run("export")
    assert answer.out == _file(state).read_text()
    assert answer.err == "4 records exported\n"


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("kind", [*Kind, *Hint])
def test_whatever_verification_finds_has_words(kind: Kind | Hint, language: Language) -> None:
    spot, near = Spot("0", "2026-04-01.jsonl", 2, "7f3a"), Spot("0", "2026-04-02.jsonl", 1, "80aa")
    found = Note(kind, spot, 3) if isinstance(kind, Hint) else Problem(kind, spot, 3, near=near)
    said = describe(found, language)
    assert "audit/0" in said or "heads/0" in said
    assert any(c > "\u3000" for c in said) is (language is Language.JA)
