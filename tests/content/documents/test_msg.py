"""Outlook's mails: every text in the code page that the mail states, and all that is attached."""

from __future__ import annotations

import struct

import pytest

from gateway.content.documents.model import ATTACHMENT, Document
from gateway.content.documents.readers import read_here
from tests.content.documents.kit import GUID, MARK, a_docx, a_list, an_object, an_ole, an_rtf
from tests.kit.unread import told

PREFIX = "__substg1.0_"
CODE = "HAYABUSA-2718"


def a_mail(streams: dict[str, str | bytes] | None = None, message: int = 0, body: int = 0) -> bytes:
    """`0037001E` is a property; other names are streams of the file. The code pages are stated."""
    pages = {k: v for k, v in (("x3FFD", message), ("x3FDE", body)) if v}
    named = {
        (PREFIX + n if len(n) == 8 else n): c if isinstance(c, bytes) else c.encode("utf-16-le")
        for n, c in (streams or {}).items()
    }
    return an_ole({"__properties_version1.0": a_list(32, **pages), **named})


def read(data: bytes) -> Document:
    return read_here(data, "", ATTACHMENT)


def says(document: Document, text: str) -> bool:
    return any(text in p.text for p in (*document.parts, *document.properties))


PAGES = [
    pytest.param(932, "cp932", MARK, id="Japanese"),
    pytest.param(932, "cp932", "社外秘", id="three characters of Japanese"),
    pytest.param(936, "gb18030", "内部资料，请勿外传", id="Chinese"),
    pytest.param(950, "cp950", "機密文件，請勿外傳", id="Chinese of Taiwan"),
    pytest.param(949, "cp949", "대외비 문서", id="Korean"),
    pytest.param(1252, "cp1252", "Streng vertraulich – Größe, été", id="German"),
    pytest.param(1251, "cp1251", "Строго секретно", id="Russian"),
    pytest.param(1258, "cp1258", "Tài liêu mât, lưu hành nôi bô", id="Vietnamese"),
    pytest.param(874, "cp874", "ลับมาก ห้ามเผยแพร่", id="Thai"),
    pytest.param(65001, "utf-8", MARK, id="UTF-8"),
    pytest.param(50220, "iso2022_jp", MARK, id="ISO-2022-JP"),
    pytest.param(51932, "euc_jp", MARK, id="EUC-JP"),
    pytest.param(28605, "iso8859_15", "10 € à payer, confidentiel", id="Latin 9"),
]


@pytest.mark.parametrize(("page", "codec", "text"), PAGES)
@pytest.mark.parametrize("key", ["0037", "1000", "0E04", "8001"])
def test_a_text_is_in_the_code_page_of_the_mail(key: str, page: int, codec: str, text: str) -> None:
    document = read(a_mail({f"{key}001E": text.encode(codec) + b"\0"}, message=page))
    assert [p.text for p in document.parts] == [text]
    assert not document.unread


@pytest.mark.parametrize(("page", "codec", "text"), PAGES)
@pytest.mark.parametrize("key", ["10130102", "1013001E"])
def test_a_body_in_html_is_in_the_code_page_of_the_body(
    key: str, page: int, codec: str, text: str
) -> None:
    html = f"<html><p>{text[:2]}<b>{text[2:]}</b></p></html>".encode(codec)
    document = read(a_mail({key: html}, message=1252, body=page))
    assert any(p.text == text and p.place == "/html/body" for p in document.parts), document.parts


@pytest.mark.parametrize(
    ("message", "body"), [(1252, 932), (932, 1252), (1252, 0), (0, 1252), (0, 0), (20127, 20127)]
)
@pytest.mark.parametrize("key", ["0037001E", "1000001E", "10130102"])
def test_japanese_is_found_whatever_a_mail_states(key: str, message: int, body: int) -> None:
    assert says(read(a_mail({key: MARK.encode("cp932")}, message, body)), MARK)


def test_a_text_in_unicode_has_no_code_page() -> None:
    document = read(a_mail({"0037001F": MARK, "1013001F": f"<html>{MARK}</html>"}, 1252, 1252))
    assert [p.place for p in document.parts if p.text == MARK] == ["/subject", "/html/body"]


HEADERS = (
    "Received: from a\r\nMessage-ID: <a@b>\r\nX-Project: " + CODE + "\r\n"
    "Subject: =?iso-2022-jp?B?GyRCPFIzMEhrGyhC?=\r\n"
    f"MSIP_Labels: MSIP_Label_{GUID}_Enabled=true;\r\n\r\n"
)


def test_headers_are_read_as_those_of_a_mail() -> None:
    document = read(a_mail({"007D001F": HEADERS}))
    assert {part.place for part in document.parts} == {"/headers"}
    headers = "\n".join(part.text for part in document.parts)
    assert f"X-Project: {CODE}" in headers
    assert "Subject: 社外秘" in headers
    assert "Received" not in headers
    assert document.labels == (GUID,)


def test_what_stands_behind_the_headers_is_read() -> None:
    assert says(read(a_mail({"007D001F": HEADERS + MARK})), MARK)


def nested(streams: dict[str, bytes], page: int = 0) -> dict[str, str | bytes]:
    top = "__attach_version1.0_#00000000/__substg1.0_3701000D/"
    listed = {"__properties_version1.0": a_list(24, **({"x3FFD": page} if page else {}))}
    return {top + n: c for n, c in (listed | streams).items()}


ATTACHED = "__attach_version1.0_#00000000/__substg1.0_"
RTF = struct.pack("<4I", 50, 40, 0x414C454D, 0) + an_rtf(MARK)


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(
            a_mail({f"{PREFIX}8005101F-00000001": MARK, "8005101F": bytes(8)}), id="a category"
        ),
        pytest.param(
            a_mail({f"{PREFIX}8005101E-00000000": MARK.encode("cp932")}, 932),
            id="a category in a code page",
        ),
        pytest.param(a_mail({"10090102": RTF}), id="a body in RTF"),
        pytest.param(
            a_mail(
                {
                    "__nameid_version1.0/__substg1.0_00040102": struct.pack("<I", 2 * len(MARK))
                    + MARK.encode("utf-16-le")
                }
            ),
            id="the name of a property",
        ),
        pytest.param(
            a_mail({f"{ATTACHED}37010102": a_docx(MARK), f"{ATTACHED}3707001F": "a.docx"}),
            id="an attached document",
        ),
        pytest.param(
            a_mail({f"{ATTACHED}37010102": b"x", f"{ATTACHED}3707001E": MARK.encode("cp932")}, 932),
            id="the name of an attachment",
        ),
        pytest.param(
            a_mail(nested({f"{PREFIX}0037001E": MARK.encode("cp932")}, 932), 1252),
            id="a mail within, in a code page of its own",
        ),
        pytest.param(
            a_mail(
                nested(
                    {f"__attach_version1.0_#00000000/{PREFIX}37010102": a_docx(MARK)},
                )
            ),
            id="a document in a mail within",
        ),
        pytest.param(
            a_mail(
                {
                    f"{ATTACHED}3701000D/\x01Ole10Native": an_object("a.txt", MARK.encode()),
                }
            ),
            id="an object",
        ),
        pytest.param(
            a_mail({f"{ATTACHED}3701000D/CONTENTS": a_docx(MARK)}), id="an object of a program"
        ),
        pytest.param(
            a_mail({f"__recip_version1.0_#0/{PREFIX}3001001E": MARK.encode("cp932")}, 932),
            id="a recipient",
        ),
        pytest.param(a_mail({"80050102": MARK.encode("utf-16-le")}), id="a text in binary"),
        pytest.param(
            a_mail({"80050102": bytes(range(40)) + MARK.encode("utf-16-le") + b"\1\0\xff"}),
            id="a text within binary",
        ),
        pytest.param(a_mail({"80050102": a_docx(MARK)}), id="a document in a property"),
        pytest.param(a_mail({"0C1D0102": MARK.encode() * 3}), id="a text in place of an id"),
        pytest.param(a_mail({"0042001F": MARK}), id="a text in place of a name"),
        pytest.param(a_mail({"0C1F001F": MARK}), id="a text in place of an address"),
        pytest.param(a_mail({"0037001F": "x", "0E1D001F": MARK}), id="another subject"),
        pytest.param(a_mail({f"__recip_version1.0_#0/{PREFIX}5FF6001F": MARK}), id="another name"),
        pytest.param(
            a_mail(
                {
                    f"{ATTACHED}37010102": b"x",
                    f"{ATTACHED}3707001F": "a",
                    f"{ATTACHED}3704001F": MARK,
                }
            ),
            id="a second name of an attachment",
        ),
        pytest.param(
            a_mail({f"{ATTACHED}37010102": b"x", f"{ATTACHED}3701000D/Package": a_docx(MARK)}),
            id="a second attachment within one",
        ),
        pytest.param(
            a_mail({f"{ATTACHED}37010102": b"x", "__attach_version1.0_#00000000/A/B": MARK * 3}),
            id="a storage of an attachment",
        ),
        pytest.param(a_mail({f"More/{MARK}": b""}), id="the name of a stream"),
        pytest.param(a_mail({"Notes": MARK.encode() * 3}), id="a stream that is no property"),
        pytest.param(a_mail({"More/Notes": MARK.encode() * 3}), id="a storage of its own"),
        pytest.param(
            a_mail({"__recip_version1.0_#00000000/Notes": MARK.encode() * 3}),
            id="a stream of a recipient",
        ),
    ],
)
def test_whatever_a_mail_holds_is_read(data: bytes) -> None:
    document = read(data)
    assert says(document, MARK), document
    assert not document.unread


@pytest.mark.parametrize(
    ("data", "cause"),
    [
        pytest.param(
            a_mail({f"{ATTACHED}3707001F": "a.docx"}), "kept elsewhere", id="a link to a file"
        ),
        pytest.param(
            a_mail({"Notes": bytes(range(256))}), "not looked into", id="a strange stream"
        ),
        pytest.param(
            a_mail({"More/Notes": bytes(range(256))}), "not looked into", id="a strange storage"
        ),
        pytest.param(a_mail({"10090102": b"x"}), "damaged", id="a damaged body in RTF"),
        pytest.param(
            a_mail({f"{ATTACHED}3701000D/EncryptedPackage": b"x"}),
            "encrypted",
            id="an encrypted object",
        ),
    ],
)
def test_what_a_mail_does_not_show_is_unread(data: bytes, cause: str) -> None:
    document = read(data)
    assert any(cause in u for u in told(document.unread)), document


@pytest.mark.parametrize(
    "streams",
    [
        pytest.param({"0C1D0102": b"SMTP:TARO@SAMPLE.TEST\0"}, id="a search key"),
        pytest.param({"0C1D0102": b"EX:/O=A CORP/OU=EXCHANGE GROUP/CN=TARO\0"}, id="a path"),
        pytest.param({"0C190102": bytes(range(64))}, id="an id of an entry"),
        pytest.param({"0C1E001F": "SMTP"}, id="a kind of address"),
        pytest.param({"0042001F": "山田　太郎"}, id="a bare name"),
    ],
)
def test_ids_are_no_texts(streams: dict[str, str | bytes]) -> None:
    assert read(a_mail(streams)) == Document("msg")


@pytest.mark.parametrize("key", ["8002101F", "8002101E", "80021102", "8002001E", "300B0102"])
@pytest.mark.parametrize(
    "content",
    [
        pytest.param("HAYABUSA-2718".encode("utf-16-le") * 30, id="UTF-16"),
        pytest.param(b"HAYABUSA-2718" * 50, id="a text"),
    ],
)
def test_a_property_is_what_it_holds(key: str, content: bytes) -> None:
    """Though it is said to be an id, lengths of several values, or of another charset."""
    document = read_here(
        an_ole({"__properties_version1.0": bytes(32), f"__substg1.0_{key}": content})
    )
    assert document.unread or any("HAYABUSA-2718" in p.text for p in document.parts)
