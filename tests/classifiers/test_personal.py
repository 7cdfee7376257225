"""Personal information: what is found and why, what passes, and laws for every text."""

# ruff: noqa: E501 rows of a table read best unbroken

from __future__ import annotations

from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.evaluation import lookalikes, sentences
from bench.evaluation import personal as evaluated
from bench.evaluation.finders import our_personal
from bench.evaluation.scoring import measure
from classifiers import personal
from classifiers._personal import checks, people
from classifiers._personal.context_words import LABELS
from classifiers._personal.hits import Hit, Where, distinct
from classifiers._personal.phones import Numbering
from classifiers.personal import classifier
from gateway.errors import ClassifierTimeout
from gateway.model import ClassId, Finding, Needs, Segment

CLASSES = frozenset({ClassId("personal"), ClassId("personal_bulk")})
CLASSIFIER = classifier(Needs(personal=True, classes=CLASSES))


def found(text: str, label: str = "") -> list[tuple[str, str]]:
    """Kind and text of each finding."""
    segment = Segment("", text, label=label)
    return [(f.kind, text[f.start : f.end]) for f in CLASSIFIER.classify(segment)]


@pytest.mark.parametrize(
    ("text", "label", "expected"),
    [
        pytest.param("123456789018", "my_number", [("MY_NUMBER", "123456789018")], id="a key"),
        pytest.param("0312345678", "contactPhone", [("PHONE", "0312345678")], id="a key in humps"),
        pytest.param("123456789018", "orderId", [], id="a key that names a thing"),
        pytest.param("1234567", "口座番号", [("BANK_ACCOUNT", "1234567")], id="an account's key"),
        pytest.param("Taro Yamada", "customerName", [("PERSON", "Taro Yamada")], id="a name's key"),
        pytest.param("react-router", "name", [], id="a name that is no person's"),
        pytest.param("S55.4.5", "生年月日", [("BIRTH_DATE", "S55.4.5")], id="an era's letter"),
    ],
)
def test_the_key_of_a_value_is_context(
    text: str, label: str, expected: list[tuple[str, str]]
) -> None:
    assert found(text, label) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "氏名,電話番号,個人番号\n山田花子,0312345678,123456789018\n佐藤 健,0451234567,983205673214",
            [
                ("PERSON", "山田花子"), ("PHONE", "0312345678"), ("MY_NUMBER", "123456789018"),
                ("PERSON", "佐藤 健"), ("PHONE", "0451234567"), ("MY_NUMBER", "983205673214"),
            ],
            id="CSV",
        ),
        pytest.param(
            "| 名前 | 生年月日 |\n|---|---|\n| 東雲 凛 | 2001-3-4 |",
            [("PERSON", "東雲 凛"), ("BIRTH_DATE", "2001-3-4")],
            id="Markdown",
        ),
        pytest.param("氏名,電話\n1,2\n3,4\n5,6\n7,8", [], id="rows without a value"),
        pytest.param("品番\t数量\n123456789018\t3", [], id="columns of things"),
    ],
)  # fmt: skip
def test_the_heading_of_a_column_is_context(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param("電話 03(1234)5678", [("PHONE", "03(1234)5678")], id="brackets"),
        pytest.param("代表 0120-123-456", [("PHONE", "0120-123-456")], id="a free dial"),
        pytest.param("090-1234-56789", [], id="a digit too many"),
        pytest.param("品番 0120-123-456", [], id="a part number in a phone's form"),
        pytest.param("v=1-090-1234-5678-2", [], id="a piece of something longer"),
        pytest.param("090-1234-5678、03-1234-5678", [("PHONE", "090-1234-5678"), ("PHONE", "03-1234-5678")], id="two"),
        pytest.param("+999 1234 5678", [], id="a code that no country has"),
        pytest.param("電話：+210-1234-5678", [], id="a label makes no number of one that no country has"),
        pytest.param("tel +44 20 7946", [], id="shorter than any number of its country"),
        pytest.param("+1-211-700-8339", [], id="an area that nobody was given"),
        pytest.param("Call +1-211-700-8339", [("PHONE", "+1-211-700-8339")], id="the same where one is called"),
        pytest.param("+1 (415) 555-2671", [("PHONE", "+1 (415) 555-2671")], id="an area in use"),
        pytest.param("+44 (0)20 7946 0958", [("PHONE", "+44 (0)20 7946 0958")], id="the 0 of a call at home"),
        pytest.param("+39 06 6982 1234", [("PHONE", "+39 06 6982 1234")], id="a 0 that belongs to the number"),
        pytest.param("+800 1234 5678", [("PHONE", "+800 1234 5678")], id="a number of no country"),
        pytest.param("+44 20 7946 0958 2024", [("PHONE", "+44 20 7946 0958")], id="a year behind a number"),
        pytest.param("+44 20 7946 0958 090-1234-5678", [("PHONE", "+44 20 7946 0958"), ("PHONE", "090-1234-5678")], id="two with a blank between"),
        pytest.param("+996 800 123 4 56", [("PHONE", "+996 800 123 4 56")], id="a group of one digit"),
        pytest.param("+44 20 7946 0958 2 回", [("PHONE", "+44 20 7946 0958")], id="a single digit behind a number"),
        pytest.param("+44 20 7946 0958 2671 5550", [("PHONE", "+44 20 7946 0958")], id="more digits behind a number"),
        pytest.param("(555) 123-4567", [], id="an area that is only in films"),
        pytest.param("0911-23-4567", [], id="a Japanese area that nobody was given"),
        pytest.param("0910-12-3456 と 0191-23-4567", [("PHONE", "0191-23-4567")], id="of two areas the one in use"),
        pytest.param("060-1234-5678", [("PHONE", "060-1234-5678")], id="the youngest prefix of mobiles"),
        pytest.param("suzuki[at]sample.co.jp", [("EMAIL", "suzuki[at]sample.co.jp")], id="[at]"),
        pytest.param("https://u:key@sample.co.jp/x", [], id="the user of a URL"),
        pytest.param("ｓｕｚｕｋｉ＠ｓａｍｐｌｅ．ｊｐ", [("EMAIL", "ｓｕｚｕｋｉ＠ｓａｍｐｌｅ．ｊｐ")], id="full width"),
        pytest.param("平成元年1月8日生", [("BIRTH_DATE", "平成元年1月8日")], id="the first year of an era"),
        pytest.param("2月30日生まれ", [], id="no day of any year"),
        pytest.param("2024年3月1日に生産開始", [], id="生 of another word"),
        pytest.param("株式会社田中の工場", [], id="a company of a family's name"),
        pytest.param("豊田市の工場", [], id="a town of a family's name"),
        pytest.param(
            "P<JPNYAMADA<<TARO<<<<<<<<<<<<<<<<<<<<<<<<<<<\nTR12345672JPN8001014M3001018<<<<<<<<<<<<<<06",
            [
                ("PASSPORT", "P<JPNYAMADA<<TARO<<<<<<<<<<<<<<<<<<<<<<<<<<<"),
                ("PASSPORT", "TR12345672JPN8001014M3001018<<<<<<<<<<<<<<06"),
            ],
            id="a passport's machine-readable zone",
        ),
    ],
)  # fmt: skip
def test_what_is_found(text: str, expected: list[tuple[str, str]]) -> None:
    assert found(text) == expected


@pytest.mark.parametrize(
    "holds",
    [
        pytest.param(checks.my_number("123456789018"), id="My Number"),
        pytest.param(checks.corporate_number("7123456789012"), id="a corporate number"),
        pytest.param(checks.driving_licence("309012345620"), id="a driving licence"),
        pytest.param(checks.luhn("378282246310005"), id="a card"),
        pytest.param(checks.mrz("L898902C3") == "6", id="the specimen of ICAO 9303"),
        pytest.param(checks.iban("GB29NWBK60161331926819"), id="an IBAN"),
        pytest.param(checks.chinese_id("11010519491231002X"), id="the sample of GB 11643"),
        pytest.param(checks.taiwan_id("A123456789"), id="a Taiwanese number"),
        pytest.param(checks.singapore_id("S1234567D"), id="a Singaporean number"),
        pytest.param(checks.thai_id("1101700230708"), id="a Thai number"),
    ],
)
def test_published_samples_hold(holds: bool) -> None:
    assert holds


@given(st.integers(0, 11), st.integers(1, 9))
def test_a_wrong_digit_is_no_my_number(place: int, by: int) -> None:
    number = "123456789018"
    digit = (int(number[place]) + by) % 10
    assert not checks.my_number(f"{number[:place]}{digit}{number[place + 1 :]}")


# ---------------------------------------------------------------- classes


@pytest.mark.parametrize(
    ("classes", "found"),
    [
        pytest.param(CLASSES, True, id="both classes"),
        pytest.param({ClassId("personal")}, True, id="persons"),
        pytest.param({ClassId("personal_bulk")}, True, id="many persons, counted by the gate"),
        pytest.param({ClassId("internal")}, False, id="no class for it"),
    ],
)
def test_it_looks_where_the_policy_lists_a_class(classes: set[ClassId], found: bool) -> None:
    finder = classifier(Needs(personal=True, classes=frozenset(classes)))
    assert bool(list(finder.classify(Segment("", "連絡先 090-1234-5678")))) is found


def test_the_revision_follows_what_the_policy_says() -> None:
    others = [
        Needs(),
        Needs(personal=True, classes=frozenset({ClassId("personal")})),
        Needs(personal=True, classes=CLASSES),
    ]
    assert len({classifier(needs).revision for needs in others}) == 3


# ---------------------------------------------------------------- laws

fragments = st.sampled_from(
    ["マイナンバー", "123456789018", "090-1234-5678", "山田", "太郎", "様", "氏名：", ",", "\n", "|", "@",
     "a@b.jp", "東京都", "渋谷区", "1-2-3", "〒", "生まれ", "1990/1/2", "１", "　", "\ud800", "&#49;", "が", "か\u3099",
     "4111111111111111", "<<", "口座", "普通", "t", "Mr. ", "Smith"]
)  # fmt: skip
texts = st.one_of(st.text(), st.lists(fragments, max_size=30).map("".join))


@given(texts, st.sampled_from(["", "電話番号", "name", "my_number"]))
def test_findings_lie_within_the_text_and_apart(text: str, label: str) -> None:
    segment = Segment("", text, label=label)
    findings: list[Finding] = sorted(CLASSIFIER.classify(segment), key=lambda f: f.start)
    assert all(0 <= f.start < f.end <= len(text) for f in findings)
    assert all(a.end <= b.start for a, b in pairwise(findings))
    assert findings == sorted(
        CLASSIFIER.classify(Segment("", text, label=label)), key=lambda f: f.start
    )


OUR_WORDS = {
    *(word for words in LABELS.values() for word in words.split("|")),
    *people.HONORIFICS, *people.ROLES, "born", "生まれ", "生",
    *people.LATIN_TITLES.split("|"), *people.LATIN_HONORIFICS.split("|"),
    *Numbering, *Where,
    *("American Express", "Diners Club", "Discover", "JCB", "Mastercard", "UnionPay", "Visa"),
}  # fmt: skip


@given(texts, st.sampled_from(["", "phone_number", "name", "my-number"]))
def test_a_finding_says_nothing_but_words_of_ours(text: str, label: str) -> None:
    for finding in CLASSIFIER.classify(Segment("", text, label=label)):
        assert {str(value) for _, value in finding.args} <= OUR_WORDS


@given(
    st.lists(
        st.builds(
            Hit,
            st.integers(0, 50),
            st.integers(51, 60),
            st.just("A"),
            st.just(""),
            silences=st.booleans(),
        ),
        max_size=8,
    )
)
def test_hits_that_stay_are_apart_and_none_is_silent(hits: list[Hit]) -> None:
    kept = distinct(hits)
    assert not any(hit.silences for hit in kept)
    assert all(a.end <= b.start for a, b in pairwise(kept))


@given(
    st.lists(
        st.builds(Hit, st.integers(0, 50), st.integers(51, 60), st.sampled_from("AB"), st.just(""), st.just(()),
                  st.floats(0, 1), silences=st.just(False)),
        max_size=12,
    )
)  # fmt: skip
def test_of_hits_that_overlap_the_surer_one_stays(hits: list[Hit]) -> None:
    kept = distinct(hits)
    assert kept == sorted(kept)
    for hit in hits:
        rivals = [k for k in kept if k.start < hit.end and hit.start < k.end]
        assert rivals
        assert max(k.confidence for k in rivals) >= hit.confidence


@given(st.integers(0, 10**17).map(str))
def test_the_luhn_digit_is_that_of_the_standard(number: str) -> None:
    doubled = [int(c) * (2 if i % 2 else 1) for i, c in enumerate(reversed(number))]
    total = sum(sum(divmod(d, 10)) for d in doubled)
    assert checks.luhn(number) == (total % 10 == 0 and len(set(number)) > 1)


SENTENCES = (
    "返信は mori.k@sample.co.jp まで",
    "携帯は 090-1357-2468 です",
    "生年月日：1966年2月5日",
    "住所：東京都千代田区丸の内1-2-3",
    "マイナンバー 123456789018",
    "担当の青木様へ",
    "旅券番号 TR1234567",
    "在留カードの件、確認しました。",
)


@settings(deadline=None, max_examples=30)
@given(st.lists(st.sampled_from(SENTENCES), min_size=1, max_size=40))
def test_a_long_text_holds_what_its_parts_hold(parts: list[str]) -> None:
    """Apart by more than any rule looks, however many there are."""
    gap = "\n" + "。" * 400 + "\n"
    alone = [value for part in parts for value in found(part)]
    assert found(gap.join(parts)) == alone


@pytest.mark.parametrize(
    "text",
    [
        pytest.param("1生" * 500, id="生 after single digits"),
        pytest.param("Mr. " * 300, id="titles"),
        pytest.param("〒123-4567" * 100, id="postal codes and nothing else"),
        pytest.param("氏名 " * 300, id="labels and nothing else"),
        pytest.param('a,"' * 300 + "\n" + 'b,"' * 300, id="quotes that never close"),
        pytest.param("insert into t (name) values ('" * 100, id="rows that never close"),
    ],
)
def test_what_is_repeated_to_no_end_is_nothing(text: str) -> None:
    assert not found(text)


# ---------------------------------------------------------------- Presidio

OWN = {
    "recognizers": [
        {
            "name": "staff number",
            "supported_language": "ja",
            "supported_entity": "STAFF_NUMBER",
            "patterns": [{"name": "e", "regex": r"\be\d{5}\b", "score": 0.2}],
            "context": ["社員番号"],
        },
        {
            "name": "case number",
            "supported_language": "ja",
            "supported_entity": "CASE",
            "patterns": [{"name": "c", "regex": "prj-[0-9]{4}", "score": 0.9}],
        },
    ]
}


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        pytest.param(
            "社員番号はE12345です", [("STAFF_NUMBER", "E12345")], id="beside kana, in context"
        ),
        pytest.param("部品はE12345です", [], id="without its context word"),
        pytest.param("社員番号　Ｅ１２３４５", [("STAFF_NUMBER", "Ｅ１２３４５")], id="full width"),
        pytest.param("案件PRJ-1234の件", [("CASE", "PRJ-1234")], id="a hyphen"),
        pytest.param("案件PRJ–1234の件", [("CASE", "PRJ–1234")], id="a dash"),
        pytest.param("案件ＰＲＪ−１２３４の件", [("CASE", "ＰＲＪ−１２３４")], id="a minus sign"),
        pytest.param("案件PRJー١٢٣٤の件", [("CASE", "PRJー١٢٣٤")], id="Arabic digits"),
    ],
)
def test_a_company_adds_its_own_recognizers(text: str, expected: list[tuple[str, str]]) -> None:
    own = classifier(Needs(personal=True, classes=CLASSES, recognizers=OWN))
    assert [(f.kind, text[f.start : f.end]) for f in own.classify(Segment("", text))] == expected


def test_a_recognizer_that_takes_too_long_is_no_empty_answer() -> None:
    slow = [
        {
            "name": "slow",
            "supported_entity": "X",
            "patterns": [{"name": "p", "regex": r"(?:x|xx)*y\Z", "score": 1}],
        }
    ]
    own = classifier(Needs(personal=True, classes=CLASSES, recognizers={"recognizers": slow}))
    with pytest.raises(ClassifierTimeout) as caught:
        list(own.classify(Segment("", "x" * 60 + "y!")))
    assert (caught.value.code, caught.value.values) == ("late/recognizer", {"recognizer": "slow"})


@pytest.mark.parametrize(
    ("document", "what"),
    [
        pytest.param({"recognizer": []}, "recognizers", id="no list"),
        pytest.param({"recognizers": ["UrlRecognizer"]}, "mapping", id="one of Presidio's own"),
        pytest.param({"recognizers": [{"name": "n", "type": "predefined"}]}, "custom", id="a predefined one"),
        pytest.param({"recognizers": [{"name": "n", "supported_entity": "X", "patterns": [{"name": "p", "regex": "(", "score": 1}]}]}, "n: ", id="no regular expression"),
        pytest.param({"recognizers": [{"name": "n", "model": "m"}]}, "unknown key 'model'", id="an unknown key"),
    ],
)  # fmt: skip
def test_what_is_wrong_with_a_recognizer_is_said(document: dict[str, object], what: str) -> None:
    (fault,) = personal.check(document)
    assert what in fault


def test_our_rules_are_recognizers_of_presidio() -> None:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    nlp = NoOpNlpEngine(models=[{"lang_code": "ja", "model_name": ""}])
    nlp.load()
    registry = RecognizerRegistry(
        recognizers=personal.engine().recognizers(), supported_languages=["ja"]
    )
    engine = AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["ja"])
    results = engine.analyze("マイナンバーは１２３４５６７８９０１８です", language="ja")
    assert [(r.entity_type, r.start, r.end) for r in results] == [("MY_NUMBER", 7, 19)]


# ---------------------------------------------------------------- evaluation


def test_the_evaluation_holds() -> None:
    """A small run of the generator: the goals of the product, with room for chance."""
    drawn = (*evaluated.texts(7, 300), *sentences.persons(7, 5))
    result = measure(drawn, our_personal)
    assert result.total(but=["PERSON"]).f1 >= 0.97
    assert result.scores["PERSON"].precision >= 0.95


def test_the_evaluation_takes_no_thing_for_a_person() -> None:
    innocent = (*lookalikes.texts(7, 300), *sentences.innocent_of_persons(7, 5))
    assert measure(innocent, our_personal).alarm_share <= 0.01
