"""What is not permitted is answered by the gate, in the vendor's shape, and nothing leaves."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable, Iterator
from typing import Any
from urllib.parse import quote

import pytest

from gateway.standin import StandIn
from tests.kit.assertions import assert_refused
from tests.kit.client import request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import (
    ANTHROPIC,
    BEDROCK,
    CHATGPT,
    COHERE,
    GEMINI,
    MARKED,
    OLLAMA,
    OPENAI,
    SECRET,
    UNLISTED,
    UNLISTED_PAGE,
    chat,
    policy,
)

NAVIGATION = ("Sec-Fetch-Mode: navigate", "Accept: text/html,application/xhtml+xml")
Message = Callable[[Any], str]


def _gemini(prompt: str) -> bytes:
    return json.dumps({"contents": [{"role": "user", "parts": [{"text": prompt}]}]}).encode()


def _converse(prompt: str) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": [{"text": prompt}]}]}).encode()


@pytest.mark.parametrize(
    ("host", "target", "body", "message"),
    [
        pytest.param(
            *(OPENAI, "/v1/chat/completions", chat),
            lambda e: e["error"]["message"],
            id="OpenAI chat",
        ),
        pytest.param(
            *(OPENAI, "/v1/responses", lambda p: json.dumps({"input": p}).encode()),
            lambda e: e["error"]["message"],
            id="OpenAI responses",
        ),
        pytest.param(
            *(ANTHROPIC, "/v1/messages", chat),
            lambda e: {"error": e["error"]["message"]}[e["type"]],
            id="Anthropic messages",
        ),
        pytest.param(
            *(GEMINI, "/v1beta/models/m:generateContent", _gemini),
            lambda e: {400: e["error"]["message"]}[e["error"]["code"]],
            id="Gemini",
        ),
        pytest.param(
            *(BEDROCK, "/model/m/converse", _converse), lambda e: e["message"], id="Bedrock"
        ),
        pytest.param(*(COHERE, "/v2/chat", chat), lambda e: e["message"], id="Cohere"),
        pytest.param(*(OLLAMA, "/api/chat", chat), lambda e: e["error"], id="Ollama"),
    ],
)
def test_a_marked_prompt_is_refused_in_the_vendors_shape(
    gate: Gate, host: str, target: str, body: Callable[[str], bytes], message: Message
) -> None:
    events = gate.watch()
    reply = gate.ask(host, body(MARKED), target=target)
    assert_refused(reply, events, 400)
    said = message(json.loads(reply.body))
    assert "社外秘" in said  # what was found, in the words of the policy
    assert "内線 2100" in said  # whom to ask
    assert reply.decision in said  # the id to quote
    assert "原価表" not in said  # the text itself is not repeated
    assert reply.header("x-should-retry") == "false"
    assert reply.header("content-type").startswith("application/json")


def _in_json(field: str) -> bytes:
    return json.dumps({"messages": [{"role": "user", "content": "hello"}], field: SECRET}).encode()


WIDE = "".join(chr(ord(c) + 0xFEE0) for c in SECRET)  # U+FF01 and on stand as ASCII does
ESCAPED = "".join(f"\\u{ord(c):04x}" for c in SECRET)
NESTED = json.dumps({"arguments": json.dumps({"path": json.dumps([SECRET])})})
ATTACHED = base64.b64encode(f"Plan {SECRET}\n".encode()).decode()
DATA_URL = f"data:text/plain;base64,{ATTACHED}"
FILE = (
    b'--b\r\nContent-Disposition: form-data; name="file"; filename="%s"\r\n'
    b"Content-Type: text/plain\r\n\r\n%s\r\n--b--\r\n"
)
FORM = "Content-Type: multipart/form-data; boundary=b"
PLAIN = '{"a":"x","a":"%s","a":"y"}'


@pytest.mark.parametrize(
    ("body", "headers", "target"),
    [
        pytest.param(chat(SECRET), (), "", id="a message"),
        pytest.param(chat("\u200b".join(SECRET)), (), "", id="no width between the letters"),
        pytest.param(chat(WIDE), (), "", id="full width"),
        pytest.param(_in_json("a_field_of_tomorrow"), (), "", id="a field nobody knows"),
        pytest.param(json.dumps({SECRET: "x"}).encode(), (), "", id="a key"),
        pytest.param(f'{{"x":"{ESCAPED}"}}'.encode(), (), "", id="escaped letter by letter"),
        pytest.param((PLAIN % SECRET).encode(), (), "", id="the second of three equal keys"),
        pytest.param(NESTED.encode(), (), "", id="JSON in JSON in JSON"),
        pytest.param(chat(DATA_URL), (), "", id="a data URL"),
        pytest.param(FILE % (b"a.txt", SECRET.encode()), (FORM,), "/v1/files", id="a file"),
        pytest.param(FILE % (SECRET.encode(), b"x"), (FORM,), "/v1/files", id="a file's name"),
        pytest.param(
            f"q=1&text={SECRET}".encode(),
            ("Content-Type: application/x-www-form-urlencoded",),
            "",
            id="a form",
        ),
        pytest.param(f"see {SECRET}".encode(), ("Content-Type: text/plain",), "", id="plain text"),
        pytest.param(f"see {SECRET}".encode(), (), "", id="text that says it is JSON"),
        pytest.param(chat(), (), f"/v1/models?note={SECRET}", id="the query"),
        pytest.param(chat(), (), f"/v1/files/{SECRET}", id="the path"),
        pytest.param(
            *(chat(), (), "/v1/files/" + "".join(f"%{ord(c):02x}" for c in SECRET)),
            id="the path, percent-encoded",
        ),
        pytest.param(chat(), (f"X-Title: {SECRET}",), "", id="an unusual header"),
        pytest.param(chat(), (f"User-Agent: {SECRET}",), "", id="the name of the client"),
        pytest.param(chat(), (f"Cookie: a=1; note={quote(MARKED)}",), "", id="a text in a cookie"),
        pytest.param(chat(), (f"{SECRET}: x",), "", id="a header's name"),
    ],
)
def test_a_secret_is_found_wherever_it_stands(
    gate: Gate, body: bytes, headers: tuple[str, ...], target: str
) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, body, *headers, target=target or "/v1/chat/completions")
    assert_refused(reply, events, 400)
    assert not gate.holds_on_disk(SECRET)
    assert SECRET not in reply.text


@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "OPTIONS", "PUT", "PATCH", "QUERY"])
def test_a_secret_is_found_in_the_body_of_every_method(gate: Gate, method: str) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, chat(SECRET), method=method)
    assert_refused(reply, events, 400, 501)


def test_a_secret_is_no_method(gate: Gate) -> None:
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, chat(), method=SECRET), events, 400, 501)
    assert not gate.holds_on_disk(SECRET)


@pytest.mark.parametrize(
    ("host", "target"),
    [
        pytest.param(UNLISTED, "/v1/chat/completions", id="an API"),
        pytest.param(UNLISTED, "/", id="its front page, asked for by a program"),
        pytest.param(UNLISTED_PAGE, "/rest/sse/perplexity_ask", id="a web app's own call"),
    ],
)
def test_an_ai_that_is_not_listed_is_answered_by_the_gate_and_never_contacted(
    gate: Gate, host: str, target: str
) -> None:
    events = gate.watch()
    reply = gate.ask(host, chat(), target=target)
    assert_refused(reply, events, 400)
    assert host in reply.text
    assert "内線 2100" in reply.text
    assert events.record["host"] == host


@pytest.mark.parametrize("host", [UNLISTED, UNLISTED_PAGE, OPENAI, CHATGPT])
def test_a_person_at_a_browser_gets_a_page(gate: Gate, host: str) -> None:
    events = gate.watch()
    reply = gate.ask(host, b"", *NAVIGATION, method="GET", target=f"/?q={SECRET}")
    assert_refused(reply, events, 403)
    assert reply.header("content-type").startswith("text/html")
    assert 'lang="en"' in reply.text
    assert "内線 2100" in reply.text
    assert reply.decision in reply.text
    assert SECRET not in reply.text


@pytest.fixture(scope="module")
def japanese(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    """Speaks Japanese, and lets pass what it cannot look into."""
    rules = policy(("language: en", "language: ja\nunread: allow"))
    with start_gate(tmp_path_factory.mktemp("japanese"), rules, upstream) as running:
        yield running


@pytest.fixture(scope="module")
def monitor(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    rules = policy(("mode: enforce", "mode: monitor"))
    with start_gate(tmp_path_factory.mktemp("monitor"), rules, upstream) as running:
        yield running


def test_a_refusal_speaks_the_policys_language(japanese: Gate) -> None:
    reply = japanese.ask(OPENAI, chat(MARKED))
    assert "送信されませんでした" in json.loads(reply.body)["error"]["message"]
    page = japanese.ask(UNLISTED_PAGE, b"", *NAVIGATION, method="GET", target="/")
    assert 'lang="ja"' in page.text
    assert "送信されませんでした" in page.text


def test_after_a_refusal_the_same_connection_goes_on(gate: Gate) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        assert line.ask(request(OPENAI, chat(SECRET))).status == 400
        assert line.ask(request(OPENAI, chat())).status == 200
    assert [r["verdict"] for r in events.records] == ["block", "allow"]
    assert not events.upstream_saw.holds(SECRET.encode())


PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256))


def test_what_cannot_be_looked_into_is_refused(gate: Gate) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, FILE % (b"drawing.png", PNG), FORM, target="/v1/files")
    assert_refused(reply, events, 400)
    assert events.record["scanned"]["unread"]


def test_what_cannot_be_looked_into_passes_where_the_policy_says_so(japanese: Gate) -> None:
    events = japanese.watch()
    body = FILE % (b"drawing.png", PNG)
    assert japanese.ask(OPENAI, body, FORM, target="/v1/files").status == 200
    assert events.upstream_saw.questions[0].body == body
    assert events.record["scanned"]["unread"]


def test_monitor_mode_lets_content_pass_and_records_what_would_have_been(monitor: Gate) -> None:
    events = monitor.watch()
    assert monitor.ask(OPENAI, chat(SECRET)).status == 200
    assert events.upstream_saw.questions[0].body == chat(SECRET)
    assert (events.record["verdict"], events.record["enforced"]) == ("block", False)


@pytest.mark.parametrize(
    ("host", "headers", "status"),
    [
        pytest.param(OPENAI, ("Content-Encoding: foo",), 415, id="an unknown coding"),
        pytest.param(OPENAI, ("Host: api.anthropic.com",), 421, id="another Host"),
    ],
)
def test_monitor_mode_still_refuses_what_was_not_looked_at(
    monitor: Gate, host: str, headers: tuple[str, ...], status: int
) -> None:
    events = monitor.watch()
    reply = monitor.ask(host, chat(), *headers)
    assert_refused(reply, events, status)


@pytest.mark.parametrize("protocol", ["http/1.1", "h2"])
@pytest.mark.parametrize("method", [SECRET, "PROPFIND", "POSTED"])
def test_a_method_that_the_gate_does_not_know_is_refused(
    gate: Gate, method: str, protocol: str
) -> None:
    events = gate.watch()
    with gate.dial(OPENAI, alpn=(protocol,)) as line:
        if line.alpn == "h2":
            reply = ask2(line, [(":method", method), *head2(OPENAI)[1:]], chat())
        else:
            reply = line.ask(request(OPENAI, chat(), method=method))
    assert_refused(reply, events, 501)
    assert not gate.holds_on_disk(SECRET)
