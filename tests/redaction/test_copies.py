"""A copy of what was taken out is known in any dress; ordinary texts hold none."""

from __future__ import annotations

import base64
import hashlib
import unicodedata
from collections.abc import Callable
from urllib.parse import quote

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.redaction import Copies, headers_with_digest
from gateway.redaction.copies import bare

PASSWORD, PHONE, NAME, KANJI = "Hq7rTz2LmX9w", "090-1234-5678", "Ralph Waldo Emerson", "小鳥遊翼子"
VALUES = [PASSWORD, PHONE, NAME, KANJI]

Dress = Callable[[str], str]


def _wide(text: str) -> str:
    return "".join(chr(ord(c) + 0xFEE0) if "!" <= c <= "~" else c for c in text)


DRESSES: list[object] = [
    pytest.param(lambda v: v, id="as it stands"),
    pytest.param(lambda v: v.upper(), id="in capitals"),
    pytest.param(_wide, id="full width"),
    pytest.param(lambda v: "\u200b".join(v), id="spaces of no width"),
    pytest.param(lambda v: " ".join(v), id="blanks"),
    pytest.param(lambda v: "-".join(v), id="hyphens"),
    pytest.param(lambda v: "\n".join(v), id="a letter a line"),
    pytest.param(lambda v: "".join(f"&#{ord(c)};" for c in v), id="references"),
    pytest.param(lambda v: f"x{v}x", id="within a word"),
    pytest.param(lambda v: v.replace("-", "").replace(" ", ""), id="without signs"),
    pytest.param(lambda v: unicodedata.normalize("NFKD", v), id="decomposed"),
    pytest.param(lambda v: base64.b64encode(v.encode()).decode(), id="base64"),
    pytest.param(lambda v: base64.b64encode(f"a{v}b".encode()).decode(), id="base64, further on"),
    pytest.param(lambda v: base64.urlsafe_b64encode(f"ab{v}".encode()).decode(), id="base64url"),
    pytest.param(lambda v: v.encode().hex(), id="hex"),
    pytest.param(lambda v: "".join(f"%{b:02x}" for b in f"x{v}x".encode()), id="percent signs"),
    pytest.param(lambda v: quote(quote(_wide(v).lower())), id="percent signs, twice"),
    pytest.param(lambda v: base64.b64encode(bare(v).encode()).decode(), id="its letters in base64"),
    pytest.param(lambda v: bare(v).encode().hex(), id="its letters in hex"),
    pytest.param(lambda v: v.encode().hex().upper(), id="hex in capitals"),
]


@pytest.mark.parametrize("dress", DRESSES)
@pytest.mark.parametrize("value", VALUES)
def test_a_copy_is_known(value: str, dress: Dress) -> None:
    assert Copies.of([value]).stand_in(f"before {dress(value)} behind")
    assert Copies.of(["other-value-77", value]).stand_in(dress(value))


@pytest.mark.parametrize("value", VALUES)
def test_a_text_without_it_holds_none(value: str) -> None:
    others = " ".join(v for v in VALUES if v != value)
    assert not Copies.of([value]).stand_in(f"{others} ordinary words 2026-12-01 10:00:00")


@pytest.mark.parametrize("text", ["9012345678", "+81 90-1234-5678", "+81(0)90 1234 5678"])
def test_a_number_is_known_without_the_nought_that_leads_it(text: str) -> None:
    assert Copies.of([PHONE]).stand_in(text)


@pytest.mark.parametrize(
    "value", ["田中", "1234", "Smith", "password", "20261201", "a1", "---", "", "pass1"]
)
def test_what_is_short_or_common_is_not_looked_for(value: str) -> None:
    assert not Copies.of([value])


_LETTERS = st.text(alphabet="ab1-_ .@あ漢字ＡＢ０１", min_size=1, max_size=30)


@given(st.lists(_LETTERS, max_size=9), st.text(max_size=60))
def test_of_any_values_in_any_text(values: list[str], text: str) -> None:
    copies = Copies.of(values)
    assert copies.stand_in("\n".join(values)) is bool(copies)
    copies.stand_in(text)


def test_thousands_of_values() -> None:
    copies = Copies.of(f"value{n:06d}x" for n in range(5_000))
    assert copies.stand_in("a V A L U E 0 0 4 9 9 9 x")
    assert not copies.stand_in("value005001x" * 100)


BODY = b'{"messages": []}'


@pytest.mark.parametrize("name", ["sha256", "sha512", "sha1", "sha384", "md5"])
def test_a_header_with_a_digest_of_the_body_is_known_by_it(name: str) -> None:
    digest = hashlib.new(name, BODY).digest()
    headers = {
        "If-Match": f'"{digest.hex()}"',
        "X-Signature": f"v1={digest.hex().upper()}",
        "Idempotency-Key": base64.b64encode(digest).decode(),
        "Cookie": f"a=b; c={base64.urlsafe_b64encode(digest).decode().rstrip('=')}",
        "User-Agent": "x/1.0",
        "X-Other": quote("0" * 64),
    }
    found = headers_with_digest(BODY, headers.items())
    assert found == {"if-match", "x-signature", "idempotency-key", "cookie"}
