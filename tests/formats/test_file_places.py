"""What should be readable and is not is unread, never plain text: files whose coding is at fault,
blobs that say nothing, texts that are numbers."""

from __future__ import annotations

import base64
import gzip
import json
import random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway.formats.opaque import MAX_OPAQUE
from gateway.model import Prompt
from tests.formats.kit import SECRET, a_chat, base64_of, read, read_chat, says
from tests.kit.unread import told

PNG = b"\x89PNG\r\n\x1a\n" + random.Random(1).randbytes(200)
NOISE = random.Random(2).randbytes(300)
NOT_BASE64 = "a file whose base64 is not well formed"
UNKNOWN = "a file of unknown type, not looked into"
NUMBERS = "a file written as a row of numbers"
TOKENS = "a text as the numbers of its tokens"
TOO_MUCH = "too many letters of which nothing can be made"
ARMOURED = "a message encrypted with PGP, age or the like"


def junk(text: str, sign: str = "*", every: int = 50) -> str:
    """A sign here and there that most decoders skip."""
    return sign.join(text[i : i + every] for i in range(0, len(text), every))


def causes(prompt: Prompt) -> list[str]:
    return [words.partition(": ")[2] for words in told(prompt.unread)]


FAULTY = [
    pytest.param(junk(base64_of(NOISE)), id="a star"),
    pytest.param(junk(base64_of(NOISE), "*", 7), id="a star after every seventh letter"),
    pytest.param(junk(base64_of(NOISE), "。"), id="a full stop in Japanese"),
    pytest.param(junk(base64_of(NOISE), "=="), id="padding in the middle"),
    pytest.param(junk(base64_of(NOISE), "-"), id="a letter of the other alphabet"),
    pytest.param(base64_of(NOISE) + "!", id="a sign at the end"),
    pytest.param("x: " + base64_of(NOISE), id="something before it"),
    pytest.param(base64.a85encode(NOISE).decode(), id="Ascii85"),
    pytest.param(base64.b85encode(NOISE).decode(), id="base85"),
    pytest.param(base64.b32encode(NOISE).decode(), id="base32"),
    pytest.param(NOISE.hex(), id="hex"),
    pytest.param(NOISE.hex(":"), id="hex with colons"),
    pytest.param("0x" + NOISE.hex(), id="hex with a sign before it"),
    pytest.param(NOISE.hex().upper(), id="hex in capitals"),
    pytest.param(junk(base64_of(PNG)), id="a picture with stars in it"),
]
"""Of bytes that nobody knows, or a picture."""

PLACES = [
    pytest.param(lambda x: {"image_url": {"url": x}}, id="image_url"),
    pytest.param(lambda x: {"image_url": x}, id="image_url, a string"),
    pytest.param(lambda x: {"file": {"file_data": x, "filename": "a.pdf"}}, id="file_data"),
    pytest.param(
        lambda x: {"source": {"type": "base64", "media_type": "image/png", "data": x}},
        id="source.data",
    ),
    pytest.param(lambda x: {"inlineData": {"mimeType": "application/pdf", "data": x}}, id="Gemini"),
    pytest.param(lambda x: {"image": {"format": "png", "source": {"bytes": x}}}, id="Bedrock"),
    pytest.param(lambda x: {"input_audio": {"format": "wav", "data": x}}, id="input_audio"),
    pytest.param(lambda x: {"images": [x]}, id="Ollama's images"),
    pytest.param(lambda x: {"image": x}, id="an image of which nothing is said"),
    pytest.param(lambda x: {"data": x}, id="data without a media type"),
    pytest.param(lambda x: {"resource": {"uri": "f:x", "blob": x}}, id="a blob of MCP"),
    pytest.param(lambda x: {"url": f"data:image/png;base64,{x}"}, id="behind ;base64,"),
    pytest.param(lambda x: {"file_data": f"data:;base64,{x}"}, id="file_data, behind ;base64,"),
]


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("text", FAULTY)
def test_what_is_no_strict_base64_in_a_files_place_is_unread(place: Any, text: str) -> None:
    assert set(causes(read_chat(place(text)))) & {NOT_BASE64, UNKNOWN}


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("every", [3, 7, 50])
def test_a_text_is_read_through_the_faults_of_its_coding(place: Any, every: int) -> None:
    assert says(read_chat(place(junk(base64_of(SECRET * 3), "*", every))))


@given(
    st.binary(min_size=96, max_size=400),
    st.lists(
        st.tuples(st.integers(0, 500), st.sampled_from("*!?#。 \n@~é")), min_size=1, max_size=9
    ),
)
@settings(max_examples=200, deadline=None)
def test_whatever_stands_in_it_no_file_passes_for_a_text(
    data: bytes, signs: list[tuple[int, str]]
) -> None:
    text = base64_of(b"\x01\xfe" + random.Random(data).randbytes(len(data)))
    for at, sign in signs:
        text = text[: at % len(text)] + sign + text[at % len(text) :]
    content = {"source": {"type": "base64", "media_type": "application/pdf", "data": text}}
    assert read_chat(content).unread


# ---------------------------------------------------------------- whatever it is called


@pytest.mark.parametrize(
    ("content", "cause"),
    [
        pytest.param(
            {"mimeType": "image/png", "payload": base64_of(NOISE)},
            UNKNOWN,
            id="a blob beside a media type, under any name",
        ),
        pytest.param(
            {"payload": junk(base64_of(NOISE)), "mime_type": "image/png"},
            UNKNOWN,
            id="with a star in it, and the media type behind",
        ),
        pytest.param(
            {"content_type": "audio/ogg", "body": base64.encodebytes(NOISE).decode()},
            UNKNOWN,
            id="in lines",
        ),
        pytest.param(
            {"mimeType": "image/png", "content": PNG.decode("latin-1")},
            UNKNOWN,
            id="binary, a byte a character",
        ),
        pytest.param(
            {"mimeType": "image/png", "payload": random.Random(9).randbytes(120).hex()},
            UNKNOWN,
            id="hex",
        ),
        pytest.param({"bytes": list(NOISE)}, NUMBERS, id="bytes as numbers"),
        pytest.param({"type": "Buffer", "data": list(PNG)}, NUMBERS, id="a Buffer of Node.js"),
        pytest.param({"mimeType": "image/png", "data": list(PNG)}, NUMBERS, id="a picture so"),
        pytest.param({"audio": [0.01, -0.25] * 40}, NUMBERS, id="sound as numbers"),
        pytest.param(
            {"type": "input_audio_buffer.append", "audio": base64_of(NOISE[:15])},
            UNKNOWN,
            id="sound in small pieces",
        ),
        pytest.param(
            {"mediaChunks": [{"mimeType": "audio/pcm;rate=16000", "data": base64_of(NOISE[:9])}]},
            UNKNOWN,
            id="the same for Gemini",
        ),
        pytest.param(
            "-----BEGIN PGP MESSAGE-----\nVersion: 1\n\n" + base64.encodebytes(NOISE).decode(),
            ARMOURED,
            id="PGP",
        ),
        pytest.param(
            "See:\r\n-----BEGIN AGE ENCRYPTED FILE-----\r\n" + base64_of(NOISE),
            ARMOURED,
            id="age",
        ),
        pytest.param(
            'x = "-----BEGIN PGP MESSAGE-----\\n\\n' + base64_of(NOISE), ARMOURED, id="PGP in code"
        ),
        pytest.param(
            base64_of(random.Random(3).randbytes(MAX_OPAQUE)), TOO_MUCH, id="a long blob in a text"
        ),
        pytest.param(
            "".join(f"w{i} {base64_of(random.Random(i).randbytes(60))}\n" for i in range(400)),
            TOO_MUCH,
            id="many blobs between words",
        ),
        pytest.param(
            "0x" + random.Random(4).randbytes(MAX_OPAQUE).hex(), TOO_MUCH, id="a long hex number"
        ),
        pytest.param(
            base64_of(base64_of(random.Random(5).randbytes(MAX_OPAQUE))),
            TOO_MUCH,
            id="a blob in a blob",
        ),
    ],
)
def test_what_should_be_readable_and_is_not_is_unread(content: Any, cause: str) -> None:
    assert causes(read_chat(content)) == [cause]


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"input": [15496, 995]}, id="one text"),
        pytest.param({"input": [[15496, 995], [9906]]}, id="several texts"),
        pytest.param({"prompt": [[1], [2], [3]]}, id="a token a text"),
        pytest.param({"prompt_token_ids": [1, 2, 3]}, id="vLLM"),
    ],
)
@pytest.mark.parametrize("as_line", [False, True], ids=["a body", "a line of a batch"])
def test_a_text_as_the_numbers_of_its_tokens_is_unread(body: Any, as_line: bool) -> None:
    sent = {"model": "m", **body}
    said = "\n".join([json.dumps({"body": sent})] * 2) if as_line else json.dumps(sent)
    assert set(causes(read(said))) == {TOKENS}


def test_a_part_of_a_form_in_the_coding_of_mail_is_read() -> None:
    assert says(a_form(base64_of(SECRET)))
    assert causes(a_form(base64_of(PNG))) == ["image/png, not looked into"]
    assert NOT_BASE64 in causes(a_form(junk(base64_of(NOISE))))


def a_form(said: str) -> Prompt:
    head = 'Content-Disposition: form-data; name="file"\r\nContent-Transfer-Encoding: base64'
    return read(f"--b\r\n{head}\r\n\r\n{said}\r\n--b--\r\n", "multipart/form-data; boundary=b")


# ---------------------------------------------------------------- no false alarms

DIGEST = random.Random(6).randbytes(32)
LOCK = "\n".join(
    f'  "node_modules/a{i}": {{"version": "1.{i}.0", "integrity": "sha512-'
    + base64_of(random.Random(i).randbytes(64))
    + '"},'
    for i in range(60)
)
HASHES = "\n".join(
    f"pkg{i}==1.0 --hash=sha256:{random.Random(i).randbytes(32).hex()}" for i in range(900)
)
CERTIFICATE = b"\x30\x82" + (1200).to_bytes(2) + random.Random(7).randbytes(1200)
CERTIFICATES = (
    "-----BEGIN CERTIFICATE-----\n"
    + base64.encodebytes(CERTIFICATE).decode()
    + "-----END CERTIFICATE-----\n"
) * 30
PATHS = "\n".join(
    f"/Applications/Example{i}.app/Contents/Developer/Platforms/MacOSX.platform/usr/share/Doc/File{i}"
    for i in range(400)
)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(
            {"image_url": {"url": "https://example.test/a/B7xQ9" + "Zk3" * 40}}, id="a URL"
        ),
        pytest.param({"image_url": "gs://bucket/" + "Abc9" * 30}, id="an address in a bucket"),
        pytest.param({"file_data": "", "file_id": "file-abc123"}, id="no data"),
        pytest.param({"file": "src/components/Very/Long/Path/To/SomeComponent/index"}, id="a path"),
        pytest.param(
            {"file": "/Users/jane/work/repository/packages/frontend/src/objectWithoutProperties"},
            id="a long path without a dot",
        ),
        pytest.param(
            {"file": "C:\\Users\\JohnSmith\\AppData\\Local\\Temp\\" * 3}, id="for Windows"
        ),
        pytest.param(
            {"image": "registry.example.test/team/app@sha256:" + DIGEST.hex()}, id="Docker"
        ),
        pytest.param({"image": "sha256:" + DIGEST.hex()}, id="an image by its digest"),
        pytest.param({"blob": DIGEST.hex()}, id="a blob of Git"),
        pytest.param({"image": "A sketch of a cat that sits on a chair. " * 3}, id="in words"),
        pytest.param({"data": "品名,数量\nボルト,20\n" * 9, "format": "csv"}, id="a table"),
        pytest.param(
            {"data": "# Report\n\nResults were good. " * 9, "format": "pdf"}, id="to be a PDF"
        ),
        pytest.param(
            {"source": {"type": "text", "media_type": "text/plain", "data": "Plain words. " * 20}},
            id="Anthropic's document that is a text",
        ),
        pytest.param({"data": [1, 2, 3] * 40}, id="numbers for a chart"),
        pytest.param({"audio": {"voice": "alloy", "format": "wav"}}, id="how to speak"),
        pytest.param(
            {"type": "redacted_thinking", "data": base64_of(NOISE)}, id="a redacted thought"
        ),
        pytest.param(
            {
                "type": "reasoning.encrypted",
                "data": base64_of(NOISE),
                "format": "anthropic-claude-v1",
            },
            id="OpenRouter's reasoning",
        ),
        pytest.param(
            {"thoughtSignature": base64_of(NOISE), "inlineData": {"mimeType": "text/plain"}},
            id="a thought's signature beside a file",
        ),
        pytest.param({"encrypted_content": base64_of(NOISE * 200)}, id="long encrypted reasoning"),
        pytest.param({"signature": base64_of(NOISE * 80)}, id="a long signature"),
        pytest.param(
            {
                "mimeType": "application/pdf",
                "id": "AAMkAGI2" + base64_of(NOISE[:110]),
                "md5Checksum": DIGEST.hex()[:32],
                "webContentLink": "https://drive.example.test/" + base64_of(NOISE[:60]),
            },
            id="a file as an API lists it",
        ),
        pytest.param(
            {"mimeType": "text/html", "text": "<p>Hello there</p>" * 20}, id="HTML of MCP"
        ),
        pytest.param("data:image/png;base64,{base64_image}", id="a template"),
        pytest.param(
            'Use `f"data:image/jpeg;base64,{image}"` or data:image/png;base64,iVBORw0KGgo... here.',
            id="how it is done, in words",
        ),
        pytest.param(
            "-----BEGIN PGP MESSAGE----- marks the start of a message.", id="PGP in words"
        ),
        pytest.param(
            "-----BEGIN PGP MESSAGE-----\n...\n-----END PGP MESSAGE-----", id="an example"
        ),
        pytest.param(LOCK, id="a lock file of npm"),
        pytest.param(HASHES, id="hashes for pip"),
        pytest.param(CERTIFICATES, id="certificates"),
        pytest.param(PATHS, id="paths"),
        pytest.param("a" * 40_000, id="one letter"),
        pytest.param("ACGT" * 8_000, id="a genome"),
        pytest.param("31415926535897932384" * 900, id="digits"),
        pytest.param(" ".join(f"GL_TEXTURE_COMPRESSED_SIGNED_{i}" * 2 for i in range(900)), id="C"),
    ],
)
def test_what_agents_send_is_no_cause_for_refusal(content: Any) -> None:
    assert told(read_chat(content).unread) == ()


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"input": ["text", "other"]}, id="texts to embed"),
        pytest.param({"input": [1, "x", 2]}, id="a list that is no tokens"),
        pytest.param({"input": [{"role": "user", "content": "x"}]}, id="messages"),
        pytest.param({"messages": [{"content": json.dumps({"input": [1, 2, 3]})}]}, id="in words"),
        pytest.param({"tools": [{"input": [1, 2, 3]}]}, id="an argument"),
        pytest.param({"prompt": "x", "context": [1, 2, 3]}, id="Ollama's context, which it made"),
        pytest.param({"logit_bias": {"50256": -100}, "stop_token_ids": [2]}, id="other numbers"),
    ],
)
def test_numbers_that_are_no_text_are_no_cause_for_refusal(body: Any) -> None:
    assert told(read(json.dumps(body)).unread) == ()


def test_gzip_within_a_files_place_is_read_with_its_head() -> None:
    packed = gzip.compress(b"x")
    named = packed[:3] + b"\x08" + packed[4:10] + SECRET.encode() + b"\0" + packed[10:]
    assert says(read(a_chat({"file_data": base64_of(named)})))
