"""What the product ships in words is true: the shipped policy, and every example of the docs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from gateway.catalogue import load
from gateway.model import Mode, Policy
from gateway.policy.build import parse
from gateway.policy.lint import lint
from gateway.policy.schema import schema
from gateway.settings import shipped_policy
from tests.policy.kit import CLEAN, TODAY, faults, parsed, warnings
from tests.policy.test_schema import VALIDATOR, value

DOCS = (Path(__file__).parents[2] / "docs" / "policy.md").read_text("utf-8")
SHIPPED = shipped_policy().read_text("utf-8")

BLOCK = re.compile(r"(<!-- fragment -->\n)?```yaml\n(.*?)```", re.DOTALL)
EXAMPLES = [(bool(m[1]), m[2], DOCS.count("\n", 0, m.start()) + 1) for m in BLOCK.finditer(DOCS)]


def test_the_documents_have_examples() -> None:
    assert len(EXAMPLES) == DOCS.count("```yaml")
    assert len(EXAMPLES) > 8


@pytest.mark.parametrize(
    ("fragment", "text"),
    [pytest.param(f, t, id=f"docs/policy.md line {line}") for f, t, line in EXAMPLES],
)
def test_an_example_of_the_documents_is_a_policy(fragment: bool, text: str) -> None:
    whole = _completed(text) if fragment else text
    assert faults(whole) == ()
    VALIDATOR.validate(value(whole))


def _completed(fragment: str) -> str:
    """The fragment with all other parts of a policy that has every class and group."""
    given = set(re.findall(r"^(\w+):", fragment, re.MULTILINE))
    parts = re.split(r"^(?=\w+:)", CLEAN, flags=re.MULTILINE)
    kept = [p for p in parts if p.partition(":")[0] not in given]
    if "information_classes" in given:  # the rest refers to classes that it does not list
        kept = ["version: 1\n"]
    return fragment + "".join(kept)


def test_every_key_is_documented() -> None:
    told = set(re.findall(r"`([a-z_.*]+)`", DOCS))
    keys = set(_keys(schema()))
    assert len(keys) > 60
    assert keys - told == set()


def test_every_documented_key_exists() -> None:
    rows = re.findall(r"^\| `([a-z_.*]+)` \|", DOCS, re.MULTILINE)
    assert set(rows) - set(_keys(schema())) == set()
    assert len(rows) == len(set(rows))


def _keys(root: dict[str, Any]) -> Iterator[str]:
    def below(node: dict[str, Any], path: str) -> Iterator[str]:
        for branch in [node, *node.get("anyOf", [])]:
            target = root["$defs"][branch["$ref"][8:]] if "$ref" in branch else branch
            for name, key in target.get("properties", {}).items():
                yield path + name
                yield from below(key, f"{path}{name}.")
            if isinstance(named := target.get("additionalProperties"), dict):
                yield from below(named, f"{path}*.")
            if isinstance(items := target.get("items"), dict):
                yield from below(items, path)

    return below(root, "")


# ---------------------------------------------------------------- the shipped policy


def test_the_shipped_policy_has_neither_fault_nor_warning() -> None:
    assert warnings(SHIPPED) == ()


def test_the_shipped_policy_enforces_and_permits_the_three_apis() -> None:
    policy = parsed(SHIPPED)
    assert policy.mode is Mode.ENFORCE
    assert policy.refuse_unread
    assert {s.entry.id for s in policy.services.values()} == {"openai", "anthropic", "gemini"}
    for service in policy.services.values():
        assert service.may_receive == {"public", "internal"}
        assert service.redact == {"personal", "credential"}
    assert set(policy.needs.marker_packs) == {"ja", "en", "zh", "ko", "th", "vi", "id"}
    assert len(policy.tests) >= 6


def test_every_setting_that_is_made_ready_works_once_its_mark_is_taken_away() -> None:
    ready = re.sub(r"^( *)#(?=[^ #])", r"\1", SHIPPED, flags=re.MULTILINE)
    policy = parse(ready, load())
    assert len(policy.services) > 12
    assert policy.groups
    assert policy.rules
    assert policy.htpasswd
    assert policy.needs.patterns
    assert lint(policy, ready, TODAY) == ()
    VALIDATOR.validate(value(ready))


@pytest.mark.parametrize(
    "text", [pytest.param(SHIPPED, id="shipped"), pytest.param(CLEAN, id="clean")]
)
def test_no_prompt_stands_in_the_repr_of_a_policy(text: str) -> None:
    policy = parsed(text)
    assert not any(test.prompt in repr(policy) for test in policy.tests)


def test_the_minimal_policy_of_the_documents_permits_what_it_says() -> None:
    policy: Policy = parsed(EXAMPLES[0][1])
    assert policy.services["openai-api"].may_receive == {"public", "internal"}
