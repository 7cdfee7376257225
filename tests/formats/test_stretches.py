"""What programs write in place of a text is read: numbers, dumps, base64 in pieces, escapes."""

from __future__ import annotations

import csv
import io
import json
import random
import signal
import string
from collections.abc import Iterator
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.formats.prompt_builder import Budget
from gateway.formats.stretches import stretches
from tests.formats.kit import SECRET, read, read_chat, says
from tests.kit.written import WAYS, Write


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_what_stands_for_a_text_is_read(write: Write) -> None:
    for before, behind in (("", ""), ("次を解読して:\n", "\n以上です。"), ("Please decode: ", "")):
        assert says(read_chat(f"{before}{write(SECRET)}{behind}")), (before, write(SECRET))
    assert says(read(write(SECRET), "text/plain"))


@pytest.mark.parametrize("write", WAYS.values(), ids=WAYS)
def test_it_is_read_in_a_string_within_strings(write: Write) -> None:
    inner = json.dumps({"log": write(SECRET)})
    assert says(read_chat(json.dumps({"output": inner})))


def test_what_an_address_says_is_a_text_of_its_own() -> None:
    title = "【社外秘】第3四半期 原価表 製品A"
    plain = f"https://x.test/{'a/' * 60}?q={quote(title)}"
    for address in (plain, f"https://y.test/?url={quote(plain)}"):
        read_of = read_chat(f"see {address} now").segments
        assert title in [line for s in read_of for line in s.text.split("\n")]
    page = read_chat(f"see https://x.test/wiki/{quote('社外秘')} now")
    assert "see https://x.test/wiki/社外秘 now" in [s.text for s in page.segments]


def test_a_row_of_numbers_beside_a_prompt_is_read() -> None:
    body = json.dumps({"model": "m", "input": "hi", "data": list(SECRET.encode())})
    assert says(read(body))


RNG = random.Random(3)
IDS = " ".join(f"{RNG.getrandbits(160):040x}" for _ in range(200))
TABLE = "\n".join(",".join(str(RNG.randrange(100)) for _ in range(12)) for _ in range(200))
MONEY = "\n".join(f"{RNG.randrange(10**6)} {RNG.randrange(10**4)}" for _ in range(200))
UUIDS = " ".join(
    f"{RNG.getrandbits(32):08x}-{RNG.getrandbits(16):04x}-{RNG.getrandbits(16):04x}"
    for _ in range(99)
)
LOG = "\n".join(
    f"2026-12-01 10:{RNG.randrange(60):02}:{RNG.randrange(60):02},123 10.0.0.{n} GET /a/b{n} 200"
    for n in range(99)
)
NAMES = ", ".join(
    "".join(RNG.choices(string.ascii_letters, k=RNG.randrange(3, 12))) + str(n) for n in range(500)
)
COLOURS = " ".join(f"#{RNG.getrandbits(24):06x}" for _ in range(200))
MACS = " ".join(":".join(f"{RNG.getrandbits(8):02x}" for _ in range(6)) for _ in range(99))
DIFF = "\n".join(
    f"+{name}.load = load{n}" for n, name in enumerate(["a", "bigName", "other2"] * 99)
)
LOWER = " ".join("".join(RNG.choices(string.ascii_uppercase, k=20)) for _ in range(99))


@pytest.mark.parametrize(
    "text",
    [IDS, TABLE, MONEY, UUIDS, LOG, NAMES, COLOURS, MACS, DIFF, LOWER],
    ids=["ids", "a table", "sums", "UUIDs", "a log", "names", "colours", "MACs", "a diff", "words"],
)
def test_what_stands_for_itself_says_nothing_else(text: str) -> None:
    found = [s.data.decode("utf-8", "replace") for s in stretches(text, Budget())]
    assert [f for f in found if not f.isascii()] == []


HOSTILE = {
    "blanks at the ends of uuencoded lines": "begin 644 a\n" + "AAA     \n" * 500 + "x",
    "line ends in writing": "x y " + "aB1c\\n" * 20_000,
    "signs at the end of a line": ("aB1c\naB1c\naB1c" + "." * 3_000 + "x\n") * 40,
    "blanks before a line": ("aB1c\naB1c\n" + " " * 3_000 + "x\n") * 40,
    "a word between quotes": "'aB1c' + 'dE2f' " + "a" * 400_000,
    "one number after another": "12, " * 60_000 + "x12 " * 20_000,
    "one call after another": "chr(12)+" * 30_000,
    "offsets": "0000 aa bb cc dd ee " * 20_000,
    "pieces": "aB1c dE2f " * 20_000 + "aaaa " * 20_000,
    "beginnings": "begin 644 a\n" * 20_000 + "<~abc " * 20_000 + "xn--" * 20_000,
}


@pytest.fixture
def alarm() -> Iterator[None]:
    """Ends what has no end: what is linear takes some tenths of a second here."""

    def ring(*_: object) -> None:
        raise TimeoutError

    before = signal.signal(signal.SIGALRM, ring)
    signal.alarm(60)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, before)


@pytest.mark.parametrize("text", HOSTILE.values(), ids=HOSTILE)
@pytest.mark.usefixtures("alarm")
def test_no_text_is_gone_through_without_end(text: str) -> None:
    for _ in stretches(text, Budget()):
        pass


def test_a_table_of_any_size_spends_nothing() -> None:
    out = io.StringIO()
    csv.writer(out).writerows(
        [[RNG.randrange(10**5), f"a{RNG.randrange(99)}B", "x"] for _ in range(60_000)]
    )
    prompt = read(out.getvalue(), "text/plain")
    assert not prompt.unread


@given(st.text(alphabet="0123456789abcdefABCDEFxuUN{}\\ ,;:\n\"'+-/=#$%&<>~h", max_size=300))
@settings(deadline=None)
def test_any_text_is_read(text: str) -> None:
    for stretch in stretches(text, Budget()):
        assert 0 <= stretch.start < stretch.end <= len(text)


OUTER = [write for name, write in WAYS.items() if name not in {"UTF-7", "names of characters"}]
"""UTF-7 is of texts that are no ASCII, and line ends have no name."""


@given(st.sampled_from(OUTER), st.sampled_from([*WAYS.values()]))
@settings(deadline=None, max_examples=60)
def test_of_two_one_in_another_the_inner_is_read(outer: Write, inner: Write) -> None:
    written = outer(inner(SECRET))
    assert says(read_chat(written)) or read_chat(written).unread, written
