"""`sekisho demo`, as a person runs it: a process of its own, to its end."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]


def demo(*options: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway", "demo", *options],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


def test_everything_goes_as_it_should() -> None:
    ended = demo("--json")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    told = json.loads(ended.stdout)
    assert told["as_expected"]
    assert [s["as_expected"] for s in told["scenes"]] == [True] * 7
    verdicts = [r["verdict"] for r in told["records"]]
    assert verdicts == ["allow", "block", "block", "redact", "allow", "block", "block"]
    assert told["trail_holds"]
    assert told["alteration_noticed"]
    assert ended.stderr == ""
    assert "社外秘" in told["scenes"][1]["refusal"]["words"]
    assert told["assets"] == ["原価見直し方針.docx", "取引先別単価2026.xlsx"]
    for title, scene in zip(told["assets"], told["scenes"][5:], strict=True):
        assert title in scene["refusal"]["words"]


def test_a_person_reads_what_became_of_each() -> None:
    ended = demo("--language", "en")
    assert ended.returncode == 0, ended.stdout + ended.stderr
    for words in (
        "an approved AI",
        "CONFIDENTIAL",
        "ext. 2100",
        "api.deepseek.com",
        "The trail",
        "Cost policy.docx",
    ):
        assert words in ended.stdout
    assert "✗" not in ended.stdout
    assert "Traceback" not in ended.stdout + ended.stderr


def test_a_language_that_it_does_not_speak_is_bad_usage() -> None:
    ended = demo("--language", "xx")
    assert ended.returncode == 2
    assert "xx" in ended.stderr
