"""The bytes in which a record is written: sorted members, no blanks, UTF-8, and JSON alone."""

from __future__ import annotations

import json
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.model import Segment
from gateway.trail.seal import canonical

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@given(st.dictionaries(st.text(), VALUES, max_size=5))
def test_it_is_json_with_sorted_members_and_no_blanks(record: dict[str, Any]) -> None:
    text = json.dumps(record, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    assert canonical(record) == text.encode("utf-8", "backslashreplace")


@given(
    st.dictionaries(
        st.text(), VALUES | st.floats(allow_nan=False, allow_infinity=False), max_size=5
    )
)
def test_what_is_read_back_is_what_was_written(record: dict[str, Any]) -> None:
    assert json.loads(canonical(record)) == json.loads(json.dumps(record))


@pytest.mark.parametrize(
    "value",
    [
        pytest.param(Segment("", "a person's own words"), id="a value of the gate's own"),
        pytest.param(datetime(2026, 12, 1, tzinfo=UTC), id="a time"),
        pytest.param({"a"}, id="a set"),
        pytest.param(b"a", id="bytes"),
    ],
)
def test_what_is_no_json_is_not_written(value: object) -> None:
    with pytest.raises(TypeError):
        canonical({"args": [value]})
