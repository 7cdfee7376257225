"""Proxy credentials against an htpasswd file."""

from __future__ import annotations

import base64
from pathlib import Path

import bcrypt
import pytest

from gateway.errors import PolicyError
from gateway.identity import REMEMBERED, WRONG, Users, basic, is_too_long, read_users


def header(text: str) -> str:
    return "Basic " + base64.b64encode(text.encode()).decode()


@pytest.fixture
def users(tmp_path: Path) -> Users:
    stored = bcrypt.hashpw("パス:word".encode(), bcrypt.gensalt(4)).decode()
    path = tmp_path / "users.htpasswd"
    path.write_text(f"# people\nalice:{stored}\n\n", "utf-8")
    return read_users(path, b"k" * 32)


def proved(users: Users, credentials: str) -> str | None:
    said = basic(credentials)
    return said[0] if said and users.check(*said) else None


def test_the_right_password_names_the_user(users: Users) -> None:
    assert proved(users, header("alice:パス:word")) == "alice"


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
    assert proved(users, credentials) is None


def test_a_right_password_is_remembered_for_a_while_and_a_wrong_one_is_not(users: Users) -> None:
    now = [0.0]
    users.clock = lambda: now[0]
    assert users.check("alice", "パス:word")
    users.hashes["alice"] = "$2b$04$" + "x" * 53
    assert users.check("alice", "パス:word")
    assert not users.check("alice", "other")
    now[0] = REMEMBERED + 1
    assert not users.check("alice", "パス:word")


LONGEST = "x" * 72


def test_a_password_is_not_cut(tmp_path: Path) -> None:
    stored = bcrypt.hashpw(LONGEST.encode(), bcrypt.gensalt(4)).decode()
    users = Users({"alice": stored}, b"k" * 32)
    assert users.check("alice", LONGEST)
    assert not users.check("alice", LONGEST + "y")
    assert is_too_long(LONGEST + "y")
    assert not is_too_long(LONGEST)


def test_an_unknown_name_costs_what_some_users_does() -> None:
    """Else the time would tell which names there are, whatever the hashes of the file cost."""
    stored = [bcrypt.hashpw(b"x", bcrypt.gensalt(cost)).decode() for cost in (4, 5, 6)]
    users = Users(dict(zip("abc", stored, strict=True)), b"k" * 32)
    compared = {f"nobody-{n}": users._stored(f"nobody-{n}") for n in range(60)}
    assert set(compared.values()) == set(stored)
    assert compared == {name: users._stored(name) for name in compared}
    assert [users._stored(name) for name in "abc"] == stored
    assert not users.check("nobody-1", "x")  # the password of whoever it is compared with


def test_who_is_no_user_is_hashed_for_where_there_are_none() -> None:
    assert Users({}, b"k" * 32)._stored("anybody").startswith("$2b$12$")


def test_what_was_wrong_is_known_and_forgotten_in_time(users: Users) -> None:
    assert not users.check("alice", "old")
    assert users.was_wrong("alice", "old")
    assert not users.was_wrong("bob", "old")
    for number in range(WRONG):
        users._wrong[number.to_bytes(4)] = None
    assert not users.check("alice", "new")
    assert len(users._wrong) <= WRONG + 1
    assert not users.was_wrong("alice", "old")


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
