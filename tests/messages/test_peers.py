"""Why a connection is not opened, in words."""

from __future__ import annotations

import pytest

from gateway.engine import peers
from gateway.messages.peers import PEERS, not_opened, why_not_opened
from gateway.model import Language

CODES = {
    *(peers.OWN_PORT, peers.OWN, peers.LOOPBACK),
    *(peers.LINK_LOCAL, peers.METADATA, peers.NO_HOST),
}


def test_every_code_has_words_and_no_others_have() -> None:
    assert set(PEERS) == CODES


@pytest.mark.parametrize("language", Language)
@pytest.mark.parametrize("code", sorted(CODES))
def test_a_client_is_told_why_and_what_helps(code: str, language: Language) -> None:
    said = not_opened(code, language)
    assert why_not_opened("peer-refused", code, language) in said
    assert "connections.local" in said


def test_other_events_say_nothing_of_it() -> None:
    assert why_not_opened("overuse", "head", Language.EN) == ""
    assert why_not_opened("nameless-refused", "missing", Language.EN) != ""
