"""A marker in any charset, in a line or a word of one, or in what a wrong charset made of it, does
not leave; ordinary texts in their countries' old charsets do, as they were sent."""

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from urllib.parse import quote_from_bytes

import pytest

from tests.content.documents.kit import a_zip
from tests.content.test_charsets import ORDINARY
from tests.formats.test_protobuf import said
from tests.kit.assertions import assert_kept_in, assert_refused
from tests.kit.gate import Gate
from tests.kit.policy import MARKED, OPENAI, chat

LOG = "2026-12-01 10:00:00 INFO 起動しました。設定を読み込みました\n".encode()
JIS = MARKED.encode("iso2022_jp")
PLACE, _, END = chat("|").partition(b"|")


def cut(codec: str, junk: bytes) -> bytes:
    """The marker with wrong bytes within it."""
    return MARKED.replace("外", "外|").encode(codec).replace(b"|", junk)


WORDS = [
    *(
        pytest.param(MARKED.encode(codec), id=f"in {codec}")
        for codec in ("cp932", "euc_jp", "gb18030", "iso2022_jp", "iso2022_jp_2004")
    ),
    pytest.param("①㈱".encode("cp932") + MARKED.encode("cp932"), id="with signs of NEC"),
    pytest.param(b"\xad\xa1" + MARKED.encode("euc_jp"), id="EUC-JP with row 13"),
    pytest.param((MARKED + " 俱").encode("euc_jis_2004"), id="EUC-JIS-2004"),
    pytest.param(b"\x1b$B-!\x1b(B" + JIS, id="ISO-2022-JP with a circled number"),
    pytest.param(b"\x1b(I6]1\x1b(B" + JIS, id="ISO-2022-JP with half-width kana"),
    pytest.param(b"\xb6\xc5\xb1 " + JIS, id="ISO-2022-JP with kana in eight bits"),
    pytest.param(JIS.rstrip(b"\x1b(B"), id="ISO-2022-JP without an end"),
    pytest.param(cut("utf-8", b"\xff"), id="a stray byte"),
    pytest.param(cut("utf-8", b"\xe7\xa4"), id="half a character"),
    pytest.param(cut("cp932", b"\xff"), id="a stray byte in Shift_JIS"),
    pytest.param(MARKED.encode().decode("latin-1").encode(), id="UTF-8 as Latin-1"),
    pytest.param(MARKED.encode().decode("cp932", "replace").encode(), id="UTF-8 as Shift_JIS"),
    pytest.param(MARKED.replace("外", "\ufffd外").encode(), id="damage that was saved"),
    pytest.param(b"\xff\xfe" + MARKED.encode() + b" \0", id="behind a mark of UTF-16, with a zero"),
]

Form = Callable[[bytes], tuple[bytes, str]]


def a_part(word: bytes) -> tuple[bytes, str]:
    head = b"Content-Disposition: form-data; name=a\r\nContent-Type: text/plain; charset=euc-kr"
    body = b"--XX\r\n%s\r\n\r\n%s\r\n--XX--\r\n" % (head, word)
    return body, "multipart/form-data; boundary=XX"


def a_member(word: bytes) -> tuple[bytes, str]:
    data = a_zip({"a.csv": b"id,name\r\n1,%s\r\n2,x\r\n" % word})
    return chat(f"data:application/zip;base64,{base64.b64encode(data).decode()}"), JSON


def a_mail(word: bytes) -> tuple[bytes, str]:
    mail = b"From: a@example.test\r\nTo: b@example.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
    mail += b"Content-Type: text/plain; charset=iso-8859-1\r\n\r\n%s\r\n" % word
    return chat(f"data:message/rfc822;base64,{base64.b64encode(mail).decode()}"), JSON


JSON, TEXT = "application/json", "text/plain"
FORMS: list[object] = [
    pytest.param(lambda w: (PLACE + w + END, JSON), id="in JSON"),
    pytest.param(
        lambda w: (PLACE + w + END, JSON + "; charset=shift_jis"), id="in JSON, so called"
    ),
    pytest.param(lambda w: (w, TEXT), id="alone"),
    pytest.param(lambda w: (w, TEXT + "; charset=iso-8859-1"), id="called Latin-1"),
    pytest.param(lambda w: (w, TEXT + "; charset=gb2312"), id="called GB2312"),
    pytest.param(lambda w: (LOG * 9 + w + b"\n" + LOG * 9, TEXT), id="in a log"),
    pytest.param(
        lambda w: ("テスト\n".encode("euc_jp") * 9 + w + b"\r\n" + LOG, TEXT), id="among EUC-JP"
    ),
    pytest.param(
        lambda w: (b"a=1&b=" + quote_from_bytes(w).encode(), "application/x-www-form-urlencoded"),
        id="in a form",
    ),
    pytest.param(a_part, id="in a part that is called Korean"),
    pytest.param(a_member, id="in a table in a zip"),
    pytest.param(a_mail, id="in a mail that is called Latin"),
    pytest.param(lambda w: (said(1, said(2, w)), "application/x-protobuf"), id="in protobuf"),
]


@pytest.mark.parametrize("form", FORMS)
@pytest.mark.parametrize("word", WORDS)
def test_a_marker_does_not_leave_in_any_charset(gate: Gate, word: bytes, form: Form) -> None:
    body, content_type = form(word)
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, body, f"Content-Type: {content_type}"), events, 400)
    assert_kept_in(events, MARKED)
    assert "confidential" in json.dumps(events.record["facts"])


@pytest.mark.parametrize(
    "pair",
    ["\\ud83d", "\\udc00", "\\ud83d\\ud83d", "\\ufffd"],
)
def test_halves_of_surrogate_pairs_hide_nothing(gate: Gate, pair: str) -> None:
    for marker in (f"社{pair}外秘", f"\\u793e{pair}\\u5916{pair}\\u79d8"):
        events = gate.watch()
        assert_refused(gate.ask(OPENAI, PLACE + f"【{marker}】".encode() + END), events, 400)


@pytest.mark.parametrize("secret", ["ＨＡＹＡＢＵＳＡ−２７１８", "HAYABUSA–2718", "HAYABUSAー٢٧١٨"])
def test_a_pattern_is_found_however_it_is_typed(gate: Gate, secret: str) -> None:
    events = gate.watch()
    assert_refused(gate.ask(OPENAI, chat(f"案件{secret}の件")), events, 400)
    assert_kept_in(events, secret)


def test_what_is_typed_otherwise_is_taken_out_where_it_stands(gate: Gate) -> None:
    events = gate.watch()
    assert gate.ask(OPENAI, chat("社員ＥＭＰ−３１４１５９の件")).status == 200
    (question,) = events.upstream_saw.questions
    assert "ＥＭＰ−３１４１５９".encode() not in question.body
    content = json.loads(question.body)["messages"][-1]["content"]
    assert content.startswith("社員")
    assert content.endswith("の件")


@pytest.mark.parametrize(("text", "codec"), ORDINARY)
def test_ordinary_texts_leave_as_they_were_sent(gate: Gate, text: str, codec: str) -> None:
    events = gate.watch()
    body = PLACE + text.strip().encode(codec) + END
    assert gate.ask(OPENAI, body).status == 200
    (question,) = events.upstream_saw.questions
    assert question.body == body
