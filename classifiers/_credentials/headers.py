"""A text -> the secrets in request headers, cookies and `.pgpass` lines in it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.hits import GenericRule, Hit, bounded
from classifiers._credentials.keys import is_basic
from classifiers._credentials.placeholders import is_expression, is_sample_token, is_stand_in
from classifiers._credentials.sentences import options
from classifiers._credentials.signs import COOKIE
from classifiers._credentials.utf8 import Utf8
from classifiers._credentials.values import is_random, make


@dataclass(frozen=True, slots=True)
class _Form:
    """A form of a secret by its pattern, and what the pattern's group must hold."""

    rule: GenericRule
    pattern: str
    holds: Callable[[str], bool]
    is_line: bool = False
    """Does the group hold a whole line, of which the secret is the last field?"""


def _is_token(value: str) -> bool:
    if is_stand_in(value) or is_sample_token(value) or is_expression(value):
        return False
    return is_random(value, 2.8) and (len(value) >= 16 or make(value).digits >= 2)


def _is_password(value: str) -> bool:
    kinds = make(value)
    return not is_stand_in(value) and " " not in value and kinds.is_medium and bool(kinds.digits)


def _is_file_password(line: str) -> bool:
    port, password = line.split(":")[1], line.split(":")[4]
    known = port in {"5432", "5433", "6432", "6543", "*"}
    return not is_stand_in(password) and (known or make(password).is_strong)


_HEADER = r"""(?i:authorization)["']?\s{0,2}[:=,]\s{0,2}["']?"""
_SCHEMES = (
    "bearer|token|apikey|api-key|key|bot|jwt|oauth|session|sso-key|splunk|geniekey|deepl-auth-key"
)
_FORMS = (
    _Form(
        GenericRule.BASIC_HEADER,
        rf"{_HEADER}(?i:basic)\s{{1,3}}([A-Za-z0-9+/]{{6,400}}={{0,2}})",
        is_basic,
    ),
    _Form(
        GenericRule.AUTHORIZATION_HEADER,
        rf"""{_HEADER}(?i:(?:{_SCHEMES})[ =]{{0,3}}["']?(?:token=)?["']?)?"""
        r"([A-Za-z0-9_~+/.=:-]{10,})",
        _is_token,
    ),
    _Form(
        GenericRule.BEARER_TOKEN,
        r"""(?i:bearer)[ \t]{1,3}["']?([A-Za-z0-9_~+/.=-]{10,})""",
        _is_token,
    ),
    _Form(
        GenericRule.CREDENTIAL_PAIR,
        r"""(?i:(?:^|[^a-z0-9])auth\s{0,2}=\s{0,2}|basic_?auth|networkcredential"""
        r"""|passwordcredentials|passwordauthentication|\.login|\.auth)\s{0,2}"""
        r"""\(\s{0,4}["'][^"'\n]{1,64}["']\s{0,2},\s{0,4}["']([^"'\n]{3,128})["']\s{0,2}[,)]""",
        _is_password,
    ),
    _Form(
        GenericRule.CREDENTIAL_PAIR,  # libcurl's option, in the languages that bind it
        r"""(?i:userpwd)["']?\s{0,2}(?:,|=>?|:)\s{0,4}["'][^"':\n]{1,64}:([^"'\n]{3,128})["']""",
        _is_password,
    ),
    _Form(
        GenericRule.PGPASS,
        r"(?m:^)[ \t]{0,8}([A-Za-z0-9_.*-]{1,80}:(?:[0-9]{4,5}|\*):[A-Za-z0-9_.*-]{1,64}"
        r":[A-Za-z0-9_.*@-]{1,64}:[^\s:\]\"']{4,128})[ \t]{0,8}(?:\r?\n|$)",
        _is_file_password,
        is_line=True,
    ),
)


@cache
def _pattern(form: _Form) -> Any:
    return re2.compile(form.pattern.encode(), options=options())


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _cookie()
    for form in _FORMS:
        _pattern(form)


def headers(text: str, source: Utf8, signs: Collection[str]) -> Iterator[Hit]:
    """Secrets in headers and cookies; `signs` tells which forms can be there."""
    known: dict[tuple[str, str], bool] = {}  # a token after `Authorization: Bearer` is asked twice
    for form in _FORMS:
        if form.rule.code in signs:
            yield from bounded(_found(form, source, known), text)
    if COOKIE in signs:
        yield from bounded(_cookies(text, source), text)


def _found(form: _Form, source: Utf8, known: dict[tuple[str, str], bool]) -> Iterator[Hit]:
    for match in _pattern(form).finditer(source.data):
        value = match[1].decode("utf-8", "replace")
        asked = form.holds.__name__, value
        if asked not in known:
            known[asked] = form.holds(value)
        if not known[asked]:
            continue
        secret = value.rstrip(".,;:")
        start = source.char(match.start(1))
        if form.is_line:
            start, secret = start + value.rindex(":") + 1, value.rpartition(":")[2]
        yield form.rule.at(start, start + len(secret), 0.9)


# ---------------------------------------------------------------- cookies

_PAIR = re.compile(
    r"(?P<name>[A-Za-z0-9_.$-]{1,64})=[\"']?(?P<value>[A-Za-z0-9_~+/.:|%!=-]{12,4096})"
)
_SESSION = re.compile(
    r"sess|sid$|^sid|token|auth|jwt|remember|login|credential|identity|laravel|wordpress_(?:logged|sec)|^connect\.|secure",
    re.IGNORECASE,
)
_NO_SESSION = re.compile(r"csrf|xsrf|_ga|analytics|consent|locale|theme", re.IGNORECASE)
_MAX_COOKIES = 8192  # characters; servers take no longer header


@cache
def _cookie() -> Any:
    return re2.compile(
        rb"""(?i:cookies?["']?\s{0,2}[:=,]\s{0,2}|\s(?:-b|--cookie)[ =])""", options=options()
    )


def _cookies(text: str, source: Utf8) -> Iterator[Hit]:
    reached = 0
    for head in _cookie().finditer(source.data):
        start = source.char(head.end())
        if start < reached:
            continue
        line = text.find("\n", start, start + _MAX_COOKIES)
        reached = line if line >= 0 else min(len(text), start + _MAX_COOKIES)
        for pair in _PAIR.finditer(text, start, reached):
            if _is_session(pair["name"], pair["value"]):
                yield GenericRule.SESSION_COOKIE.at(*pair.span("value"), 0.85)


def _is_session(name: str, value: str) -> bool:
    if not _SESSION.search(name) or _NO_SESSION.search(name):
        return False
    return is_random(value, 2.5) and not is_stand_in(value) and not is_sample_token(value)
