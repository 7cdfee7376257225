"""A body that is packed hides nothing: what a server could unpack is looked into, or refused."""

from __future__ import annotations

import base64
import bz2
import gzip
import itertools
import zlib
from collections.abc import Callable

import brotli
import pytest
import zstandard
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.kit.assertions import assert_kept_in, assert_refused
from tests.kit.gate import Gate
from tests.kit.policy import MARKED, OPENAI, SECRET, chat

CLEAN, DIRTY = chat(), chat(SECRET)
Encode = Callable[[bytes], bytes]


def raw_deflate(data: bytes) -> bytes:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return packer.compress(data) + packer.flush()


@pytest.mark.parametrize(
    ("coding", "body", "status"),
    [
        pytest.param("gzip", gzip.compress(DIRTY), 400, id="gzip"),
        pytest.param("GZIP", gzip.compress(DIRTY), 400, id="gzip in capitals"),
        pytest.param(" gzip , identity", gzip.compress(DIRTY), 400, id="gzip, then nothing"),
        pytest.param("x-gzip", gzip.compress(DIRTY), 400, id="gzip by its old name"),
        pytest.param("gzip", gzip.compress(CLEAN) + gzip.compress(DIRTY), 400, id="second member"),
        pytest.param("gzip", gzip.compress(DIRTY * 20)[:-12], 415, id="gzip that is cut off"),
        pytest.param("gzip", gzip.compress(CLEAN) + DIRTY, 415, id="plain text after gzip"),
        pytest.param("gzip", gzip.compress(CLEAN) + b"\0" * 9 + DIRTY, 415, id="zeros, then text"),
        pytest.param("gzip", DIRTY, 415, id="plain text that says it is gzip"),
        pytest.param("gzip, gzip", gzip.compress(gzip.compress(DIRTY)), 400, id="gzip twice"),
        pytest.param("br", gzip.compress(DIRTY), 415, id="gzip that says it is brotli"),
        pytest.param("deflate", zlib.compress(DIRTY), 400, id="deflate"),
        pytest.param("deflate", raw_deflate(DIRTY), 400, id="deflate without its head"),
        pytest.param("deflate", zlib.compress(CLEAN) + DIRTY, 415, id="plain text after deflate"),
        pytest.param("br", brotli.compress(DIRTY), 400, id="brotli"),
        pytest.param("br", brotli.compress(CLEAN) + DIRTY, 415, id="plain text after brotli"),
        pytest.param("br", brotli.compress(DIRTY)[:-1], 415, id="brotli that is cut off"),
        pytest.param("zstd", zstandard.compress(DIRTY), 400, id="zstd"),
        pytest.param(
            *("zstd", zstandard.compress(CLEAN) + zstandard.compress(DIRTY), 400),
            id="a second frame of zstd",
        ),
        pytest.param("zstd", zstandard.compress(CLEAN) + DIRTY, 415, id="plain text after zstd"),
        pytest.param("zstd", zstandard.compress(DIRTY)[:-2], 415, id="zstd that is cut off"),
        pytest.param("identity", DIRTY, 400, id="no coding, said in words"),
        pytest.param("", DIRTY, 400, id="an empty coding"),
        pytest.param("foo", DIRTY, 415, id="a coding that nobody knows"),
        pytest.param("compress", DIRTY, 415, id="LZW"),
        pytest.param("hex", DIRTY.hex().encode(), 415, id="Python's codec hex"),
        pytest.param("bz2", bz2.compress(DIRTY), 415, id="Python's codec bz2"),
        pytest.param("utf-16", DIRTY, 415, id="Python's codec utf-16"),
        pytest.param("rot13", DIRTY, 415, id="Python's codec rot13"),
        pytest.param("base64", base64.b64encode(DIRTY), 415, id="base64"),
    ],
)
def test_a_packed_secret_does_not_pass(gate: Gate, coding: str, body: bytes, status: int) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, body, f"Content-Encoding: {coding}")
    # What could be decoded is refused for what was found; the rest because it could not be.
    assert_refused(reply, events, status, 415)


def test_two_lines_of_codings_are_read_as_one(gate: Gate) -> None:
    events = gate.watch()
    headers = ("Content-Encoding: gzip", "Content-Encoding: br")
    reply = gate.ask(OPENAI, brotli.compress(gzip.compress(DIRTY)), *headers)
    assert_refused(reply, events, 400, 415)


def test_a_transfer_coding_hides_nothing(gate: Gate) -> None:
    """RFC 9112 knows gzip as a transfer coding too; a lenient server may undo it."""
    events = gate.watch()
    packed = gzip.compress(DIRTY)
    body = b"%x\r\n%s\r\n0\r\n\r\n" % (len(packed), packed)
    reply = gate.ask(OPENAI, body, "Transfer-Encoding: gzip, chunked", length=False)
    assert reply.status >= 400
    assert_kept_in(events)
    assert events.upstream_saw.nothing


UNSAID = "Content-Type: application/json"


@pytest.mark.parametrize(
    ("body", "header"),
    [
        pytest.param(gzip.compress(DIRTY), UNSAID, id="gzip that does not say so"),
        pytest.param(zlib.compress(DIRTY), UNSAID, id="deflate that does not say so"),
        pytest.param(zstandard.compress(DIRTY), UNSAID, id="zstd that does not say so"),
        pytest.param(brotli.compress(DIRTY), UNSAID, id="brotli that does not say so"),
        pytest.param(bz2.compress(DIRTY), UNSAID, id="bzip2 that does not say so"),
        pytest.param(SECRET.encode("utf-16"), UNSAID, id="UTF-16 with its mark"),
        pytest.param(DIRTY.decode().encode("utf-16-le"), UNSAID, id="UTF-16 without a mark"),
        pytest.param(DIRTY.decode().encode("utf-16-be"), UNSAID, id="UTF-16, high byte first"),
        pytest.param(DIRTY.decode().encode("utf-32-le"), UNSAID, id="UTF-32 without a mark"),
        pytest.param(b"\xef\xbb\xbf" + DIRTY, UNSAID, id="UTF-8 with a mark"),
        pytest.param(b"\0\1\2" + DIRTY, UNSAID, id="control bytes first"),
        pytest.param(chat("\0".join(SECRET)), UNSAID, id="zero characters between the letters"),
        pytest.param(b"\xff\xfe\xfd" + DIRTY, UNSAID, id="bytes of no coding first"),
        pytest.param(MARKED.encode("cp932"), "Content-Type: text/plain", id="Shift_JIS"),
        pytest.param(MARKED.encode("euc-jp"), "Content-Type: text/plain", id="EUC-JP"),
        pytest.param(MARKED.encode("iso-2022-jp"), "Content-Type: text/plain", id="ISO-2022-JP"),
        pytest.param(
            MARKED.encode("cp932"),
            "Content-Type: text/plain; charset=Shift_JIS",
            id="Shift_JIS, so",
        ),
        pytest.param(
            MARKED.encode("utf-16-le"), "Content-Type: text/plain; charset=utf-16", id="UTF-16, so"
        ),
        pytest.param(
            DIRTY.decode().encode("utf-7"),
            "Content-Type: text/plain; charset=utf-7",
            id="UTF-7, so",
        ),
        pytest.param(
            SECRET.encode("cp037"), "Content-Type: text/plain; charset=cp037", id="EBCDIC, said so"
        ),
    ],
)
def test_a_body_in_an_unannounced_form_does_not_pass(gate: Gate, body: bytes, header: str) -> None:
    events = gate.watch()
    reply = gate.ask(OPENAI, body, header)
    assert_refused(reply, events, 400, 415)


CODINGS: dict[str, Encode] = {
    "gzip": gzip.compress,
    "deflate": zlib.compress,
    "br": lambda data: brotli.compress(data, quality=1),
    "zstd": zstandard.compress,
    "identity": bytes,
}


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    really=st.lists(st.sampled_from(sorted(CODINGS)), max_size=3),
    said=st.one_of(st.none(), st.lists(st.sampled_from(sorted(CODINGS)), max_size=3)),
    tail=st.sampled_from([b"", b"\0", b"{}", gzip.compress(b"{}"), b"\n"]),
)
def test_whatever_the_codings_are_and_whatever_is_said_of_them_a_secret_stays(
    gate: Gate, really: list[str], said: list[str] | None, tail: bytes
) -> None:
    body = DIRTY
    for coding in really:
        body = CODINGS[coding](body)
    named = really if said is None else said
    events = gate.watch()
    reply = gate.ask(OPENAI, body + tail, f"Content-Encoding: {', '.join(named)}")
    assert_refused(reply, events, 400, 413, 415)


# ---------------------------------------------------------------- bombs

MIB = 2**20
BOMB = 512 * MIB
ROOM = 160 * MIB  # the decoded limit is 32 MiB; a decoder, its copies and an allocator's slack


def gzip_bomb() -> bytes:
    """512 MiB of zeros in some 500 KiB: one flushed block of deflate, many times."""
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    zeros = bytes(16 * MIB)
    block = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    again = packer.compress(zeros) + packer.flush(zlib.Z_FULL_FLUSH)
    count = BOMB // len(zeros)
    checksum = 0
    for _ in range(count):
        checksum = zlib.crc32(zeros, checksum)
    end = packer.flush()
    head = b"\x1f\x8b\x08\0\0\0\0\0\0\xff"  # RFC 1952, 2.3
    tail = checksum.to_bytes(4, "little") + (BOMB % 2**32).to_bytes(4, "little")
    return head + block + again * (count - 1) + end + tail


def zstd_bomb() -> bytes:
    packer = zstandard.ZstdCompressor(level=1).compressobj()
    parts = [packer.compress(bytes(16 * MIB)) for _ in range(BOMB // (16 * MIB))]
    return b"".join([*parts, packer.flush()])


def brotli_bomb() -> bytes:
    packer = brotli.Compressor(quality=1)
    parts = [packer.process(bytes(16 * MIB)) for _ in range(BOMB // (16 * MIB))]
    return b"".join([*parts, packer.finish()])


@pytest.mark.parametrize(
    ("coding", "bomb"),
    [
        pytest.param("gzip", gzip_bomb, id="gzip"),
        pytest.param("zstd", zstd_bomb, id="zstd"),
        pytest.param("br", brotli_bomb, id="brotli"),
        pytest.param("gzip, gzip", lambda: gzip.compress(gzip_bomb()), id="gzip in gzip"),
    ],
)
def test_a_bomb_is_refused_without_being_unpacked(
    gate: Gate, coding: str, bomb: Callable[[], bytes]
) -> None:
    body = bomb()
    events, before = gate.watch(), gate.peak()
    reply = gate.ask(OPENAI, body, f"Content-Encoding: {coding}")
    assert_refused(reply, events, 413, 415)
    assert gate.peak() - before < ROOM


def test_a_bomb_that_does_not_say_so_is_refused_without_being_unpacked(gate: Gate) -> None:
    events, before = gate.watch(), gate.peak()
    assert_refused(gate.ask(OPENAI, gzip_bomb()), events, 400, 413, 415)
    assert gate.peak() - before < ROOM


def test_a_tower_of_codings_is_refused(gate: Gate) -> None:
    body = DIRTY
    for _ in range(12):
        body = gzip.compress(body)
    events = gate.watch()
    codings = ", ".join(itertools.repeat("gzip", 12))
    assert_refused(gate.ask(OPENAI, body, f"Content-Encoding: {codings}"), events, 400, 415)
