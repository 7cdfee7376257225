"""Odd and broken framing: nothing passes that was not read, and no request hides in another."""

from __future__ import annotations

import contextlib
import itertools
import time

import h2.exceptions
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.assertions import assert_kept_in, assert_refused
from tests.kit.client import Refused, call, chunked, request
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate
from tests.kit.policy import CHATGPT, OPENAI, SECRET, UNLISTED, chat

PAUSE = 0.15  # seconds between two packets, so that the proxy surely reads them apart
DIRTY = request(OPENAI, chat(SECRET))
HOST = OPENAI.encode()


@pytest.mark.parametrize("alpn", [(), ("http/1.1",)], ids=["no ALPN", "ALPN http/1.1"])
@pytest.mark.parametrize(
    "parts",
    [
        pytest.param((DIRTY[:1], DIRTY[1:]), id="the first byte alone"),
        pytest.param((DIRTY[:2], DIRTY[2:]), id="the first two bytes alone"),
        pytest.param((DIRTY[:3], DIRTY[3:]), id="the first three bytes alone"),
        pytest.param((b"\r\n", DIRTY), id="an empty line first"),
        pytest.param((b"\n\n\n" + DIRTY,), id="bare line feeds first"),
        pytest.param((b" " + DIRTY,), id="a blank first"),
        pytest.param((DIRTY[:4] + b" ", DIRTY[4:]), id="two blanks after the method"),
    ],
)
def test_a_secret_does_not_pass_in_pieces(
    gate: Gate, alpn: tuple[str, ...], parts: tuple[bytes, ...]
) -> None:
    events = gate.watch()
    with gate.dial(OPENAI, alpn=alpn) as line:
        for part in parts[:-1]:
            line.send(part)
            time.sleep(PAUSE)
        reply = line.try_ask(parts[-1])
    assert reply.status >= 400 or reply.status == 0
    assert events.upstream_saw.nothing


@settings(max_examples=25, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(cuts=st.sets(st.integers(1, len(DIRTY) - 1), min_size=1, max_size=12))
def test_a_secret_does_not_pass_wherever_the_records_are_cut(gate: Gate, cuts: set[int]) -> None:
    edges = [0, *sorted(cuts), len(DIRTY)]
    events = gate.watch()
    with gate.dial(OPENAI, alpn=()) as line:
        reply = line.ask(*(DIRTY[a:b] for a, b in itertools.pairwise(edges)))
    assert_refused(reply, events, 400)


@pytest.mark.parametrize(
    "first",
    [
        pytest.param(b"X-Y /v1/chat/completions HTTP/1.1", id="a method with a hyphen"),
        pytest.param(b"post /v1/chat/completions HTTP/1.1", id="a method in small letters"),
        pytest.param(b"P /v1/chat/completions HTTP/1.1", id="a method of one letter"),
        pytest.param(b"PO\0ST /v1/chat/completions HTTP/1.1", id="a zero byte in the method"),
        pytest.param(b"$%& /v1/chat/completions HTTP/1.1", id="a method of symbols"),
        pytest.param(b"1234 /v1/chat/completions HTTP/1.1", id="a method of digits"),
        pytest.param(b"POST /v1/chat/completions", id="no version (HTTP/0.9)"),
        pytest.param(b"POST /v1/chat/completions HTTP/9.9", id="a version of tomorrow"),
        pytest.param(b"CONNECT api.openai.com:443 HTTP/1.1", id="a tunnel in the tunnel"),
        pytest.param(b"PRI * HTTP/2.0", id="the preface of HTTP/2"),
        pytest.param(b"POST * HTTP/1.1", id="asterisk form"),
        pytest.param(b"TRACE /v1/chat/completions HTTP/1.1", id="TRACE"),
    ],
)
@pytest.mark.parametrize("secure", [True, False], ids=["in TLS", "in the clear"])
def test_an_odd_request_line_passes_nothing_unread(gate: Gate, first: bytes, secure: bool) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) if secure else gate.tunnel(OPENAI) as line:
        line.try_ask(first + DIRTY[DIRTY.index(b"\r\n") :])
    assert_kept_in(events)


@pytest.mark.parametrize("version", [b"HTTP/9.9", b"HTTP/1.2", b"HTTP/0.9", b"HTTP/2.0"])
def test_a_version_that_there_is_not_is_refused(gate: Gate, version: bytes) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        reply = line.ask(request(OPENAI, chat()).replace(b"HTTP/1.1", version, 1))
    assert reply.status == 400
    assert events.upstream_saw.nothing


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"SSH-2.0-OpenSSH_9.9\r\n", id="the banner of SSH"),
        pytest.param(b"\x00\x00\x00\x01" + SECRET.encode(), id="a protocol of its own"),
        pytest.param(SECRET.encode() + b"\r\n", id="the secret by itself"),
        pytest.param(b"EHLO gate\r\n" + SECRET.encode(), id="mail"),
        pytest.param(b"\x80\x2e\x01\x00\x02" + SECRET.encode(), id="SSL 2"),
        pytest.param(b"\x16\x03\x01\x00\x05" + SECRET.encode(), id="TLS that is none"),
    ],
)
@pytest.mark.parametrize("host", [OPENAI, UNLISTED], ids=["approved", "unlisted"])
@pytest.mark.parametrize("port", [443, 80])
def test_what_is_no_http_does_not_reach_an_ai(
    gate: Gate, host: str, data: bytes, port: int
) -> None:
    events = gate.watch()
    with gate.tunnel(host, port) as line:
        line.send(data)
        time.sleep(PAUSE)
    assert events.upstream_saw.nothing


@pytest.mark.parametrize("port", [80, 443])
@pytest.mark.parametrize("cut", [0, 1], ids=["at once", "the first byte alone"])
def test_plain_http_in_a_tunnel_is_read(gate: Gate, port: int, cut: int) -> None:
    events = gate.watch()
    with gate.tunnel(OPENAI, port) as line:
        if cut:
            line.send(DIRTY[:cut])
            time.sleep(PAUSE)
        reply = line.ask(DIRTY[cut:])
    assert_refused(reply, events, 400)


def test_plain_http_asked_of_the_proxy_is_read(gate: Gate) -> None:
    events = gate.watch()
    target = f"http://{OPENAI}/v1/chat/completions"
    with call(gate.address) as line:
        reply = line.ask(request(OPENAI, chat(SECRET), target=target))
    assert_refused(reply, events, 400)


def test_https_asked_of_the_proxy_without_connect_passes_no_secret(gate: Gate) -> None:
    events = gate.watch()
    target = f"https://{OPENAI}/v1/chat/completions"
    with call(gate.address) as line:
        reply = line.ask(request(OPENAI, chat(SECRET), target=target))
    assert reply.status >= 400
    assert events.upstream_saw.nothing


def test_a_request_without_destination_is_refused(gate: Gate) -> None:
    events = gate.watch()
    with call(gate.address) as line:
        reply = line.ask(request("x", chat(SECRET)))
    assert reply.status >= 400
    assert events.upstream_saw.nothing


# ---------------------------------------------------------------- one request within another

INNER = request(OPENAI, chat(SECRET))
SMALL = b'{"a":1}'
HEAD = b"POST /v1/chat/completions HTTP/1.1\r\nHost: " + HOST
HEAD += b"\r\nContent-Type: application/json\r\n"
CHUNKS = chunked(SMALL)


HARMLESS = "HARMLESS-0000"
"""As long as the secret. What holds no secret is not refused for it: then two readers who see
other bounds between requests show in their numbers."""


def _length(data: bytes) -> bytes:
    return b"Content-Length: %d\r\n" % len(data)


@pytest.mark.parametrize("word", [SECRET, HARMLESS], ids=["secret", "harmless"])
@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            HEAD + _length(CHUNKS + INNER) + b"Transfer-Encoding: chunked\r\n\r\n" + CHUNKS + INNER,
            id="a length that covers more than the chunks",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n" + _length(b"1234") + b"\r\n" + CHUNKS + INNER,
            id="chunks longer than the length",
        ),
        pytest.param(
            HEAD + _length(SMALL) + _length(SMALL + INNER) + b"\r\n" + SMALL + INNER,
            id="two lengths, the short one first",
        ),
        pytest.param(
            HEAD + _length(SMALL + INNER) + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="two lengths, the long one first",
        ),
        pytest.param(
            HEAD + b"Content-Length: %d, %d\r\n\r\n" % (len(SMALL), len(SMALL)) + SMALL + INNER,
            id="two lengths in one line",
        ),
        pytest.param(
            HEAD + b"Content-Length: +%d\r\n\r\n" % len(SMALL) + SMALL + INNER, id="a plus sign"
        ),
        pytest.param(HEAD + b"Content-Length: -1\r\n\r\n" + SMALL + INNER, id="a minus sign"),
        pytest.param(HEAD + b"Content-Length: 0x7\r\n\r\n" + SMALL + INNER, id="a hex length"),
        pytest.param(
            HEAD + b"Content-Length: %d\r\n\r\n" % 2**70 + SMALL + INNER, id="a length of 2^70"
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: xchunked\r\n" + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="a transfer coding that nobody knows",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked, identity\r\n\r\n" + CHUNKS + INNER,
            id="chunks that are not the last coding",
        ),
        pytest.param(
            HEAD
            + b"Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n\r\n"
            + CHUNKS
            + INNER,
            id="two lines of transfer codings",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding : chunked\r\n" + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="a blank before the colon",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding:\x0bchunked\r\n" + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="a vertical tab before the value",
        ),
        pytest.param(
            HEAD
            + b"X: y\r\n Transfer-Encoding: chunked\r\n"
            + _length(SMALL)
            + b"\r\n"
            + SMALL
            + INNER,
            id="a folded line",
        ),
        pytest.param(
            HEAD
            + b"X: y\nTransfer-Encoding: chunked\r\n"
            + _length(SMALL)
            + b"\r\n"
            + SMALL
            + INNER,
            id="a bare line feed",
        ),
        pytest.param(
            HEAD
            + b"X: y\rTransfer-Encoding: chunked\r\n"
            + _length(SMALL)
            + b"\r\n"
            + SMALL
            + INNER,
            id="a bare carriage return",
        ),
        pytest.param(
            HEAD + b"X: y\0z\r\n" + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="a zero byte in a value",
        ),
        pytest.param(
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n7;x=\n\r\n"
            + SMALL
            + b"\r\n0\r\n\r\n"
            + INNER,
            id="a line feed in a chunk's extension",
        ),
        pytest.param(
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n10000000000000007\r\n"
            + SMALL
            + b"\r\n0\r\n"
            + b"\r\n"
            + INNER,
            id="a chunk size that overflows",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n-7\r\n" + SMALL + b"\r\n0\r\n\r\n" + INNER,
            id="a negative chunk",
        ),
        pytest.param(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n7\r\n" + SMALL + b"XX0\r\n\r\n" + INNER,
            id="no line end after a chunk",
        ),
        pytest.param(
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + chunked(SMALL, trailers=b"X-Note: " + SECRET.encode() + b"\r\n"),
            id="a secret in the trailers",
        ),
        pytest.param(
            HEAD
            + b"Transfer-Encoding: chunked\r\n\r\n"
            + b"7;note="
            + SECRET.encode()
            + b"\r\n"
            + SMALL
            + b"\r\n0\r\n\r\n",
            id="a secret in a chunk's extension",
        ),
        pytest.param(
            b"GET /v1/models HTTP/1.1\r\nHost: " + HOST + b"\r\n\r\n" + INNER,
            id="the second of two in one packet",
        ),
        pytest.param(
            b"HEAD /v1/models HTTP/1.1\r\nHost: " + HOST + b"\r\n\r\n" + INNER,
            id="after a HEAD",
        ),
        pytest.param(
            HEAD + b"Expect: 100-continue\r\n" + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="after one that did not wait to be told",
        ),
        pytest.param(
            HEAD + b"Connection: close\r\n" + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="after one that said it was the last",
        ),
        pytest.param(
            HEAD + b"Connection: Content-Length\r\n" + _length(SMALL) + b"\r\n" + SMALL + INNER,
            id="a length that is named as a header of this hop",
        ),
    ],
)
def test_no_request_hides_in_another(gate: Gate, data: bytes, word: str) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        line.try_ask(data.replace(SECRET.encode(), word.encode()))
        line.try_ask(patience=0.3)  # a second answer would be to the one that hid
    assert_kept_in(events)


H2 = head2(OPENAI)
SPLIT = f"a\r\n\r\n{INNER.decode()}"


def _instead(name: str, value: str) -> list[tuple[str, str]]:
    return [(n, value if n == name else v) for n, v in H2]


@pytest.mark.parametrize("word", [SECRET, HARMLESS], ids=["secret", "harmless"])
@pytest.mark.parametrize("host", [OPENAI, CHATGPT], ids=["to HTTP/1.1", "to HTTP/2"])
@pytest.mark.parametrize(
    ("headers", "body"),
    [
        pytest.param(H2, INNER, id="a body that is a request"),
        pytest.param([*H2, ("content-length", "0")], INNER, id="a length of nothing"),
        pytest.param([*H2, ("content-length", "7")], SMALL + INNER, id="a length too short"),
        pytest.param([*H2, ("content-length", "9999")], SMALL, id="a length too long"),
        pytest.param(
            [*H2, ("transfer-encoding", "chunked")], CHUNKS + INNER, id="chunks, which it has not"
        ),
        pytest.param(
            [*H2, ("connection", "transfer-encoding"), ("transfer-encoding", "chunked")],
            CHUNKS + INNER,
            id="chunks, named for one hop",
        ),
        pytest.param([*H2, ("x-note", SPLIT)], SMALL, id="line ends in a value"),
        pytest.param([*H2, ("x-note", SPLIT.replace("\r", ""))], SMALL, id="line feeds in a value"),
        pytest.param([*H2, (SPLIT, "y")], SMALL, id="line ends in a name"),
        pytest.param([*H2, ("x: y\r\nx", SPLIT)], SMALL, id="a colon in a name"),
        pytest.param(_instead(":path", f"/v1/models HTTP/1.1\r\n{SPLIT}"), b"", id="in the path"),
        pytest.param(_instead(":method", f"GET / HTTP/1.1\r\n{SPLIT}"), b"", id="in the method"),
        pytest.param(_instead(":authority", f"{OPENAI}\r\n{SPLIT}"), b"", id="in the authority"),
        pytest.param([*H2, ("host", f"{OPENAI}\r\n{SPLIT}")], b"", id="in Host"),
        pytest.param([*H2, ("cookie", "a=1"), ("cookie", SPLIT)], b"", id="in a second cookie"),
    ],
)
def test_over_http_2_no_request_hides_in_another(
    gate: Gate, host: str, headers: list[tuple[str, str]], body: bytes, word: str
) -> None:
    def said(name: str, value: str) -> tuple[str, str]:
        ours = value.replace(OPENAI, host) if name in {":authority", "host"} else value
        return name.replace(SECRET, word), ours.replace(SECRET, word)

    events = gate.watch()
    with gate.dial(host, alpn=("h2",)) as line:
        line.sock.settimeout(1.0)
        with contextlib.suppress(TimeoutError, h2.exceptions.ProtocolError):
            ask2(
                line, [said(n, v) for n, v in headers], body.replace(SECRET.encode(), word.encode())
            )
    assert_kept_in(events)


def test_a_body_with_trailers_gets_an_answer(gate: Gate) -> None:
    """mitmproxy itself raises on trailers and leaves the client waiting for ever."""
    with gate.dial(OPENAI) as line:
        reply = line.ask(
            HEAD + b"Transfer-Encoding: chunked\r\n\r\n", chunked(chat(), trailers=b"X-Sum: 1\r\n")
        )
    assert reply.status in {200, 400, 501}


def test_two_good_requests_in_one_packet_are_both_answered(gate: Gate) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        assert line.ask(request(OPENAI, chat("one")) + request(OPENAI, chat("two"))).status == 200
        assert line.reply().status == 200
    assert [q.body for q in events.upstream_saw.questions] == [chat("one"), chat("two")]
    assert len(events.records) == 2


def test_of_two_requests_in_one_packet_the_bad_one_is_refused(gate: Gate) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        assert line.ask(request(OPENAI, chat("one")) + DIRTY).status == 200
        assert line.reply().status == 400
    assert [q.body for q in events.upstream_saw.questions] == [chat("one")]
    assert [r["verdict"] for r in events.records] == ["allow", "block"]


def test_half_a_request_sends_nothing(gate: Gate) -> None:
    events = gate.watch()
    with gate.dial(OPENAI) as line:
        line.send(request(OPENAI, chat())[:-3])
        time.sleep(PAUSE)
    assert events.upstream_saw.nothing


def test_a_client_that_asks_for_http_2_in_the_clear_does_not_get_past(gate: Gate) -> None:
    events = gate.watch()
    upgrade = ("Connection: Upgrade, HTTP2-Settings", "Upgrade: h2c", "HTTP2-Settings: AAMAAABk")
    reply = gate.ask(OPENAI, chat(), *upgrade)
    assert reply.status in {200, 426}
    assert b"h2c" not in events.upstream_saw.received
    assert b"http2-settings" not in events.upstream_saw.received.lower()


@pytest.mark.parametrize("host", [f"{OPENAI}:443", "", "a b", "[::1", "api.openai.com:443:443"])
def test_a_connect_that_is_odd_opens_nothing(gate: Gate, host: str) -> None:
    events = gate.watch()
    try:
        with call(gate.address) as line:
            reply = line.ask(f"CONNECT {host}x HTTP/1.1\r\nHost: {host}\r\n\r\n".encode())
        assert reply.status >= 400 or reply.status == 0
    except Refused:
        pass
    assert events.upstream_saw.nothing
