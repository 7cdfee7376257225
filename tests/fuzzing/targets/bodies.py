"""Bodies and what stands around them: JSON, forms, multipart, charsets, calls, texts, queries."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable, Iterator

from gateway import formats
from gateway.formats.known_names import FIELDS
from gateway.model import Prompt
from tests.formats.kit import SECRET, a_chat, a_request, read
from tests.fuzzing.decoders import (
    Read,
    go_json,
    go_multipart,
    old_form,
    python_charset,
    python_form,
    python_json,
    python_mail,
)
from tests.fuzzing.looking import CANARY, features, hold_looked_at, hold_sound
from tests.fuzzing.seeds import prefixed, tables
from tests.fuzzing.target import Target

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=XX"

_JSON = tuple(
    b"{ } [ ] , : \" \\ \\u \\ud83d \\udcaf ' // /* */ null true NaN -Infinity 1e9 -0 \x1e".split(
        b" "
    )
)
_KNOWN = tuple(f'"{name}":'.encode() for name in sorted(FIELDS))
_CODED = (
    b"data:text/plain;base64,", b";base64,", b"%E7%A4%BE", b"%25", b"\\x", b"\\u{", b"=?utf-8?B?",
    b"=E7=A4", b"&#x", b"0x", b"\xe7\xa4\xbe", b"=", b"==", b"\r\n", b"\n", b"+", b"-", b"_",
)  # fmt: skip
_FIELDS_OF_FORMS = (
    b"--XX", b"--XX--", b"\r\n", b"\n", b"\r", b"\r\n\r\n", b"boundary=", b"; filename*=UTF-8''",
    b"Content-Disposition: form-data; name=", b"Content-Type: ", b"text/plain; charset=shift_jis",
    b"Content-Transfer-Encoding: base64", b"multipart/mixed; boundary=YY", b'filename="', b"*0*=",
)  # fmt: skip
_CHARSETS = (
    b"\x1b$B", b"\x1b(B", b"\x1b(J", b"\x1b(I", b"\x0e", b"\x0f", b"\xff\xfe", b"\xfe\xff",
    b"\xef\xbb\xbf", b"+AGE-", b"\x82\xa0", b"\xa4\xa2", b"\x8e\xb1", b"\x8f", b"\0",
    b"\xe7\xa4\xbe",
    b"\xed\xa0\x80", b"\xc0\x80", b"\x80", b"\x81\x30\x81\x30", b"\r\n",
)  # fmt: skip

DECLARED = (
    "", "shift_jis", "euc-jp", "iso-2022-jp", "utf-16", "utf-16be", "utf-7", "gb18030", "big5",
    "euc-kr", "iso-8859-1", "utf-32",
)  # fmt: skip
"""Charsets that the first byte of an input declares."""

CALLS = ("application/proto", "application/grpc", "application/connect+proto",
         "application/grpc-web-text", "application/connect+json")  # fmt: skip
"""Types of calls, chosen in the same way."""


def _body(
    media_type: str, decoders: Callable[[bytes], Iterable[Read]]
) -> Callable[[bytes], Iterable[Hashable]]:
    """The law of a body of one type: sound, and whatever these decoders see was looked at."""

    def law(data: bytes) -> Iterable[Hashable]:
        prompt = read(data, media_type)
        return _held(prompt, data, decoders(data))

    return law


def _held(prompt: Prompt, data: bytes, texts: Iterable[Read]) -> Iterable[Hashable]:
    hold_sound(prompt, data)
    hold_looked_at(prompt, (*texts, *canaries(data)))
    return features(prompt)


def canaries(data: bytes) -> Iterator[Read]:
    """A text that stands in the bytes as it is: anybody can read it there."""
    if CANARY.encode() in data:
        yield "anybody", CANARY


def _json(data: bytes) -> Iterator[Read]:
    yield from python_json(data)
    yield from go_json(data)


def _lenient_json(data: bytes) -> Iterator[Read]:
    yield from ((how, text) for how, text in go_json(data) if CANARY in text)


def _form(data: bytes) -> Iterator[Read]:
    yield from python_form(data)
    yield from old_form(data)


def _multipart(data: bytes) -> Iterator[Read]:
    yield from python_mail(data, MULTIPART)
    yield from go_multipart(data, MULTIPART)


def _charset(data: bytes) -> Iterable[Hashable]:
    declared, body = DECLARED[(data or b"\0")[0] % len(DECLARED)], data[1:]
    prompt = read(body, f"text/plain; charset={declared}" if declared else "text/plain")
    return _held(prompt, body, (t for t in python_charset(body, declared) if "\ufffd" not in t[1]))


def _call(data: bytes) -> Iterable[Hashable]:
    media_type, body = CALLS[(data or b"\0")[0] % len(CALLS)], data[1:]
    return _held(read(body, media_type), body, ())


def _text(data: bytes) -> Iterable[Hashable]:
    text = data.decode("utf-8", "replace")
    prompt = formats.read_texts((text, CANARY))
    hold_sound(prompt)
    hold_looked_at(prompt, [("anybody", text)])
    return features(prompt)


def _around(data: bytes) -> Iterable[Hashable]:
    """A query, and a header behind the first line."""
    query, _, header = data.decode("latin-1").partition("\n")
    request = a_request(b"", None, f"/v1/chat?{query}", (("x-title", header),))
    prompt = formats.read(request)
    hold_sound(prompt)
    hold_looked_at(
        prompt, [("anybody", t) for t in (CANARY,) if t.encode().decode("latin-1") in header]
    )
    return features(prompt)


def _of_json() -> Iterator[bytes]:
    yield a_chat(CANARY)
    yield a_chat([{"type": "text", "text": CANARY}, {"type": "text", "text": SECRET}])
    yield f"{{\"messages\": [{{'content': '{CANARY}'}}], // {CANARY}\n}}".encode()
    yield from tables("formats.test_json", "formats.test_fuzz", "formats.test_file_places")
    yield from tables("formats.test_rewrite", "formats.test_joined", "formats.test_joining")


def _of_multipart() -> Iterator[bytes]:
    head = 'Content-Disposition: form-data; name="purpose"; filename="a.txt"'
    yield f"--XX\r\n{head}\r\n\r\n{CANARY}\r\n--XX--\r\n".encode()
    yield f"--XX\n{head}\n\n{CANARY}\n--XX\n\n{CANARY}\n--XX--".encode()
    for seed in tables("formats.test_body", "formats.test_fuzz", most=400):
        yield b"--XX\r\n%b\r\n\r\n%b\r\n--XX--\r\n" % (head.encode(), seed)
        yield b"--XX\r\nContent-Disposition: form-data; %b\r\n\r\n%b\r\n--XX--\r\n" % (seed, seed)


def _of_forms() -> Iterator[bytes]:
    yield f"model=x&prompt={CANARY};y={CANARY}".encode()
    yield from tables("formats.test_body", "formats.test_fuzz", "formats.test_envelope")


def _of_charsets() -> Iterator[bytes]:
    for codec in ("utf-8", "cp932", "euc_jp", "iso2022_jp", "utf-16", "utf-16-be", "gb18030"):
        yield f"{CANARY} plain text\r\n{CANARY}".encode(codec, "ignore")
    yield from tables("content.test_charsets", "content.test_mojibake", "live.test_charsets")


def _of_calls() -> Iterator[bytes]:
    message = b"\x0a" + bytes([len(CANARY.encode())]) + CANARY.encode()
    yield message
    yield b"\0" + len(message).to_bytes(4) + message
    yield from tables("formats.test_protobuf", "formats.test_fuzz")


def _of_texts() -> Iterator[bytes]:
    yield CANARY.encode()
    yield from tables("formats.test_coded", "formats.test_stretches", "formats.test_text")
    yield from tables("formats.test_spots", "formats.test_deflated", "live.test_codings")
    yield from tables("live.test_disguised", most=1000)


def _of_queries() -> Iterator[bytes]:
    yield f"key={CANARY}&q=x\n{CANARY}".encode()
    yield from tables("formats.test_envelope", "formats.test_caller_tokens", "live.test_headers")


TARGETS = (
    Target("json", _body("application/json", _json), _of_json, (*_JSON, *_KNOWN, *_CODED)),
    Target(
        "lenient",
        _body("application/json", _lenient_json),
        lambda: (seed[:-1] + b",}" for seed in _of_json()),
        (*_JSON, *_KNOWN),
    ),
    Target("multipart", _body(MULTIPART, _multipart), _of_multipart, _FIELDS_OF_FORMS),
    Target("forms", _body(FORM, _form), _of_forms, (b"&", b";", b"=", b"+", *_CODED)),
    Target("charset", _charset, lambda: prefixed(_of_charsets(), len(DECLARED)), _CHARSETS),
    Target(
        "calls", _call, lambda: prefixed(_of_calls(), len(CALLS)), (b"\x0a", b"\0\0\0\0", b"\x80")
    ),
    Target("embedded", _text, _of_texts, (*_CODED, *_JSON)),
    Target("around", _around, _of_queries, (b"&", b"=", b"\n", b"key=", b"Bearer ", *_CODED)),
)
