"""A command in a folder with which no gate has worked says so, and makes nothing there."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from gateway import keyring
from gateway.settings import shipped_policy
from tests.kit.other_user import as_other, folder_of_other

ROOT = Path(__file__).parents[2]


def sekisho(
    *arguments: str | Path, text: str = "", **environment: str
) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "gateway", *map(str, arguments)]
    around = {**os.environ, "SEKISHO_POLICY": str(shipped_policy()), **environment}
    return subprocess.run(
        command, cwd=ROOT, input=text, capture_output=True, text=True, env=around, check=False
    )


QUESTIONS = [
    ("ca",),
    ("ca", "path"),
    ("ca", "trust", "--system", "debian"),
    ("ca", "export", "cert.pem"),
    ("ca", "env"),
    ("audit", "tail"),
    ("audit", "show", "1NG2"),
    ("audit", "search"),
    ("audit", "verify"),
    ("audit", "verify", "--expect-head", f"gate-0=1:{'0' * 64}"),
    ("audit", "export"),
    ("asset", "list"),
    ("asset", "remove", "A1"),
    ("asset", "search", "-"),
    ("asset", "check"),
    ("asset", "add", "--class", "confidential", "-"),
]


@pytest.mark.parametrize("there", [True, False], ids=["an empty folder", "no folder"])
@pytest.mark.parametrize("question", QUESTIONS, ids=" ".join)
def test_where_no_gate_has_worked_it_is_said_and_nothing_is_made(
    question: tuple[str, ...], there: bool, tmp_path: Path
) -> None:
    state = tmp_path / "state"
    if there:
        state.mkdir()
    asked = [str(tmp_path / word) if word == "cert.pem" else word for word in question]
    ended = sekisho(*asked, text="a text", SEKISHO_STATE=str(state))
    assert ended.returncode == 2
    assert ended.stdout == ""
    assert "no gate has worked with this state folder" in ended.stderr
    assert str(state) in ended.stderr
    assert "--state" in ended.stderr
    assert [p.name for p in tmp_path.rglob("*")] == (["state"] if there else [])


def test_a_text_is_checked_by_the_policy_alone(tmp_path: Path) -> None:
    state = tmp_path / "state"
    ended = sekisho("check", text="【社外秘】来期の原価表", SEKISHO_STATE=str(state))
    assert ended.returncode == 1
    assert ended.stdout.splitlines()[0] == "block"
    assert "no gate has worked with this state folder" in ended.stderr
    assert not state.exists()


def test_doctor_says_so_and_makes_nothing(tmp_path: Path) -> None:
    state = tmp_path / "state"
    ended = sekisho("doctor", "--only", "state", "--only", "trail", SEKISHO_STATE=str(state))
    assert "no gate has worked with it" in ended.stdout
    assert not state.exists()


def test_a_register_may_begin_in_the_users_own_folder_and_says_so(tmp_path: Path) -> None:
    """Before the first start; a folder that was named is named because a gate works there."""
    own = {"XDG_STATE_HOME": str(tmp_path)}
    around = {name: value for name, value in os.environ.items() if name != "SEKISHO_STATE"}
    assert "SEKISHO_STATE" not in around
    added = sekisho("asset", "add", "--class", "confidential", "-", text="a text " * 99, **own)
    assert added.returncode == 0, added.stderr
    assert "a register begins here" in added.stderr
    assert str(tmp_path / "sekisho") in added.stderr
    again = sekisho("asset", "add", "--class", "confidential", "-", text="b text " * 99, **own)
    assert "begins here" not in again.stderr


@pytest.mark.parametrize("question", [("ca",), ("audit", "verify"), ("asset", "list")])
def test_a_lost_key_is_told_apart_from_a_wrong_folder(
    question: tuple[str, ...], tmp_path: Path
) -> None:
    state = tmp_path / "state"
    assert sekisho("exec", "--state", state, "--", "true").returncode == 0
    (state / keyring.NAME).unlink()
    (state / "register").mkdir()
    (state / "register" / "register.db").touch()
    shutil.rmtree(state / "ca")
    ended = sekisho(*question, "--state", state)
    assert ended.returncode == 2
    assert "the key is missing" in ended.stderr
    assert not (state / "ca").exists()


def test_a_folder_that_this_user_may_not_enter_is_no_empty_one() -> None:
    with folder_of_other() as folder:
        state = folder.parent / "roots"
        keyring.load(_made(state))
        command = [sys.executable, "-m", "gateway", "audit", "verify", "--state", str(state)]
        ended = subprocess.run(
            as_other(command), cwd=ROOT, capture_output=True, text=True, check=False
        )
    assert ended.returncode == 2
    assert "may not read it, it belongs to root" in ended.stderr
    assert "no gate has worked" not in ended.stderr


def _made(folder: Path) -> Path:
    folder.mkdir(mode=0o700)
    return folder
