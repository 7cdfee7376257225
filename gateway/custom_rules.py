"""Edge: the company's own rules, in files that the policy names -> what classifiers are given."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path

from gateway.errors import Fault, PolicyError, cannot_read
from gateway.model import CredentialRule, Needs, Policy

MAX_FILE = 4 * 2**20
"""Bytes; gitleaks' own 221 rules have 130 KB."""


def files(policy: Policy) -> Iterator[str]:
    """The names of the files, relative to the policy's folder."""
    yield from filter(None, (policy.credential_rules, policy.recognizers))


@dataclass(frozen=True, slots=True)
class CustomRules:
    """What classifiers are given by a policy and its files, and the revision of each file."""

    needs: Needs
    revisions: Mapping[str, str] = field(default_factory=dict)


def read(policy: Policy, folder: Path) -> CustomRules:
    """The policy's needs with what stands in the files. Raises PolicyError with every fault."""
    needs, texts = policy.needs, _texts(policy, folder)
    if name := policy.credential_rules:
        needs = replace(needs, credential_rules=_credentials(texts[name], folder / name))
    if name := policy.recognizers:
        needs = replace(needs, recognizers=_recognizers(texts[name], folder / name))
    return CustomRules(needs, {name: _revision(text) for name, text in texts.items()})


def _texts(policy: Policy, folder: Path) -> dict[str, str]:
    texts: dict[str, str] = {}
    faults: list[Fault] = []
    for name in files(policy):
        try:
            texts[name] = _text(folder / name)
        except PolicyError as e:
            faults += e.faults
    if faults:
        raise PolicyError(faults)
    return texts


def _revision(text: str) -> str:
    return hashlib.blake2b(text.encode(), digest_size=8).hexdigest()


def _credentials(text: str, path: Path) -> tuple[CredentialRule, ...]:
    from classifiers._credentials.gitleaks import GitleaksError, parse_gitleaks

    try:
        return parse_gitleaks(text)
    except GitleaksError as e:
        raise PolicyError(Fault(line, what, str(path)) for line, what in e.faults) from None


def _recognizers(text: str, path: Path) -> dict[str, object]:
    import yaml

    from classifiers import personal

    try:
        document = yaml.safe_load(text)
    except yaml.YAMLError as e:
        mark = getattr(e, "problem_mark", None)
        line = mark.line + 1 if mark else 0
        raise PolicyError([Fault(line, "is not YAML", str(path))]) from None
    if not isinstance(document, dict):
        raise PolicyError([Fault(1, "begins with `recognizers:` and a list", str(path))])
    if faults := personal.check(document):
        raise PolicyError(Fault(0, what, str(path)) for what in faults)
    return document


def _text(path: Path) -> str:
    try:
        raw = path.read_bytes()
    except OSError as e:
        raise PolicyError([cannot_read(path, e)]) from e
    if len(raw) > MAX_FILE:
        raise PolicyError([Fault(0, f"larger than {MAX_FILE:,} bytes", str(path))])
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError:
        raise PolicyError([Fault(0, "is not UTF-8; save it as UTF-8", str(path))]) from None
