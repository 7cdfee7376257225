"""A key of another service in a header where none belongs: refused. The service's own goes on."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from gateway.standin import StandIn
from tests.formats.test_envelope import KEYS
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import OPENAI, chat, policy

WITH_CREDENTIALS = policy(
    (
        "  confidential: {label: 社外秘}",
        "  credential: {label: 認証情報}\n  confidential: {label: 社外秘}",
    )
)


@pytest.fixture(scope="module")
def strict(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path_factory.mktemp("strict"), WITH_CREDENTIALS, upstream) as running:
        yield running


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "line",
    [
        "Accept-Language: {}",
        "Origin: {}",
        "traceparent: 00-{}-01",
        "X-Request-Id: {}",
        "X-Csrf-Token: {}",
        "Cookie: session={}",
        "X-Own: {}",
    ],
)
def test_a_key_in_a_technical_header_stays(strict: Gate, line: str, key: str) -> None:
    events = strict.watch()
    assert_refused(strict.ask(OPENAI, chat(), line.format(key)), events, 400)


@pytest.mark.parametrize(
    "line",
    [
        "Authorization: Bearer sk-proj-" + "aB3dE6" * 8,
        "X-Request-Id: req_011CSHoEeqs5C35K2UUA",
        "anthropic-beta: claude-code-20250219,oauth-2025-04-20",
        "Cookie: __Secure-session=" + "aB3dE6" * 20,
        "Access-Control-Request-Headers: authorization,content-type",
    ],
)
def test_what_a_client_sends_of_itself_passes(strict: Gate, line: str) -> None:
    events = strict.watch()
    assert strict.ask(OPENAI, chat(), line).status == 200
    name, _, value = line.partition(": ")
    assert events.upstream_saw.questions[0].header(name.lower()) == value


PART = "--XX\r\nContent-Disposition: form-data; name=purpose\r\n{}\r\n\r\nbatch\r\n--XX--\r\n"
FORM = "Content-Type: multipart/form-data; boundary=XX"


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "line",
    [
        "Content-Type: text/{}",
        "Content-Disposition: {}",
        "Content-Transfer-Encoding: {}",
        "Content-Length: {}",
        "Content-Disposition: form-data; name=x; filename*={}''a.txt",
        "Content-Disposition: form-data; name=x; filename*=utf-8'{}'a.txt",
        "X-Own: {}",
    ],
)
def test_a_key_in_the_head_of_a_part_stays(strict: Gate, line: str, key: str) -> None:
    events = strict.watch()
    reply = strict.ask(OPENAI, PART.format(line.format(key)).encode(), FORM)
    assert_refused(reply, events, 400)


@pytest.mark.parametrize(
    "line",
    [
        "Content-Type: application/vnd.openxmlformats-officedocument.wordprocessingml.document",
        "Content-Type: text/plain; charset=utf-8",
        "Content-Transfer-Encoding: 8BIT",
        "Content-Length: 5",
        "Content-ID: <part-1@client>",
        "Content-Disposition: form-data; name=file; filename*=UTF-8'en'a%20b.txt; size=5",
    ],
)
def test_what_clients_write_into_the_head_of_a_part_passes(strict: Gate, line: str) -> None:
    events = strict.watch()
    body = PART.format(line).encode()
    assert strict.ask(OPENAI, body, FORM).status == 200
    assert events.upstream_saw.questions[0].body == body
