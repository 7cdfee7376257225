"""Where the caller proves itself: tokens go unread, a text in their place does not."""

from __future__ import annotations

import base64
import json
import random
import secrets
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.formats.caller_tokens import is_token, proves_caller

TEXT = "来期の原価表: 樹脂は前年比12%増、北斗向けは値引き不可"
LOT = random.Random(5)


def in_base64(text: str, charset: str = "utf-8") -> str:
    return base64.b64encode(text.encode(charset)).decode()


def web_token(claims: object) -> str:
    parts = ({"alg": "RS256", "typ": "JWT"}, claims)
    said = [base64.urlsafe_b64encode(json.dumps(p).encode()).decode().rstrip("=") for p in parts]
    signature = base64.urlsafe_b64encode(LOT.randbytes(256)).decode().rstrip("=")
    return ".".join([*said, signature])


CLAIMS = {
    "iss": "https://login.example.test/0f8fad5b/v2.0",
    "aud": "https://api.example.test",
    "name": "山田 太郎",
    "scp": "user.read files.read mail.send",
    "exp": 1_800_000_000,
    "roles": ["admin"],
}


@pytest.mark.parametrize(
    "value",
    [
        pytest.param("AIza" + "Sy" + LOT.randbytes(24).hex()[:33], id="a key of Google's form"),
        pytest.param("sk-proj-" + base64.urlsafe_b64encode(LOT.randbytes(96)).decode(), id="a key"),
        pytest.param(LOT.randbytes(32).hex(), id="a signature in hex"),
        pytest.param(base64.b64encode(LOT.randbytes(32)).decode(), id="one in base64"),
        pytest.param(base64.b64encode(LOT.randbytes(1500)).decode(), id="a session token"),
        pytest.param("0f8fad5b-d9cb-469f-a165-70867728950e", id="a UUID"),
        pytest.param(
            "AKIA" + "7QZX2MPLTR4WJ6DN/20261201/us-east-1/s3/aws4_request", id="a scope of AWS"
        ),
        pytest.param(web_token(CLAIMS), id="a JSON Web Token with a person's name"),
        pytest.param("demo", id="a word"),
        pytest.param("", id="nothing"),
    ],
)
def test_a_token_is_one(value: str) -> None:
    assert is_token(value)
    assert proves_caller(f"Bearer {value}") or not value
    assert proves_caller(value)


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(TEXT, id="a text in Japanese"),
        pytest.param("the second plant stops its night shift", id="a text in English"),
        pytest.param(in_base64(TEXT), id="in base64"),
        pytest.param(in_base64(TEXT).rstrip("="), id="without padding"),
        pytest.param("k." + in_base64(TEXT) + ".z", id="between dots"),
        pytest.param(in_base64(TEXT, "cp932"), id="in Shift_JIS"),
        pytest.param(TEXT.encode().hex(), id="in hex"),
        pytest.param(web_token({"sub": TEXT * 30}), id="as a claim"),
        pytest.param(web_token({f"c{n}": TEXT for n in range(40)}), id="as many claims"),
        pytest.param("eyJ" + in_base64(TEXT) + "." + in_base64(TEXT) + ".x", id="as no JSON"),
        pytest.param("x" * 5_000, id="without end"),
    ],
)
def test_a_text_in_its_place_is_none(value: str) -> None:
    assert not is_token(value)
    for scheme in ("", "Bearer ", "Token ", "Basic "):
        assert not proves_caller(scheme + value)


@pytest.mark.parametrize(
    ("value", "proves"),
    [
        pytest.param("Basic " + in_base64("alice:correct-horse"), True, id="a log-in"),
        pytest.param("Basic " + in_base64("山田:ひみつ"), True, id="one in Japanese"),
        pytest.param("Basic " + in_base64(f"a:{TEXT}"), False, id="a text as the password"),
        pytest.param("Basic " + in_base64("a:" + "x" * 300), False, id="a password without end"),
        pytest.param(
            "AWS4-HMAC-SHA256 Credential=AKID/20261201/us-east-1/bedrock/aws4_request, "
            f"SignedHeaders=host;x-amz-date, Signature={LOT.randbytes(32).hex()}",
            True,
            id="a signature of AWS",
        ),
        pytest.param(f"Digest username={in_base64(TEXT)}", False, id="a text as a parameter"),
        pytest.param('GoogleLogin auth="abc"', True, id="a parameter"),
        pytest.param("Bearer tell nobody of it", False, id="words behind a scheme"),
    ],
)
def test_what_a_scheme_says(value: str, proves: bool) -> None:
    assert proves_caller(value) is proves


@pytest.mark.parametrize(
    "make",
    [
        pytest.param(secrets.token_urlsafe, id="URL-safe base64"),
        pytest.param(secrets.token_hex, id="hex"),
        pytest.param(lambda n: base64.b64encode(secrets.token_bytes(n)).decode(), id="base64"),
    ],
)
@given(size=st.integers(9, 200))
def test_no_key_is_taken_for_a_text_by_chance(make: Callable[[int], str], size: int) -> None:
    assert all(is_token(make(size)) for _ in range(20))


@given(st.text(st.characters(min_codepoint=0x3041, max_codepoint=0x3096), min_size=6, max_size=300))
def test_no_text_in_base64_is_a_token(text: str) -> None:
    assert not is_token(in_base64(text))
