"""Content codings: every member, nothing after the end, never more than the limit."""

from __future__ import annotations

import bz2
import contextlib
import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.content.decompression import TooLargeError, UndecodableError, decode
from tests.content.decompression.kit import MIB, bare_deflate, skipped

ZSTD = zstandard.compress
PLAIN = b'{"messages": []}' * 40


ENCODERS = {
    "gzip": gzip.compress,
    "x-gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": brotli.compress,
    "zstd": ZSTD,
}


@given(body=st.binary(max_size=3000), names=st.lists(st.sampled_from(sorted(ENCODERS)), max_size=2))
@settings(max_examples=60, deadline=None)
def test_what_was_encoded_is_decoded(body: bytes, names: list[str]) -> None:
    sent = body
    for name in names:
        sent = ENCODERS[name](sent)
    assert decode(sent, [", ".join(names)], MIB) == body


@pytest.mark.parametrize(
    ("sent", "coding"),
    [
        pytest.param(gzip.compress(b"a") + gzip.compress(b"b"), "gzip", id="gzip members"),
        pytest.param(ZSTD(b"a") + ZSTD(b"b"), "zstd", id="zstd frames"),
    ],
)
def test_every_member_is_read(sent: bytes, coding: str) -> None:
    assert decode(sent, [coding], MIB) == b"ab"


def test_bare_deflate_is_read_as_lenient_servers_do() -> None:
    assert decode(bare_deflate(PLAIN), ["deflate"], MIB) == PLAIN


@pytest.mark.parametrize("coding", ["GZIP", " gzip ", "identity, gzip", "gzip,", "gzip, identity"])
def test_names_are_compared_as_http_does(coding: str) -> None:
    assert decode(gzip.compress(PLAIN), [coding], MIB) == PLAIN


def test_an_empty_body_is_empty_whatever_its_coding_says() -> None:
    assert decode(b"", ["gzip"], MIB) == b""


@pytest.mark.parametrize(
    ("sent", "codings"),
    [
        pytest.param(PLAIN.hex().encode(), ["hex"], id="a codec of Python's"),
        pytest.param(bz2.compress(PLAIN), ["bz2"], id="another codec of Python's"),
        pytest.param(PLAIN, ["utf-16"], id="a charset"),
        pytest.param(PLAIN, ["foo"], id="a name nobody knows"),
        pytest.param(PLAIN, ["gzip"], id="not what it says"),
        pytest.param(gzip.compress(PLAIN)[:-9], ["gzip"], id="gzip cut short"),
        pytest.param(gzip.compress(PLAIN) + b"secret", ["gzip"], id="gzip and more"),
        pytest.param(zlib.compress(PLAIN)[:-5], ["deflate"], id="deflate cut short"),
        pytest.param(zlib.compress(PLAIN) + b"secret", ["deflate"], id="deflate and more"),
        pytest.param(brotli.compress(PLAIN)[:-1], ["br"], id="brotli cut short"),
        pytest.param(brotli.compress(PLAIN) + b"x", ["br"], id="brotli and more"),
        pytest.param(ZSTD(PLAIN)[:-2], ["zstd"], id="zstd cut short"),
        pytest.param(ZSTD(PLAIN) + b"secret", ["zstd"], id="zstd and more"),
        pytest.param(ZSTD(PLAIN) + skipped(b"secret"), ["zstd"], id="a frame that is passed over"),
        pytest.param(PLAIN, ["gzip", "gzip", "gzip"], id="three codings"),
        pytest.param(gzip.compress(gzip.compress(PLAIN)), ["gzip, br"], id="the wrong order"),
    ],
)
def test_what_is_not_understood_is_refused(sent: bytes, codings: list[str]) -> None:
    with pytest.raises(UndecodableError):
        decode(sent, codings, MIB)


@pytest.mark.parametrize("coding", sorted(ENCODERS))
def test_a_bomb_stops_at_the_limit(coding: str) -> None:
    with pytest.raises(TooLargeError):
        decode(ENCODERS[coding](bytes(8 * MIB)), [coding], MIB)


@pytest.mark.parametrize(("coding", "encode"), [("gzip", gzip.compress), ("zstd", ZSTD)])
def test_members_without_end_are_refused(coding: str, encode: Callable[[bytes], bytes]) -> None:
    with pytest.raises(UndecodableError):
        decode(encode(b"") * 100_000, [coding], MIB)


def test_a_bomb_within_a_bomb_stops_at_the_limit() -> None:
    with pytest.raises(TooLargeError):
        decode(gzip.compress(gzip.compress(bytes(64 * MIB))), ["gzip, gzip"], MIB)


def test_many_small_members_stop_at_the_limit() -> None:
    with pytest.raises(TooLargeError):
        decode(gzip.compress(bytes(MIB // 4)) * 5, ["gzip"], MIB)


@given(body=st.binary(max_size=400), coding=st.sampled_from(sorted(ENCODERS)))
@settings(max_examples=200, deadline=None)
def test_whatever_is_sent_is_bytes_or_a_refusal(body: bytes, coding: str) -> None:
    with contextlib.suppress(UndecodableError, TooLargeError):
        assert isinstance(decode(body, [coding], MIB), bytes)
