"""Compressed files: what is in them, what stands in their heads, what is wrong with them."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
import zlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.content.decompression import COMPRESSED, Unpacked, unpack
from tests.content.decompression.kit import MIB, skipped, zstd

GZIP, ZSTD = "application/gzip", "application/zstd"
BZIP2, XZ = "application/x-bzip2", "application/x-xz"


def named(name: str, data: bytes) -> bytes:
    out = io.BytesIO()
    with gzip.GzipFile(name, "wb", fileobj=out) as file:
        file.write(data)
    return out.getvalue()


def with_extra(extra: bytes, data: bytes) -> bytes:
    packed = gzip.compress(data)
    head = packed[:3] + b"\x04" + packed[4:10]
    return head + len(extra).to_bytes(2, "little") + extra + packed[10:]


@pytest.mark.parametrize(
    ("data", "media_type", "said"),
    [
        pytest.param(gzip.compress(b"a") + gzip.compress(b"b"), GZIP, "", id="gzip"),
        pytest.param(zlib.compress(b"ab"), GZIP, "", id="zlib"),
        pytest.param(named("plan", b"a") + named("cost", b"b"), GZIP, "plan\ncost", id="names"),
        pytest.param(with_extra(b"some words", b"ab"), GZIP, "some words", id="an extra field"),
        pytest.param(with_extra(b"BC\2\0\x1b\xff\x80\x81", b"ab"), GZIP, "", id="a binary field"),
        pytest.param(zstd(b"a") + zstd(b"b"), ZSTD, "", id="zstd"),
        pytest.param(
            zstd(b"a") + skipped(b"some words") + zstd(b"b"), ZSTD, "some words", id="skipped"
        ),
        pytest.param(zstd(b"ab") + skipped(bytes(9)), ZSTD, "", id="zeros that are skipped"),
        pytest.param(bz2.compress(b"a") + bz2.compress(b"b"), BZIP2, "", id="bzip2"),
        pytest.param(lzma.compress(b"a") + lzma.compress(b"b") + bytes(4), XZ, "", id="xz"),
    ],
)
def test_all_that_a_file_holds_is_found(data: bytes, media_type: str, said: str) -> None:
    assert unpack(data, media_type, MIB) == Unpacked(b"ab", said)


@pytest.mark.parametrize(
    ("data", "media_type", "fault"),
    [
        pytest.param(gzip.compress(b"a")[:-1], GZIP, "cut-short", id="cut short"),
        pytest.param(gzip.compress(b"a") + b"b", GZIP, "bytes-after-the-end", id="bytes behind"),
        pytest.param(b"BZh91AY&SYsomething", BZIP2, "damaged", id="damaged"),
        pytest.param(lzma.compress(bytes(2 * MIB)), XZ, "too-large", id="too large"),
        pytest.param(zstd(b"") * 1001, ZSTD, "many-frames", id="frames without end"),
        pytest.param(
            zstd(b"a") + skipped(bytes(range(128, 256))), ZSTD, "strange-head", id="skipped bytes"
        ),
    ],
)
def test_what_is_wrong_has_a_code(data: bytes, media_type: str, fault: str) -> None:
    found = unpack(data, media_type, MIB)
    assert (found.data, found.fault) == (b"", fault)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(named("plan", b"a")[:-1], id="gzip"),
        pytest.param(gzip.compress(b"a") + named("plan", b"b") + b"c", id="a second member"),
    ],
)
def test_what_stands_in_a_head_is_found_before_damage(data: bytes) -> None:
    found = unpack(data, GZIP, MIB)
    assert found.said == "plan"
    assert found.fault


@given(data=st.binary(max_size=300), media_type=st.sampled_from(sorted(COMPRESSED)))
@settings(max_examples=300, deadline=None)
def test_any_bytes_are_unpacked_or_have_a_fault(data: bytes, media_type: str) -> None:
    for head in (b"", gzip.compress(b"a"), b"\x1f\x8b\x08\x1c", zstd(b"a"), b"\x50\x2a\x4d\x18"):
        found = unpack(head + data, media_type, MIB)
        assert not (found.data and found.fault)
