"""Policy, rule files, catalogue, register and classifiers -> one frozen value with one revision.

Everything that a judgement depends on. It is swapped whole; a record names its revision and parts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Protocol

from gateway.catalogue import Catalogue
from gateway.engine.classify import Digest, Search
from gateway.engine.directory import Directory
from gateway.engine.finding_cache import FindingCache
from gateway.engine.judge import Engine
from gateway.model import Classifier, Policy

LENGTH = 16
"""Hexadecimal digits of a revision: 64 bits tell any two that a company will ever have apart."""


@dataclass(frozen=True, slots=True)
class Keys:
    """What a bundle keeps things under; each is derived for its purpose alone."""

    placeholder: bytes = field(repr=False)
    cache: bytes = field(repr=False)
    digest: Digest = field(repr=False)


class Recipe(Protocol):
    """What another process needs to make the same bundle; it can be pickled."""

    def bundle(self) -> Bundle:
        """The bundle, or another one if a file changed meanwhile: its revision tells. Raises
        whatever opening the register raises."""
        ...


@dataclass(frozen=True, slots=True)
class Bundle:
    """One state of everything that decides."""

    engine: Engine
    parts: Mapping[str, str]
    """Part -> its revision: policy, catalogue, rules, register, classifiers; what is lacking."""
    revision: str
    recipe: Recipe | None = field(default=None, repr=False, compare=False)
    """None where it is made of something that no other process has."""

    @property
    def policy(self) -> Policy:
        return self.engine.policy


def bundle(
    policy: Policy,
    catalogue: Catalogue,
    classifiers: Sequence[Classifier],
    keys: Keys,
    rule_files: Mapping[str, str] | None = None,
    register: str = "",
    lacking: Sequence[str] = (),
) -> Bundle:
    """A bundle of these parts. `rule_files` are the files that the policy names, by name, with the
    revision of each; `register` is the version of the index that the classifiers were given.
    `lacking` are the parts that should be in it and cannot be read as they are now."""
    search = Search(tuple(classifiers), FindingCache(keys.cache), keys.digest)
    parts = {
        "policy": policy.revision,
        "catalogue": catalogue.revision,
        "rules": revision_of(rule_files or {}),
        "register": register,
        "classifiers": revision_of({c.id: c.revision for c in classifiers}),
        **({"lacking": ", ".join(lacking)} if lacking else {}),
    }
    directory = Directory.of(policy, catalogue)
    engine = Engine(policy, directory, search, keys.placeholder, tuple(lacking))
    return Bundle(engine, parts, revision_of(parts))


def revision_of(parts: Mapping[str, str]) -> str:
    """One revision for named ones; nothing for none."""
    if not parts:
        return ""
    state = hashlib.blake2b(digest_size=LENGTH // 2)
    for name, revision in sorted(parts.items()):
        state.update(f"{len(name)}:{name}{len(revision)}:{revision}".encode())
    return state.hexdigest()
