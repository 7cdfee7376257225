"""A value whose name stands in another member of its object bears that name."""

from __future__ import annotations

import json
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.formats.kit import read, read_chat


def _labels(value: Any) -> dict[str, str]:
    return {s.text: s.label for s in read(json.dumps(value)).segments}


@pytest.mark.parametrize(
    ("thing", "label"),
    [
        pytest.param({"name": "DB_PASSWORD", "value": "v1"}, "DB_PASSWORD", id="a container's"),
        pytest.param({"Name": "/db/password", "Value": "v1"}, "/db/password", id="capitals"),
        pytest.param({"ParameterKey": "Pass", "ParameterValue": "v1"}, "Pass", id="one word"),
        pytest.param({"value": "v1", "name": "Pass"}, "Pass", id="the other way round"),
        pytest.param({"項目": "氏名", "値": "v1"}, "氏名", id="Japanese"),
        pytest.param({"name": "Pass", "secret": True, "value": "v1"}, "Pass", id="one between"),
        pytest.param({"value": "v1"}, "value", id="no name"),
        pytest.param({"name": "x" * 65, "value": "v1"}, "value", id="a text for a name"),
        pytest.param({"name": {"a": "Pass"}, "value": "v1"}, "value", id="a name within"),
        pytest.param({"a": {"name": "Pass"}, "value": "v1"}, "value", id="another object's name"),
        pytest.param({"name": "Pass", "content": "v1"}, "content", id="what somebody says"),
    ],
)
def test_a_value_bears_its_name(thing: Any, label: str) -> None:
    assert _labels(thing)["v1"] == label
    assert _labels([{"name": "other", "value": "v0"}, thing])["v1"] == label
    lines = "\n".join(json.dumps(t) for t in ({"name": "other", "value": "v0"}, thing))
    assert {s.text: s.label for s in read(lines).segments}["v1"] == label
    told = {s.text: s.label for s in read_chat(json.dumps([thing])).segments}
    assert told["v1"] == label


@given(st.lists(st.tuples(st.text(min_size=1, max_size=5), st.text(min_size=1, max_size=5))))
def test_of_many_each_bears_its_own(pairs: list[tuple[str, str]]) -> None:
    body = json.dumps([{"name": n, "value": v} for n, v in pairs])
    segments = [
        s for s in read(body).segments if s.place.endswith("/#1") and "#deco" not in s.place
    ]
    told = [(s.label, s.text) for s in segments if s.text]
    assert len(told) <= len(pairs)
    assert all((n, v) in pairs or n == "value" for n, v in told)
