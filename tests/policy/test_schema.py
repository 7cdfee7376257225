"""The JSON Schema: what the parser takes it takes, what it marks the parser refuses."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import jsonschema  # type: ignore[import-untyped]
import pytest
import yaml

from gateway.catalogue import FORMATS, load
from gateway.policy.schema import schema
from gateway.settings import shipped_policy
from tests.policy.kit import CLEAN, changed, faults

SCHEMA = schema()
VALIDATOR = jsonschema.Draft202012Validator(SCHEMA)


class AsEditorsRead(yaml.SafeLoader):
    """YAML 1.2: no dates, and `on` is a word."""


AsEditorsRead.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in found if not tag.endswith(("timestamp", "bool"))]
    for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
AsEditorsRead.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile("^(?:true|false)$"), list("tf")
)


def value(text: str) -> Any:
    return yaml.load(text, Loader=AsEditorsRead)


def test_the_schema_is_one() -> None:
    jsonschema.Draft202012Validator.check_schema(SCHEMA)
    assert SCHEMA["$schema"] == "https://json-schema.org/draft/2020-12/schema"


@pytest.mark.parametrize(
    "text",
    [
        pytest.param(CLEAN, id="a policy with every key"),
        pytest.param(shipped_policy().read_text("utf-8"), id="the shipped policy"),
        pytest.param("version: 1\ninformation_classes: {a: {}}\n", id="the smallest policy"),
    ],
)
def test_a_policy_is_valid(text: str) -> None:
    VALIDATOR.validate(value(text))
    assert not faults(text)


@pytest.mark.parametrize(
    ("old", "new"),
    [
        pytest.param("contact:", "contcat:", id="an unknown key"),
        pytest.param("mode: enforce", "mode: enfroce", id="an unknown word"),
        pytest.param("version: 1", "version: 2", id="another version"),
        pytest.param("uses: openai", "uses: opnai", id="an entry that the catalogue has not"),
        pytest.param("format: openai-chat", "format: smtp", id="an unknown format"),
        pytest.param("uses: openai", "uses: openai\n    hosts: [a.test]", id="uses and hosts"),
        pytest.param("    format: openai-chat\n", "", id="hosts without a format"),
        pytest.param("may_receive: [public, internal]\n", "may_receive: public\n", id="no list"),
        pytest.param("on: 2026-04-01", "on: April", id="no date"),
        pytest.param("body: 20MiB", "body: lots", id="no size"),
        pytest.param("requires: never", "requires: always", id="no requirement"),
        pytest.param("retention_days: 30", "retention_days: -1", id="no number of days"),
        pytest.param("trains_on_input: false", "trains_on_input: 3", id="no truth"),
        pytest.param("regex: 'DWG-[0-9]{6}', ", "", id="a pattern without regex"),
        pytest.param("packs: [ja, en]", "packs: [jp]", id="an unknown pack"),
        pytest.param("expect: allow", "expect: pass", id="an unknown verdict"),
        pytest.param("groups: [rd]", "groups: []", id="a rule for nobody"),
    ],
)
def test_what_the_schema_marks_the_parser_refuses(old: str, new: str) -> None:
    text = changed((old, new))
    assert not VALIDATOR.is_valid(value(text))
    assert faults(text)


def test_editors_complete_the_catalogue() -> None:
    service = SCHEMA["$defs"]["ServiceEntry"]["properties"]
    assert set(_enum(service["uses"])) == set(load().ids())
    assert set(_enum(service["format"])) == set(FORMATS)


def _enum(node: dict[str, Any]) -> list[str]:
    return next(b["enum"] for b in node["anyOf"] if "enum" in b)


def test_every_key_is_described_in_both_languages() -> None:
    for name, node in _properties(SCHEMA):
        words = node.get("description", "")
        assert node.get("title"), name
        assert " / " in words, name
        assert not words.rpartition(" / ")[2].isascii(), name


def _properties(node: Any) -> Iterator[tuple[str, dict[str, Any]]]:
    if isinstance(node, dict):
        if isinstance(node.get("properties"), dict) and "type" in node:
            yield from node["properties"].items()
        for below in node.values():
            yield from _properties(below)
