"""How a line of the chain proves itself."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.trail.seal import canonical, claims, genesis, seal, unseal

KEY = b"k" * 32

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
    max_leaves=8,
)
records = st.dictionaries(
    st.text().filter(lambda n: n not in {"previous", "hash"}), values, min_size=1, max_size=5
)


@given(records)
def test_a_sealed_record_reads_back_as_it_was(fields: dict[str, Any]) -> None:
    line, hash = seal(canonical(fields), "p" * 64, KEY)
    link = unseal(line, KEY)
    assert link is not None
    assert (link.previous, link.hash) == ("p" * 64, hash)
    assert link.record == {**json.loads(canonical(fields)), "previous": "p" * 64, "hash": hash}
    assert line.endswith(b"\n")
    assert line.count(b"\n") == 1


@given(records, st.data())
def test_no_byte_of_a_line_can_be_changed(fields: dict[str, Any], data: st.DataObject) -> None:
    line, _ = seal(canonical(fields), "p" * 64, KEY)
    at = data.draw(st.integers(0, len(line) - 2))
    other = data.draw(st.integers(0, 255).filter(lambda b: b != line[at]))
    assert unseal(line[:at] + bytes([other]) + line[at + 1 :], KEY) is None
    assert unseal(line[:at] + line[at + 1 :], KEY) is None
    assert unseal(line[: at + 1] + bytes([other]) + line[at + 1 :], KEY) is None


@given(st.binary())
def test_what_the_gate_did_not_write_is_no_record(line: bytes) -> None:
    assert unseal(line, KEY) is None
    assert all(isinstance(v, str) for v in claims(line).values())


def test_a_line_of_another_key_is_no_record() -> None:
    line, _ = seal(canonical({"id": "1"}), "p" * 64, b"x" * 32)
    assert unseal(line, KEY) is None
    assert claims(line)["id"] == "1"


def test_each_worker_begins_its_chain_elsewhere() -> None:
    assert genesis("0", KEY) != genesis("1", KEY)
    assert genesis("0", KEY) != genesis("0", b"x" * 32)


@pytest.mark.parametrize(
    "line",
    [
        pytest.param(b"[" * 100_000, id="nested too deep to parse"),
        pytest.param(b'{"id":"\x1b[2Jx","time":1}', id="a command to the terminal"),
        pytest.param(b'{"id":["a"]}', id="an id that is no text"),
        pytest.param(b"\xff\xfe{}", id="no UTF-8"),
        pytest.param(b"null", id="no object"),
    ],
)
def test_a_forged_line_is_named_without_harm(line: bytes) -> None:
    assert all(v.isprintable() for v in claims(line).values())
