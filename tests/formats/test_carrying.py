"""What is cut over messages of one socket is found as if it were one; what is said again is not."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gateway import formats
from gateway.formats.carrying import MAX_MEMBERS
from gateway.formats.seams import WIDE
from gateway.model import Prompt, Segment
from tests.formats.kit import a_request, base64_of
from tests.formats.test_joined import finds, joined
from tests.formats.test_joining import LONG, a_jwt, a_token, pieces

Says = Callable[[str], bytes]


def of_codex(text: str) -> bytes:
    item = {"type": "message", "role": "user", "content": [{"type": "input_text", "text": text}]}
    return json.dumps({"type": "response.create", "input": [item]}).encode()


def of_nobody(text: str) -> bytes:
    return json.dumps({"何か": text, "n": 12345}, ensure_ascii=False).encode()


def of_signalr(text: str) -> bytes:
    return of_nobody(text) + b"\x1e"


SAYS = [
    pytest.param(of_codex, id="a vendor's message"),
    pytest.param(of_nobody, id="a member of any name"),
    pytest.param(of_signalr, id="a frame of SignalR"),
    pytest.param(str.encode, id="a text"),
]


def heard(bodies: Sequence[bytes]) -> list[Prompt]:
    """The prompt that each message makes."""
    before: tuple[Segment, ...] = ()
    found: list[Prompt] = []
    for body in bodies:
        request = replace(a_request(body, None), before=before)
        found.append(formats.read(request, "generic"))
        before = formats.carried(before, found[-1].whole_segments)
        assert sum(len(s.text) for s in before) <= (MAX_MEMBERS + 1) * (WIDE + 3)
    return found


def new_in(prompt: Prompt) -> list[str]:
    """What is joined with what was said before."""
    return [s.text for s in joined(prompt) if s.place.startswith("#before")]


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize(
    "parts",
    [
        ["社外", "秘"],
        ["社", "外", "秘"],
        ["これは社", "外秘です"],
        ["あ" * 9000 + "社", "外秘" + "い" * 9000],
    ],
    ids=len,
)
def test_a_word_that_is_cut_over_messages_is_found_in_the_last(
    says: Says, parts: list[str]
) -> None:
    *earlier, last = heard([says(p) for p in parts])
    assert finds(last, "社外秘")
    assert not any(finds(p, "社外秘") for p in earlier)


@given(st.sampled_from([p.values[0] for p in SAYS]), st.integers(0, 2**32), st.data())
@settings(max_examples=200, deadline=None)
def test_a_token_that_is_cut_over_any_number_of_messages_is_found(
    says: Any, seed: int, data: st.DataObject
) -> None:
    rng = random.Random(seed)
    token = data.draw(st.sampled_from([a_token(rng, 36), a_token(rng, 150), a_jwt(rng)]))
    at = data.draw(st.sets(st.integers(1, len(token) - 1), min_size=1, max_size=5))
    parts = pieces(token, sorted(at))
    assert any(token in text for p in heard([says(t) for t in parts]) for text in new_in(p))


@pytest.mark.parametrize("at", [(7,), (21, 42), (601,), (600, 1201), (1201,), (1102, 1503)])
def test_base64_that_goes_on_in_the_next_message_is_decoded_as_one(at: tuple[int, ...]) -> None:
    coded = base64_of("社外秘の原価表です" if at[0] < 100 else LONG)
    prompts = heard([of_codex(t) for t in pieces(coded, at)])
    decoded = [s for p in prompts[1:] for s in p.segments if s.place.startswith("#before")]
    assert any("#decoded" in s.place and "社外秘" in s.text for s in decoded)


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize(
    "parts",
    [
        pytest.param(["社", "社外", "社外に", "社外に出す"], id="a text that is typed"),
        pytest.param(["社外", "社外", "社外"], id="the same again"),
    ],
)
def test_what_is_said_again_does_not_go_on(says: Says, parts: list[str]) -> None:
    assert [new_in(p) for p in heard([says(p) for p in parts])] == [[]] * len(parts)


def test_a_history_that_is_sent_again_does_not_go_on() -> None:
    said = ["今日は", "はい", "社外"]
    bodies = [json.dumps({"input": said[:n]}).encode() for n in (1, 2, 3)]
    assert not any(new_in(p) for p in heard(bodies))


def test_what_is_typed_on_after_it_was_said_again_goes_on() -> None:
    assert finds(heard([of_codex(t) for t in ("社", "社外", "秘")])[-1], "社外秘")


@pytest.mark.parametrize("cells", [["090", "1234"], ["foo", "bar"], ["Released in", "2026 by us"]])
def test_members_of_ascii_do_not_go_on(cells: list[str]) -> None:
    assert not any(new_in(p) for p in heard([of_nobody(c) for c in cells]))


def test_only_some_members_are_kept() -> None:
    body = json.dumps({f"名{n}": "社" * WIDE for n in range(100)}).encode()
    request = replace(a_request(body), before=())
    kept = formats.carried((), formats.read(request, "generic").segments)
    assert len(kept) == MAX_MEMBERS
