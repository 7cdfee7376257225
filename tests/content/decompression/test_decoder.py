"""Laws of every coding: however it is cut the same comes out, never too much, no error is lost."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.content.decompression import DecompressionError, TooLargeError, UndecodableError
from gateway.content.decompression.bounds import BROTLI_STEP, MAX_MEMBERS, PIECE, ZSTD_STEP
from gateway.content.decompression.decoder import BROTLI, BROTLI_IN_STEPS, XZ, Decoder
from tests.content.decompression.kit import (
    CASES,
    MIB,
    Case,
    bomb,
    cut,
    fast_brotli,
    skipped,
    undone,
    zstd,
)

SETTINGS = settings(max_examples=60, deadline=None)
every_coding = pytest.mark.parametrize("case", CASES.values(), ids=CASES)
with_members = pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=name) for name, case in CASES.items() if case.coding.begins],
)
plains = st.one_of(
    st.binary(max_size=400),
    st.builds(lambda unit, times: unit * times, st.binary(max_size=9), st.integers(0, 5_000)),
)
sizes = st.lists(st.integers(1, 700), min_size=1, max_size=5)


@every_coding
@given(plain=plains, sizes=sizes)
@SETTINGS
def test_however_it_is_cut_the_same_comes_out(case: Case, plain: bytes, sizes: list[int]) -> None:
    packed = case.encode(plain)
    assert undone(case.coding, cut(packed, sizes)) == undone(case.coding, [packed]) == plain


@with_members
@given(plains=st.lists(plains, min_size=1, max_size=4), sizes=sizes)
@SETTINGS
def test_every_member_is_read(case: Case, plains: list[bytes], sizes: list[int]) -> None:
    packed = b"".join(map(case.encode, plains))
    assert undone(case.coding, cut(packed, sizes)) == b"".join(plains)


@every_coding
@given(plain=plains, more=st.integers(0, 9))
@SETTINGS
def test_what_fits_into_the_room_comes_and_a_byte_more_does_not(
    case: Case, plain: bytes, more: int
) -> None:
    packed = case.encode(plain)
    assert undone(case.coding, [packed], len(plain) + more) == plain
    if plain:
        with pytest.raises(TooLargeError):
            undone(case.coding, [packed], len(plain) - 1)


IN_STEPS = BROTLI_STEP // 8 * 16 * MIB
OVER = {
    "brotli": PIECE if BROTLI != BROTLI_IN_STEPS else IN_STEPS,
    "brotli in steps": IN_STEPS,
    "zstd": ZSTD_STEP // 4 * 128 * 1024,
    "zstd unskipped": ZSTD_STEP // 4 * 128 * 1024,
}
"""Bytes by which a step may go beyond what is asked for; of the others none."""


@pytest.mark.parametrize("name", CASES)
@pytest.mark.parametrize("most", [1, 1000, PIECE])
def test_a_step_gives_no_more_than_its_bound(name: str, most: int) -> None:
    member, waiting = CASES[name].coding.member(), bomb(name)
    largest = came = 0
    while not member.ended and came < 3 * PIECE:
        given, waiting = (waiting[:1000], waiting[1000:]) if member.hungry else (b"", waiting)
        out = member.take(given, most)
        largest, came = max(largest, len(out)), came + max(len(out), PIECE // 500)
    assert 0 < largest <= most + OVER.get(name, 0)


@pytest.mark.parametrize("name", CASES)
def test_a_bomb_stops_at_the_room(name: str) -> None:
    pieces = Decoder(CASES[name].coding, 3 * MIB).feed(bomb(name))
    came: list[int] = []
    with pytest.raises(TooLargeError):
        came.extend(map(len, pieces))
    assert sum(came) <= 3 * MIB


@every_coding
@given(plain=plains.filter(bool), data=st.data(), sizes=sizes)
@SETTINGS
def test_what_is_cut_short_is_an_error(
    case: Case, plain: bytes, data: st.DataObject, sizes: list[int]
) -> None:
    packed = case.encode(plain)
    end = data.draw(st.integers(1, len(packed) - 1))
    with pytest.raises(UndecodableError, match="cut-short"):
        undone(case.coding, cut(packed[:end], sizes))


@every_coding
@given(plain=plains, rest=st.binary(max_size=50), sizes=sizes)
@SETTINGS
def test_bytes_behind_the_end_are_an_error(
    case: Case, plain: bytes, rest: bytes, sizes: list[int]
) -> None:
    packed = case.encode(plain) + b"secret" + rest
    with pytest.raises(UndecodableError) as caught:
        undone(case.coding, cut(packed, sizes))
    told = {"bytes-after-the-end"} if case.encode is not fast_brotli else TOLD_BY_BROTLI
    assert str(caught.value) in told


TOLD_BY_BROTLI = {"bytes-after-the-end", "damaged"}
"""Its library does not say where the end is, if more follows at once."""


@pytest.mark.parametrize(
    "case",
    [pytest.param(case, id=name) for name, case in CASES.items() if case.has_checksum],
)
@given(plain=plains, data=st.data(), sizes=sizes)
@SETTINGS
def test_what_was_damaged_is_an_error_or_comes_as_it_was(
    case: Case, plain: bytes, data: st.DataObject, sizes: list[int]
) -> None:
    packed = bytearray(case.encode(plain))
    packed[data.draw(st.integers(0, len(packed) - 1))] ^= data.draw(st.integers(1, 255))
    with contextlib.suppress(DecompressionError):
        assert undone(case.coding, cut(bytes(packed), sizes)) == plain


@every_coding
@given(sent=st.binary(max_size=400), sizes=sizes)
@SETTINGS
def test_whatever_is_sent_is_bytes_or_an_error(case: Case, sent: bytes, sizes: list[int]) -> None:
    for head in (b"", case.encode(b"some text"), case.encode(b"some text")[:8]):
        with contextlib.suppress(DecompressionError):
            assert isinstance(undone(case.coding, cut(head + sent, sizes)), bytes)


@with_members
def test_members_are_counted(case: Case) -> None:
    packed = case.encode(b"a")
    assert undone(case.coding, [packed * MAX_MEMBERS]) == b"a" * MAX_MEMBERS
    with pytest.raises(UndecodableError, match=case.coding.many):
        undone(case.coding, [packed * (MAX_MEMBERS + 1)])


@with_members
@given(plains=st.lists(plains, min_size=1, max_size=4), sizes=sizes)
@SETTINGS
def test_it_is_known_where_members_begin(case: Case, plains: list[bytes], sizes: list[int]) -> None:
    packed = [case.encode(plain) for plain in plains]
    starts: list[int] = []
    decoder = Decoder(case.coding, MIB, starts=starts)
    for piece in cut(b"".join(packed), sizes):
        list(decoder.feed(piece))
    assert starts == [sum(map(len, packed[:i])) for i in range(len(packed))]


def test_zeros_pad_streams_of_xz() -> None:
    packed = CASES["xz"].encode(b"a")
    assert undone(XZ, [packed, bytes(4), bytes(4) + packed, bytes(8)]) == b"aa"


def test_frames_that_are_passed_over_hold_nothing_or_are_refused() -> None:
    packed = zstd(b"a") + skipped(b"secret") + zstd(b"b")
    assert undone(CASES["zstd"].coding, [packed]) == b"ab"
    for sent in (packed, skipped(b"secret") + zstd(b"a")):
        with pytest.raises(UndecodableError):
            undone(CASES["zstd unskipped"].coding, [sent])
