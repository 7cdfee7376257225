"""What is coded in a text is read: base64, hex, `data:` addresses, escapes, one in another."""

from __future__ import annotations

import base64
import gzip
import json
import random
import zlib
from typing import Any
from urllib.parse import quote

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.content import charset
from gateway.model import Prompt
from tests.formats.kit import SECRET, a_chat, base64_of, read, read_chat, says, texts
from tests.kit.unread import told

PNG = b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 5
UTF8 = SECRET.encode()


def escaped(text: str, form: str) -> str:
    return "".join(form.format(ord(c)) for c in text)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(base64_of(UTF8), id="base64, the whole text"),
        pytest.param(f"これを読んで: {base64_of(UTF8)}。", id="base64 within a text"),
        pytest.param(base64_of(UTF8).rstrip("="), id="base64 without its padding"),
        pytest.param(
            base64.urlsafe_b64encode(b"??>>" + UTF8).decode(), id="base64 of the other alphabet"
        ),
        pytest.param("x\n" + base64.encodebytes(UTF8 * 9).decode() + "y", id="base64 in lines"),
        pytest.param(
            "someIdentifierThatIsLong1\n" + base64_of(UTF8), id="base64 after a line that is none"
        ),
        pytest.param("id_" + base64_of(UTF8), id="base64 behind a name"),
        pytest.param("x-y_z/" + base64_of(UTF8) + "_1", id="base64 between names"),
        pytest.param("https://example.test/d/" + base64_of(UTF8), id="base64 in an address"),
        pytest.param(base64_of(SECRET, "cp932"), id="Shift_JIS in base64"),
        pytest.param(base64_of(SECRET, "euc_jp"), id="EUC-JP in base64"),
        pytest.param(base64_of(SECRET, "iso2022_jp"), id="ISO-2022-JP in base64"),
        pytest.param(base64_of(SECRET, "utf-16"), id="UTF-16 with a mark in base64"),
        pytest.param(base64_of(SECRET, "utf-16-le"), id="UTF-16 without a mark in base64"),
        pytest.param(base64_of(SECRET, "utf-16-be"), id="UTF-16 the other way round in base64"),
        pytest.param(base64_of(base64_of(UTF8)), id="base64 twice"),
        pytest.param(base64_of(base64_of(base64_of(UTF8))), id="base64 three times"),
        pytest.param(base64_of(gzip.compress(UTF8)), id="gzip in base64"),
        pytest.param(base64_of(zstandard.compress(UTF8)), id="Zstandard in base64"),
        pytest.param(base64_of(json.dumps({"a": SECRET})), id="JSON with escapes in base64"),
        pytest.param(UTF8.hex(), id="hex"),
        pytest.param(f"dump {UTF8.hex().upper()}", id="hex in capitals"),
        pytest.param("data:text/plain;base64," + base64_of(UTF8), id="a data: address"),
        pytest.param(
            "看 DATA:;charset=utf-8;base64," + base64_of(UTF8) + " 完", id="one in a text"
        ),
        pytest.param("data:," + quote(SECRET), id="a data: address in percent-encoding"),
        pytest.param(
            "[x](data:text/plain;base64," + quote(base64_of(UTF8)) + ")", id="base64 with percents"
        ),
        pytest.param(quote(SECRET), id="percent-encoding"),
        pytest.param(quote(quote(SECRET)), id="percent-encoding twice"),
        pytest.param("https://x.test/?q=" + quote(SECRET, encoding="cp932"), id="in Shift_JIS"),
        pytest.param(escaped(SECRET, "\\u{:04x}"), id="escapes of JSON"),
        pytest.param(escaped(SECRET, "\\u{{{:x}}}"), id="escapes of JavaScript"),
        pytest.param("".join(f"\\x{b:02x}" for b in UTF8), id="escapes of bytes"),
        pytest.param("".join(f"={b:02X}" for b in UTF8), id="quoted-printable"),
        pytest.param("".join(f"\\u{b:04x}" for b in base64_of(UTF8).encode()), id="escaped base64"),
    ],
)
def test_a_coded_secret_is_read(content: str) -> None:
    prompt = read_chat(content)
    assert says(prompt)
    assert prompt.unread == ()


def test_some_letters_escaped_within_a_word() -> None:
    assert says(read_chat("見出し: 社\\u5916秘の文書"), "見出し: 社外秘の文書")


@pytest.mark.parametrize(
    "escape",
    [
        pytest.param(lambda s: s.replace("/", "\\/"), id="with \\/"),
        pytest.param(lambda s: s[:9] + f"\\u00{ord(s[9]):02x}" + s[10:], id="a letter escaped"),
        pytest.param(lambda s: "".join(f"\\u00{ord(c):02x}" for c in s), id="every letter escaped"),
    ],
)
def test_base64_that_json_escapes_is_found(escape: Any) -> None:
    coded = base64_of(SECRET + "/?>?" * 9)
    body = '{"content":"' + escape(coded) + '"}'
    assert says(read(body))


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        pytest.param(
            {"image_url": {"url": "data:image/png;base64," + base64_of(PNG)}},
            "/messages/0/content/image_url/url#decoded: image/png, not looked into",
            id="an image in a data: address",
        ),
        pytest.param(
            f"![x](data:image/png;base64,{base64_of(PNG)})",
            "/messages/0/content#decoded: image/png, not looked into",
            id="an image in Markdown",
        ),
        pytest.param(
            {"inlineData": {"mimeType": "image/png", "data": base64_of(PNG)}},
            "/messages/0/content/inlineData/data#decoded: image/png, not looked into",
            id="an image for Gemini",
        ),
        pytest.param(
            {
                "source": {
                    "type": "base64",
                    "media_type": "application/pdf",
                    "data": base64_of(b"%PDF-1.7\nx"),
                }
            },
            "/messages/0/content/source/data#decoded: application/pdf, not looked into",
            id="a PDF for Anthropic",
        ),
        pytest.param(
            {"document": {"source": {"bytes": base64_of(b"PK\x03\x04" + PNG)}}},
            "/messages/0/content/document/source/bytes#decoded: application/zip, not looked into",
            id="an Office file for Bedrock",
        ),
        pytest.param(
            {"images": [base64_of(b"\xff\xd8\xff\xe0" + PNG)]},
            "/messages/0/content/images/0#decoded: image/jpeg, not looked into",
            id="a photograph for Ollama",
        ),
        pytest.param(
            {"input_audio": {"format": "wav", "data": base64_of(b"RIFF\0\0\0\0WAVE" + PNG)}},
            "/messages/0/content/input_audio/data#decoded: audio/wav, not looked into",
            id="speech for OpenAI",
        ),
        pytest.param(
            {"file_data": base64_of(random.Random(1).randbytes(99))},
            "/messages/0/content/file_data: a file of unknown type, not looked into",
            id="a file of no known type",
        ),
        pytest.param(
            {"data": base64_of(random.Random(1).randbytes(99)), "mime_type": "image/x"},
            "/messages/0/content/data: a file of unknown type, not looked into",
            id="the same where a media type stands beside it",
        ),
        pytest.param(
            base64_of(PNG),
            "/messages/0/content#decoded: image/png, not looked into",
            id="an image where a text should be",
        ),
        pytest.param(
            base64_of(gzip.compress(b"x")[:-6]),
            "/messages/0/content#decoded: application/gzip that cannot be unpacked",
            id="gzip cut short",
        ),
        pytest.param(
            base64_of(gzip.compress(bytes(33 * 2**20))),
            "/messages/0/content#decoded: application/gzip that cannot be unpacked",
            id="gzip that unpacks to more than may be",
        ),
    ],
)
def test_a_file_that_is_no_text_is_reported(content: Any, cause: str) -> None:
    assert told(read_chat(content).unread) == (cause,)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            {"type": "thinking", "signature": base64_of(random.Random(2).randbytes(400))},
            id="Anthropic's signature of a thought",
        ),
        pytest.param(
            {"type": "redacted_thinking", "data": base64_of(random.Random(3).randbytes(400))},
            id="a thought that Anthropic encrypted",
        ),
        pytest.param(
            {"encrypted_content": base64_of(random.Random(4).randbytes(4000))},
            id="reasoning that OpenAI encrypted",
        ),
        pytest.param(
            {"thoughtSignature": base64_of(random.Random(5).randbytes(300))}, id="Gemini's"
        ),
        pytest.param({"id": "msg_01a1fb7a-7f3b-79a0-86dd-bbf6d7eee6ed"}, id="a UUID"),
        pytest.param({"id": "5f4dcc3b5aa765d61d8327deb882cf99" * 2}, id="a digest"),
        pytest.param({"name": "dangerouslyDisableTheSandboxOfTool"}, id="a name in CamelCase"),
        pytest.param({"image": "ubuntu"}, id="an image that is no picture"),
        pytest.param({"data": "product"}, id="data that is a word"),
        pytest.param({"file": "5f4dcc3b5aa765d61d8327deb882cf99" * 2}, id="a file by its digest"),
        pytest.param("/usr/local/Share/Applications/Example/File.txt", id="a path"),
        pytest.param("The following data: one, two, three.", id="the word data and a colon"),
        pytest.param("ID3 tags and RIFF, GIF89a: what are they?", id="letters of a signature"),
        pytest.param("100% of 50 %, \\usepackage, a=b", id="signs that are no escapes"),
    ],
)
def test_what_is_no_file_is_no_cause_for_refusal(content: Any) -> None:
    prompt = read_chat(content)
    assert prompt.unread == ()
    assert not any("#decoded" in s.place for s in prompt.segments)


@given(st.binary(min_size=48, max_size=300))
@settings(max_examples=300, deadline=None)
def test_random_bytes_in_base64_are_never_unread_outside_a_files_place(data: bytes) -> None:
    signature = base64_of(b"\x01\xfe" + random.Random(data).randbytes(len(data)))
    assert read_chat({"signature": signature}).unread == ()


def test_few_random_bytes_are_taken_for_a_text() -> None:
    chance = random.Random(6)
    taken = sum(charset.is_text(chance.randbytes(24)) for _ in range(2000))
    assert taken < 20  # one in a hundred; it costs a segment of nonsense, nothing else


def test_a_large_file_is_no_segment_as_it_stands() -> None:
    prompt = read_chat("data:text/plain;base64," + base64_of("文書です。" * 10_000))
    raw, decoded = prompt.segments[1:]
    assert len(raw.text) < 2000
    assert len(decoded.text) == 50_000


def test_texts_in_texts_end_somewhere_and_say_so() -> None:
    text = SECRET
    for _ in range(6):
        text = base64_of(text)
    assert told(read_chat(text).unread) == (
        "/messages/0/content" + "#decoded" * 4 + ": texts in texts, deeper than is looked into",
    )


def test_so_many_coded_texts_are_looked_at_and_no_more() -> None:
    prompt = read_chat("data: x " * 50_001)
    assert told(prompt.unread) == ("body: more than 50,000 coded texts",)


@pytest.mark.parametrize(
    "compress",
    [
        pytest.param(gzip.compress, id="gzip"),
        pytest.param(lambda b: gzip.compress(b[:9]) + gzip.compress(b[9:]), id="gzip in two parts"),
        pytest.param(zlib.compress, id="zlib"),
        pytest.param(zstandard.compress, id="Zstandard"),
    ],
)
def test_a_body_that_is_compressed_without_saying_so_is_read(compress: Any) -> None:
    prompt = read(compress(a_chat(SECRET)))
    assert says(prompt)
    assert prompt.unread == ()


def test_what_unpacks_in_one_request_is_bounded_in_all() -> None:
    packed = base64_of(gzip.compress(b"a" * (200 * 2**10)))
    prompt: Prompt = read(json.dumps({"input": [packed, packed]}))
    assert len(prompt.unread) == 1
    assert sum(len(t) for t in texts(prompt)) < 21 * 2**20
