"""Proxy credentials against an htpasswd file."""

from __future__ import annotations

import base64
from pathlib import Path

import bcrypt
import pytest

from gateway.errors import PolicyError
from gateway.identity import REMEMBERED, Users, basic, read_users


def header(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.fixture
def users(tmp_path: Path) -> Users:
    stored = bcrypt.hashpw("パス:word".encode(), bcrypt.gensalt(4)).decode()
    path = tmp_path / "users.htpasswd"
    path.write_text(f"# people\nalice:{stored}\n\n", "utf-8")
    return read_users(path, b"k" * 32)


def test_the_right_password_names_the_user(users: Users) -> None:
    assert users.name_of(header("alice:パス:word")) == "alice"


@pytest.mark.parametrize(
    "credentials",
    [
        pytest.param(header("alice:wrong"), id="a wrong password"),
        pytest.param(header("bob:パス:word"), id="an unknown user"),
        pytest.param(header("alice"), id="no colon"),
        pytest.param("Basic ***", id="not base64"),
        pytest.param("Basic /w==", id="not UTF-8"),
        pytest.param("Bearer abc", id="another scheme"),
        pytest.param("", id="nothing"),
        pytest.param(header("alice:" + "x" * 5000), id="a password longer than bcrypt takes"),
    ],
)
def test_anything_else_names_nobody(users: Users, credentials: str) -> None:
    assert users.name_of(credentials) is None


def test_a_right_password_is_remembered_for_a_while_and_a_wrong_one_is_not(users: Users) -> None:
    now = [0.0]
    users.clock = lambda: now[0]
    assert users.check("alice", "パス:word")
    users.hashes["alice"] = "$2b$04$" + "x" * 53
    assert users.check("alice", "パス:word")
    assert not users.check("alice", "other")
    now[0] = REMEMBERED + 1
    assert not users.check("alice", "パス:word")


def test_neither_hashes_nor_passwords_stand_in_a_repr(users: Users) -> None:
    users.check("alice", "パス:word")
    assert "$2b$" not in repr(users)
    assert "word" not in repr(users)


def test_a_file_with_other_hashes_is_refused_with_every_line(tmp_path: Path) -> None:
    path = tmp_path / "users.htpasswd"
    path.write_text("alice:{SHA}abc\nbob\n", "utf-8")
    with pytest.raises(PolicyError) as caught:
        read_users(path, b"k")
    assert [f.line for f in caught.value.faults] == [1, 2]
    assert "htpasswd -B" in str(caught.value)


def test_a_missing_file_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(PolicyError, match=r"none\.htpasswd"):
        read_users(tmp_path / "none.htpasswd", b"k")


def test_basic_wants_the_scheme() -> None:
    assert basic(header("a:b")) == ("a", "b")
    assert basic("Digest abc") is None
