"""`sekisho policy`, as people and programs call it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli.policy import command
from gateway.policy.schema import schema
from gateway.settings import shipped_policy
from tests.policy.kit import CLEAN, changed

ROOT = Path(__file__).parents[2]


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(command, [str(a) for a in arguments])


def a_file(folder: Path, *changes: tuple[str, str], name: str = "rules.yaml") -> Path:
    """A policy, and the password file that it names."""
    path = folder / name
    path.write_text(changed(*changes), "utf-8")
    (folder / "users.htpasswd").touch()
    return path


# ---------------------------------------------------------------- lint


def test_a_clean_policy_exits_with_0(tmp_path: Path) -> None:
    result = run("lint", "--policy", a_file(tmp_path))
    assert result.exit_code == 0
    assert result.output.splitlines()[-1].startswith("誤り 0 件、注意 0 件")


def test_the_shipped_policy_is_clean() -> None:
    assert run("lint", "--policy", shipped_policy()).exit_code == 0


def test_a_warning_exits_with_1_in_both_languages(tmp_path: Path) -> None:
    path = a_file(tmp_path, ("mode: enforce", "mode: monitor"))
    result = run("lint", "--policy", path)
    assert result.exit_code == 1
    assert f"{path}:5: mode: monitor lets everything pass" in result.output
    assert "enforce にしてください" in result.output


def test_an_english_policy_is_told_of_in_english(tmp_path: Path) -> None:
    path = a_file(tmp_path, ("mode: enforce", "mode: monitor"), ("language: ja", "language: en"))
    lines = [x for x in run("lint", "--policy", path).output.splitlines() if "note: " not in x]
    assert all(":" in line or "warnings" in line for line in lines)
    assert not any("ください" in line for line in lines)


def test_faults_exit_with_2_all_at_once(tmp_path: Path) -> None:
    path = a_file(tmp_path, ("mode: enforce", "mode: enfroce"), ("contact:", "contcat:"))
    result = run("lint", "--policy", path)
    assert result.exit_code == 2
    assert f"{path}:3: contcat" in result.output
    assert f"{path}:5: mode: enfroce" in result.output
    assert "contact のことですか" in result.output


def test_lint_for_programs(tmp_path: Path) -> None:
    bad = json.loads(run("lint", "--json", "--policy", a_file(tmp_path, ("1\n", "2\n"))).output)
    assert [f["line"] for f in bad["faults"]] == [1]
    assert (bad["warnings"], bad["notes"]) == ([], [])
    path = a_file(tmp_path, ("\nlabels:", "\npersonal: {find: false}\nlabels:"))
    good = json.loads(run("lint", "--json", "--policy", path).output)
    assert (good["faults"], good["warnings"]) == ([], [])
    assert {"file", "line", "text", "ja"} == set(good["notes"][0])


def test_a_file_of_another_encoding_is_told(tmp_path: Path) -> None:
    path = tmp_path / "rules.yaml"
    path.write_bytes(CLEAN.encode("cp932"))
    result = run("lint", "--policy", path)
    assert result.exit_code == 2
    assert "looks like Shift_JIS" in result.output


NAMES = {
    "rules.toml": "\ncredentials: {rules: rules.toml}\nlabels:",
    "own.yaml": "\npersonal: {recognizers: own.yaml}\nlabels:",
    "people.htpasswd": "\nlabels:",
}
"""A file, and how a policy names it."""


@pytest.mark.parametrize(
    ("spoil", "fault"),
    [
        pytest.param(lambda file: None, "there is no such file", id="missing"),
        pytest.param(lambda file: file.mkdir(), "this is a folder", id="a folder"),
        pytest.param(lambda file: file.write_bytes(b"\xff\xfe"), "UTF-8", id="no text"),
    ],
)
@pytest.mark.parametrize("name", NAMES)
def test_what_a_gate_would_not_start_with_lint_and_test_say_as_well(
    name: str, spoil: Callable[[Path], None], fault: str, tmp_path: Path
) -> None:
    path = a_file(tmp_path, ("\nlabels:", NAMES[name]))
    if name == "people.htpasswd":
        path.write_text(path.read_text("utf-8").replace("users.htpasswd", name), "utf-8")
    spoil(tmp_path / name)
    for way in ("lint", "test"):
        ended = sekisho("policy", way, "--policy", path)
        assert ended.returncode == 2
        assert str(tmp_path / name) in ended.stdout + ended.stderr
        assert fault in ended.stdout + ended.stderr
    gate = sekisho("serve", "--policy", path, "--state", tmp_path / "s", "--listen", "127.0.0.1:0")
    assert gate.returncode == 2
    assert str(tmp_path / name) in gate.stderr
    assert fault in gate.stderr


def test_all_missing_files_are_told_at_once(tmp_path: Path) -> None:
    path = a_file(tmp_path, *(("\nlabels:", said) for said in NAMES.values()))
    (tmp_path / "users.htpasswd").unlink()
    found = json.loads(run("lint", "--json", "--policy", path).output)["faults"]
    missing = {Path(f["file"]).name for f in found}
    assert missing == {"rules.toml", "own.yaml", "users.htpasswd"}
    assert all("ください" in f["ja"] for f in found)


def sekisho(*arguments: str | Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", *map(str, arguments)]
    return subprocess.run(
        command, cwd=ROOT, capture_output=True, text=True, timeout=30, check=False
    )


# ---------------------------------------------------------------- test


def test_the_policys_own_tests_hold(tmp_path: Path) -> None:
    result = run("test", "--policy", a_file(tmp_path))
    assert result.exit_code == 0, result.output
    assert [line.split()[0] for line in result.output.splitlines()[:3]] == ["✓", "✓", "✓"]
    assert "3 件のうち 3 件" in result.output


def test_the_tests_of_the_shipped_policy_hold() -> None:
    result = run("test", "--policy", shipped_policy(), "--json")
    outcomes = json.loads(result.output)
    assert result.exit_code == 0
    assert len(outcomes) >= 6
    assert {o["expected"] for o in outcomes} >= {"allow", "block"}
    assert all(o["held"] for o in outcomes)


def test_a_test_that_does_not_hold_exits_with_1_and_says_why(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        ("prompt: 富士山の高さは", "prompt: 【社外秘】原価表"),
        ("language: ja", "language: en"),
    )
    result = run("test", "--policy", path)
    assert result.exit_code == 1
    assert "✗" in result.output
    assert "allow → block" in result.output
    assert "openai-api may not receive 社外秘" in result.output
    assert "2 of 3 hold" in result.output


@pytest.mark.parametrize(
    ("old", "new", "name"),
    [
        pytest.param("finds: [図番 DWG-104233]", "finds: [DWG-9]", "finds", id="finds too little"),
        pytest.param("passes: [DWG-12]", "passes: [DWG-123456]", "passes", id="finds too much"),
    ],
)
def test_a_pattern_without_its_proof_does_not_hold(
    tmp_path: Path, old: str, new: str, name: str
) -> None:
    result = run("test", "--json", "--policy", a_file(tmp_path, (old, new)))
    assert result.exit_code == 1
    (failed,) = [o for o in json.loads(result.output) if not o["held"]]
    assert failed["name"] == f"patterns.drawing.{name}"


def test_a_pattern_is_proved_by_itself_alone(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        ("patterns:\n", "patterns:\n  other: {class: secret, regex: 'DWG-12'}\n"),
    )
    result = run("test", "--json", "--policy", path)
    assert result.exit_code == 0, result.output


def test_who_asks_makes_a_difference(tmp_path: Path) -> None:
    path = a_file(
        tmp_path,
        (
            "expect: allow}",
            "expect: allow}\n"
            "  - {prompt: 【社外秘】原価表, to: openai-api, as: alice, expect: allow}\n"
            "  - {prompt: 【社外秘】原価表, to: openai-api, as: 10.1.2.9, expect: allow}\n"
            "  - {prompt: 【社外秘】原価表, to: openai-api, as: carol, expect: block}",
        ),
    )
    result = run("test", "--policy", path)
    assert result.exit_code == 0, result.output


# ---------------------------------------------------------------- show, schema, diff


def test_show_is_a_table_for_people(tmp_path: Path) -> None:
    result = run("show", "--policy", a_file(tmp_path))
    assert result.exit_code == 0
    assert "どの生成AIに何を渡せるか" in result.output
    assert "○" in result.output


def test_show_for_programs(tmp_path: Path) -> None:
    shown = json.loads(run("show", "--json", "--policy", a_file(tmp_path)).output)
    assert shown["services"][0]["answers"]["public"] == "allow"


def test_the_schema_is_printed() -> None:
    assert json.loads(run("schema").output) == schema()


def test_diff_says_what_becomes_looser_and_what_stricter(tmp_path: Path) -> None:
    new = a_file(
        tmp_path,
        ("mode: enforce", "mode: monitor"),
        ("keep_days: 400", "keep_days: 500"),
        ("contact: 情", "contact: 新情"),
        name="new.yaml",
    )
    result = run("diff", new, "--policy", a_file(tmp_path))
    assert result.exit_code == 0
    heads = [line for line in result.output.splitlines() if not line.startswith(" ")]
    assert heads == ["緩くなる点:", "厳しくなる点:", "そのほかの変更:"]
    told = json.loads(run("diff", new, "--json", "--policy", a_file(tmp_path)).output)
    assert [len(told[k]) for k in ("looser", "stricter", "other")] == [1, 1, 1]


def test_a_policy_does_not_differ_from_itself(tmp_path: Path) -> None:
    path = a_file(tmp_path)
    assert run("diff", path, "--policy", path).output == "変更はありません\n"


# ---------------------------------------------------------------- as a process of its own


def process(*arguments: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway", "policy", *arguments],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
        env={**os.environ, **environment},
    )


@pytest.mark.parametrize("name", ["show", "test", "diff"])
def test_a_bad_policy_is_told_in_words_whatever_is_asked(tmp_path: Path, name: str) -> None:
    bad = str(a_file(tmp_path, ("mode: enforce", "mode: enfroce")))
    more = [bad] if name == "diff" else []
    ended = process(name, *more, "--policy", bad)
    assert ended.returncode == 2
    assert f"{bad}:5: mode" in ended.stderr
    assert "Traceback" not in ended.stderr


def test_a_terminal_without_japanese_gets_signs_that_it_has(tmp_path: Path) -> None:
    ended = process("show", "--policy", str(a_file(tmp_path)), PYTHONIOENCODING="ascii")
    assert ended.returncode == 0, ended.stderr
    assert " o " in ended.stdout
    ended = process("test", "--policy", str(a_file(tmp_path)), PYTHONIOENCODING="ascii")
    assert ended.returncode == 0, ended.stderr
    assert ended.stdout.startswith("ok ")
