"""Whatever is handed in, the parser gives a policy or says what is wrong; nothing else."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from gateway.catalogue import load
from gateway.errors import PolicyError
from gateway.keyring import Key
from gateway.loading import bundle_of, keys_of
from gateway.policy.build import parse
from gateway.policy.diff import weakenings
from gateway.policy.lines import decode
from gateway.policy.lint import lint, notes
from gateway.policy.summary import portrait
from tests.policy.kit import CLEAN, TODAY, faults

KEYS = """
version information_classes services uses hosts format may_receive redact tenants handling approval
by on review_by groups members rules markers packs add patterns class regex finds passes labels
trail keep_days tests prompt to as expect limits body requires label region unread mode language
identity htpasswd approvals openai-api public secret rd <<
""".split()  # noqa: SIM905 - sixty lines otherwise

SCALARS = st.one_of(
    st.none(),
    st.booleans(),
    st.integers(-(10**20), 10**20),
    st.floats(),
    st.dates(),
    st.sampled_from(
        [
            "never",
            "unknown",
            "openai",
            "openai-chat",
            "public",
            "20MiB",
            "1.2.3.4/33",
            "・",
            "(?<=x)y",
        ]
    ),
    st.text(max_size=12),
)
VALUES = st.recursive(
    SCALARS,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4),
        st.dictionaries(st.one_of(st.sampled_from(KEYS), st.text(max_size=6)), inner, max_size=5),
    ),
    max_leaves=15,
)
SOUP = st.lists(
    st.one_of(
        st.sampled_from([*KEYS, ": ", "\n", "\n  ", "- ", "[", "]", "{", "}", ", ", "'", '"']),
        st.sampled_from(["&a ", "*a", "!t ", "|\n", ">\n", "# ", "---\n", "...\n", "%", "@", "\t"]),
        st.sampled_from(["version: 1\n", "？", "：", "　", "\x85", "\u2028", "\ufeff", "\x00"]),
        st.text(max_size=5),
    ),
    max_size=40,
).map("".join)

PATIENT = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def understood(text: str) -> None:
    """Parses, and then everything else works too; or there are faults that can be read."""
    found = faults(text)
    for fault in found:
        assert fault.text
        assert fault.ja
        assert 0 <= fault.line <= text.count("\n") + text.count("\r") + 2
    if not found:
        policy = parse(text, load())
        lint(policy, text, TODAY)
        notes(policy, text)
        assert portrait(policy, TODAY)
        assert weakenings(policy, policy) == ()
        bundle_of(policy, load(), keys_of(Key(bytes(16))))


@given(SOUP)
@PATIENT
def test_no_soup_of_yaml_is_more_than_the_parser_can_say(text: str) -> None:
    understood(text)


@given(VALUES)
@PATIENT
def test_no_document_of_any_shape(value: Any) -> None:
    understood(yaml.safe_dump(value, allow_unicode=True, default_flow_style=None))


DOCUMENT = yaml.load(CLEAN, Loader=yaml.BaseLoader)


def _paths(value: Any, path: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    below = value.items() if isinstance(value, dict) else enumerate(value)
    here = [path] if path else []
    if not isinstance(value, dict | list):
        return here
    return here + [p for k, v in below for p in _paths(v, (*path, k))]


def _with(value: Any, path: tuple[Any, ...], new: Any) -> Any:
    if not path:
        return new
    copy = value.copy()
    copy[path[0]] = _with(value[path[0]], path[1:], new)
    return copy


@given(st.sampled_from(_paths(DOCUMENT)), VALUES)
@PATIENT
def test_no_value_in_the_place_of_another(path: tuple[Any, ...], value: Any) -> None:
    understood(yaml.safe_dump(_with(DOCUMENT, path, value), allow_unicode=True))


@given(st.integers(0, len(CLEAN)), st.integers(0, 30), st.text(max_size=4))
@PATIENT
def test_no_slip_anywhere_in_a_policy(at: int, gone: int, instead: str) -> None:
    understood(CLEAN[:at] + instead + CLEAN[at + gone :])


@given(st.binary(max_size=200))
@PATIENT
def test_no_bytes(data: bytes) -> None:
    try:
        text = decode(data)
    except PolicyError:
        return
    understood(text)
