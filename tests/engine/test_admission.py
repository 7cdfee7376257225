"""What is true of any request, whichever plane brings it."""

from __future__ import annotations

import gzip
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.content.decompression import room
from gateway.engine.admission import (
    MAX_HEAD,
    MAX_HEADERS,
    SOCKET_MESSAGE,
    InadmissibleError,
    admit,
)
from gateway.model import Limits, Problem, Request

LIMITS = Limits(body=100, decoded=1_000)


def a_request(**changes: Any) -> Request:
    return replace(Request("r", "alice", "192.0.2.1", "api.test", body=b"{}"), **changes)


def zipped(body: bytes, coding: str = "gzip") -> dict[str, Any]:
    return {"headers": (("Content-Encoding", coding),), "body": body}


@pytest.mark.parametrize(
    ("changes", "problem"),
    [
        pytest.param({"target": "v1/chat"}, Problem.MALFORMED, id="a target without its slash"),
        pytest.param({"target": "/a b"}, Problem.MALFORMED, id="a blank in the target"),
        pytest.param({"target": "/a\r\nx: y"}, Problem.MALFORMED, id="a line end in the target"),
        pytest.param(
            {"headers": (("x", "a\nHost: b"),)}, Problem.MALFORMED, id="a line end in a header"
        ),
        pytest.param(
            {"headers": (("x\0", "a"),)}, Problem.MALFORMED, id="a NUL in a header's name"
        ),
        pytest.param({"version": "HTTP/9.9"}, Problem.MALFORMED, id="a version of tomorrow"),
        pytest.param({"version": "HTTP/1.2"}, Problem.MALFORMED, id="a version that there is not"),
        pytest.param({"names": ("api.tést",)}, Problem.MALFORMED, id="a name that is no ASCII"),
        pytest.param({"method": "BREW"}, Problem.METHOD, id="a method that nobody knows"),
        pytest.param({"names": ("other.test",)}, Problem.MISMATCH, id="another name"),
        pytest.param({"body": b"x" * 101}, Problem.TOO_LARGE, id="more than may be sent"),
        pytest.param(
            {"body": b"", "length": 101}, Problem.TOO_LARGE, id="more than the plane kept"
        ),
        pytest.param(
            zipped(gzip.compress(b"x" * 1_001)), Problem.TOO_LARGE, id="more than may be unpacked"
        ),
        pytest.param(
            {"headers": tuple((f"x-{n}", "y") for n in range(MAX_HEADERS + 1))},
            Problem.LONG_HEAD,
            id="more headers than any client sends",
        ),
        pytest.param(
            {"headers": (("x-long", "y" * MAX_HEAD),)}, Problem.LONG_HEAD, id="a header without end"
        ),
        pytest.param(zipped(b"no gzip"), Problem.UNDECODABLE, id="what is not what it says"),
        pytest.param(zipped(b"x", "rot13"), Problem.UNDECODABLE, id="an unknown coding"),
        pytest.param(
            {"headers": (("transfer-encoding", "gzip, chunked"),)},
            Problem.UNDECODABLE,
            id="a coding that no Content-Encoding mentions",
        ),
    ],
)
def test_what_is_not_admitted(changes: dict[str, Any], problem: Problem) -> None:
    with pytest.raises(InadmissibleError) as e:
        admit(a_request(**changes), LIMITS)
    assert e.value.problem is problem


@pytest.mark.parametrize(
    ("changes", "body"),
    [
        pytest.param({}, b"{}", id="a plain one"),
        pytest.param({"target": "*", "method": "OPTIONS"}, b"{}", id="a server as a whole"),
        pytest.param({"method": SOCKET_MESSAGE}, b"{}", id="a message on a socket"),
        pytest.param(
            {"names": ("API.test:443", "api.test.")}, b"{}", id="one name in several spellings"
        ),
        pytest.param(zipped(gzip.compress(b"secret")), b"secret", id="a compressed body"),
        pytest.param(
            {"headers": (("transfer-encoding", "chunked"),)}, b"{}", id="a body in chunks"
        ),
    ],
)
def test_what_is_admitted_has_its_codings_undone(changes: dict[str, Any], body: bytes) -> None:
    assert admit(a_request(**changes), LIMITS).body == body


WIDE = Limits(body=10 * 2**20, decoded=10 * 2**20)


def test_a_body_unpacks_to_so_many_times_its_own_size_and_no_more() -> None:
    blank = gzip.compress(b" " * 2**20)  # a thousand times its own size
    with pytest.raises(InadmissibleError) as e:
        admit(a_request(**zipped(blank)), WIDE)
    assert e.value.problem is Problem.INFLATED
    dense = gzip.compress(bytes(range(256)) * 40)
    assert len(admit(a_request(**zipped(dense)), WIDE).body) == 256 * 40


def test_what_stands_packed_in_a_body_is_bounded_by_what_was_sent_of_it() -> None:
    """Packed twice, it has no more room than packed once."""
    sent = gzip.compress(b"x" * 200_000)
    admitted = admit(a_request(**zipped(sent)), WIDE)
    assert room(admitted.length, WIDE.decoded) == room(len(sent), WIDE.decoded)


@given(
    target=st.text(max_size=9),
    headers=st.lists(st.tuples(st.text(max_size=5), st.text(max_size=5)), max_size=3),
    body=st.binary(max_size=120),
    coding=st.sampled_from(["", "gzip", "br", "zstd", "deflate", "gzip, br"]),
)
def test_nothing_else_is_ever_raised(
    target: str, headers: list[tuple[str, str]], body: bytes, coding: str
) -> None:
    request = a_request(
        target="/" + target, headers=(*headers, ("content-encoding", coding)), body=body
    )
    try:
        admitted = admit(request, LIMITS)
    except InadmissibleError:
        return
    assert len(admitted.body) <= LIMITS.decoded
