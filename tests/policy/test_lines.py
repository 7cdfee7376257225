"""Text -> keys and values with lines: bounded, and every slip of the keyboard has its remedy."""

from __future__ import annotations

import pytest

from gateway.errors import PolicyError
from gateway.policy.lines import MAX_BYTES, MAX_CHARACTERS, MAX_NODES, decode, read


def refused(text: str) -> list[tuple[int, str]]:
    with pytest.raises(PolicyError) as raised:
        read(text)
    return [(f.line, f.text) for f in raised.value.faults]


def test_every_key_and_item_has_its_line() -> None:
    source = read("a: 1\nb:\n  - x\n  - {c: y,\n     d: z}\n")
    assert source.data == {"a": "1", "b": ["x", {"c": "y", "d": "z"}]}
    assert [source.line(*p) for p in (("a",), ("b",), ("b", 0), ("b", 1, "d"))] == [1, 2, 3, 5]


def test_an_unknown_place_has_the_line_of_what_is_around_it() -> None:
    source = read("a: 1\nb:\n  c: 2\n")
    assert source.line("b", "nothing", 3) == 2
    assert source.line("nothing") == 1


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        pytest.param("a: 1\n\tb: 2\n", 2, "a tab", id="a tab in the indentation"),
        pytest.param("a:\n　b: 2\n c: 3\n", 2, "full-width space", id="a full-width blank"),
        pytest.param("version: 1\nmode：enforce\n", 2, "full width", id="a full-width colon"),
        pytest.param("a: 1\nb: x: y\n", 2, "quotes around text", id="a colon in a text"),
        pytest.param("a: 1\nb: [x, y\nc: 2\n", 3, "not closed", id="a bracket left open"),
        pytest.param("a: 1\nb: 'x\nc: 2\n", 4, "never closed", id="a quote left open"),
        pytest.param("a: 1\nb: @x\n", 2, "may not begin with", id="an at sign in front"),
        pytest.param('a: "\\d"\n', 1, "single quotes", id="a backslash in double quotes"),
        pytest.param("a:\n  - x\n y: 1\n", 3, "", id="indentation between two"),
        pytest.param("a: 1\nb\nc: 2\n", 2, "colon", id="a key without its colon"),
    ],
)
def test_a_slip_is_told_with_its_remedy(text: str, line: int, words: str) -> None:
    ((number, said),) = refused(text)
    assert words in said
    assert abs(number - line) <= 1


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("a: 1\n---\nb: 2\n", "second document", id="two documents"),
        pytest.param("a: &x [1]\nb: *x\n", "alias", id="an alias"),
        pytest.param("a: !!python/object:os.system x\n", "tag", id="a tag of Python"),
        pytest.param("a: 1\na: 2\n", "second time", id="a key twice"),
        pytest.param("{[a]: 1}\n", "cannot be a key", id="a list for a key"),
    ],
)
def test_what_yaml_allows_and_a_policy_does_not_is_told(text: str, words: str) -> None:
    faults = read(text).faults
    assert any(words in f.text for f in faults)


def test_the_first_of_two_equal_keys_counts() -> None:
    assert read("a: {b: 1}\na: [2]\n").data == {"a": {"b": "1"}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        pytest.param("a: " + "[" * 5_000, "deeper", id="brackets in brackets"),
        pytest.param("".join(" " * i + "a:\n" for i in range(60)), "deeper", id="keys in keys"),
        pytest.param("[" + "1," * (MAX_NODES + 1) + "]", "values", id="too many values"),
        pytest.param("a" * (MAX_CHARACTERS + 1), "characters", id="too many characters"),
        pytest.param(
            "a: &a [x,x]\n" + "".join(f"b{i}: [*a,*a]\n" for i in range(30)), "", id="a bomb"
        ),
        pytest.param("a: \x00\n", "U+0000", id="a null character"),
        pytest.param("a: x\u2028y\n", "U+2028", id="a line break that editors do not show"),
        pytest.param("a: \ud800\n", "U+D800", id="half a surrogate pair"),
    ],
)
def test_what_is_no_policy_by_its_size_or_form_is_refused(text: str, words: str) -> None:
    try:
        told = [f.text for f in read(text).faults]
    except PolicyError as e:
        told = [f.text for f in e.faults]
    assert told
    assert any(words in t for t in told)


def test_an_alias_is_never_expanded() -> None:
    levels = "a0: &a0 [x]\n" + "".join(
        f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]\n" for i in range(1, 40)
    )
    source = read(levels)
    assert len(source.faults) == 78
    assert source.data is not None
    assert len(str(source.data)) < 2_000


@pytest.mark.parametrize(
    ("data", "words"),
    [
        pytest.param("a: 1\n会社: 社外秘\n".encode("cp932"), "Shift_JIS", id="Shift_JIS"),
        pytest.param("a: 1\n会社: 1\n".encode("utf-16"), "UTF-16", id="UTF-16"),
        pytest.param(b"a: 1\nb: \xff\xff\xff\n", "not UTF-8", id="bytes of nothing"),
    ],
)
def test_a_file_that_is_not_utf_8_is_told(data: bytes, words: str) -> None:
    with pytest.raises(PolicyError) as raised:
        decode(data)
    assert words in raised.value.faults[0].text


def test_the_line_of_a_bad_byte_is_told() -> None:
    with pytest.raises(PolicyError) as raised:
        decode("a: 1\nb: 2\nc: 社外秘\n".encode("euc_jp"))
    assert raised.value.faults[0].line == 3


def test_a_byte_order_mark_is_taken_off() -> None:
    assert read(decode(b"\xef\xbb\xbfa: 1\r\n")).data == {"a": "1"}


def test_a_huge_file_is_refused_before_it_is_decoded() -> None:
    with pytest.raises(PolicyError, match="bytes"):
        decode(b" " * (MAX_BYTES + 1))


def test_an_empty_file_holds_nothing() -> None:
    assert read("").data is None
    assert read("# only a comment\n").data is None
