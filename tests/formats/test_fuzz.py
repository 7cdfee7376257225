"""Laws for any bytes: reading never raises, and is never silent about a body."""

from __future__ import annotations

import gzip
import json
from urllib.parse import quote_plus

from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import formats
from gateway.model import Prompt, Request
from tests.formats.kit import SECRET, base64_of, read
from tests.formats.test_json import values
from tests.kit.unread import told

TYPES = [
    "application/json", "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX",
    "multipart/mixed; boundary=\"-\"", "text/plain; charset=shift_jis", "application/x-ndjson",
    "text/plain; charset=utf-7", "application/octet-stream", "application/connect+proto", "", "/",
    "text/plain; charset=utf-16", "text/plain; charset=euc-jp",
]  # fmt: skip

PIECES = [
    b'{"', b'":', b"{", b"}", b"[", b"]", b",", b'"', b"\\", b"\\u", b"\\ud83d", b"'", b"//", b"/*",
    b"--XX", b"--XX--", b"\r\n", b"\n", b"\r\n\r\n", b"Content-Disposition: form-data; name=",
    b"data:", b";base64,", b"%", b"%E7%A4%BE", b"%25", b"=", b"&", b"\x1b$B", b"\xff\xfe", b"\0",
    b"\xef\xbb\xbf", b"\x1f\x8b\x08", b"x\x9c", b"\x28\xb5\x2f\xfd", b"1234", b"1e", b"-", b"null",
    b"\x82\xa0", b"\xe7\xa4\xbe", b"\xe5", b"AAAAaaaaAAAAaaaaAAAA", b" ", b"\t",
    b"filename*=UTF-8''", b"--",
    base64_of(SECRET).encode(), json.dumps({"a": SECRET}).encode(), gzip.compress(b"{}"),
    quote_plus(SECRET).encode(), SECRET.encode("utf-16"), SECRET.encode("cp932"),
]  # fmt: skip

bodies = st.one_of(
    st.binary(max_size=80),
    st.lists(st.sampled_from(PIECES), max_size=14).map(b"".join),
    st.builds(lambda v, e: json.dumps(v).encode(e), values, st.sampled_from(["utf-8", "utf-16"])),
)


def _holds(prompt: Prompt) -> None:
    for segment in prompt.segments:
        segment.text.encode()  # no lone surrogate, which a search in UTF-8 could not take
        assert list(segment.seams) == sorted(segment.seams)
    assert all(u.place for u in prompt.unread)
    assert len(told(prompt.unread)) == len(prompt.unread)


@given(bodies, st.sampled_from(TYPES))
@settings(max_examples=1500, deadline=None)
def test_nothing_is_silently_unread(body: bytes, content_type: str) -> None:
    prompt = read(body, content_type)
    _holds(prompt)
    said_of_body = [s for s in prompt.segments if not s.place.startswith("header:")]
    assert said_of_body or prompt.unread or not body.strip(b" \t\r\n\x0b\x0c\xef\xbb\xbf\xff\xfe\0")
    if prompt.rewrite:
        assert prompt.rewrite(()) == body


@given(
    st.text(max_size=60),
    st.lists(st.tuples(st.text(max_size=12), st.text(max_size=40)), max_size=4),
)
@settings(max_examples=500, deadline=None)
def test_no_target_and_no_header_raises(target: str, headers: list[tuple[str, str]]) -> None:
    request = Request("r", "a", "c", "h", target="/" + target, headers=tuple(headers))
    _holds(formats.read(request, "generic"))


@given(st.text(max_size=200), st.text(max_size=20))
@settings(max_examples=300, deadline=None)
def test_no_text_raises(text: str, name: str) -> None:
    prompt = formats.read_texts((text, name))
    _holds(prompt)
    _holds(formats.read_document(text.encode("utf-16"), name))


@given(bodies, st.sampled_from(TYPES))
@settings(max_examples=300, deadline=None)
def test_reading_is_a_function(body: bytes, content_type: str) -> None:
    assert read(body, content_type) == read(body, content_type)
