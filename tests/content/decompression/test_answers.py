"""Answers: undone as they come, as many members as come, no more than bytes could hold."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable

import brotli
import pytest

from gateway.content.decompression import DecompressionError, answer_decoder
from tests.content.decompression.kit import MIB, bare_deflate, bomb, cut, skipped, zstd

TEXT = b'data: {"delta": "some text"}\n\n' * 50


def undone(coding: str, packed: bytes, size: int) -> bytes:
    decode = answer_decoder(coding)
    assert decode
    return b"".join(out for piece in cut(packed, [size]) for out in decode(piece))


@pytest.mark.parametrize("size", [1, 7, 10**6])
@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        pytest.param("", TEXT, id="no coding"),
        pytest.param("Identity", TEXT, id="identity"),
        pytest.param(" X-GZIP", gzip.compress(TEXT), id="gzip"),
        pytest.param("deflate", zlib.compress(TEXT), id="zlib"),
        pytest.param("deflate", bare_deflate(TEXT), id="bare deflate"),
        pytest.param("br", brotli.compress(TEXT), id="brotli"),
        pytest.param("zstd", zstd(TEXT), id="zstd"),
        pytest.param("zstd", skipped(b"size") + zstd(TEXT), id="a frame that is passed over"),
        pytest.param("gzip", gzip.compress(TEXT)[:-8], id="its end has not come"),
    ],
)
def test_an_answer_is_undone_as_it_comes(coding: str, packed: bytes, size: int) -> None:
    assert undone(coding, packed, size) == TEXT


@pytest.mark.parametrize(("coding", "encode"), [("gzip", gzip.compress), ("zstd", zstd)])
def test_each_event_may_be_packed_by_itself(coding: str, encode: Callable[[bytes], bytes]) -> None:
    assert undone(coding, encode(b"a") * 3_000, 10**6) == b"a" * 3_000


@pytest.mark.parametrize("coding", ["compress", "gzip, br", "utf-8"])
def test_what_is_not_known_is_not_undone(coding: str) -> None:
    assert answer_decoder(coding) is None


@pytest.mark.parametrize(
    ("coding", "packed"),
    [
        pytest.param("gzip", gzip.compress(TEXT) + b"more", id="bytes behind the end"),
        pytest.param("zstd", TEXT, id="not what it says"),
        pytest.param("br", bomb("brotli"), id="brotli without end"),
        pytest.param("zstd", bomb("zstd"), id="zstd without end"),
    ],
)
def test_what_no_honest_sender_sends_is_broken_off(coding: str, packed: bytes) -> None:
    with pytest.raises(DecompressionError):
        undone(coding, packed, 64)


def test_what_shrinks_as_far_as_deflate_goes_is_undone() -> None:
    assert undone("gzip", gzip.compress(bytes(8 * MIB)), 1000) == bytes(8 * MIB)
