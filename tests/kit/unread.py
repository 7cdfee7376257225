"""What could not be read, as people are told of it."""

from __future__ import annotations

from collections.abc import Iterable

from gateway import messages
from gateway.messages.not_read import UNREAD
from gateway.messages.registering import REGISTERING
from gateway.model import Language, Unread

KNOWN = UNREAD | REGISTERING


def told(unread: Iterable[Unread]) -> tuple[str, ...]:
    """Each in English, as records tell it. There are words for every one, in both languages."""
    said = []
    for one in unread:
        assert one.code in KNOWN, f"{one.code} has no words"
        for language in Language:
            words = messages.unread(one, language)
            assert one.code not in words
            assert "{" not in words
        said.append(messages.unread(one, Language.EN))
    return tuple(said)
