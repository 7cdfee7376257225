"""A searched text -> which forms of secrets can be in it at all, in one pass.

Most texts have none of the words that most forms need, and are done with after this.
"""

from __future__ import annotations

from functools import cache
from typing import Any

import re2

from classifiers._credentials.commands import NAMES
from classifiers._credentials.label_lexicon import loose, spellings
from classifiers._credentials.rules import provider_rules
from classifiers._credentials.sentences import options

BLOCK = "block"
GO_ADDRESS = "go-address"
ORACLE_ADDRESS = "oracle-address"
PHRASE = "phrase"
COMMAND = "command"
COOKIE = "cookie"
LOGIN = "login"


@cache
def _signs() -> dict[str, str]:
    """Words in lower case (RE2) by the form that needs one of them."""
    phrases = (loose(label.word) for label in spellings() if label.family == "phrase")
    found = {
        PHRASE: "|".join(phrases),
        COMMAND: rf"(?:^|[^0-9a-z._-])(?:{'|'.join(map(_literal, NAMES))})[ \t]",
        COOKIE: "cookie",
        LOGIN: r"(?:log|sign)(?:ging|ing)?[ -]?(?:in|on)|ログイン|サインイン"
        r"|を(?:入力|使用|ご?利用|お使い)[^\n。(]{0,12}\((?:パス|暗証|pw|pass)",
        BLOCK: 'private key|putty-user-key-file-|"kty',
        GO_ADDRESS: r"@(?:tcp|unix)\(",
        ORACLE_ADDRESS: "oracle:|sqlplus |impdp |expdp |sqlldr ",
        "basic-header": "basic",
        "authorization-header": "authorization",
        "bearer-token": "bearer",
        "credential-pair": r"(?:auth ?= ?|basic_?auth|networkcredential|passwordcredentials"
        r"|passwordauthentication|\.login|\.auth) ?\(|userpwd",
        "pgpass": r":(?:[0-9]{4,5}|\*):[^\s:]*:[^\s:]*:",
    }
    for rule in provider_rules():
        if rule.gate:
            found[rule.id] = "|".join(map(_literal, rule.gate))
    return found


def _literal(word: str) -> str:
    return str(re2.escape(word.lower()))


@cache
def _set() -> Any:
    found = re2.Set.SearchSet(options())
    for pattern in _signs().values():
        found.Add(pattern.encode())
    found.Compile()
    return found


def warm() -> None:
    """Compile everything, so that the first text does not wait for it."""
    _set()


def signs(folded: bytes) -> frozenset[str]:
    """The forms of which a searched text has a sign."""
    names = list(_signs())
    return frozenset(names[i] for i in _set().Match(folded) or ())
