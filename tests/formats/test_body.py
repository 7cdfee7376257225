"""Bodies that are no JSON, and what a Content-Type is worth."""

from __future__ import annotations

import json
from urllib.parse import quote, quote_plus

import pytest

from gateway import formats
from gateway.model import Part
from tests.formats.kit import SECRET, a_chat, a_request, base64_of, read, says, texts
from tests.kit.unread import told

FORM = "application/x-www-form-urlencoded"
MULTIPART = "multipart/form-data; boundary=XX"
CHAT = json.dumps({"messages": [{"content": SECRET}]}, ensure_ascii=False)


def a_multipart(*parts: tuple[str, bytes], end: bytes = b"--XX--\r\n") -> bytes:
    return b"".join(b"--XX\r\n%s\r\n\r\n%s\r\n" % (h.encode(), c) for h, c in parts) + end


def named(name: str, more: str = "") -> str:
    return f'Content-Disposition: form-data; name="{name}"{more}'


@pytest.mark.parametrize(
    "charset",
    [
        "utf-8",
        "utf-8-sig",
        "utf-16",
        "utf-16-le",
        "utf-16-be",
        "utf-32",
        "utf-32-le",
        "utf-32-be",
        "cp932",
        "euc_jp",
        "iso2022_jp",
    ],
)
@pytest.mark.parametrize("content_type", ["application/json", "text/plain", None])
def test_every_charset_that_a_server_may_take(charset: str, content_type: str | None) -> None:
    prompt = read(CHAT.encode(charset), content_type)
    assert SECRET in texts(prompt)
    assert prompt.unread == ()


def test_a_declared_charset_is_tried() -> None:
    prompt = read("대외비 대외비".encode("cp949"), "text/plain; charset=euc-kr")
    assert "대외비 대외비" in texts(prompt)


def test_a_charset_that_is_no_charset_is_not() -> None:
    assert texts(read(b"abc", "text/plain; charset=rot13")) == ["abc"]


@pytest.mark.parametrize("junk", [b"\xff", b"\xc3", b"\xed\xa0\x80", b"\xf8\x88"])
def test_a_wrong_byte_hides_nothing(junk: bytes) -> None:
    body = CHAT.encode().replace("外".encode(), junk + "外".encode())
    prompt = read(body)
    assert SECRET in texts(prompt)  # as a server reads it that drops the byte
    assert any("\ufffd" in t for t in texts(prompt))  # and as one that marks it


@pytest.mark.parametrize(
    "content_type",
    [
        "application/json", "Application/JSON; charset=utf-8", "text/plain", FORM, "text/html",
        "application/octet-stream", "application/vnd.api+json", "", None, "x", "image/png",
        "multipart/mixed", 'multipart/form-data; boundary=""',
    ],
)  # fmt: skip
def test_json_is_read_whatever_the_client_calls_it(content_type: str | None) -> None:
    assert says(read(a_chat(SECRET), content_type))


def test_two_content_types_are_none() -> None:
    request = a_request(a_chat(SECRET), FORM, headers=(("content-type", "application/json"),))
    assert says(formats.read(request, "generic"))


@pytest.mark.parametrize(
    "content_type",
    [
        "application/grpc", "application/grpc-web+proto", "application/connect+proto",
        "application/proto", "application/x-protobuf", "application/vnd.google.protobuf",
    ],
)  # fmt: skip
def test_a_call_that_is_none_is_reported(content_type: str) -> None:
    """What a message of each kind says is in test_protobuf.py."""
    assert read(b"\n\x06hello", content_type).unread


@pytest.mark.parametrize(
    ("body", "cause"),
    [
        pytest.param(bytes(range(256)), "a file of unknown type, not looked into", id="all bytes"),
        pytest.param(b"\0\x01\x02" * 9, "a file of unknown type, not looked into", id="controls"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0", "image/png, not looked into", id="an image"),
        pytest.param(b"%PDF-1.7\n", "application/pdf, not looked into", id="a PDF"),
        pytest.param(b"PK\x03\x04\0\0\xff", "application/zip, not looked into", id="an archive"),
        pytest.param(b"\0\0\0\x18ftypmp42\xff", "video/mp4, not looked into", id="a film"),
        pytest.param(b"RIFF\xff\0\0\0WEBPVP8", "image/webp, not looked into", id="WebP"),
        pytest.param(
            b"\x1f\x8b\x08" + bytes(20), "application/gzip that cannot be unpacked", id="no gzip"
        ),
    ],
)
def test_what_is_no_text_is_reported_by_its_type(body: bytes, cause: str) -> None:
    assert told(read(body, "application/octet-stream").unread) == (f"body: {cause}",)


@pytest.mark.parametrize("body", [b"", b" \r\n\t", b"\xef\xbb\xbf"])
def test_a_blank_body_says_nothing(body: bytes) -> None:
    prompt = read(body)
    assert (prompt.segments, prompt.unread) == ((), ())


# ---------------------------------------------------------------- forms


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        pytest.param(
            "prompt=" + quote_plus("社外秘 の表"), [("/prompt", "社外秘 の表", "prompt")], id="+"
        ),
        pytest.param(
            quote("顧客") + "=" + quote("山田"),
            [("/#0#", "顧客", ""), ("/#0", "山田", "顧客")],
            id="an unknown name",
        ),
        pytest.param(
            "a&=b&&c=",
            [("/#0#", "a", ""), ("/#1", "b", ""), ("/#2#", "c", "")],
            id="without a value, without a name, without both",
        ),
        pytest.param("text=100%+%zz", [("/text", "100% %zz", "text")], id="a bare percent sign"),
        pytest.param("text=社外秘", [("/text", "社外秘", "text")], id="not encoded at all"),
    ],
)
def test_a_form(body: str, expected: list[tuple[str, str, str]]) -> None:
    prompt = read(body, FORM)
    found = [(s.place, s.text, s.label) for s in prompt.segments if s.text]
    assert (found, prompt.unread) == (expected, ())


def test_json_in_json_in_a_form_as_gemini_sends_it() -> None:
    inner = json.dumps([[SECRET, 0, None], ["ja"]])
    prompt = read("f.req=" + quote_plus(json.dumps([None, inner])) + "&at=x%3A1", FORM)
    assert ("/f.req/1/0/0", SECRET) in [(s.place, s.text) for s in prompt.segments]


def test_a_form_in_shift_jis() -> None:
    prompt = read("text=" + quote("社外秘です", encoding="cp932"), FORM)
    assert ("/text", "社外秘です") in [(s.place, s.text) for s in prompt.segments]


def test_base64_in_a_form() -> None:
    assert says(read("x=" + quote_plus(base64_of(SECRET)), FORM))


# ---------------------------------------------------------------- multipart


def test_a_file_that_is_uploaded() -> None:
    body = a_multipart(
        (named("purpose"), b"user_data"),
        (
            named("file", '; filename="原価表.txt"') + "\r\nContent-Type: text/plain",
            SECRET.encode(),
        ),
    )
    prompt = read(body, MULTIPART)
    assert [(s.place, s.text, s.part, s.label) for s in prompt.segments] == [
        ("/purpose", "user_data", Part.BODY, "purpose"),
        ("/file/filename", "原価表.txt", Part.FILE_NAME, ""),
        ("/file", SECRET, Part.BODY, "file"),
    ]
    assert prompt.unread == ()


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(named("file", '; filename="社外秘.txt"'), id="as it is"),
        pytest.param(named("file", "; filename*=UTF-8''" + quote("社外秘.txt")), id="RFC 8187"),
        pytest.param(
            named("file", "; filename=\"x\"; filename*=utf-8'ja'" + quote("社外秘.txt")), id="both"
        ),
        pytest.param(named("file", "; filename=社外秘.txt"), id="without quotes"),
        pytest.param(named("file", '; filename="a\\"社外秘.txt"'), id="with a quoted quote"),
        pytest.param(
            named("file", '; filename="=?UTF-8?B?' + base64_of("社外秘.txt社外秘") + '?="'),
            id="RFC 2047",
        ),
        pytest.param('Content-Disposition: form-data;\r\n filename="社外秘.txt"', id="folded"),
        pytest.param("content-disposition: attachment; FileName=社外秘.txt", id="in other letters"),
    ],
)
def test_a_file_name_is_read_however_it_is_written(head: str) -> None:
    prompt = read(a_multipart((head, b"x")), MULTIPART)
    assert any("社外秘.txt" in t for t in texts(prompt, Part.FILE_NAME))


def test_a_file_name_in_shift_jis() -> None:
    body = a_multipart((named("file", '; filename="@"'), b"x")).replace(
        b"@", "社外秘の表.txt".encode("cp932")
    )
    assert "社外秘の表.txt" in texts(read(body, MULTIPART), Part.FILE_NAME)


@pytest.mark.parametrize(
    "head",
    [
        pytest.param(named("社外秘"), id="in a name"),
        pytest.param(named("x") + "\r\nX-Note: 社外秘", id="in a header"),
        pytest.param(named("x") + "\r\nContent-Type: text/plain; 社外秘", id="in a media type"),
        pytest.param(named("x", "; note=社外秘"), id="in a parameter"),
        pytest.param("Content-Disposition: 社外秘; name=x", id="in the disposition itself"),
        pytest.param(named("x", "; 社外秘=1"), id="in the name of a parameter"),
        pytest.param(named("x", "; filename*=社外秘''a.txt"), id="as a file name's charset"),
        pytest.param(named("x", "; filename*=utf-8'社外秘'a.txt"), id="as its language"),
        pytest.param(named("x", "; filename*=社外秘'"), id="before a quote that ends nothing"),
        pytest.param(named("x", "; filename*0*=社外秘''a; filename*1=b"), id="of one in pieces"),
        pytest.param(named("x") + "\r\nContent-Transfer-Encoding: 社外秘", id="as a coding"),
    ],
)
def test_whatever_stands_in_the_head_of_a_part_is_read(head: str) -> None:
    assert says(read(a_multipart((head, b"x")), MULTIPART), "社外秘")


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(SECRET.encode(), id="a text"),
        pytest.param(SECRET.encode("cp932"), id="Shift_JIS"),
        pytest.param(("\ufeff" + SECRET).encode("utf-16-le"), id="UTF-16"),
        pytest.param(a_chat(SECRET) + b"\n" + a_chat("x"), id="a batch file"),
        pytest.param(base64_of(SECRET).encode(), id="base64"),
        pytest.param(f"<html><p>{SECRET}</p></html>".encode(), id="HTML"),
        pytest.param(f"品名,原価\n{SECRET},1\n".encode(), id="CSV"),
        pytest.param(b"\r\n\r\n" + SECRET.encode() + b"\r\n", id="blank lines around it"),
        pytest.param(b"--XXY\r\n" + SECRET.encode(), id="what looks like a boundary"),
    ],
)
def test_a_part_is_read_as_what_it_is(content: bytes) -> None:
    body = a_multipart((named("file", '; filename="a"'), content), (named("x"), b"y"))
    assert says(read(body, MULTIPART))


@pytest.mark.parametrize("content_type", ["image/png", "application/octet-stream", "x"])
def test_a_text_that_is_called_an_image_is_read(content_type: str) -> None:
    head = named("file", '; filename="a"') + f"\r\nContent-Type: {content_type}"
    prompt = read(a_multipart((head, SECRET.encode())), MULTIPART)
    assert says(prompt)
    assert prompt.unread == ()


def test_a_binary_part_is_reported() -> None:
    prompt = read(a_multipart((named("file", '; filename="a"'), b"%PDF-1.7")), MULTIPART)
    assert told(prompt.unread) == ("/file: application/pdf, not looked into",)


def test_multipart_within_multipart() -> None:
    inner = a_multipart((named("x"), SECRET.encode())).replace(b"XX", b"YY")
    head = "Content-Type: multipart/mixed; boundary=YY"
    prompt = read(a_multipart((head, inner)), MULTIPART)
    assert SECRET in texts(prompt)
    assert prompt.unread == ()


@pytest.mark.parametrize(
    ("body", "content_type"),
    [
        pytest.param(a_multipart((named("x"), SECRET.encode()), end=b""), MULTIPART, id="no end"),
        pytest.param(
            SECRET.encode() + b"\r\n" + a_multipart((named("x"), b"")),
            MULTIPART,
            id="a text before the first part",
        ),
        pytest.param(
            a_multipart((named("x"), b"")) + SECRET.encode(),
            MULTIPART,
            id="a text behind the last part",
        ),
        pytest.param(
            a_multipart((named("x"), SECRET.encode())), "multipart/form-data", id="no boundary"
        ),
        pytest.param(
            a_multipart((named("x"), SECRET.encode())),
            "multipart/form-data; boundary=XX; boundary=YY",
            id="two boundaries",
        ),
        pytest.param(
            a_multipart((named("x"), SECRET.encode())),
            "multipart/form-data; boundary=ZZ",
            id="another boundary",
        ),
        pytest.param(a_multipart(("no header", SECRET.encode())), MULTIPART, id="a broken header"),
        pytest.param(
            a_multipart((named("x"), SECRET.encode())).replace(b"--XX\r", b"--XX;\r"),
            MULTIPART,
            id="words behind the boundary",
        ),
        pytest.param(
            b"--XX\r\n" + named("x").encode() + SECRET.encode() + b"\r\n--XX--",
            MULTIPART,
            id="no content",
        ),
    ],
)
def test_a_multipart_that_parsers_may_disagree_on_is_reported_and_read(
    body: bytes, content_type: str
) -> None:
    prompt = read(body, content_type)
    assert told(prompt.unread) == ("body: multipart that is not well formed",)
    assert says(prompt)
    assert prompt.rewrite is None


def test_line_feeds_alone_end_lines_as_well() -> None:
    body = a_multipart((named("x"), SECRET.encode())).replace(b"\r\n", b"\n")
    assert SECRET in texts(read(body, MULTIPART))


def test_a_part_without_any_header() -> None:
    assert SECRET in texts(read(b"--XX\r\n\r\n" + SECRET.encode() + b"\r\n--XX--", MULTIPART))
