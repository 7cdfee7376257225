"""A claim for a key or a token -> how sure it is: such a value looks drawn by lot."""

from __future__ import annotations

import base64
import binascii

from classifiers import _lazy_re as re
from classifiers._credentials.claims import (
    FAIR,
    LIKELY,
    NOT,
    Claim,
    ends_line,
    is_technical,
)
from classifiers._credentials.placeholders import is_sample_token, is_stand_in
from classifiers._credentials.sentences import Link
from classifiers._credentials.values import Make, is_random

_CHARACTERS = re.compile(r"[A-Za-z0-9_\-./+=:~%!@#$^&*?]+")
_SINGLE = re.compile(r"[A-Za-z0-9_\-]{24,64}")
_HEX = re.compile(r"[0-9a-fA-F]+")
_APART = frozenset({Link.SPACED, Link.CELL, Link.BELOW, Link.CALL})
_LONG = 16  # characters from which a key speaks for itself beside its label


def key(claim: Claim, kinds: Make) -> float:
    """`APIキー：`, `client_secret=`: ten characters, more where the link is weak."""
    if claim.code and not claim.quoted:
        return _drawn(claim, kinds, _LONG if kinds.digits > 2 else 20)
    if claim.link is Link.BELOW and not ends_line(claim):
        return NOT
    if claim.link in _APART and not claim.flag:
        return _drawn(claim, kinds, _LONG if claim.quoted else 20)
    if kinds.length >= 8 and kinds.is_strong and kinds.marks and _CHARACTERS.fullmatch(claim.value):
        return FAIR  # a password, where a key is asked for
    short = claim.label.word.endswith(("code", "codes", "コード"))  # recovery codes
    return _drawn(claim, kinds, 8 if short else 10)


def token(claim: Claim, kinds: Make) -> float:
    """`token=`: the word has many other uses."""
    if claim.code and not claim.quoted:
        return _drawn(claim, kinds, 20)
    plain = claim.quoted or claim.link is Link.ASSIGNED
    if claim.quoted and claim.link is Link.ASSIGNED and _is_password(claim.value, kinds):
        return FAIR
    return _drawn(claim, kinds, _LONG if plain else 20)


def _is_password(value: str, kinds: Make) -> bool:
    """A password as no name of a thing is written, where a secret is asked for."""
    is_mixed = kinds.is_strong and kinds.marks and kinds.digits > 1 and kinds.upper
    return bool(is_mixed) and kinds.length >= 10 and " " not in value and is_random(value, 2.8)


def own(claim: Claim, kinds: Make) -> float:
    """`acmecrm_key: "..."`: the key of a product that nobody lists, if it looks drawn by lot."""
    is_set = claim.link is Link.ASSIGNED or (claim.link is Link.PARTICLE and claim.quoted)
    if not (claim.user and is_set) or (claim.code and not claim.quoted):
        return NOT
    mixed = kinds.upper and kinds.lower and kinds.digits > 1
    return _drawn(claim, kinds, _OWN) if mixed and _OWN_FORM.fullmatch(claim.value) else NOT


_OWN = 20
_OWN_FORM = re.compile(r"[A-Za-z0-9_\-+/]{20,128}={0,2}")


def provider(claim: Claim, kinds: Make) -> float:
    """`Datadog: ...`: the name of a service, and a key as services give them."""
    if claim.link not in {Link.ASSIGNED, Link.PARTICLE, Link.CELL}:
        return NOT
    if not _SINGLE.fullmatch(claim.value) or (claim.code and not claim.quoted):
        return NOT
    if _HEX.fullmatch(claim.value):  # 40 and 64 digits are digests
        return _drawn(claim, kinds, 32) if kinds.length == 32 else NOT
    return _drawn(claim, kinds, 24) if kinds.upper and kinds.lower and kinds.digits else NOT


def basic(claim: Claim, kinds: Make) -> float:
    """`"auth": "..."` of a registry: base64 of user and password."""
    return LIKELY if claim.link is not Link.SPACED and is_basic(claim.value) else NOT


def is_basic(value: str) -> bool:
    """Is it base64 of `user:password` (RFC 7617), with a password that is no stand-in?"""
    try:
        plain = base64.b64decode(value, validate=True).decode("utf-8")
    except (binascii.Error, UnicodeDecodeError, ValueError):
        return False
    _, colon, password = plain.partition(":")
    return bool(colon) and plain.isprintable() and len(password) > 2 and not is_stand_in(password)


def _drawn(claim: Claim, kinds: Make, least: int) -> float:
    value = claim.value
    if kinds.length < least or not _CHARACTERS.fullmatch(value) or is_sample_token(value):
        return NOT
    if kinds.length < _LONG and (kinds.digits < 2 or kinds.letters < 2 or is_technical(value)):
        return NOT
    # Hexadecimal digits have at most 4 bits, ten characters at most 3.3.
    floor = 2.5 if kinds.length < _LONG or _HEX.fullmatch(value) else 2.8
    if not is_random(value, floor):
        return NOT
    return LIKELY if kinds.length >= _LONG else FAIR
