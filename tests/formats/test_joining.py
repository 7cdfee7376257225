"""Whatever is cut is found as if it were whole, in every structure that a model reads as one; rows
that have nothing to do with each other stay apart."""

from __future__ import annotations

import base64
import json
import random
import string
from collections.abc import Callable, Iterator, Sequence
from itertools import combinations, pairwise
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from gateway import formats
from gateway.formats.cut_tokens import SHORT
from gateway.formats.known_names import PATH_WORDS
from gateway.formats.seams import WIDE
from gateway.model import Part, Prompt, Request
from tests.formats.kit import a_chat, a_request, base64_of, read
from tests.formats.test_joined import a_text, finds, joined
from tests.formats.test_protobuf import said as field

Made = Callable[[Sequence[str]], Request]

FORM, BOUNDARY = "application/x-www-form-urlencoded", "multipart/form-data; boundary=XX"


def a_json(value: Any) -> Request:
    return a_request(json.dumps(value, ensure_ascii=False))


def some_parts(parts: Sequence[str]) -> Request:
    return a_request(a_chat([a_text(p) for p in parts]))


def blanks_between(parts: Sequence[str]) -> Request:
    return a_request(a_chat([a_text(t) for p in parts for t in (p, "\n", " ")]))


def turns(parts: Sequence[str]) -> Request:
    said = [[("user", p), ("assistant", "はい。")] for p in parts]
    return a_json({"messages": [{"role": r, "content": t} for turn in said for r, t in turn]})


def outputs(parts: Sequence[str]) -> Request:
    kind = "function_call_output"
    return a_json({"input": [{"type": kind, "call_id": "c", "output": p} for p in parts]})


def results(parts: Sequence[str]) -> Request:
    kind = "tool_result"
    return a_request(a_chat([{"type": kind, "tool_use_id": "t", "content": p} for p in parts]))


def one_call(parts: Sequence[str]) -> Request:
    said = json.dumps({f"名{n}": p for n, p in enumerate(parts)})
    return a_json({"tool_calls": [{"function": {"name": "f", "arguments": said}}]})


def one_use(parts: Sequence[str]) -> Request:
    use = {
        "type": "tool_use",
        "id": "t",
        "name": "f",
        "input": dict(zip("xyzuvw", parts, strict=False)),
    }
    return a_request(a_chat([use]))


def series(parts: Sequence[str]) -> Request:
    return a_json({"何か": {f"part{n}": p for n, p in enumerate(parts)}})


def encoded_form(parts: Sequence[str]) -> Request:
    return a_request("&".join(f"f{n}={quote(p)}" for n, p in enumerate(parts)), FORM)


def multipart(parts: Sequence[str]) -> Request:
    head = 'Content-Disposition: form-data; name="'
    pieces = [f'--XX\r\n{head}f{n}"\r\n\r\n{p}\r\n' for n, p in enumerate(parts)]
    return a_request("".join(pieces) + "--XX--\r\n", BOUNDARY)


def protobuf(parts: Sequence[str]) -> Request:
    return a_request_of(b"".join(field(7, p.encode()) for p in parts))


def messages_of_protobuf(parts: Sequence[str]) -> Request:
    return a_request_of(b"".join(field(3, field(7, p.encode())) for p in parts))


def a_request_of(body: bytes) -> Request:
    return a_request(body, "application/proto")


def query(parts: Sequence[str]) -> Request:
    said = "&".join(f"f{n}={quote(p, safe='')}" for n, p in enumerate(parts))
    return a_request(target=f"/v1/chat?{said}")


def path(parts: Sequence[str]) -> Request:
    return a_request(target="/v1/" + "/".join(quote(p, safe="") for p in parts))


def headers(parts: Sequence[str]) -> Request:
    return a_request(headers=tuple(("x-note", p) for p in parts))


def numbered_headers(parts: Sequence[str]) -> Request:
    return a_request(headers=tuple((f"x-note-{n}", p) for n, p in enumerate(parts)))


def crumbs(parts: Sequence[str]) -> Request:
    said = "; ".join(f"c{n}={quote(p)}" for n, p in enumerate(parts))
    return a_request(headers=(("cookie", said),))


def cookies(parts: Sequence[str]) -> Request:
    return a_request(headers=tuple(("cookie", f"c={p}") for p in parts))


def lenient(parts: Sequence[str]) -> Request:
    said = ",".join(json.dumps(p, ensure_ascii=False) for p in parts)
    return a_request(f"{{'何か': [{said},], // done\n}}")


SPOKEN: dict[str, Made] = {
    "parts of a message": some_parts,
    "blank parts between": blanks_between,
    "outputs of functions": outputs,
    "results of tools": results,
    "texts to embed": lambda parts: a_json({"input": list(parts)}),
    "texts": lambda parts: a_json({"texts": list(parts)}),
    "documents": lambda parts: a_json({"documents": list(parts)}),
}
ROWS: dict[str, Made] = {
    "turns of a conversation": turns,
    "arguments of a call": one_call,
    "the input of a tool": one_use,
    "members of one series": series,
    "an array of any name": lambda parts: a_json({"何か": list(parts)}),
    "an array of none": lambda parts: a_json(list(parts)),
    "a form": encoded_form,
    "fields in multipart": multipart,
    "a repeated field": protobuf,
    "repeated messages": messages_of_protobuf,
    "a query": query,
    "a path": path,
    "headers of one name": headers,
    "numbered headers": numbered_headers,
    "nearly JSON": lenient,
}
COOKIES: dict[str, Made] = {"crumbs of a cookie": crumbs, "cookies in several headers": cookies}
ROWS_OF_OBJECTS: dict[str, Made] = {
    "a column": lambda parts: a_json({"rows": [{"何か": p, "n": 1} for p in parts]}),
    "documents with names": lambda parts: a_json({"documents": [{"本文": p} for p in parts]}),
    "arguments of calls": lambda parts: a_json(
        {"tool_calls": [{"function": {"arguments": json.dumps({"x": p})}} for p in parts]}
    ),
}


def named(made: dict[str, Made]) -> list[Any]:
    return [pytest.param(m, id=name) for name, m in made.items()]


def parse(request: Request) -> Prompt:
    return formats.read(request, "generic")


def pieces(text: str, at: Sequence[int]) -> list[str]:
    return [text[a:b] for a, b in pairwise((0, *at, len(text)))]


def cuts(text: str, most: int) -> Iterator[list[str]]:
    """All ways to cut a text in up to so many pieces."""
    for count in range(1, most):
        for at in combinations(range(1, len(text)), count):
            yield pieces(text, at)


# ---------------------------------------------------------------- words


@pytest.mark.parametrize("made", named(SPOKEN | ROWS | COOKIES))
@pytest.mark.parametrize("parts", [*cuts("社外秘", 3)], ids="|".join)
def test_a_word_that_is_cut_is_found(made: Made, parts: list[str]) -> None:
    assert finds(parse(made(parts)), "社外秘")


@pytest.mark.parametrize("made", named(SPOKEN))
def test_an_english_word_that_is_cut_is_found_where_a_model_reads_on(made: Made) -> None:
    assert finds(parse(made(["This is CONFI", "DENTIAL."])), "CONFIDENTIAL")


# ---------------------------------------------------------------- tokens

ALNUM = string.ascii_letters + string.digits


def a_token(rng: random.Random, length: int) -> str:
    return "ghp_A1" + "".join(rng.choice(ALNUM) for _ in range(length))


def a_jwt(rng: random.Random) -> str:
    head, claims = {"alg": "RS256"}, {"sub": a_token(rng, 300)}
    said = [json.dumps(v).encode() for v in (head, claims)] + [rng.randbytes(256)]
    return ".".join(base64.urlsafe_b64encode(d).decode().rstrip("=") for d in said)


def cut(draw: st.DrawFn, text: str) -> list[str]:
    at = draw(st.lists(st.integers(1, len(text) - 1), min_size=1, max_size=5, unique=True))
    return pieces(text, sorted(at))


@st.composite
def cut_tokens(draw: st.DrawFn) -> tuple[str, list[str]]:
    rng = random.Random(draw(st.integers(0, 2**32)))
    token = draw(st.sampled_from([a_token(rng, 36), a_token(rng, 150), a_jwt(rng)]))
    return token, cut(draw, token)


ANY = SPOKEN | ROWS | ROWS_OF_OBJECTS


@given(st.sampled_from(sorted(ANY)), cut_tokens())
@settings(max_examples=300, deadline=None)
def test_a_token_that_is_cut_anywhere_into_any_number_of_parts_is_found(
    structure: str, cut: tuple[str, list[str]]
) -> None:
    token, parts = cut
    assume(structure != "a path" or PATH_WORDS.isdisjoint(parts))  # those are the vendors' own
    assert any(token in s.text for s in joined(parse(ANY[structure](parts))))


@given(st.sampled_from(sorted(SPOKEN)), st.integers(60, WIDE - 200), st.integers(60, WIDE - 200))
@settings(max_examples=100, deadline=None)
def test_what_is_cut_is_whole_up_to_the_longest_value_on_either_side(
    structure: str, before: int, behind: int
) -> None:
    parts = ["See key: " + "k" * before, "K" * behind + " and so on"]
    prompt = parse(SPOKEN[structure](parts))
    assert any("key: " + "k" * before + "K" * behind in s.text for s in joined(prompt))


@pytest.mark.parametrize("made", named(SPOKEN | ROWS | ROWS_OF_OBJECTS))
def test_a_token_stands_alone_once_where_texts_of_letters_are_around(made: Made) -> None:
    """`thisghp_...` is no key of GitHub's."""
    token = a_token(random.Random(3), 36)
    prompt = parse(made(["this", token[:20], token[20:], "Thanks"]))
    assert any(s.text == token for s in joined(prompt))


ARMOUR = "-----BEGIN RSA PRIVATE KEY-----\nMIIEpAIBAAKCAQEA"


@pytest.mark.parametrize(
    "made",
    named({name: made for name, made in (SPOKEN | ROWS | ROWS_OF_OBJECTS).items()
           if made not in (turns, headers, numbered_headers)}),
)  # fmt: skip
@pytest.mark.parametrize("at", [*((n,) for n in range(1, 40)), (19, 20), (4, 9, 17, 25, 29)])
def test_a_key_in_armour_that_is_cut_in_its_first_lines_is_found(
    made: Made, at: tuple[int, ...]
) -> None:
    assert any(ARMOUR in s.text for s in joined(parse(made(pieces(ARMOUR, at)))))


# ---------------------------------------------------------------- coded

LONG = "これは社外秘の原価表です。" * 40


@pytest.mark.parametrize(
    "made",
    [
        pytest.param(some_parts, id="parts of a message"),
        pytest.param(outputs, id="outputs of functions"),
        pytest.param(lambda parts: a_json({"texts": list(parts)}), id="texts"),
        pytest.param(lambda parts: a_json({"何か": list(parts)}), id="an array of any name"),
        pytest.param(series, id="members of one series"),
        pytest.param(encoded_form, id="a form"),
        pytest.param(protobuf, id="a repeated field"),
    ],
)
@pytest.mark.parametrize("at", [(4,), (5,), (6,), (7,), (21, 42), (600, 1201)])
def test_base64_that_goes_on_in_the_next_part_is_decoded_as_one(
    made: Made, at: tuple[int, ...]
) -> None:
    text = "社外秘の原価表です" if at[0] < 100 else LONG
    coded = base64_of(text)
    prompt = parse(made(pieces(coded, at)))
    assert any("#joined#decoded" in s.place and "社外秘" in s.text for s in prompt.segments)


@pytest.mark.parametrize("at", [30, 47, 76 * 3 + 11])
def test_base64_in_lines_is_decoded_as_one(at: int) -> None:
    coded = base64.encodebytes(LONG.encode()).decode()
    prompt = parse(some_parts([coded[:at], coded[at:]]))
    assert any("#joined#decoded" in s.place and "社外秘" in s.text for s in prompt.segments)


def test_a_word_is_found_that_is_cut_before_it_is_coded() -> None:
    parts = [base64_of("この資料は社外"), base64_of("秘に当たります")]
    for made in (some_parts, lambda p: a_json({"何か": list(p)})):
        assert finds(parse(made(parts)), "社外秘")


def test_texts_in_base64_one_after_another_are_not_decoded_twice() -> None:
    """Else what may be taken out of each could be taken out of none."""
    coded = [base64_of(t) for t in ("担当は山田太郎です。", "担当は鈴木花子です。")]
    assert not any(c.endswith("=") for c in coded)
    prompt = parse(some_parts(coded))
    assert not any(s.text.count("担当") and "#joined" in s.place and not s.seams
                   for s in prompt.segments)  # fmt: skip


# ---------------------------------------------------------------- file names


@pytest.mark.parametrize(
    "said",
    [
        pytest.param('filename*0="社外"; filename*1="秘.txt"', id="in pieces"),
        pytest.param('filename*1="秘.txt"; filename*0="社外"', id="the last first"),
        pytest.param('filename*5="社外"; filename*2="秘.txt"', id="numbered wrongly"),
        pytest.param(
            "filename*0*=UTF-8''%E7%A4%BE%E5%A4; filename*1*=%96%E7%A7%98.txt",
            id="coded, and cut within a character",
        ),
        pytest.param("FileName*0*=UTF-8''%E7%A4%BE%E5%A4%96; filename*1=秘", id="one is coded"),
    ],
)
def test_a_file_name_in_pieces_is_one(said: str) -> None:
    head = f'--XX\r\nContent-Disposition: form-data; name="file"; {said}\r\n\r\n'
    prompt = read(head + "x\r\n--XX--\r\n", BOUNDARY)
    assert any("社外秘" in s.text for s in prompt.segments if s.part is Part.FILE_NAME)


# ---------------------------------------------------------------- no false alarms


@pytest.mark.parametrize("made", named(ROWS | ROWS_OF_OBJECTS))
@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["090", "1234", "5678"], id="numbers"),
        pytest.param(["4111 1111", "1111 1111"], id="numbers with blanks"),
        pytest.param(["foo", "bar", "baz"] * 8, id="names"),
        pytest.param(["taro@example", ".com"], id="ends of addresses"),
        pytest.param(["3f2504e0-4f89-11d3-9a0c", "0305e82c3301-4f89-11d3"], id="digests"),
        pytest.param(["src/part1/main.py", "src/part2/main.py"], id="paths"),
        pytest.param(["2026-12-01", "2026-12-02", "2026-12-03"], id="days"),
        pytest.param(["Released in 2026", "Version 4 is out"], id="sentences"),
    ],
)
def test_rows_of_ascii_stay_apart(made: Made, cells: list[str]) -> None:
    assert [s.text for s in joined(parse(made(cells)))] in ([], _around_answers(made, cells))


def _around_answers(made: Made, cells: list[str]) -> list[str]:
    """Turns are spoken: those that follow one another are joined, never one side's."""
    return ["はい。".join(cells) + "はい。"] if made is turns else []


@pytest.mark.parametrize("made", named(ROWS_OF_OBJECTS))
def test_cells_of_two_rows_stay_apart(made: Made) -> None:
    assert not finds(parse(made(["佐藤", "健一"])), "佐藤健一")


def test_cells_of_one_row_stay_apart() -> None:
    row = {"区分": "社外", "備考": "秘", "人": "佐藤", "担当": "健一"}
    assert joined(parse(a_json({"rows": [row]}))) == []


@pytest.mark.parametrize("name", ["texts", "documents", "queries"])
def test_a_row_of_numbers_among_texts_stays_apart(name: str) -> None:
    assert joined(parse(a_json({name: ["090-1234", "-5678", "4111"]}))) == []


def test_mail_addresses_in_a_row_are_not_one_that_was_cut() -> None:
    prompt = parse(a_json({"input": ["taro@example.com", "jiro@example.co.jp", "hi"]}))
    assert not finds(prompt, "com" + "jiro")


def test_ids_in_a_row_are_not_joined() -> None:
    said = [{"tool_use_id": f"toolu_01A09q90qw90lq917835lq{n}", "role": "tool"} for n in "abc"]
    assert joined(parse(a_json({"何か": said}))) == []


# ---------------------------------------------------------------- cost


@given(
    st.sampled_from(sorted(SPOKEN | ROWS)),
    st.lists(st.text("aB1 社", min_size=1, max_size=300), min_size=9, max_size=20).map(
        lambda some: [*some * 20]
    ),
)
@settings(max_examples=100, deadline=None)
def test_what_is_joined_is_in_proportion_to_what_was_sent(made: str, parts: list[str]) -> None:
    total = sum(map(len, parts)) + 3 * len(parts)
    prompt = parse((SPOKEN | ROWS)[made](parts))
    assert sum(len(s.text) for s in joined(prompt)) <= 8 * total + 4 * SHORT
