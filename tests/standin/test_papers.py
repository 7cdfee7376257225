"""The demo's papers as files: written where they are wanted, and nothing made for a question."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

from tests.kit.gate import ROOT


def papers(folder: Path, *arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "gateway.standin.papers", *arguments],
        cwd=folder,
        env={"PYTHONPATH": str(ROOT)},
        capture_output=True,
        text=True,
        check=False,
    )


@pytest.mark.parametrize(
    ("arguments", "status"),
    [
        (["--help"], 0),
        (["-h"], 0),
        (["out", "--help"], 0),
        ([], 1),
        (["--folder", "out"], 1),
        (["out", "fr"], 1),
        (["out", "en", "more"], 1),
    ],
)
def test_a_question_makes_nothing(tmp_path: Path, arguments: list[str], status: int) -> None:
    answer = papers(tmp_path, *arguments)
    assert answer.returncode == status
    assert "FOLDER" in answer.stdout + answer.stderr
    assert list(tmp_path.iterdir()) == []


def test_papers_are_written_into_a_folder(tmp_path: Path) -> None:
    assert papers(tmp_path, "out", "en").returncode == 0
    assert {f.suffix for f in (tmp_path / "out").iterdir()} == {".docx", ".xlsx"}
