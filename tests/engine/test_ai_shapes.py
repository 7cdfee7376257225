"""Which requests to a host that no list has speak to an AI, and which do not."""

from __future__ import annotations

import gzip
import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.engine.ai_shapes import is_ai_body, is_ai_path


@pytest.mark.parametrize(
    "path",
    [
        "/v1/chat/completions",
        "/v1//chat/completions",
        "//v1/chat/completions",
        "/v1/chat/completions/",
        "/v1/chat/completions///",
        "/v1/%63hat/completions",
        "/v1/%2563hat/completions",
        "/v1/chat%2Fcompletions",
        "/v1/chat%2fcompletions%2f",
        "/v1/chat%5Ccompletions",
        "/v1\\chat\\completions",
        "/V1/Chat/COMPLETIONS",
        "/v1/chat;x=1/completions;y",
        "/v1/chat%3bx/completions",
        "/v1/./chat/completions",
        "/v1/x/../chat/completions",
        "/v1/x/%2e%2e/chat/completions",
        "/v1/chat/completions/.",
        "/v1/chat/completions/x/..",
        "/v1/chat/completions%20",
        "/v1/chat/completions%00",
        "/v1/chat/completions%09",
        "/v1/chat/completions?api-version=1",
        "/v1/chat/completions%3Fx",
        "/v1/chat/completions#x",
        "/v1/\uff43hat/completions",
        "/v1/%EF%BD%83hat/completions",
        "/v1/ch%E2%80%8Bat/completions",
        "/proxy/https://relay.test/v1/chat/completions",
        "/openai/deployments/gpt/chat/completions",
        "/openai/deployments/gpt/completions",
        "/v1/completions",
        "/v1/embeddings",
        "/api/v1/embeddings/",
        "/v1/messages",
        "/v1/messages/count_tokens",
        "/v1/messages/batches",
        "/v1/responses",
        "/v1/rerank",
        "/v1/moderations",
        "/v1/audio/transcriptions",
        "/v1/audio/speech",
        "/v1/images/generations",
        "/v1/images/edits",
        "/v1/threads/thread_abc/messages",
        "/v1beta/models/x:generateContent",
        "/v1beta/models/x:streamGenerateContent",
        "/v1beta/models/x%3AgenerateContent",
        "/v1beta/models/x:embedContent",
        "/v1beta/models/x:countTokens",
        "/google.ai.generativelanguage.v1beta.GenerativeService/StreamGenerateContent",
        "/v1/projects/p/locations/l/publishers/anthropic/models/c:rawPredict",
        "/model/anthropic.claude/invoke",
        "/model/anthropic.claude%3A0/invoke-with-response-stream",
        "/model/anthropic.claude/converse",
        "/model/anthropic.claude/converse-stream/",
        "/serving-endpoints/x/invocations",
        "/endpoints/x/invocations",
        "/api/chat",
        "/api//chat/",
        "/api/generate",
        "/api/embeddings",
        "/generate_stream",
        "/v1/chat-messages",
        "/backend-api/f/conversation",
    ],
)
def test_where_ais_are_asked(path: str) -> None:
    assert is_ai_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "/",
        "",
        "/graphql",
        "/search",
        "/api/search",
        "/api/chat.postMessage",
        "/api/chats",
        "/api/generate-report",
        "/rest/api/3/search",
        "/rest/api/3/issue/ABC-1/comment",
        "/repos/o/r/issues/1/comments",
        "/v17.0/1234/messages",
        "/v1/projects/p/messages:send",
        "/v2/messages",
        "/v1/me/messages",
        "/gmail/v1/users/me/messages",
        "/v1/threads/42/messages",
        "/api/embed",
        "/images/edits",
        "/v1/complete",
        "/2015-03-31/functions/f/invocations",
        "/invoke",
        "/conversely",
        "/chat/completions-report.html",
        "/docs/v1/chat/completions.html",
        "/docs/chat/completions/overview",
    ],
)
def test_where_people_and_programs_are_asked(path: str) -> None:
    assert not is_ai_path(path)


TURN = {"role": "user", "content": "hello"}
AI_BODIES: list[tuple[str, Any]] = [
    ("Coze", {"bot_id": "7", "additional_messages": [TURN]}),
    ("OpenAI's chat", {"model": "m", "messages": [TURN]}),
    ("no model", {"messages": [TURN]}),
    ("a system's turn alone", {"messages": [{"role": "System", "content": "x"}]}),
    ("parts as content", {"messages": [{"role": "user", "content": [{"type": "text"}]}]}),
    ("names in capitals", {"Messages": [{"Role": "USER", "Content": "x"}]}),
    ("a first message of another shape", {"messages": ["x", TURN]}),
    ("ChatGPT's web app", {"messages": [{"author": {"role": "user"}, "content": {"parts": []}}]}),
    ("Gemini", {"contents": [{"role": "user", "parts": [{"text": "x"}]}]}),
    ("Gemini without a role", {"contents": [{"parts": [{"text": "x"}]}]}),
    ("Gemini with one content", {"contents": {"parts": {"text": "x"}}}),
    ("OpenAI's responses, in turns", {"model": "m", "input": [TURN]}),
    ("OpenAI's responses", {"model": "gpt-5", "input": "x"}),
    ("OpenAI's responses, limited", {"model": "m", "input": "x", "max_output_tokens": 9}),
    ("completions", {"model": "m", "prompt": "x"}),
    ("completions of several", {"model": "m", "prompt": ["x", "y"]}),
    ("llama.cpp", {"prompt": "x", "n_predict": 9}),
    ("Anthropic's old form", {"prompt": "x", "max_tokens_to_sample": 9}),
    ("Bedrock's Claude", {"anthropic_version": "x", "messages": []}),
    ("Bedrock's Titan", {"inputText": "x", "textGenerationConfig": {}}),
    ("Bedrock's Llama", {"prompt": "x", "max_gen_len": 9}),
    ("Hugging Face", {"inputs": "x", "parameters": {"max_new_tokens": 9}}),
    ("Ollama", {"model": "qwen3", "prompt": "x", "options": {"num_ctx": 9}}),
    ("Cohere's old chat", {"message": "x", "chat_history": []}),
    ("Cohere's embeddings", {"model": "embed-v4.0", "texts": ["x"]}),
    ("embeddings", {"model": "text-embedding-3-small", "input": "x"}),
    ("a reranker", {"model": "bge-reranker", "query": "x", "documents": ["y"]}),
    ("A2A", {"method": "message/send", "params": {"message": {"role": "user", "parts": []}}}),
    ("in an envelope", {"request": {"body": {"messages": [TURN]}}}),
    ("in a batch", [{"messages": [TURN]}]),
    ("a batch's line", {"custom_id": "1", "body": {"model": "m", "messages": [TURN]}}),
    ("JSON in a string", {"payload": json.dumps({"messages": [TURN]})}),
]


@pytest.mark.parametrize("body", [pytest.param(b, id=n) for n, b in AI_BODIES])
@pytest.mark.parametrize("coding", ["utf-8", "utf-8-sig", "utf-16", "utf-32-be"])
def test_what_asks_a_model_is_known_by_its_shape(body: Any, coding: str) -> None:
    assert is_ai_body(json.dumps(body).encode(coding))


CHAT = '{"model":"m","messages":[{"role":"user","content":"x"}]}'


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("\r\n\t " + CHAT, id="blanks before it"),
        pytest.param("{}\n" + CHAT, id="the second line"),
        pytest.param('{"a":1}' + CHAT, id="one behind another"),
        pytest.param("\x1e{}\n\x1e" + CHAT, id="a sequence of RFC 7464"),
        pytest.param(CHAT.replace("messages", "\\u006dessages"), id="an escape in a name"),
        pytest.param(CHAT[:-1] + ',"messages":[]}', id="the name twice, empty the second time"),
        pytest.param('{"messages":[],' + CHAT[1:], id="the name twice, empty the first time"),
        pytest.param(CHAT[:-1] + ",}", id="a comma too many"),
        pytest.param("/* x */" + CHAT, id="behind a comment"),
        pytest.param("// x\n" + CHAT, id="behind a line of comment"),
        pytest.param("{/* x */" + CHAT[1:], id="a comment"),
        pytest.param(CHAT.replace('"', "'"), id="single quotes"),
        pytest.param("{messages:[{role:'user',content:'x'}]}", id="names without quotes"),
        pytest.param(CHAT + "]", id="something behind it"),
        pytest.param(f"[{'{},' * 5_000}{CHAT}]", id="behind thousands of others"),
        pytest.param('{"x":' + "[" * 100_000 + CHAT, id="too deep to be read"),
    ],
)
def test_written_otherwise_it_is_known_as_well(text: str) -> None:
    assert is_ai_body(text.encode())


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"query": "query($i: In!){x(input:$i){id}}", "variables": {"input": {}}}),
        pytest.param(
            [{"operationName": "Send", "query": "mutation{x}", "variables": {"message": "hi"}}],
            id="GraphQL, several",
        ),
        pytest.param(
            {"query": {"match": {"text": "x"}}, "size": 10, "from": 0}, id="Elasticsearch"
        ),
        pytest.param({"q": "x", "top_k": 5, "filter": {}}, id="a search with top_k"),
        pytest.param({"query": "x", "options": {"topK": 5}}, id="a vector search"),
        pytest.param({"channel": "C1", "text": "hi", "blocks": [{"type": "section"}]}, id="Slack"),
        pytest.param({"type": "message", "text": "hi", "from": {"role": "user"}}, id="Teams' bots"),
        pytest.param({"fields": {"summary": "x", "description": {"content": []}}}, id="Jira"),
        pytest.param({"body": "a comment", "event": "COMMENT"}, id="GitHub's review"),
        pytest.param({"title": "x", "body": "y", "labels": ["bug"]}, id="GitHub's issue"),
        pytest.param({"user": {"role": "user", "name": "x"}}, id="an account"),
        pytest.param({"members": [{"role": "assistant", "name": "x"}]}, id="people of a team"),
        pytest.param({"messages": [{"to": "+81", "from": "x", "text": "hi"}]}, id="SMS"),
        pytest.param({"messages": [{"id": 1, "payload": {"parts": [{"body": {}}]}}]}, id="mail"),
        pytest.param({"messages": [{"author": {"type": "user"}, "content": {}}]}, id="support"),
        pytest.param({"records": [{"value": {"content": "x"}}]}, id="Kafka"),
        pytest.param({"model": "Titan", "query": "price", "year": 2024}, id="cars"),
        pytest.param({"model": "X200", "input": "HDMI", "temperature": 21}, id="a device"),
        pytest.param({"prompt": "login", "client_id": "x"}, id="OpenID Connect"),
        pytest.param({"model": "res.partner", "method": "search", "args": []}, id="Odoo"),
        pytest.param({"contents": [{"name": "a.txt", "size": 1}]}, id="a folder"),
        pytest.param({"content": "x", "parts": [{"text": "y"}]}, id="a document"),
        pytest.param({"events": [{"name": "click", "properties": {"text": "x"}}]}, id="analytics"),
        pytest.param({"resourceType": "Bundle", "entry": [{"resource": {}}]}, id="FHIR"),
        pytest.param({"jsonrpc": "2.0", "method": "eth_call", "params": [{}]}, id="JSON-RPC"),
        pytest.param({"jsonrpc": "2.0", "method": "tools/call", "params": {"name": "x"}}, id="MCP"),
        pytest.param(
            [{"name": "x", "role": "user", "age": 5}, {"content": "y"}] * 3_000, id="many accounts"
        ),
        pytest.param([], id="an empty list"),
        pytest.param({}, id="an empty object"),
    ],
)
def test_what_other_sites_send_is_no_call_of_an_ai(body: Any) -> None:
    assert not is_ai_body(json.dumps(body).encode())
    assert not is_ai_body(json.dumps(body)[:-1].encode())


@pytest.mark.parametrize(
    "body", [b"", b"hello", b"a=1&b=2", b"\x00\x01", b'"text"', b"<xml/>", b"{", b"[", b"{\xff"]
)
def test_what_is_no_object_is_no_call(body: bytes) -> None:
    assert not is_ai_body(body)


@pytest.mark.parametrize("end", [pytest.param(None, id="whole"), pytest.param(-9, id="cut short")])
def test_packed_without_a_word_of_it_a_call_is_known(end: int | None) -> None:
    assert is_ai_body(gzip.compress(CHAT.encode() * 3)[:end])
    assert not is_ai_body(gzip.compress(b'{"name": "x"}')[:end])


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=4)
        | st.dictionaries(st.sampled_from(["messages", "role", "model", "input", "x"]), inner)
    ),
    max_leaves=20,
)


@given(JSON)
def test_whatever_stands_beside_it_a_conversation_is_known(beside: Any) -> None:
    assert is_ai_body(json.dumps({"beside": beside, "messages": [TURN]}).encode())


@given(st.binary(max_size=200))
def test_any_bytes_get_an_answer(body: bytes) -> None:
    assert is_ai_body(body) in {True, False}
    assert is_ai_body(b"{" + body) in {True, False}
