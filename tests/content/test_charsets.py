"""Texts in the charsets of East Asia, whole, by lines, said wrongly and damaged: all are read."""

from __future__ import annotations

import random
import secrets

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from classifiers import marker, personal
from gateway.content import charset, iso2022, legacy, lines
from gateway.content.documents.model import Limits, NotHereError, at_once
from gateway.content.documents.readers import read_here
from gateway.formats import read_file
from gateway.formats.prompt_builder import Budget
from gateway.model import ClassId, Needs
from gateway.text import searchable
from tests.content.documents.kit import a_zip

MARKED = "【社外秘】第3四半期 原価表"
LOG = "2026-12-01 10:00:00 INFO 起動しました。設定を読み込みました\n"
JIS = MARKED.encode("iso2022_jp")
NEEDS = Needs(
    frozenset(map(ClassId, ("internal", "confidential", "secret", "top_secret", "personal"))),
    ("ja", "en", "zh", "ko", "th"),
)


def found_in(texts: tuple[str, ...], word: str = "社外秘") -> bool:
    return any(word in searchable(text).text for text in texts)


def readings(data: bytes, declared: str = "") -> tuple[str, ...]:
    return tuple(d.text for d in charset.decode(data, declared))


# ---------------------------------------------------------------- ISO-2022-JP as it is written


@pytest.mark.parametrize(
    "data",
    [
        pytest.param(b"\x1b$B-!-j\x1b(B " + JIS, id="circled numbers before it"),
        pytest.param(JIS[:3] + b"-!-j" + JIS[3:], id="circled numbers and a company's sign in it"),
        pytest.param(b"\x1b(I6]1\x1b(B " + JIS, id="half-width kana by a sequence"),
        pytest.param(b"\xb6\xc5\xb1 " + JIS, id="half-width kana in eight bits"),
        pytest.param(b"\x0e6]1\x0f " + JIS, id="half-width kana by a shift"),
        pytest.param(b"\x1b$By!|q\x1b(B " + JIS, id="kanji of IBM"),
        pytest.param(b"\x1b$B~~\x1b(B " + JIS, id="a cell in which nothing is"),
        pytest.param(b"\x1b$(D0!\x1b(B" + JIS, id="the supplement"),
        pytest.param(JIS.replace(b"$B", b"$@"), id="the edition of 1978"),
        pytest.param(JIS.replace(b"\x1b$B", b"\x1b&@\x1b$B"), id="the edition of 1990"),
        pytest.param(JIS.replace(b"$B", b"$(O"), id="JIS X 0213"),
        pytest.param(JIS.replace(b"$B", b"$(Q"), id="JIS X 0213 of 2004"),
        pytest.param(JIS.replace(b"(B", b"(J"), id="Roman of JIS"),
        pytest.param(JIS[:-3], id="without an end"),
        pytest.param(LOG.encode() * 3 + JIS + b"\n" + LOG.encode(), id="a line among UTF-8"),
        pytest.param(LOG.encode("cp932") * 3 + JIS + b"\n", id="a line among Shift_JIS"),
        pytest.param(MARKED.encode("iso2022_jp_2004"), id="Python's own"),
    ],
)
def test_escape_sequences_are_undone(data: bytes) -> None:
    assert found_in(readings(data))


@pytest.mark.parametrize(
    ("data", "text"),
    [
        pytest.param(b"\x1b$B-!-j-T\x1b(B", "①㈱㎏", id="row 13 of NEC"),
        pytest.param(b"\x1b$Byu|q\x1b(B", "﨑ⅰ", id="what NEC took over from IBM"),
        pytest.param(b"\x1b(I<J6^2\x1b(B", "ｼﾊｶﾞｲ", id="half-width kana"),
        pytest.param("대외".encode("iso2022_jp_2"), "대외", id="Korean"),
        pytest.param("비밀".encode("iso2022_kr"), "비밀", id="ISO-2022-KR"),
        pytest.param(b"\x1b$A;zC\\\x1b(B", "机密", id="Chinese"),
        pytest.param(b"\x1b[31mred\x1b[0m", "\x1b[31mred\x1b[0m", id="colours are none"),
    ],
)
def test_what_a_sequence_says(data: bytes, text: str) -> None:
    assert iso2022.undone(data).decode() == text


def test_rows_are_those_of_the_standard() -> None:
    """Windows has a character of its own for six of 6,879."""
    differing = 0
    for row in (*range(1, 9), *range(16, 85)):
        for cell in range(1, 95):
            try:
                said = bytes((row + 160, cell + 160)).decode("euc_jp")
            except UnicodeDecodeError:
                continue
            differing += iso2022.of_row(row, cell) != said
    assert differing == 6


# ---------------------------------------------------------------- the older charsets, not said

WHOLE = [
    pytest.param(MARKED, "cp932", id="Shift_JIS"),
    pytest.param("①" + MARKED + "㈱髙﨑", "cp932", id="Shift_JIS with signs of NEC and IBM"),
    pytest.param("ｼｬｶﾞｲﾋ ﾔﾏﾀﾞ", "cp932", id="half-width kana in Shift_JIS"),
    pytest.param(MARKED, "euc_jp", id="EUC-JP"),
    pytest.param("ｼｬｶﾞｲﾋ ﾔﾏﾀﾞ", "euc_jp", id="half-width kana in EUC-JP"),
    pytest.param("①" + MARKED + "㈱", "euc_jis_2004", id="EUC-JIS-2004"),
    pytest.param("社外秘 俱𠀋", "euc_jis_2004", id="kanji of the third level"),
    pytest.param("社外秘", "gb18030", id="GBK"),
    pytest.param("この資料は社外秘です。取り扱いにご注意を", "gb18030", id="Japanese in GBK"),
    pytest.param("机密文件", "gb18030", id="a word in GBK"),
    pytest.param("本文件为机密，请勿外传。", "gb18030", id="Chinese in GBK"),
    pytest.param("機密文件", "cp950", id="a word in Big5"),
    pytest.param("本文件為機密，請勿外傳。", "cp950", id="Chinese in Big5"),
    pytest.param("대외비", "cp949", id="a word in CP949"),
    pytest.param("이 문서는 대외비입니다. 똠방각하", "cp949", id="Korean in CP949"),
    pytest.param("เอกสารนี้เป็นความลับ", "cp874", id="Thai"),
    pytest.param("Le coût à Genève est confidentiel, même l'été.", "cp1252", id="French"),
    pytest.param("Größe und Änderung: streng vertraulich, für Müller", "latin-1", id="German"),
]


@pytest.mark.parametrize(("text", "codec"), WHOLE)
def test_a_text_in_a_charset_that_is_not_said(text: str, codec: str) -> None:
    assert text in readings(text.encode(codec))


@pytest.mark.parametrize(("text", "codec"), WHOLE)
@pytest.mark.parametrize(
    "said",
    [
        "utf-8",
        "shift_jis",
        "euc-jp",
        "iso-2022-jp",
        "iso-8859-1",
        "utf-16",
        "gbk",
        "big5",
        "euc-kr",
    ],
)
def test_a_charset_that_is_said_wrongly(text: str, codec: str, said: str) -> None:
    assert text in readings(text.encode(codec), said)
    assert text in readings(text.encode(), said)


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "gb18030", "iso2022_jp", "cp949", "cp950"])
def test_a_line_among_others(codec: str) -> None:
    word = {"cp949": "대외비", "cp950": "機密文件"}.get(codec, MARKED)
    for around in (LOG, "2026-12-01 INFO started\n"):
        data = around.encode() * 20 + word.encode(codec) + b"\n" + around.encode() * 20
        assert any(f"\n{word}\n" in text or text.startswith(word) for text in readings(data))


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "gb18030"])
def test_a_word_among_others_in_one_line(codec: str) -> None:
    data = b'{"a": "%s", "b": "%s"}' % (LOG[:-1].encode() * 5, MARKED.encode(codec))
    assert found_in(readings(data))


@pytest.mark.parametrize("junk", [b"\xff", b"\x80", b"\xfe\xff\xfe"])
@pytest.mark.parametrize("codec", ["utf-8", "euc_jp", "cp932"])
def test_wrong_bytes_within_a_word_hide_nothing(junk: bytes, codec: str) -> None:
    word = "【社外".encode(codec) + junk[:1] + "秘】\n".encode(codec)
    assert found_in(readings(LOG.encode(codec) + word))
    assert found_in(readings(LOG.encode() + word))


@pytest.mark.parametrize(
    "junk",
    [
        b"\xff",
        b"\x80",
        b"\xe7",
        b"\xe7\xa4",
        b"\xc0\x80",
        b"\xed\xa0\x80",
        b"\xf5",
        b"\xfe\xff\xfe",
    ],
)
def test_a_short_text_with_wrong_bytes_is_read_or_unread(junk: bytes) -> None:
    data = "【社外".encode() + junk + "秘】".encode()
    assert found_in(readings(LOG.encode() + data))
    assert found_in(readings(data))
    data = "【社外".encode() + junk * 9 + "秘】".encode()
    assert found_in(readings(data)) or read_file(data).unread


@pytest.mark.parametrize("zeros", [b"", b"\0", b"\0\0\0\0"])
@pytest.mark.parametrize("mark", [b"\xff\xfe", b"\xfe\xff", b"\xff\xfe\0\0", b"\0\0\xfe\xff"])
@pytest.mark.parametrize("codec", ["utf-8", "cp932", "euc_jp"])
def test_a_mark_of_utf16_hides_nothing_that_is_none(mark: bytes, zeros: bytes, codec: str) -> None:
    """Most decoders of UTF-8 put signs of damage in its place and read on."""
    word = "【社外秘】".encode(codec)
    for end in (b"", b" ", b" " * 2, b" " * 3):
        data = mark + word * 3 + zeros + end
        assert found_in(readings(data)) or read_file(data).unread


@pytest.mark.parametrize("mark", [b"", b"\xff\xfe", b"\xfe\xff"])
@pytest.mark.parametrize("zeros", [b"", b"\0\0"])
def test_words_in_ascii_are_read_where_each_pair_of_letters_is_a_kanji(
    mark: bytes, zeros: bytes
) -> None:
    """Half of the bytes are wrong in UTF-8, and all are right in UTF-16."""
    data = b"/confidential/confidential" + b"\x9b" * 18
    for shift in (b"", b"k"):
        text = mark + shift + data + b"k" * (len(shift)) + zeros
        assert found_in(readings(text), "confidential") or read_file(text).unread


def test_utf8_among_wrong_bytes_is_read_whatever_charset_is_declared() -> None:
    data = b"\xbe\xef\x8bN\x93\x93\xe3" + "社外秘のカナリア".encode()
    for said in ("utf-16", "utf-16be", "shift_jis", "euc-jp", ""):
        assert (
            found_in(readings(data, said))
            or read_file(data, "", f"text/plain; charset={said}").unread
        )


@pytest.mark.parametrize("codec", ["utf-16", "utf-32"])
def test_what_is_utf16_in_truth_is_that_alone(codec: str) -> None:
    assert readings((LOG * 3 + MARKED).encode(codec)) == (LOG * 3 + MARKED,)


@pytest.mark.parametrize(
    ("codec", "said"), [("cp932", "shift_jis"), ("euc_jp", "euc-jp"), ("cp949", "euc-kr")]
)
def test_a_declared_charset_is_tried_though_bytes_of_it_are_wrong(codec: str, said: str) -> None:
    text = "計劃書의 " if codec == "cp949" else "計画書です"
    assert any(text in t for t in readings(b"\xff " + text.encode(codec) * 9, said))


@pytest.mark.parametrize(
    ("text", "codec", "said", "pair"),
    [
        ("社外秘の原価表です", "cp932", "shift_jis", b"\xff\xa0"),
        ("社外秘の原価表です", "cp932", "shift_jis", b"\xfc\xff"),
        ("社外秘の原価表です", "euc_jp", "euc-jp", b"\xac\xe7"),
        ("社外秘の原価表です", "euc_jp", "euc-jp", b"\xfe\xa0"),
        ("社外秘の原価表です", "gb18030", "gb18030", b"\xff\xa0"),
        ("대외비자료입니다", "cp949", "euc-kr", b"\xff\xa0"),
    ],
)
def test_what_stands_behind_a_wrong_byte_is_read_as_each_kind_of_decoder_goes_on(
    text: str, codec: str, said: str, pair: bytes
) -> None:
    """Python passes over one byte, browsers and Node over two."""
    for data in (pair + text.encode(codec), pair[:1] + text.encode(codec)):
        assert found_in(readings(data, said), text[:3]) or read_file(data).unread


LINES = st.sampled_from(
    [
        (LOG, "utf-8"), (LOG, "cp932"), (LOG, "euc_jp"), (LOG, "iso2022_jp"),
        ("今天的会议讨论了新产品的价格\n", "gb18030"), ("오늘 회의에서는 신제품 가격을\n", "cp949"),
        ("今天的會議討論了新產品的價格\n", "cp950"), ("Le coût à Genève\n", "cp1252"),
        ("plain ASCII\n", "ascii"), ("ข้อความธรรมดา\n", "cp874"), (MARKED + "\n", "utf-8"),
        *((MARKED + "\n", c) for c in ("cp932", "euc_jp", "gb18030", "iso2022_jp")),
        ("社外秘\n", "cp932"), ("社外秘\n", "euc_jp"), ("社外秘\r\n", "gb18030"),
    ]
)  # fmt: skip


@given(st.lists(LINES, max_size=12), st.sampled_from(["cp932", "euc_jp", "gb18030", "iso2022_jp"]))
@settings(deadline=None, max_examples=300)
def test_whatever_lines_stand_together_each_is_read(
    lines: list[tuple[str, str]], codec: str
) -> None:
    lines = [*lines, ("社外秘 原価表\n", codec)]
    texts = readings(b"".join(text.encode(c) for text, c in lines))
    for text, _ in lines:
        assert any(text.strip() in found for found in texts), text


# ---------------------------------------------------------------- no alarm, and nothing made up

ORDINARY = [
    pytest.param(
        "À la réunion d'aujourd'hui, nous avons discuté du prix élevé de l'œuvre à Genève. "
        "Où êtes-vous allés cet été ? Ça a été décidé hier, très tôt, près de l'hôtel.\n",
        "cp1252",
        id="French",
    ),
    pytest.param(
        "Über die Größe der Tür müssen wir für das nächste Gespräch noch prüfen: Öl, Ärger, Übung. "
        "Die Straße führt schön über Köln nach Düsseldorf, später nach München.\n",
        "latin-1",
        id="German",
    ),
    pytest.param(
        "오늘 회의에서는 신제품 가격에 대해 논의했습니다. 다음 주까지 자료를 보내 주세요. "
        "날씨가 좋으면 산책을 하고 점심을 먹습니다. 고맙습니다.\n",
        "cp949",
        id="Korean",
    ),
    pytest.param(
        "今天的会议讨论了新产品的价格，请查收附件。天气很好的话，我们一起去公园散步，然后吃午饭。\n",
        "gb18030",
        id="Chinese",
    ),
    pytest.param(
        "今天的會議討論了新產品的價格，請查收附件。天氣很好的話，我們一起去公園散步，然後吃午飯。\n",
        "cp950",
        id="Chinese of Taiwan",
    ),
    pytest.param(
        "วันนี้ที่ประชุมได้หารือเรื่องราคาสินค้าใหม่ กรุณาตรวจสอบเอกสารแนบ อากาศดีมาก\n", "cp874", id="Thai"
    ),
    pytest.param(LOG + "本日は晴天です。会議は十時に始まります。\n", "euc_jp", id="Japanese"),
]


@pytest.mark.parametrize(("text", "codec"), ORDINARY)
@pytest.mark.parametrize("times", [1, 40])
def test_an_ordinary_text_is_no_alarm_in_any_reading(text: str, codec: str, times: int) -> None:
    lines = text.replace(" ", "\n") if times > 1 else text  # alone, short words are anything
    for data in (text.encode(codec) * times, lines.encode(codec)):
        prompt = read_file(data, "", "text/plain")
        assert prompt.unread == ()
        for classifier in (marker.classifier(NEEDS), personal.classifier(NEEDS)):
            assert [f for s in prompt.segments for f in classifier.classify(s)] == []


def test_random_bytes_are_no_text() -> None:
    taken = sum(charset.is_text(secrets.token_bytes(33)) for _ in range(2_000))
    assert taken <= 2  # one in ten thousand


def test_what_is_no_text_in_any_charset_is_unread() -> None:
    chance = random.Random(5)
    for _ in range(50):
        strange = bytes(chance.choices(range(0x80, 0x100), k=40))
        assert read_file(LOG.encode() * 20 + strange + b"\n").unread
        assert read_file(chance.randbytes(300)).unread
    assert not read_file(LOG.encode() * 20 + b"x\xff\xfey\n").unread


def test_what_has_too_many_pieces_is_given_up_and_said_to_be() -> None:
    words = "秘 ".encode("cp932") * 99
    assert not lines.read(words, 9).is_lost  # one line of one charset
    assert lines.read(words + b"\x81 ", 99).is_lost
    assert not lines.read(words + b"\x81 ", 101).is_lost
    some = lines.read("社外秘\n".encode("cp932") * 999)
    assert not some.is_lost
    assert "".join(some.said) == "社外秘\n" * 999


def test_nobody_waits_for_a_long_text_in_another_charset() -> None:
    here = Budget(documents=at_once)
    assert read_file((LOG * 90).encode(), budget=here).segments
    assert read_file(LOG.encode("cp932"), budget=here).segments
    with pytest.raises(NotHereError):
        read_file((LOG * 90).encode("cp932"), budget=here)


def test_plain_utf8_is_one_reading() -> None:
    assert charset.decode((LOG * 3).encode()) == (charset.Decoded(LOG * 3),)


def test_a_whole_text_is_one_reading_where_there_is_no_doubt() -> None:
    assert charset.decode(LOG.encode("cp932")) == (charset.Decoded(LOG, "cp932"),)


@given(st.binary(max_size=80))
@settings(deadline=None, max_examples=500)
def test_no_bytes_are_too_strange(data: bytes) -> None:
    for decoded in charset.decode(data):
        decoded.text.encode()
    assert all(0 <= r.chance <= 1 for r in legacy.readings(data))


# ---------------------------------------------------------------- within files


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "gb18030", "iso2022_jp"])
@pytest.mark.parametrize("said", ["utf-8", "iso-8859-1", "shift_jis", "gb2312", "euc-kr"])
def test_files_whose_charset_is_said_wrongly(codec: str, said: str) -> None:
    raw = MARKED.encode(codec)
    kinds = {
        "a part of a mail": b"From: a@example.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/plain; charset=%s\r\n\r\n%s\r\n" % (said.encode(), raw),
        "HTML in a mail": b"From: a@example.test\r\nSubject: x\r\nMIME-Version: 1.0\r\n"
        b"Content-Type: text/html; charset=%s\r\n\r\n<p>%s</p>\r\n" % (said.encode(), raw),
        "a member of a zip": a_zip({"a.txt": raw}),
        "a log in a zip": a_zip({"a.log": LOG.encode() * 9 + raw + b"\n" + LOG.encode()}),
        "a table in a zip": a_zip({"a.csv": b"id,name\r\n1,%s\r\n2,x\r\n" % raw}),
    }
    for kind, data in kinds.items():
        document = read_here(data, "", Limits())
        assert found_in(tuple(p.text for p in document.parts)), kind


@pytest.mark.parametrize("codec", ["cp932", "euc_jp", "gb18030", "iso2022_jp"])
def test_a_part_of_a_form_whose_charset_is_said_wrongly(codec: str) -> None:
    body = b"--XX\r\nContent-Disposition: form-data; name=a\r\n%s\r\n%s\r\n--XX--\r\n" % (
        b"Content-Type: text/plain; charset=iso-8859-1\r\n",
        MARKED.encode(codec),
    )
    prompt = read_file(body, "", "multipart/form-data; boundary=XX")
    assert found_in(tuple(s.text for s in prompt.segments))
    coded = "a=" + "".join(f"%{byte:02X}" for byte in MARKED.encode(codec))
    prompt = read_file(coded.encode(), "", "application/x-www-form-urlencoded; charset=utf-8")
    assert found_in(tuple(s.text for s in prompt.segments))
