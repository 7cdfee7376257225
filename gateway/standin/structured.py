"""The schema that a request asks its answer to follow -> an answer that follows it. Pure.

Agents let a model choose (which model shall answer, what is this chat about) by an answer in
JSON of a given schema, and ask again, later and later, until they get one.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

PLACES = (
    ("generationConfig", "responseJsonSchema"),  # Gemini
    ("generationConfig", "responseSchema"),  # Gemini: OpenAPI's schema, its types in capitals
    ("response_format", "json_schema", "schema"),  # OpenAI chat
    ("text", "format", "schema"),  # OpenAI responses
    ("output_config", "format", "schema"),  # Anthropic
    ("format",),  # Ollama
)
"""Where the vendors' requests bear the schema."""

MAX_DEPTH = 16
"""Values within values; a schema may refer to itself."""


def schema_of(body: Mapping[str, Any]) -> Mapping[str, Any] | None:
    """The schema that the answer shall follow, or None where any text will do."""
    for place in PLACES:
        value: Any = body
        for name in place:
            value = value.get(name) if isinstance(value, Mapping) else None
        if isinstance(value, Mapping):
            return value
    return None


def following(schema: Mapping[str, Any], said: str, depth: int = 0) -> Any:
    """The least that follows the schema; every text that it leaves free is `said`."""
    for fixed in ("const", "default"):
        if fixed in schema:
            return schema[fixed]
    if choices := schema.get("enum"):
        return choices[0]
    for either in ("anyOf", "oneOf", "allOf"):
        if options := schema.get(either):
            return following(options[0], said, depth)
    match _type_of(schema):
        case "object" if depth < MAX_DEPTH:
            return _object(schema, said, depth)
        case "array" if depth < MAX_DEPTH:
            least, items = schema.get("minItems", 0), schema.get("items", {})
            return [following(items, said, depth + 1) for _ in range(int(least))]
        case "integer" | "number":
            return schema.get("minimum", 1)
        case "boolean":
            return False
        case "null":
            return None
    return said


def _type_of(schema: Mapping[str, Any]) -> str:
    kind = schema.get("type", "object" if "properties" in schema else "string")
    return str(kind[0] if isinstance(kind, list) and kind else kind).lower()


def _object(schema: Mapping[str, Any], said: str, depth: int) -> dict[str, Any]:
    properties = schema.get("properties", {})
    required = schema.get("required", list(properties))
    return {
        name: following(properties[name], said, depth + 1)
        for name in properties
        if name in required
    }
