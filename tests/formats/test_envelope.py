"""Path, query and headers: what a client can fill is read, what its HTTP stack fills is not."""

from __future__ import annotations

import json
import random
import string
from urllib.parse import quote

import pytest

from gateway import formats
from gateway.model import Part, Segment
from tests.formats.kit import SECRET, a_request, base64_of
from tests.kit.unread import told

SAID = "社外秘"


def around(target: str = "/", *headers: tuple[str, str]) -> list[Segment]:
    request = a_request(b"", None, target, headers)
    return [s for s in formats.read(request, "generic").segments if s.part is not Part.BODY]


@pytest.mark.parametrize(
    ("query", "unread"),
    [
        pytest.param(
            "connect=v1&encoding=proto&base64=1&message=Eg8KDUhBWUFCVVNBLTI3MTg", 1, id="protobuf"
        ),
        pytest.param("message=x&encoding=%70roto", 1, id="protobuf, escaped"),
        pytest.param("connect=v1&encoding=json&message=%7B%7D", 0, id="JSON, which is read"),
        pytest.param("connect=v1&encoding=proto&message=", 0, id="no message"),
        pytest.param("encoding=utf-8&message=hello", 0, id="no call"),
    ],
)
def test_a_message_of_connect_in_the_query_is_not_read(query: str, unread: int) -> None:
    assert len(formats.read(a_request(b"", None, f"/x?{query}"), "generic").unread) == unread


def found(target: str = "/", *headers: tuple[str, str]) -> list[tuple[str, str]]:
    return [(s.place, s.text) for s in around(target, *headers)]


@pytest.mark.parametrize(
    ("target", "expected"),
    [
        pytest.param("/v1/chat/completions", [], id="words of the vendor's own"),
        pytest.param(
            "/v1/models/" + quote(SAID), [("path:/2", SAID)], id="a text in percent-encoding"
        ),
        pytest.param("/v1/models/" + SAID, [("path:/2", SAID)], id="a text as it stands"),
        pytest.param(
            "/v1beta/models/m:generateContent", [("path:/2", "m")], id="a name and a method"
        ),
        pytest.param(
            "/x;" + quote(SAID) + "/y",
            [("path:/0", "x"), ("path:/1", SAID), ("path:/2", "y")],
            id="a parameter of a path",
        ),
        pytest.param("/?alt=sse", [("query:/#0#", "alt"), ("query:/#0", "sse")], id="a query"),
        pytest.param(
            "/?q=" + quote(SAID) + "+x",
            [("query:/q", SAID + " x")],
            id="a text in a query",
        ),
        pytest.param("/?" + quote(SAID), [("query:/#0#", SAID)], id="a query without a value"),
        pytest.param(
            "/?key=AIzaNotAKey&beta=true",
            [("query:/#1#", "beta"), ("query:/#1", "true")],
            id="a key for the service itself",
        ),
        pytest.param(
            "/?q=" + quote(quote(SAID)),
            [("query:/q", quote(SAID)), ("query:/q#decoded", SAID)],
            id="encoded twice",
        ),
        pytest.param(
            "/?prompt=" + quote(json.dumps({"a": SAID})),
            [("query:/prompt/#0#", "a"), ("query:/prompt/#0", SAID)],
            id="JSON",
        ),
    ],
)
def test_path_and_query(target: str, expected: list[tuple[str, str]]) -> None:
    assert found(target) == expected


def test_shift_jis_in_a_path() -> None:
    assert "社外秘の表" in [s.text for s in around("/" + quote("社外秘の表", encoding="cp932"))]


def test_bytes_that_are_no_text_are_reported() -> None:
    request = a_request(b"", None, "/%81%01?q=%81%01")
    assert told(formats.read(request, "generic").unread) == (
        "path:/0: bytes that are no text",
        "query:/q: bytes that are no text",
    )


@pytest.mark.parametrize(
    "header",
    [
        ("accept", "application/json, text/event-stream;q=0.9, */*"),
        ("accept-encoding", "gzip, deflate, br, zstd"),
        ("accept-language", "ja,en-US;q=0.7,en;q=0.3"),
        ("content-type", "application/json; charset=utf-8"),
        ("content-length", "123"),
        ("anthropic-beta", "claude-code-20250219,context-1m-2025-08-07,effort-2025-11-24"),
        ("anthropic-version", "2023-06-01"),
        ("x-stainless-os", "MacOS"),
        ("x-stainless-retry-count", "0"),
        ("x-request-id", "97850534-faeb-47a7-a87f-b5f158f99da1"),
        ("x-amz-date", "20261121T001627Z"),
        ("amz-sdk-request", "attempt=1; max=3"),
        ("authorization", "Bearer not-a-key"),
        ("x-api-key", "not-a-key"),
        ("cookie", "session=abc; theme=dark%20mode; mail=a%40example.test"),
        (":authority", "api.openai.com"),
    ],
    ids=lambda h: h[0],
)
def test_what_an_http_stack_fills_in_is_no_text(header: tuple[str, str]) -> None:
    assert found("/", header) == []


@pytest.mark.parametrize(
    ("header", "expected"),
    [
        pytest.param(("x-title", SAID), [("header:/x-title", SAID)], id="a known name"),
        pytest.param(
            ("X-Project", "HAYABUSA"),
            [("header:/#0#", "X-Project"), ("header:/#0", "HAYABUSA")],
            id="a name of someone's own is a text as well",
        ),
        pytest.param(
            ("user-agent", "curl/8 " + SAID),
            [("header:/user-agent", "curl/8 " + SAID)],
            id="the client's name",
        ),
        pytest.param(("accept", SAID), [("header:/accept", SAID)], id="a technical header misused"),
        pytest.param(
            ("accept-language", "budget of next year"),
            [("header:/accept-language", "budget of next year")],
            id="words where a stack sends tokens",
        ),
        pytest.param(("authorization", SAID), [("header:/authorization", SAID)], id="no key"),
        pytest.param(
            ("cookie", "a=b; c=" + quote(SAID)),
            [("header:/cookie", "c=" + SAID)],
            id="a text in a cookie",
        ),
    ],
)
def test_what_a_client_puts_into_a_header(
    header: tuple[str, str], expected: list[tuple[str, str]]
) -> None:
    assert found("/", header) == expected


RANDOM = random.Random(11)
KEYS = [
    "AKIA" + "".join(RANDOM.choices(string.ascii_uppercase + "234567", k=16)),
    "glpat-" + "".join(RANDOM.choices(string.ascii_letters + string.digits, k=20)),
    "ghp_" + "".join(RANDOM.choices(string.ascii_letters + string.digits, k=36)),
    "password=Vq7LrT2m9x",
]


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    ("name", "form"),
    [
        ("content-type", "application/json; x={}"),
        ("accept-language", "{}"),
        ("origin", "{}"),
        ("traceparent", "00-{}-01"),
        ("x-request-id", "{}"),
        ("sec-websocket-key", "{}"),
        ("x-csrf-token", "{}"),
        ("cookie", "a=b; c={}"),
    ],
)
def test_a_key_is_read_wherever_the_services_own_does_not_belong(
    name: str, form: str, key: str
) -> None:
    assert any(key in text for _, text in found("/", (name, form.format(key))))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(base64_of(SECRET), id="base64"),
        pytest.param(f"=?UTF-8?B?{base64_of(SECRET)}?=", id="RFC 2047"),
        pytest.param(quote(SECRET), id="percent-encoding"),
        pytest.param(json.dumps({"a": SECRET}), id="JSON"),
        pytest.param(SECRET.encode("cp932").decode("utf-8", "surrogateescape"), id="Shift_JIS"),
        pytest.param(SECRET.encode("euc_jp").decode("utf-8", "surrogateescape"), id="EUC-JP"),
        pytest.param(SECRET.encode().decode("latin-1"), id="UTF-8 as Latin-1"),
    ],
)
@pytest.mark.parametrize("name", ["x-title", "x-stainless-os", "accept"])
def test_a_coded_header(name: str, value: str) -> None:
    segments = around("/", (name, value))
    assert SECRET in [s.text for s in segments]
    assert {s.part for s in segments} == {Part.HEADER}


def test_the_bodys_segments_come_first() -> None:
    request = a_request(b'{"content":"x"}', target="/" + SAID, headers=(("x-title", SAID),))
    parts = [s.part for s in formats.read(request, "generic").segments]
    assert parts == [Part.BODY, Part.PATH, Part.HEADER]
