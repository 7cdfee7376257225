"""Whatever can be said to be unread has words in both languages: every code that stands in the
code, with the arguments that are given there."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from string import Formatter

import pytest

import classifiers
import gateway
from gateway import messages
from gateway.content import unread_types
from gateway.messages.both import Table
from gateway.messages.not_read import KINDS, PLACES, UNREAD
from gateway.messages.registering import REGISTERING
from gateway.model import Language, Part, Reason, Unread, UnreadKind, Verdict, args
from gateway.model.unread import CODE, MORE
from tests.engine.kit import a_policy

PACKAGES = [Path(gateway.__file__).parent, Path(classifiers.__file__).parent]
MAKERS = {
    *("Unread", "miss", "not_read", "lost_member", "NotReadError", "FullError"),
    *("UnreadableError", "TableError", "ClassifierTimeout"),
}
"""Whoever is called with a code first, but for `Unread`, which has a place before it."""
NAMES = frozenset(f"{kind}/" for kind in UnreadKind) | {"registering/"}
JAPANESE = re.compile(r"[ぁ-んァ-ヶ一-龠]")
NAMES_OF_FORMATS = re.compile(
    r"\b(?:PGP|age|base64|PDF|RTF|XML|OLE|Word|protobuf|libarchive|patterns|MiB|--need|sekisho)\b|--need"
)


def code_of(node: ast.AST) -> str:
    """The code that a constant is, or nothing."""
    value = node.value if isinstance(node, ast.Constant) else ""
    if not isinstance(value, str) or not CODE.fullmatch(value):
        return ""
    return value if value[: value.index("/") + 1] in NAMES else ""


def made() -> Iterator[tuple[str, frozenset[str]]]:
    """Each code that is written out where something is said to be unread, and the names of the
    arguments that it is given there."""
    for file in (f for package in PACKAGES for f in package.rglob("*.py")):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            if isinstance(node, ast.Call) and _name(node.func) in MAKERS:
                names = frozenset(k.arg for k in node.keywords if k.arg)
                names |= frozenset(
                    k.arg
                    for inner in node.args
                    if isinstance(inner, ast.Call)
                    for k in inner.keywords
                    if k.arg
                )
                said = (code_of(n) for a in node.args for n in ast.walk(a))
                yield from ((code, names) for code in said if code)


def _name(func: ast.expr) -> str:
    return func.attr if isinstance(func, ast.Attribute) else getattr(func, "id", "")


def elsewhere() -> Iterator[str]:
    """Codes that stand under a name, or are what a function returns."""
    for file in (f for package in PACKAGES for f in package.rglob("*.py")):
        if file.parent.name != "messages":
            yield from map(code_of, ast.walk(ast.parse(file.read_text("utf-8"))))


OF_TYPES = (unread_types.OF_OTHER_KINDS, unread_types.TOO_MUCH, unread_types.DAMAGED)
MADE = set(made())
ALIKE = re.compile(r"|(?:audio|video)/(?:ogg|flac|mpeg|webm|wav|mp4|x-msvideo)")
"""Media types, which look like codes."""
CODES = {
    *(c for c in elsewhere() if not ALIKE.fullmatch(c)),
    *unread_types.CODES.values(),
    *(f"{kind}/{MORE}" for kind in UnreadKind),
}
GIVEN: dict[str, set[frozenset[str]]] = defaultdict(set)
for _code, _names in MADE:
    GIVEN[_code].add(_names)
for _code in (*unread_types.CODES.values(), *OF_TYPES):
    GIVEN[_code].add(frozenset({"media_type"}))
for _kind in UnreadKind:
    GIVEN[f"{_kind}/{MORE}"].add(frozenset({"count"}))


def blanks(template: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(template) if name}


def test_every_code_has_words_and_no_words_are_idle() -> None:
    assert UNREAD.keys() | REGISTERING.keys() == CODES
    assert not UNREAD.keys() & REGISTERING.keys()


def test_every_code_is_of_a_kind_that_a_policy_can_name() -> None:
    assert {code.partition("/")[0] for code in UNREAD} == set(UnreadKind)
    assert KINDS.keys() == set(UnreadKind)


@pytest.mark.parametrize("table", [UNREAD, REGISTERING, KINDS, PLACES], ids=lambda t: len(t))
def test_both_languages_have_the_same_blanks(table: Table) -> None:
    assert {code for code, (ja, en) in table.items() if blanks(ja) != blanks(en)} == set()


@pytest.mark.parametrize("code", sorted(UNREAD | REGISTERING))
def test_every_blank_is_filled_wherever_the_code_is_made(code: str) -> None:
    """An argument has a name of its own: a reason has those of the place and the code besides."""
    words = (UNREAD | REGISTERING)[code]
    for names in GIVEN[code]:
        assert blanks(words.en) <= names
        assert not names & {"what", "label", "cause", "information_class"}
    assert GIVEN[code] or not blanks(words.en)


@pytest.mark.parametrize("code", sorted((UNREAD | REGISTERING).keys() - {"registering/before"}))
def test_japanese_is_japanese_and_english_is_not(code: str) -> None:
    ja, en = (UNREAD | REGISTERING)[code]
    bare = NAMES_OF_FORMATS.sub("", re.sub(r"\{\w+\}", "", ja))
    assert JAPANESE.search(ja) or code.endswith("/not-looked-into")
    assert not re.search("[A-Za-z]", bare)
    assert not JAPANESE.search(en)


def test_every_part_of_a_request_has_a_name() -> None:
    assert PLACES.keys() == {*Part, "file"} - {Part.FILE_NAME}


@pytest.mark.parametrize(
    ("unread", "ja", "en"),
    [
        pytest.param(
            Unread("/file", "encrypted/pdf"),
            "/file: 暗号化された PDF です",
            "/file: an encrypted PDF",
            id="a cause at its place",
        ),
        pytest.param(
            Unread("body", "limits/texts", args(most=100_000)),
            "本文: 文が 100,000 を超えます",
            "body: more than 100,000 texts",
            id="of the whole body, and a number",
        ),
        pytest.param(
            Unread("", "pictures/more", args(count=900)),
            "ほか 900 か所（画像）",
            "900 more places: pictures",
            id="what is not told one by one",
        ),
        pytest.param(
            Unread("/a", "opaque/of-tomorrow"),
            "/a: opaque/of-tomorrow",
            "/a: opaque/of-tomorrow",
            id="a code of another build",
        ),
        pytest.param(
            Unread("/a", "limits/texts"),
            "/a: limits/texts",
            "/a: limits/texts",
            id="a reader that was made to send less than the words need",
        ),
    ],
)
def test_it_is_said(unread: Unread, ja: str, en: str) -> None:
    assert messages.unread(unread, Language.JA) == ja
    assert messages.unread(unread, Language.EN) == en


PAGE = (Path(__file__).parents[2] / "docs" / "documents.md").read_text("utf-8")


def test_every_kind_stands_on_the_page_of_the_documents() -> None:
    rows = re.findall(r"^\| (`[a-z`, ]+`) \| [^|]+ \| ([^|]+) \|$", PAGE, re.MULTILINE)
    told = [kind for kinds, _ in rows for kind in re.findall("`([a-z]+)`", kinds)]
    assert told == list(UnreadKind)
    words = "、".join(ja for _, ja in rows)
    assert words == "、".join(ja for ja, _ in KINDS.values())


def test_a_reason_says_what_could_not_be_read_and_why() -> None:
    said = args(place="/0", code="late/pattern", pattern="drawing")
    reason = Reason("unread/refused", Verdict.BLOCK, said)
    assert messages.reason(reason, a_policy(), Language.JA) == (
        "中身を確認できない部分があります: /0: patterns の drawing が時間内に終わりません"
    )
    assert messages.reason(reason, a_policy(), Language.EN) == (
        "a part could not be looked into: /0: the pattern drawing took too long"
    )
