"""Where a caller proves itself: a token goes on, a text in its place does not; and no digest of
what was taken out leaves beside it."""

from __future__ import annotations

import base64
from urllib.parse import quote

import pytest

from gateway.standin.ledger import Question
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate
from tests.kit.policy import GEMINI, MARKED, OPENAI, PERMITTED, PERSONAL, SECRET, chat

KEY = "Zq7-" + "k9Tw2Xv8Lp4Rm6Yb3Nc5Hd1"
FIND = f"{SECRET} の件: {MARKED}"


def in_base64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


TARGET = "/v1/chat/completions"
FORMS = [
    pytest.param(FIND, id="as it is"),
    pytest.param(in_base64(FIND), id="in base64"),
    pytest.param(FIND.encode().hex(), id="in hex"),
    pytest.param(f"{KEY}.{in_base64(FIND)}.{KEY}", id="between tokens"),
]


@pytest.mark.parametrize("said", FORMS)
@pytest.mark.parametrize("name", ["key", "token", "auth", "sig", "api_key", "X-Amz-Signature"])
def test_no_text_leaves_as_a_parameter_that_proves_the_caller(
    gate: Gate, name: str, said: str
) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, chat(), target=f"{TARGET}?{name}={quote(said, safe='')}")
    assert_refused(reply, events, 400)


@pytest.mark.parametrize("said", FORMS)
@pytest.mark.parametrize("name", ["Authorization", "X-Api-Key", "X-Goog-Api-Key", "X-Csrf-Token"])
@pytest.mark.parametrize("scheme", ["", "Bearer ", "Basic "])
def test_no_text_leaves_as_a_header_that_proves_the_caller(
    gate: Gate, name: str, scheme: str, said: str
) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, chat(), f"{name}: {scheme}{said}".encode().decode("latin-1"))
    assert_refused(reply, events, 400, 421)


def test_a_token_goes_on_as_it_was_sent(gate: Gate) -> None:
    events = gate.watch()
    target = f"/v1beta/models/m:generateContent?key={KEY}&alt=sse"
    headers = (f"Authorization: Bearer {KEY}", f"X-Goog-Api-Key: {KEY}")
    body = b'{"contents": [{"parts": [{"text": "' + PERMITTED.encode() + b'"}]}]}'
    assert gate.ask(GEMINI, body, *headers, target=target).status == 200
    (question,) = events.upstream_saw.questions
    assert question.target == target
    assert dict(question.headers)["authorization"] == f"Bearer {KEY}"


# ---------------------------------------------------------------- digests

DIGESTS = (
    *("Content-MD5", "Digest", "Content-Digest", "Repr-Digest", "X-Amz-Content-Sha256"),
    *("X-Goog-Hash", "X-Ms-Content-Md5", "X-Ms-Content-Crc64", "X-Amz-Checksum-Crc32c"),
    *("X-Oss-Hash-Crc64ecma", "X-Body-SHA-256", "X_Content_SHA512", "X-Upload-Checksum"),
)


def digests_at(question: Question) -> set[str]:
    return {n.lower() for n, _ in question.headers} & {n.lower() for n in DIGESTS}


def test_no_digest_of_what_was_taken_out_leaves(gate: Gate) -> None:
    """It is of all that the person wrote: whoever has it tries one number after the other."""
    events = gate.watch()
    headers = [f"{name}: 6d0a1f" for name in DIGESTS]
    assert gate.ask(OPENAI, chat(f"{PERSONAL} {PERMITTED}"), *headers).status == 200
    (question,) = events.upstream_saw.questions
    assert PERSONAL.encode() not in question.body
    assert digests_at(question) == set()


def test_a_digest_of_what_goes_on_unchanged_goes_with_it(gate: Gate) -> None:
    events = gate.watch()
    headers = [f"{name}: 6d0a1f" for name in DIGESTS]
    assert gate.ask(OPENAI, chat(), *headers).status == 200
    (question,) = events.upstream_saw.questions
    assert digests_at(question) == {name.lower() for name in DIGESTS}
