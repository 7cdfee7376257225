"""A candidate for a token -> does what is written in it hold together?"""

from __future__ import annotations

import base64
import binascii
import json
from collections.abc import Callable

from classifiers._credentials.placeholders import is_sample_token
from classifiers._credentials.rules import Rule
from classifiers._credentials.values import Make, entropy, make


def is_genuine(rule: Rule, secret: str) -> bool:
    """Is it no sample, random enough for the rule, and sound inside?"""
    if (rule.digit or rule.mixed) and not _is_made_of(rule, make(secret)):
        return False
    if rule.check and not _CHECKS[rule.check](secret):
        return False
    return entropy(secret) >= rule.entropy and not is_sample_token(secret)


def _is_made_of(rule: Rule, kinds: Make) -> bool:
    return bool(kinds.digits and (not rule.mixed or (kinds.upper and kinds.lower)))


def _is_jwt(token: str) -> bool:
    """A header that is JSON and names an algorithm (RFC 7515), and not the textbooks' token."""
    parts = token.split(".")
    header = _json(parts[0])
    if header is None:  # cut or altered on the way: the second part tells
        return parts[1].startswith("eyJ")
    if not isinstance(header, dict) or not ({"alg", "enc", "typ"} & header.keys()):
        return False
    claims = _json(parts[1])
    return not (isinstance(claims, dict) and claims.get("sub") == "1234567890")


def _json(part: str) -> object:
    try:
        return json.loads(base64.urlsafe_b64decode(part + "=" * (-len(part) % 4)))
    except (binascii.Error, ValueError, RecursionError):
        return None


def _is_private_key(encoded: str) -> bool:
    """The first line of a PEM block, in base64, names a private key."""
    try:
        head = base64.b64decode(encoded[:60])
    except binascii.Error:
        return False
    return b"PRIVATE KEY" in head


_CHECKS: dict[str, Callable[[str], bool]] = {
    "jwt": _is_jwt,
    "base64-private-key": _is_private_key,
}
