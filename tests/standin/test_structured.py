"""An answer that follows the schema that was asked for."""

from __future__ import annotations

import json
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.standin.structured import MAX_DEPTH, following, schema_of
from gateway.standin.vendors import said_to

CHOICE = {
    "type": "object",
    "properties": {
        "reasoning": {"type": "string"},
        "score": {"type": "integer"},
        "note": {"type": "string"},
    },
    "required": ["reasoning", "score"],
}


@pytest.mark.parametrize(
    "body",
    [
        pytest.param({"generationConfig": {"responseJsonSchema": CHOICE}}, id="Gemini"),
        pytest.param({"generationConfig": {"responseSchema": CHOICE}}, id="Gemini, OpenAPI"),
        pytest.param({"response_format": {"json_schema": {"schema": CHOICE}}}, id="OpenAI chat"),
        pytest.param({"text": {"format": {"schema": CHOICE}}}, id="OpenAI responses"),
        pytest.param({"output_config": {"format": {"schema": CHOICE}}}, id="Anthropic"),
        pytest.param({"format": CHOICE}, id="Ollama"),
    ],
)
def test_each_vendor_has_its_place_for_the_schema(body: dict[str, Any]) -> None:
    answer = json.loads(said_to({**body, "messages": [{"content": "q"}]}))
    assert answer == {"reasoning": "I received: q", "score": 1}


@pytest.mark.parametrize(
    "body", [{}, {"text": "q"}, {"format": "json"}, {"response_format": {"type": "json_object"}}]
)
def test_without_a_schema_any_text_will_do(body: dict[str, Any]) -> None:
    assert schema_of(body) is None


@pytest.mark.parametrize(
    ("schema", "expected"),
    [
        pytest.param({"type": "STRING"}, "said", id="a type in capitals"),
        pytest.param({"type": ["integer", "null"]}, 1, id="one of several types"),
        pytest.param({"type": "number", "minimum": 5}, 5, id="the least number"),
        pytest.param({"enum": ["pro", "flash"]}, "pro", id="the first choice"),
        pytest.param({"const": 3}, 3, id="the only value"),
        pytest.param({"anyOf": [{"type": "boolean"}, {}]}, False, id="the first option"),
        pytest.param({"type": "null"}, None, id="nothing"),
        pytest.param({"type": "array", "items": {"type": "integer"}}, [], id="as few as may be"),
        pytest.param(
            {"type": "array", "items": {"type": "integer"}, "minItems": 2}, [1, 1], id="as many"
        ),
        pytest.param({}, "said", id="any value"),
    ],
)
def test_the_least_that_follows(schema: dict[str, Any], expected: object) -> None:
    assert following(schema, "said") == expected


leaves = st.sampled_from(
    [{"type": t} for t in ("string", "integer", "number", "boolean", "null")]
    + [{"enum": ["a", 1]}, {"const": "c"}, {"type": "integer", "minimum": 7}]
)
schemas = st.recursive(
    leaves,
    lambda inner: (
        st.fixed_dictionaries(
            {
                "type": st.just("array"),
                "items": inner,
                "minItems": st.integers(0, 2),
            }
        )
        | st.dictionaries(st.sampled_from("abc"), inner).map(
            lambda p: {"type": "object", "properties": p, "required": list(p)}
        )
    ),
    max_leaves=8,
)


@given(schemas, st.text())
def test_what_is_said_follows_the_schema(schema: dict[str, Any], said: str) -> None:
    jsonschema.validate(following(schema, said), schema)


def test_a_schema_within_itself_comes_to_an_end() -> None:
    endless: dict[str, Any] = {"type": "object", "properties": {}}
    endless["properties"]["more"] = endless
    value, depth = following(endless, "said"), 0
    while isinstance(value, dict):
        value, depth = value["more"], depth + 1
    assert (value, depth) == ("said", MAX_DEPTH)
