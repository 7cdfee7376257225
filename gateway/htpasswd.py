"""The text of an htpasswd file with a user more or less: `NAME:HASH` a line, bcrypt alone. Pure.

Lines that are not touched, comments among them, stay byte for byte.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST = 72
"""Bytes of a password that bcrypt looks at; of a longer one the rest would prove nothing."""

SHORTEST = 8
"""Characters (NIST SP 800-63B, 3.1.1.2, for passwords that are not alone)."""

_NO = r":\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff"
NAME = re.compile(rf"[^\s{_NO}](?:[^{_NO}]{{0,126}}[^\s{_NO}])?")
"""RFC 7617: no colon, no control characters; a record keeps 128 characters of a name."""

_BCRYPT = ("$2y$", "$2b$", "$2a$")


@dataclass(frozen=True, slots=True)
class Entry:
    """A line of the file; `fault` says what is wrong with it."""

    number: int
    user: str
    stored: str
    fault: str = ""


def entries(text: str) -> Iterator[Entry]:
    """Every line that names a user."""
    for number, line in enumerate(text.splitlines(), 1):
        user, colon, stored = line.strip().partition(":")
        if not line.strip() or line.startswith("#"):
            continue
        right = colon and user and stored.startswith(_BCRYPT)
        fault = "" if right else "not bcrypt; make the entry with sekisho users add, or htpasswd -B"
        yield Entry(number, user, stored, fault)


def with_user(text: str, user: str, stored: str) -> str:
    """The file with this user, in the place of an entry that there is."""
    line = f"{user}:{stored}\n"
    lines = text.splitlines(keepends=True)
    for number in [e.number for e in entries(text) if e.user == user][:1]:
        lines[number - 1] = line
        return "".join(lines)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    return "".join([*lines, line])


def without_user(text: str, user: str) -> str:
    """The file without any entry of this user."""
    gone = {e.number for e in entries(text) if e.user == user}
    lines = text.splitlines(keepends=True)
    return "".join(line for number, line in enumerate(lines, 1) if number not in gone)


def password_fault(password: str) -> str:
    """Why this can be nobody's password, as a word of gateway.cli.users_words, or nothing."""
    if len(password) < SHORTEST:
        return "too-short"
    if len(password.encode()) > LONGEST:
        return "too-long"
    if not password.isprintable():
        return "unprintable"
    return ""
