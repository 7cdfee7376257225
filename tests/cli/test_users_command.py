"""`sekisho users`, line by line as it is promised."""

from __future__ import annotations

import base64
import json
import os
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from gateway.cli import sekisho
from gateway.identity import read_users
from tests.conftest import StartGate
from tests.kit.client import Refused, request
from tests.kit.gate import Gate, wait_for
from tests.kit.policy import OPENAI, POLICY, chat

NAMED = POLICY + "identity: {htpasswd: users.htpasswd}\ngroups:\n  rd: {members: [alice, bob]}\n"
GOOD = "correct horse battery"


def run(policy: Path, *arguments: object, said: str | None = None) -> Result:
    typed = ["users", *map(str, arguments), "--policy", str(policy)]
    return CliRunner().invoke(sekisho, typed, input=said)


@pytest.fixture
def policy(tmp_path: Path) -> Path:
    path = tmp_path / "allowlist.yaml"
    path.write_text(NAMED, "utf-8")
    return path


def proves(policy: Path, user: str, password: str) -> bool:
    return read_users(policy.parent / "users.htpasswd", bytes(32)).check(user, password)


def test_a_user_is_added_and_can_log_in(policy: Path) -> None:
    done = run(policy, "add", "alice", said=f"{GOOD}\n")
    assert (done.exit_code, done.stdout) == (0, "")
    assert "alice is added to" in done.stderr
    assert "within a second" in done.stderr
    assert proves(policy, "alice", GOOD)
    assert not proves(policy, "alice", f"{GOOD} ")


def test_a_user_who_is_there_has_a_new_password_and_others_keep_theirs(policy: Path) -> None:
    for user in ("alice", "bob"):
        run(policy, "add", user, said=f"{GOOD}\n")
    done = run(policy, "add", "alice", said="another one 42\n")
    assert "new password" in done.stderr
    assert proves(policy, "alice", "another one 42")
    assert not proves(policy, "alice", GOOD)
    assert proves(policy, "bob", GOOD)


def test_a_password_is_made_and_shown_once(policy: Path) -> None:
    done = run(policy, "add", "alice", "--generate")
    password = done.stdout.strip().removeprefix("password of alice: ")
    assert len(password) == 20
    assert proves(policy, "alice", password)
    assert password not in (policy.parent / "users.htpasswd").read_text()


@pytest.mark.parametrize(
    ("name", "said", "told"),
    [
        pytest.param("alice", "short\n", "8 characters", id="a short password"),
        pytest.param("alice", "", "8 characters", id="no password"),
        pytest.param("alice", "x" * 73, "72 bytes", id="one that bcrypt would cut"),
        pytest.param("a:b", f"{GOOD}\n", "no colon", id="a name with a colon"),
    ],
)
def test_what_cannot_be_is_refused_with_the_remedy(
    policy: Path, name: str, said: str, told: str
) -> None:
    done = run(policy, "add", name, said=said)
    assert done.exit_code == 2
    assert told in done.stderr
    assert not (policy.parent / "users.htpasswd").exists()


def test_users_are_removed_and_groups_that_name_them_are_told(policy: Path) -> None:
    run(policy, "add", "alice", said=f"{GOOD}\n")
    done = run(policy, "remove", "alice", "carol")
    assert done.exit_code == 1
    assert "alice is removed" in done.stderr
    assert "still names alice in groups rd" in done.stderr
    assert "carol is not in" in done.stderr
    assert not proves(policy, "alice", GOOD)


def test_the_list_has_groups_and_says_who_is_missing(policy: Path) -> None:
    run(policy, "add", "alice", said=f"{GOOD}\n")
    done = run(policy, "list")
    assert done.stdout == "alice  rd\n"
    assert "names bob (groups rd), who is not in the file" in done.stderr
    assert json.loads(run(policy, "list", "--json").stdout) == [{"user": "alice", "groups": ["rd"]}]


def test_words_are_those_of_the_policy(policy: Path) -> None:
    policy.write_text(NAMED.replace("language: en", "language: ja"), "utf-8")
    assert "に加えました" in run(policy, "add", "alice", said=f"{GOOD}\n").stderr


def test_a_policy_that_names_no_file_says_what_to_write(policy: Path) -> None:
    policy.write_text(POLICY, "utf-8")
    done = run(policy, "list")
    assert done.exit_code == 2
    assert "identity: {htpasswd: users.htpasswd}" in done.stderr
    other = policy.parent / "other"
    done = run(policy, "add", "alice", "--file", other, said=f"{GOOD}\n")
    assert "asks nobody for a name yet; write identity: {htpasswd: other}" in done.stderr
    assert read_users(other, bytes(32)).check("alice", GOOD)


def test_the_file_keeps_its_mode_and_a_new_one_is_for_its_owner(policy: Path) -> None:
    file = policy.parent / "users.htpasswd"
    run(policy, "add", "alice", said=f"{GOOD}\n")
    assert file.stat().st_mode & 0o777 == 0o600
    file.chmod(0o640)
    run(policy, "add", "bob", said=f"{GOOD}\n")
    assert file.stat().st_mode & 0o777 == 0o640
    assert sorted(os.listdir(policy.parent)) == ["allowlist.yaml", "users.htpasswd"]


def test_a_running_gate_takes_it_up(start: StartGate, tmp_path: Path) -> None:
    (tmp_path / "gate0").mkdir()
    (tmp_path / "gate0" / "users.htpasswd").write_text("")
    with start(NAMED) as gate:
        assert status(gate) == 407
        assert run(gate.policy, "add", "alice", said=f"{GOOD}\n").exit_code == 0
        wait_for(lambda: status(gate) == 200, "the new user is known")
        assert run(gate.policy, "remove", "alice").exit_code == 0
        wait_for(lambda: status(gate) == 407, "nobody knows the user any more")


def status(gate: Gate) -> int:
    said = base64.b64encode(f"alice:{GOOD}".encode()).decode()
    try:
        with gate.dial(OPENAI, f"Proxy-Authorization: Basic {said}") as line:
            return line.ask(request(OPENAI, chat())).status
    except Refused as e:
        return e.reply.status
