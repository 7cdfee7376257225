"""The text of an htpasswd file: one line changes, and all others stay byte for byte."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import htpasswd

HASH = "$2b$10$" + "a" * 53
names = st.from_regex(htpasswd.NAME, fullmatch=True).filter(lambda n: not n.startswith("#"))
files = st.lists(
    st.one_of(
        st.just("# people"), st.just(""), names.map(lambda n: f"{n}:{HASH}"), st.just("no entry")
    ),
    max_size=6,
).map("\n".join)


def users(text: str) -> list[str]:
    return [e.user for e in htpasswd.entries(text) if not e.fault]


@given(text=files, user=names)
def test_who_is_added_is_there_once_more_and_nobody_is_lost(text: str, user: str) -> None:
    after = htpasswd.with_user(text, user, HASH)
    assert set(users(after)) == {*users(text), user}
    assert len(users(after)) <= len(users(text)) + 1


@given(text=files, user=names)
def test_who_is_removed_is_gone_and_nobody_else(text: str, user: str) -> None:
    after = htpasswd.without_user(htpasswd.with_user(text, user, HASH), user)
    assert users(after) == [u for u in users(text) if u != user]
    assert after.count("# people") == text.count("# people")


@given(text=files, user=names)
def test_no_line_is_touched_but_the_users_own(text: str, user: str) -> None:
    kept = [x for x in text.splitlines() if not x.startswith(f"{user}:")]
    after = htpasswd.with_user(text, user, HASH).splitlines()
    assert [x for x in after if not x.startswith(f"{user}:")] == kept


@pytest.mark.parametrize(
    ("password", "fault"),
    [
        pytest.param("correct horse", "", id="a phrase"),
        pytest.param("パスワードは長め", "", id="in Japanese"),
        pytest.param("seven77", "too-short", id="seven characters"),
        pytest.param("x" * 72, "", id="all that bcrypt looks at"),
        pytest.param("x" * 73, "too-long", id="a byte more"),
        pytest.param("あ" * 25, "too-long", id="25 characters of three bytes"),
        pytest.param("two\nlines!", "unprintable", id="two lines"),
    ],
)
def test_what_can_be_a_password(password: str, fault: str) -> None:
    assert htpasswd.password_fault(password) == fault


@pytest.mark.parametrize("name", ["", "a:b", " a", "a ", "a\nb", "x" * 129, "a\0"])
def test_what_can_be_no_name(name: str) -> None:
    assert not htpasswd.NAME.fullmatch(name)
