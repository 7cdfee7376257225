"""A file whose coding only a lenient decoder forgives, a blob that says nothing, a text in numbers:
what should be readable and is not does not leave, and what a packing hides arrives nowhere."""

from __future__ import annotations

import base64
import gzip
import json
import random
import zlib
from collections.abc import Callable
from typing import Any

import brotli
import pytest
import zstandard

from tests.content.documents.kit import a_docx
from tests.formats.test_file_places import FAULTY, junk
from tests.kit.assertions import assert_kept_in, assert_refused
from tests.kit.gate import Gate
from tests.kit.policy import ANTHROPIC, BEDROCK, GEMINI, OLLAMA, OPENAI, SECRET, chat

NOISE = random.Random(11).randbytes(2_000)
FILES = [
    a_docx("表紙", SECRET),
    f"{SECRET} 原価表".encode() * 9,
    NOISE,
    b"\x89PNG\r\n\x1a\n" + NOISE,
]
"""An office file and a text with a secret in them, bytes that nobody knows, a picture."""

Disguise = Callable[[bytes], str]


def coded(data: bytes) -> str:
    return base64.b64encode(data).decode()


DISGUISES = [
    pytest.param(lambda d: junk(coded(d), "*", 50), id="stars"),
    pytest.param(lambda d: junk(coded(d), "*", 7), id="many stars"),
    pytest.param(lambda d: junk(coded(d), ".", 200), id="full stops"),
    pytest.param(lambda d: junk(coded(d), "\u200b", 90), id="spaces of no width"),
    pytest.param(lambda d: junk(coded(d), "。", 30), id="full stops in Japanese"),
    pytest.param(lambda d: coded(d) + "*", id="a star at the end"),
    pytest.param(lambda d: "*" + coded(d), id="a star at the beginning"),
    pytest.param(lambda d: "gs://" + coded(d), id="an address before it"),
    pytest.param(
        lambda d: "".join(coded(d[i : i + 40]) for i in range(0, len(d), 40)), id="padded pieces"
    ),
    pytest.param(lambda d: coded(d).rstrip("=") + "===", id="too much padding"),
    pytest.param(lambda d: d.hex(), id="hex"),
    pytest.param(lambda d: d.hex(" "), id="hex with blanks"),
    pytest.param(lambda d: "\\x" + d.hex(), id="hex of PostgreSQL"),
    pytest.param(lambda d: base64.a85encode(d, adobe=True).decode(), id="Ascii85"),
    pytest.param(lambda d: base64.b85encode(d).decode(), id="base85"),
    pytest.param(lambda d: base64.b32encode(d).decode(), id="base32"),
]


def message(host: str, target: str, *content: Any) -> tuple[str, str, bytes]:
    said = {"model": "m", "messages": [{"role": "user", "content": list(content)}]}
    return host, target, json.dumps(said).encode()


def of_gemini(text: str) -> tuple[str, str, bytes]:
    part = {"inlineData": {"mimeType": "application/octet-stream", "data": text}}
    body = json.dumps({"contents": [{"parts": [part]}]}).encode()
    return GEMINI, "/v1beta/models/m:generateContent", body


CHAT = (OPENAI, "/v1/chat/completions")
PLACES = [
    pytest.param(
        lambda x: message(*CHAT, {"type": "file", "file": {"file_data": x}}), id="file_data"
    ),
    pytest.param(
        lambda x: message(*CHAT, {"type": "image_url", "image_url": {"url": x}}), id="image_url"
    ),
    pytest.param(
        lambda x: message(
            *CHAT, {"type": "image_url", "image_url": {"url": "data:image/png;base64," + x}}
        ),
        id="a data address",
    ),
    pytest.param(
        lambda x: message(
            *(ANTHROPIC, "/v1/messages"),
            {
                "type": "document",
                "source": {"type": "base64", "media_type": "application/pdf", "data": x},
            },
        ),
        id="Anthropic",
    ),
    pytest.param(of_gemini, id="Gemini"),
    pytest.param(
        lambda x: message(
            *(BEDROCK, "/model/m/converse"),
            {"document": {"format": "docx", "source": {"bytes": x}}},
        ),
        id="Bedrock",
    ),
    pytest.param(
        lambda x: (
            *(OLLAMA, "/api/generate"),
            json.dumps({"model": "m", "prompt": "x", "images": [x]}).encode(),
        ),
        id="Ollama",
    ),
    pytest.param(
        lambda x: message(*CHAT, {"mime_type": "image/png", "payload": x}), id="any other name"
    ),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("disguise", DISGUISES)
def test_no_file_passes_in_a_coding_that_is_at_fault(
    gate: Gate, place: Callable[[str], tuple[str, str, bytes]], disguise: Disguise
) -> None:
    for file in FILES:
        host, target, body = place(disguise(file))
        events = gate.watch()
        assert_refused(gate.ask(host, body, target=target), events, 400)


@pytest.mark.parametrize("text", FAULTY)
def test_no_unknown_file_passes_for_a_text(gate: Gate, text: str) -> None:
    _, target, body = message(*CHAT, {"file": {"file_data": text}})
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, body, target=target), events, 400)
    assert events.record["facts"]["unread_kinds"]


# ---------------------------------------------------------------- what says nothing


@pytest.mark.parametrize(
    ("target", "body"),
    [
        pytest.param("/v1/embeddings", {"input": [15496, 11, 995]}, id="tokens to embed"),
        pytest.param("/v1/embeddings", {"input": [[15496], [995, 3]]}, id="texts of tokens"),
        pytest.param("/v1/completions", {"prompt": [15496, 995]}, id="tokens to complete"),
        pytest.param(CHAT[1], {"messages": [{"bytes": list(NOISE)}]}, id="bytes as numbers"),
        pytest.param(
            *(CHAT[1], {"messages": [{"type": "Buffer", "data": list(NOISE)}]}), id="a Buffer"
        ),
        pytest.param(
            CHAT[1],
            {"messages": [{"type": "input_audio", "input_audio": {"format": "pcm16", "data": d}}
                          for d in map(coded, (NOISE[i : i + 12] for i in range(0, 600, 12)))]},
            id="sound in small pieces",
        ),
        pytest.param(
            CHAT[1],
            {"prompt": "-----BEGIN PGP MESSAGE-----\n\n" + base64.encodebytes(NOISE).decode()},
            id="PGP",
        ),
        pytest.param(
            CHAT[1],
            {"prompt": "-----BEGIN AGE ENCRYPTED FILE-----\n" + base64.encodebytes(NOISE).decode()},
            id="age",
        ),
        pytest.param(CHAT[1], {"prompt": coded(NOISE * 8)}, id="a long blob in a text"),
        pytest.param(
            CHAT[1],
            {"prompt": " and ".join(coded(NOISE[i : i + 45]) for i in range(0, 1900, 5))},
            id="blobs between words",
        ),
        pytest.param(
            CHAT[1], {"x": {"mimeType": "image/png", "y": NOISE.decode("latin-1")}}, id="binary"
        ),
    ],
)  # fmt: skip
def test_what_says_nothing_does_not_leave(gate: Gate, target: str, body: dict[str, Any]) -> None:
    events = gate.watch()
    sent = json.dumps({"model": "m", **body}).encode()
    assert_refused(gate.ask(OPENAI, sent, target=target), events, 400)
    assert events.record["facts"]["unread_kinds"]


# ---------------------------------------------------------------- what a packing hides


def with_head(flags: int, said: bytes) -> Callable[[bytes], bytes]:
    """gzip with something in its head (RFC 1952, 2.3)."""

    def pack(data: bytes) -> bytes:
        packed = gzip.compress(data, mtime=0)
        return packed[:3] + bytes([flags]) + packed[4:10] + said + packed[10:]

    return pack


def brotli_with(said: bytes) -> Callable[[bytes], bytes]:
    """Brotli with a block of metadata before its content (RFC 7932, 9.2)."""

    def pack(data: bytes) -> bytes:
        # A window of 16 bits; not the last, metadata, reserved, one byte of length less one.
        head = _bytes_of([0, 0, 1, 1, 0, 1, 0, *_bits(len(said) - 1, 8)])
        # Not the last, four nibbles of length less one, not compressed; then an empty last one.
        content = _bytes_of([0, 0, 0, *_bits(len(data) - 1, 16), 1]) + data
        return head + said + content + _bytes_of([1, 1])

    return pack


def _bits(value: int, count: int) -> list[int]:
    return [value >> i & 1 for i in range(count)]


def _bytes_of(bits: list[int]) -> bytes:
    value = sum(bit << i for i, bit in enumerate(bits))
    return value.to_bytes(-(-len(bits) // 8), "little")


def deflated_in_pieces(data: bytes) -> bytes:
    """Empty blocks without compression, whose padding nobody reads."""
    packer = zlib.compressobj()
    pieces = [packer.compress(data[i : i + 9]) + packer.flush(zlib.Z_SYNC_FLUSH) for i in (0, 9)]
    return b"".join([*pieces, packer.compress(data[18:]), packer.flush()])


S = SECRET.encode()
PACKINGS = [
    pytest.param("gzip", with_head(8, S + b"\0"), id="the name in gzip"),
    pytest.param("gzip", with_head(16, S + b"\0"), id="the remark in gzip"),
    pytest.param("gzip", with_head(4, len(S).to_bytes(2, "little") + S), id="a field in gzip"),
    pytest.param(
        "gzip",
        lambda d: gzip.compress(d[:9]) + with_head(8, S + b"\0")(d[9:]),
        id="the name in a second member",
    ),
    pytest.param("br", brotli_with(S), id="metadata in Brotli"),
    pytest.param("deflate", deflated_in_pieces, id="empty blocks of deflate"),
    pytest.param("zstd", lambda d: zstandard.compress(d, 1), id="Zstandard"),
]


@pytest.mark.parametrize(("coding", "pack"), PACKINGS)
def test_what_a_packing_hides_does_not_arrive(
    gate: Gate, coding: str, pack: Callable[[bytes], bytes]
) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, pack(chat()), f"Content-Encoding: {coding}")
    assert reply.status == 200, reply.text
    assert_kept_in(events)
    (question,) = events.upstream_saw.questions
    assert (question.body, question.header("content-encoding")) == (chat(), "")


def test_the_packing_of_brotli_is_one() -> None:
    assert brotli.decompress(brotli_with(S)(chat())) == chat()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(
            zstandard.compress(chat()) + b"\x50\x2a\x4d\x18" + len(S).to_bytes(4, "little") + S,
            id="a frame that is passed over",
        ),
        pytest.param(zstandard.compress(chat()) + S, id="bytes behind the end"),
    ],
)
def test_what_stands_behind_is_refused(gate: Gate, body: bytes) -> None:
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, body, "Content-Encoding: zstd"), events, 415)


@pytest.mark.parametrize(
    "header",
    [
        pytest.param("Authorization: AWS4-HMAC-SHA256 Credential=x", id="AWS"),
        pytest.param("Signature: sig1=:eA==:", id="RFC 9421"),
    ],
)
def test_what_is_packed_and_signed_is_refused(gate: Gate, header: str) -> None:
    """It could neither be sent as it was read, nor as it was packed."""
    events = gate.watch()
    body = with_head(8, S + b"\0")(chat())
    assert_refused(gate.ask(OPENAI, body, "Content-Encoding: gzip", header), events, 400)
    assert events.record["scanned"]["unread"] == ["body: packed, and signed as it is"]
