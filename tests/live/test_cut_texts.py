"""A text that is cut over neighbours does not leave, by whatever structure; nor over messages."""

from __future__ import annotations

import json
import random
from collections.abc import Callable, Iterator

import pytest

from gateway.standin import StandIn
from tests.formats.kit import base64_of
from tests.formats.test_joining import (
    COOKIES,
    ROWS,
    ROWS_OF_OBJECTS,
    SPOKEN,
    Made,
    a_jwt,
    a_token,
    named,
    pieces,
    some_parts,
)
from tests.kit.assertions import assert_refused
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import HOSTS, MARKED, OPENAI, PERMITTED, PERSONAL, policy
from tests.live.test_socket_messages import asks, heard_until_the_end, messages, opened

KEYS = policy(("  secret: {label: 秘}\n", "  secret: {label: 秘}\n  credential: {label: 鍵}\n"))
RNG = random.Random(7)
TOKEN, JWT = a_token(RNG, 34), a_jwt(RNG)

CUT = {
    "a marker": pieces(MARKED, (2,)),
    "a marker, a character a part": pieces(MARKED, (1, 2, 3, 4, 5)),
    "a key of GitHub": pieces(TOKEN, (11, 25)),
    "a JWT": pieces(JWT, (300, 301, 500)),
    "a JWT in two": pieces(JWT, (400,)),
}


@pytest.fixture(scope="module")
def gate(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path_factory.mktemp("cut"), KEYS, upstream, hosts=HOSTS) as running:
        yield running


def sent(gate: Gate, made: Made, parts: list[str]) -> tuple[int, bytes]:
    """The status, and what arrived."""
    request = made(parts)
    said = [f"{name}: {value}" for name, value in request.headers]
    events = gate.watch()
    reply = gate.ask(OPENAI, request.body or b"{}", *said, target=request.target)
    if reply.status != 200:
        assert_refused(reply, events, reply.status)
    return reply.status, b"".join(q.body for q in events.upstream_saw.questions)


@pytest.mark.parametrize("made", named(SPOKEN | ROWS))
@pytest.mark.parametrize("cut", CUT)
def test_what_is_cut_over_neighbours_does_not_leave(gate: Gate, made: Made, cut: str) -> None:
    assert sent(gate, made, CUT[cut])[0] != 200


@pytest.mark.parametrize("made", named(ROWS_OF_OBJECTS))
@pytest.mark.parametrize("cut", [c for c in CUT if "marker" not in c])
def test_a_key_that_is_cut_over_rows_does_not_leave(gate: Gate, made: Made, cut: str) -> None:
    assert sent(gate, made, CUT[cut])[0] != 200


@pytest.mark.parametrize("made", named(COOKIES))
def test_a_marker_that_is_cut_over_cookies_does_not_leave(gate: Gate, made: Made) -> None:
    assert sent(gate, made, pieces(MARKED, (2,)))[0] != 200


@pytest.mark.parametrize("at", [(10,), (13, 27)])
def test_a_marker_in_base64_that_is_cut_does_not_leave(gate: Gate, at: tuple[int, ...]) -> None:
    assert sent(gate, some_parts, pieces(base64_of(MARKED), at))[0] != 200


def test_what_would_be_taken_out_across_a_seam_is_refused(gate: Gate) -> None:
    assert sent(gate, some_parts, pieces(PERSONAL, (6,)))[0] != 200


@pytest.mark.parametrize("made", named(ROWS | ROWS_OF_OBJECTS | COOKIES))
def test_a_row_of_numbers_passes(gate: Gate, made: Made) -> None:
    """In parts of a message they are one (tests.formats.test_joined)."""
    assert sent(gate, made, ["090", "1234", "5678"])[0] == 200


@pytest.mark.parametrize("made", named(SPOKEN | ROWS | ROWS_OF_OBJECTS | COOKIES))
@pytest.mark.parametrize(
    "cells",
    [
        pytest.param(["foo", "bar"], id="names"),
        pytest.param(["社外", "社内"], id="words"),
        pytest.param(["src/main.py", "src/gate.py"], id="paths"),
    ],
)
def test_unrelated_neighbours_pass(gate: Gate, made: Made, cells: list[str]) -> None:
    assert sent(gate, made, cells)[0] == 200


# ---------------------------------------------------------------- sockets


def delta(text: str) -> str:
    return json.dumps({"event": "append", "何か": text}, ensure_ascii=False)


SAYS = [
    pytest.param(asks, id="a vendor's message"),
    pytest.param(delta, id="a member of any name"),
    pytest.param(str, id="a text"),
]


@pytest.mark.parametrize("says", SAYS)
@pytest.mark.parametrize("cut", CUT)
@pytest.mark.parametrize("compression", ["deflate", None])
def test_the_message_that_makes_it_whole_does_not_leave(
    gate: Gate, says: Callable[[str], str], cut: str, compression: str | None
) -> None:
    events = gate.watch()
    *earlier, last = [says(part) for part in CUT[cut]]
    with opened(gate, compression=compression) as socket:
        for message in (*earlier, last, says(PERMITTED)):
            socket.send(message)
        _, end = heard_until_the_end(socket)
    assert end.rcvd
    assert end.rcvd.code == 1008
    arrived = events.upstream_saw.messages
    assert last.encode() not in arrived
    assert says(PERMITTED).encode() not in arrived
    assert [r["verdict"] for r in messages(events)].count("block") == 1


def test_another_connection_knows_nothing_of_it(gate: Gate) -> None:
    for part in pieces(MARKED, (2,)):
        with opened(gate) as socket:
            socket.send(asks(part))
            assert socket.recv(10) == f"I received: {asks(part)}"


@pytest.mark.parametrize("says", SAYS)
def test_what_is_typed_and_sent_again_and_again_passes(
    gate: Gate, says: Callable[[str], str]
) -> None:
    with opened(gate) as socket:
        for text in ("社", "社外", "社外", "社外の人", "090", "0901", "09012", PERMITTED):
            socket.send(says(text))
            assert socket.recv(10) == f"I received: {says(text)}"
