"""gRPC and Connect: every text in a message without its schema, and what cannot be read."""

from __future__ import annotations

import base64
import gzip
import json
import struct
import zlib
from collections.abc import Callable
from typing import Any
from urllib.parse import unquote

import pytest
import zstandard
from hypothesis import given
from hypothesis import strategies as st

from gateway import formats
from gateway.formats.prompt_builder import MAX_TOKENS, Budget
from gateway.formats.protobuf import MAX_DEPTH, NotProtobufError, fields
from gateway.model import CannotRewriteError, Edit, Request
from gateway.text import searchable
from tests.content.decompression.kit import skipped
from tests.formats.kit import SECRET, a_request, read, says, texts

UNARY, GRPC, CONNECT = "application/proto", "application/grpc", "application/connect+proto"


def varint(value: int) -> bytes:
    out = bytearray()
    while value > 0x7F:
        out.append(value & 0x7F | 0x80)
        value >>= 7
    out.append(value)
    return bytes(out)


def said(number: int, value: str | bytes | int | float) -> bytes:
    """One field."""
    match value:
        case int():
            return varint(number << 3) + varint(value)
        case float():
            return varint(number << 3 | 1) + struct.pack("<d", value)
        case _:
            data = value.encode() if isinstance(value, str) else value
            return varint(number << 3 | 2) + varint(len(data)) + data


def nested(data: bytes, depth: int) -> bytes:
    for _ in range(depth):
        data = said(1, data)
    return data


def envelope(data: bytes, flags: int = 0) -> bytes:
    return bytes([flags]) + len(data).to_bytes(4) + data


CHAT = said(1, said(1, SECRET) + said(2, 1)) + said(3, "gpt")


@pytest.mark.parametrize(
    "data",
    [
        *(
            pytest.param(word.encode(codec), id=f"{word} in {codec}")
            for word in ("社外秘", "【社外秘】", "社外秘の資料です。ご注意ください")
            for codec in ("cp932", "euc_jp", "gb18030", "iso2022_jp", "utf-16", "utf-16-be")
            if (word, codec) != ("社外秘", "utf-16-be")
        ),
        pytest.param("社外".encode() + b"\xff" + "秘".encode(), id="a stray byte"),
        pytest.param(b"\x1b(I6]1\x1b(B" + "社外秘".encode("iso2022_jp"), id="half-width kana"),
        pytest.param(
            base64.b64encode("社外秘の資料です。".encode("cp932")), id="Shift_JIS in base64"
        ),
        pytest.param(
            base64.b64encode("社外秘の資料です。".encode("euc_jp")), id="EUC-JP in base64"
        ),
        pytest.param(base64.b64encode("社外秘の資料です。".encode()), id="UTF-8 in base64"),
        pytest.param(b'"' + b" " + "社外秘 社外秘 社外秘".encode("cp932"), id="also a message"),
    ],
)
def test_bytes_that_say_something_are_read(data: bytes) -> None:
    for body in (said(1, data), said(3, said(2, data) + said(1, 5)), said(1, "x") + said(2, data)):
        prompt = read(body, UNARY)
        assert any("社外秘" in searchable(s.text).text for s in prompt.segments)
        assert prompt.unread == ()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(said(1, SECRET), UNARY, id="a text"),
        pytest.param(CHAT, UNARY, id="a text in a message"),
        pytest.param(nested(said(7, SECRET), 30), "application/x-protobuf", id="30 levels down"),
        pytest.param(said(1, nested(said(2, "x" * 200 + SECRET), 3)), UNARY, id="a long one"),
        pytest.param(envelope(CHAT), GRPC, id="in gRPC's envelope"),
        pytest.param(envelope(said(1, "a")) + envelope(CHAT), GRPC, id="in the second envelope"),
        pytest.param(envelope(gzip.compress(CHAT), 1), "application/grpc+proto", id="gzip"),
        pytest.param(envelope(zlib.compress(CHAT), 1), GRPC, id="deflate"),
        pytest.param(envelope(zstandard.compress(CHAT), 1), CONNECT, id="zstd"),
        pytest.param(
            envelope(zstandard.compress(said(1, "a")) + skipped(SECRET.encode()), 1),
            CONNECT,
            id="a frame of zstd that is passed over",
        ),
        pytest.param(envelope(CHAT), "application/grpc-web", id="gRPC-Web"),
        pytest.param(
            base64.b64encode(envelope(said(1, "a"))) + base64.b64encode(envelope(CHAT)),
            "application/grpc-web-text",
            id="gRPC-Web as text, in two pieces",
        ),
        pytest.param(
            envelope(json.dumps({"text": SECRET}).encode()), "application/connect+json", id="JSON"
        ),
        pytest.param(
            json.dumps([None, [SECRET]]), "application/json+protobuf", id="a message as JSON"
        ),
        pytest.param(
            envelope(json.dumps({"metadata": {"x": [SECRET]}}).encode(), 2),
            CONNECT,
            id="in Connect's last envelope",
        ),
        pytest.param(said(1, CHAT.hex()), UNARY, id="a message as hex in a text"),
        pytest.param(said(1, base64.b64encode(CHAT)), UNARY, id="a message in base64"),
        pytest.param(said(1, json.dumps({"a": SECRET})), UNARY, id="JSON in a text"),
        pytest.param(said(1, SECRET.encode("cp932")), UNARY, id="bytes in Shift_JIS"),
        pytest.param(said(1, gzip.compress(SECRET.encode())), UNARY, id="a compressed file"),
        pytest.param(
            varint(1 << 3 | 3) + said(2, SECRET) + varint(1 << 3 | 4), UNARY, id="in a group"
        ),
    ],
)
def test_a_text_is_read(body: bytes, content_type: str) -> None:
    prompt = read(body, content_type)
    assert says(prompt)
    assert prompt.unread == ()


def test_a_place_is_made_of_field_numbers() -> None:
    prompt = read(envelope(said(2, said(5, SECRET))), GRPC)
    assert [s.place for s in prompt.segments if s.text == SECRET] == ["/0/2/5"]


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(said(1, 123456789012), id="a varint"),
        pytest.param(said(1, 123456789012.0), id="a double"),
        pytest.param(varint(9) + (123456789012).to_bytes(8, "little"), id="a fixed number"),
        pytest.param(said(1, 2**64 - 123456789012), id="a negative one"),
    ],
)
def test_a_long_number_is_read(value: bytes) -> None:
    """A My Number needs no quotes."""
    assert "123456789012" in texts(read(value, UNARY))


def test_what_is_a_text_and_a_message_is_read_as_both() -> None:
    inner = "y" * 40
    prompt = read(said(1, said(1, inner)), UNARY)
    assert inner in texts(prompt)
    assert f"\n({inner}" in texts(prompt)


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(b"\x0a\xff", UNARY, id="cut short"),
        pytest.param(b"\x0f\x00", UNARY, id="a type that is none"),
        pytest.param(b"hello there", GRPC, id="no envelope"),
        pytest.param(envelope(CHAT)[:-1], GRPC, id="an envelope that is cut short"),
        pytest.param(envelope(CHAT) + b"\0", GRPC, id="a byte more"),
        pytest.param(envelope(CHAT, 4), GRPC, id="an unknown flag"),
        pytest.param(envelope(CHAT, 1), GRPC, id="compressed in an unknown way"),
        pytest.param(envelope(gzip.compress(CHAT)[:-9], 1), GRPC, id="gzip that is damaged"),
        pytest.param(envelope(gzip.compress(bytes(2**26)), 1), GRPC, id="a bomb"),
        pytest.param(b"!!!!", "application/grpc-web-text", id="no base64"),
        pytest.param(said(1, bytes(range(128, 256)) * 4), UNARY, id="a file of unknown type"),
        pytest.param(said(1, b"\x89PNG\r\n\x1a\n" + bytes(90)), UNARY, id="a picture"),
        pytest.param(nested(said(1, b"\x80" * 90), MAX_DEPTH + 2), UNARY, id="too deep"),
        pytest.param(said(1, 1) * (MAX_TOKENS + 2), UNARY, id="too many fields"),
    ],
)
def test_what_cannot_be_read_is_reported(body: bytes, content_type: str) -> None:
    prompt = read(body, content_type)
    assert prompt.unread


def test_an_id_of_bytes_is_no_file() -> None:
    assert read(said(1, bytes(range(200, 232))), UNARY).unread == ()


def test_a_message_is_never_rewritten() -> None:
    prompt = read(envelope(CHAT), GRPC)
    number = next(n for n, s in enumerate(prompt.segments) if s.text == SECRET)
    assert prompt.rewrite
    with pytest.raises(CannotRewriteError, match="protobuf"):
        prompt.rewrite([Edit(number, 0, 3, "[X]")])
    assert prompt.rewrite([]) == envelope(CHAT)


@pytest.mark.parametrize("content_type", [UNARY, GRPC, CONNECT, "application/grpc-web-text"])
@given(data=st.binary(max_size=400))
def test_no_bytes_break_it(content_type: str, data: bytes) -> None:
    prompt = read(data, content_type)
    assert prompt.segments or prompt.unread or len(data) < 400


TREE = st.recursive(
    st.text(min_size=1, max_size=40) | st.integers(0, 2**63 - 1),
    lambda inner: st.lists(inner, min_size=1, max_size=4),
    max_leaves=20,
)


def built(tree: Any) -> bytes:
    if isinstance(tree, list):
        return b"".join(said(n, v if isinstance(v, (str, int)) else built(v)) for n, v in
                        enumerate(tree, 1))  # fmt: skip
    return said(1, tree)


def leaves(tree: Any) -> list[str]:
    if isinstance(tree, list):
        return [leaf for inner in tree for leaf in leaves(inner)]
    return [tree] if isinstance(tree, str) else []


@given(TREE)
def test_every_text_of_any_message_is_read(tree: Any) -> None:
    prompt = read(envelope(built(tree)), GRPC)
    everything = "\n".join(texts(prompt))
    for leaf in leaves(tree):
        if leaf.isprintable() and leaf.strip() and leaf[0] not in "{[":
            assert leaf in everything or prompt.unread


@given(st.binary(max_size=300))
def test_each_byte_is_looked_at_once(data: bytes) -> None:
    """Two bytes are the least of a field, and what was looked at is paid for."""
    budget = Budget()
    try:
        found = fields(data, 0, len(data), budget)
    except NotProtobufError:
        found = []
    assert len(found) <= len(data)
    assert MAX_TOKENS - budget.tokens <= len(data) + 1


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(lambda n: nested(b"", n), id="wrapped"),
        pytest.param(lambda n: said(1, "\n\x05hello" * n), id="a text that is a message"),
        pytest.param(lambda n: said(1, said(2, "x")) * n, id="a row"),
    ],
)
def test_the_work_grows_as_the_message_does(make: Callable[[int], bytes]) -> None:
    """Counted in fields that are looked at, not in seconds."""

    def work(size: int) -> float:
        budget = Budget()
        data = make(size)
        formats.read_file(data, "", UNARY, budget)
        return (MAX_TOKENS - budget.tokens) / len(data)

    assert work(2_000) <= 1.2 * work(50) + 1


# ---------------------------------------------------------------- refusals


def refused(content_type: str, *headers: tuple[str, str], status: int = 400) -> Any:
    request: Request = a_request(b"", content_type, headers=headers)
    call = formats.call_of(request)
    assert call
    code, fields, body = formats.refuse_call(call, request, status, "blocked_by_gate", "社外秘 %")
    return code, dict(fields), body


def test_a_grpc_call_ends_with_a_status() -> None:
    code, headers, body = refused(GRPC)
    assert (code, body) == (200, b"")
    assert headers["content-type"] == GRPC
    assert (headers["grpc-status"], unquote(headers["grpc-message"])) == ("7", "社外秘 %")
    assert headers["grpc-message"].isascii()


@pytest.mark.parametrize(("status", "number"), [(413, "8"), (421, "7"), (500, "13"), (501, "12")])
def test_a_grpc_status_for_each_of_ours(status: int, number: str) -> None:
    assert refused(GRPC, status=status)[1]["grpc-status"] == number


def test_a_connect_stream_ends_with_an_envelope() -> None:
    code, headers, body = refused(CONNECT)
    assert (code, headers["content-type"], body[0]) == (200, CONNECT, 2)
    assert int.from_bytes(body[1:5]) == len(body) - 5
    assert json.loads(body[5:]) == {"error": {"code": "permission_denied", "message": "社外秘 %"}}


@pytest.mark.parametrize(
    ("content_type", "headers"),
    [
        pytest.param(UNARY, (), id="protobuf"),
        pytest.param("application/json", (("connect-protocol-version", "1"),), id="JSON"),
    ],
)
def test_a_connect_call_is_answered_in_json(
    content_type: str, headers: tuple[tuple[str, str], ...]
) -> None:
    code, fields, body = refused(content_type, *headers)
    assert (code, fields["content-type"]) == (403, "application/json")
    assert json.loads(body) == {"code": "permission_denied", "message": "社外秘 %"}


def test_any_other_request_is_no_call() -> None:
    assert formats.call_of(a_request(b"{}")) is None
