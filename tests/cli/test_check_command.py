"""`sekisho check`: what the gate would find, in words for people and in JSON for programs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway import keyring
from gateway.cli.check import command
from gateway.settings import state_folder
from tests.policy.kit import changed

MARKED = "【社外秘】第3四半期 原価表"
CALL = "電話番号は 03-5555-0100 です"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A policy, and the state folder of a gate that has started once."""
    (tmp_path / "allowlist.yaml").write_text(changed(), "utf-8")
    keyring.load(state_folder(tmp_path / "state"))
    return tmp_path


def run(folder: Path, *arguments: str | Path, text: str = "") -> Result:
    options = ("--policy", folder / "allowlist.yaml", "--state", folder / "state")
    return CliRunner().invoke(command, [str(a) for a in (*options, *arguments)], input=text)


@pytest.mark.parametrize(
    ("text", "to", "status", "word"),
    [
        pytest.param("富士山の高さは？", "openai-api", 0, "allow", id="may go as it is"),
        pytest.param(MARKED, "openai-api", 1, "block", id="would be refused"),
        pytest.param(CALL, "openai-api", 1, "redact", id="would be changed"),
        pytest.param(CALL, "", 1, "block", id="no service is asked, and something is found"),
    ],
)
def test_the_verdict_and_the_exit_status(
    folder: Path, text: str, to: str, status: int, word: str
) -> None:
    result = run(folder, *(("--to", to) if to else ()), text=text)
    assert (result.exit_code, result.output.splitlines()[0]) == (status, word)


def test_a_finding_has_its_reason_in_the_language_of_the_policy(folder: Path) -> None:
    assert "「社外秘」の表示（括弧の中）" in run(folder, text=MARKED).output
    assert "電話番号（「電話番号」の記載のそば）" in run(folder, text=CALL).output
    english = changed(("language: ja", "language: en"))
    (folder / "allowlist.yaml").write_text(english, "utf-8")
    assert "marked 社外秘, in brackets" in run(folder, text=MARKED).output


def test_programs_are_told_in_one_language(folder: Path) -> None:
    found = json.loads(run(folder, "--json", text=MARKED).output)
    (finding,) = found["findings"]
    assert finding["reason"] == "marked 社外秘, in brackets"
    assert (finding["class"], finding["classifier"]) == ("confidential", "marker")
    assert (finding["code"], finding["kind"]) == ("marker/brackets", "MARKER")


PICTURE = "data:image/png;base64,iVBORw0KGgo="


@pytest.mark.parametrize("to", ["openai-api", ""])
def test_what_could_not_be_read_is_told_in_words_and_as_data(folder: Path, to: str) -> None:
    options = ("--json", *(("--to", to) if to else ()))
    found = json.loads(run(folder, *options, text=PICTURE).output)
    assert found["verdict"] == "block"
    assert found["unread"] == ["#decoded: image/png, no text can be read"]
    code = {"code": "pictures/no-text", "args": {"media_type": "image/png"}}
    assert found["unread_codes"] == [{"place": "#decoded", **code}]
    assert "image/png の画像から文字を読み取れません" in run(folder, text=PICTURE).output


def test_no_colours_where_there_is_no_terminal(folder: Path) -> None:
    assert "\x1b" not in run(folder, text=MARKED).output


def test_what_would_be_sent_is_shown(folder: Path) -> None:
    result = run(folder, "--to", "openai-api", text=CALL)
    assert "電話番号は [PHONE-" in result.output
    assert "03-5555-0100" not in result.stdout.splitlines()[-1]


def test_a_batch_is_answered_line_for_line(folder: Path) -> None:
    cases = folder / "cases.jsonl"
    lines = [{"id": "a", "text": MARKED}, {"id": "b", "text": "富士山"}, {"id": "c"}]
    cases.write_text("".join(json.dumps(x) + "\n" for x in lines), "utf-8")
    result = run(folder, "--batch", cases)
    told = [json.loads(line) for line in result.stdout.splitlines()]
    assert [x["id"] for x in told] == ["a", "b", "c"]
    assert [x.get("verdict") for x in told[:2]] == ["block", "allow"]
    assert result.exit_code != 0


def test_a_file_that_is_not_there_is_said_to_be_so(folder: Path) -> None:
    result = run(folder, folder / "nowhere.txt")
    assert result.exit_code != 0
    assert "Traceback" not in result.output
