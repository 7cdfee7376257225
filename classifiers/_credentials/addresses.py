"""A text -> the passwords in addresses and connection strings in it.

`scheme://user:password@host`, Go's `user:password@tcp(host)`, Oracle's `user/password@host`.
Connection strings of the form `Server=...;Password=...` are read as labels.
"""

from __future__ import annotations

import enum
from collections.abc import Collection, Iterator
from functools import cache
from typing import Any
from urllib.parse import unquote

import re2

from classifiers._credentials.hits import GenericRule, Hit, bounded
from classifiers._credentials.placeholders import is_stand_in
from classifiers._credentials.signs import GO_ADDRESS, ORACLE_ADDRESS
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.values import make


# A password may hold an @ that was not encoded: up to the last one before the path. Repeats are
# not bounded, for RE2 would count them; the runs end with a space or slash, so it stays linear.
@cache
def _url() -> Any:
    return re2.compile(
        rb"[A-Za-z0-9]://([^\s:/@\"'<>\\`|]*):([^\s/\"'<>\\`|]+)@(\[?[A-Za-z0-9_.${<-]+)"
    )


_MAX = 256  # characters of a password in an address


@cache
def _go() -> Any:
    return re2.compile(rb"([A-Za-z0-9_.-]{1,64}):([^\s:/@\"'<>\\`]{3,128})@(?:tcp|unix)(\()")


@cache
def _oracle() -> Any:
    return re2.compile(
        rb"(?:jdbc:oracle:(?:thin|oci):|sqlplus(?: -[A-Za-z]+)? +\"?"
        rb"|(?:impdp|expdp|sqlldr) +(?:userid=)?)"
        rb"([A-Za-z0-9_.$#-]{1,64})/([^\s/@\"'<>\\`]{3,128})@(/{0,2}[A-Za-z0-9])"
    )


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _url(), _go(), _oracle()


class Address(enum.StrEnum):
    """Where a password stands with its user and host."""

    URL = "url"
    DATA_SOURCE_NAME = "data-source-name"
    ORACLE = "oracle"


def addresses(text: str, source: Utf8, signs: Collection[str]) -> Iterator[Hit]:
    """Passwords in addresses; `signs` tells which of the rarer forms can be there."""
    if "@" not in text:
        return
    if "://" in text:
        yield from bounded(_hits(_url(), source, Address.URL), text)
    if GO_ADDRESS in signs:
        yield from bounded(_hits(_go(), source, Address.DATA_SOURCE_NAME), text)
    if ORACLE_ADDRESS in signs:
        yield from bounded(_hits(_oracle(), source, Address.ORACLE), text)


def _hits(pattern: Any, source: Utf8, where: Address) -> Iterator[Hit]:
    """The groups of a pattern are user, password, and the beginning of the host."""
    for match in pattern.finditer(source.data):
        name, value, host = (group.decode("utf-8", "replace") for group in match.groups())
        if _is_secret(unquote(name), unquote(value), host):
            start = source.char(match.start(2))
            rule, end = GenericRule.ADDRESS_PASSWORD, start + len(value)
            yield rule.at(start, end, 0.95, where.value)


def _is_secret(user: str, password: str, host: str) -> bool:
    if is_stand_in(password) or (host[:1] in "<${[" and is_stand_in(host)):
        return False
    if password == user and user.isalpha():
        return False  # the defaults of a container, as every manual has them
    kinds = make(password)
    return 3 <= len(password) <= _MAX and not (kinds.is_number and kinds.length < 6 and not user)
