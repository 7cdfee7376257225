"""What proves to the service itself who is calling -> is it a token, or a text in its place?

Keys, tokens and signatures go to whom they belong, unread: a key of the vendor's own is no leak to
the vendor. Whatever stands there and is no token is read like any text.
"""

from __future__ import annotations

import base64
import json
import re
from collections.abc import Iterator
from typing import Any

from gateway.content import charset
from gateway.formats.opaque import lenient

MAX_TOKEN = 4096
"""Characters; the longest known, of AWS' sessions and of Entra ID, have 3,000."""

MIN_PIECE = 24
"""Characters of a piece that may hold a text in some coding: eighteen bytes, six characters."""

LEAST, SURE = 18, 40
"""Bytes; from so many on a text in UTF-8 is none by chance, and one in any other charset."""

FILES = (
    *(b"PK\x03\x04", b"%PDF", b"\xd0\xcf\x11\xe0", b"\x1f\x8b\x08\x00", b"\x28\xb5\x2f\xfd"),
    *(b"\xfd7zX", b"7z\xbc\xaf", b"Rar!", b"\x89PNG", b"\xff\xd8\xff\xe0"),
)
"""How files begin that may hold a text, in four bytes: shorter signatures come of chance."""

MAX_CLAIM, MAX_CLAIMS = 128, 512
"""Characters of one claim of a JSON Web Token that is no word of ASCII (a person's name, say), and
of all of them together."""

MAX_LOGIN = 256
"""Bytes of `name:password` in Basic credentials (RFC 7617)."""

_SECRET_WORD = re.compile(r"pass|pw|secret|token|key|auth|cred|login", re.IGNORECASE)
_RUN = re.compile(r"\w{16,}", re.ASCII)
"""The shortest key of any provider has twenty, AKIA and sixteen more; the ids of a stack are
shorter, in small letters, or a time."""
MIN_LETTERS = 4
_TOKEN = re.compile(r"[A-Za-z0-9._~+/=:|@%$*!-]*+")
_PARAMETERS = re.compile(r'[\w-]{1,40}="?[^\s",]*+"?(?:, ?[\w-]{1,40}="?[^\s",]*+"?)*+')
_SCHEME = re.compile(r"([A-Za-z][\w-]{0,30}) +(\S.*)", re.DOTALL)
_PIECE = re.compile(rf"[A-Za-z0-9+/_=-]{{{MIN_PIECE},}}+")
_WEB_TOKEN = re.compile(r"(eyJ[\w-]+)\.([\w-]+)\.[\w-]*")
_LOGIN = re.compile(r"[^\s:]*:\S*")


def is_token(value: str) -> bool:
    """A key, a token, a signature: one word of ASCII that holds no text in any coding."""
    if len(value) > MAX_TOKEN or not _TOKEN.fullmatch(value):
        return False
    if web := _WEB_TOKEN.fullmatch(value):
        return _is_of_claims(web[2])
    return not any(map(_holds_text, _PIECE.findall(value)))


def proves_caller(value: str) -> bool:
    """A token alone, or behind the name of a scheme (RFC 9110, 11.4), or a scheme's parameters."""
    value = value.strip()
    if not (said := _SCHEME.fullmatch(value)):
        return is_token(value)
    scheme, rest = said[1].lower(), said[2]
    if scheme == "basic":
        return _is_login(rest)
    if _PARAMETERS.fullmatch(rest):
        return len(rest) <= MAX_TOKEN and all(map(is_token, re.split(r'[",;\s]+', rest)))
    return is_token(rest)


def _holds_text(piece: str) -> bool:
    return any(data.startswith(FILES) or _is_text(data) for data in lenient(piece))


def _is_text(data: bytes) -> bool:
    """Nobody's key may be taken for a text by chance: it is sent with every request."""
    if len(data) < LEAST:
        return False
    return charset.is_text(data) if len(data) >= SURE else charset.is_utf8(data)


def _is_login(coded: str) -> bool:
    try:
        data = base64.b64decode(coded, validate=True)
    except ValueError:
        return False
    return len(data) <= MAX_LOGIN and bool(_LOGIN.fullmatch(data.decode("utf-8", "replace")))


def _is_of_claims(payload: str) -> bool:
    """The claims of a JSON Web Token (RFC 7519): words, times, a name, and no text among them."""
    try:
        claims = json.loads(base64.urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))
    except (ValueError, RecursionError):
        return False
    long = [
        text for text in _strings(claims) if not _TOKEN.fullmatch(text) or len(text) > MAX_TOKEN
    ]
    return all(len(text) <= MAX_CLAIM for text in long) and sum(map(len, long)) <= MAX_CLAIMS


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for name, inner in value.items():
            yield name
            yield from _strings(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from _strings(inner)


def may_be_secret(value: str) -> bool:
    """Might a key or a password stand in it? Cheaply: each request has some ten such headers."""
    return bool(_SECRET_WORD.search(value)) or any(
        not run.islower()
        and any(map(str.isdigit, run))
        and sum(map(str.isalpha, run)) >= MIN_LETTERS
        for run in _RUN.findall(value)
    )
