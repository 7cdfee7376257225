"""Edge: files on disk -> a Bundle: the policy, the files that it names, the register.

Reads everything anew at each call; `signature` tells cheaply whether that is worth while, and
`read_as` what it was of when all of it was read.
"""

from __future__ import annotations

import os
import secrets
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import classifiers
from gateway import custom_rules, identity
from gateway.bundle import Bundle, Keys, bundle
from gateway.catalogue import Catalogue
from gateway.custom_rules import CustomRules
from gateway.engine.record import DIGEST, digester
from gateway.errors import Fault, PolicyError, StateError, cannot_read, cause
from gateway.identity import Users
from gateway.keyring import SIZE, Key
from gateway.model import AssetIndex, Classifier, Needs, Policy
from gateway.policy.build import parse
from gateway.policy.lines import decode
from gateway.ports import IndexSource
from gateway.settings import is_sample

MAX_POLICY = 4 * 2**20
"""Bytes of an allowlist.yaml; a company with thousands of rules has some 500 KB."""


def read_policy(path: Path, catalogue: Catalogue) -> tuple[Policy, str]:
    """The policy in a file, and the file's text. Raises PolicyError with every fault."""
    try:
        raw = path.read_bytes()
    except OSError as e:
        raise PolicyError([cannot_read(path, e)]) from e
    if len(raw) > MAX_POLICY:
        raise PolicyError([Fault(0, f"larger than {MAX_POLICY:,} bytes", str(path))])
    text = decode(raw, str(path))
    return replace(parse(text, catalogue, str(path)), is_sample=is_sample(raw)), text


def read_users(path: Path, rules: Policy, keys: Key) -> Users | None:
    """The users of the policy's password file, or None where the policy names none.

    `path` is the policy's. Raises PolicyError.
    """
    named = password_file(path, rules)
    return identity.read_users(named, keys.derive("password-memory")) if named else None


def password_file(path: Path, rules: Policy) -> Path | None:
    """The htpasswd file that a policy names; `path` is the policy's."""
    return path.parent / rules.htpasswd if rules.htpasswd else None


def faults_of_files(path: Path, rules: Policy) -> tuple[Fault, ...]:
    """What is wrong with the files that a policy names, as a gate that starts finds it.

    `path` is the policy's.
    """
    faults: list[Fault] = []
    try:
        _classifiers(custom_rules.read(rules, path.parent).needs)
    except PolicyError as e:
        faults += e.faults
    try:
        read_users(path, rules, Key(bytes(SIZE)))
    except PolicyError as e:
        faults += e.faults
    return tuple(sorted(faults))


def keys_of(keys: Key, cache: bytes = b"") -> Keys:
    """What bundles are kept under; the cache's key is drawn anew for each gate."""
    digest = digester(keys.derive(DIGEST))
    return Keys(keys.derive("placeholder"), cache or secrets.token_bytes(32), digest)


def bundle_of(
    policy: Policy,
    catalogue: Catalogue,
    keys: Keys,
    *,
    rules: CustomRules | None = None,
    assets: AssetIndex | None = None,
    found_by: tuple[Classifier, ...] | None = None,
    lacking: Sequence[str] = (),
) -> Bundle:
    """A bundle for a policy, with every classifier of the package unless others are given.

    `rules` are what stands in the files that the policy names. Raises PolicyError.
    """
    rules = rules or CustomRules(policy.needs)
    if found_by is None:
        found_by = _classifiers(replace(rules.needs, assets=assets))
    register = assets.revision if assets else ""
    return bundle(policy, catalogue, found_by, keys, rules.revisions, register, lacking)


def _classifiers(needs: Needs) -> tuple[Classifier, ...]:
    try:
        return classifiers.load(needs)
    except ValueError as e:  # a word or a rule of the policy that a classifier cannot take
        raise PolicyError([Fault(0, str(e))]) from None


@dataclass(frozen=True, slots=True)
class Recipe:
    """What another process makes the same bundle of, without reading the policy's files anew."""

    policy: Policy
    catalogue: Catalogue
    rules: CustomRules
    keys: Key = field(repr=False)
    cache: bytes = field(repr=False)
    register: IndexSource

    def bundle(self) -> Bundle:
        keys = keys_of(self.keys, self.cache)
        assets = self.register.open()
        return bundle_of(self.policy, self.catalogue, keys, rules=self.rules, assets=assets)


@dataclass(frozen=True, slots=True)
class Registered:
    """The register as it was last read. `fault`: why it cannot be read as it is now; what is new
    in it is unknown then, and what was known before is all that there is."""

    version: str = ""
    index: AssetIndex | None = field(default=None, compare=False, repr=False)
    fault: str = ""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What was read together: a bundle with what its policy's files say, and the users."""

    bundle: Bundle
    rules: CustomRules
    users: Users | None
    registered: Registered

    def warm(self) -> Iterator[None]:
        """Make ready what a first prompt needs, a piece at each step."""
        return classifiers.warm(self.bundle.engine.search.classifiers)


Signature = tuple[object, ...]


@dataclass(slots=True)
class Files:
    """The files of one gate: where its bundle and its users come from."""

    policy: Path
    catalogue: Catalogue
    keys: Key = field(repr=False)
    register: IndexSource
    found_by: tuple[Classifier, ...] | None = None
    read_as: Signature = field(default=(), init=False)
    """What `signature` was when the files were last read, good or bad. Another one now: what was
    read is of yesterday, or half of each."""
    _under: Keys = field(init=False, repr=False)
    _named: tuple[Path, ...] = field(default=(), init=False)
    """The files that the policy on disk names, in force or refused."""

    def __post_init__(self) -> None:
        self._under = keys_of(self.keys)

    def load(self, before: Registered | None = None) -> Loaded:
        """All of it, read anew. Raises PolicyError; StateError too, unless the register was read
        `before`, so that the gate can go on without what is new in it."""
        loaded = self.load_bundle(before)
        users = read_users(self.policy, loaded.bundle.policy, self.keys)
        return replace(loaded, users=users)

    def load_bundle(self, before: Registered | None = None) -> Loaded:
        """Without the users: a text is checked by whoever may not read their passwords."""
        policy = self._read_policy()
        rules = custom_rules.read(policy, self.policy.parent)
        return self._made(policy, rules, None, self.look_at_register(before))

    def _read_policy(self) -> Policy:
        """Each file is looked at before it is read: a change comes after, and is seen to be one."""
        self.read_as = self.signature()
        policy, _ = read_policy(self.policy, self.catalogue)
        people = password_file(self.policy, policy)
        folder = self.policy.parent
        rules = (folder / name for name in custom_rules.files(policy))
        self._named = (*rules, *((people,) if people else ()))
        self.read_as = (self.read_as[0], *map(_stat, self._named))
        return policy

    def with_register(self, loaded: Loaded, registered: Registered) -> Loaded:
        """The same with another state of the register."""
        return self._made(loaded.bundle.policy, loaded.rules, loaded.users, registered)

    def look_at_register(self, before: Registered | None = None) -> Registered:
        """The register as it is now; the very same as before where nothing changed.

        Raises StateError where it cannot be read, unless it was read before.
        """
        try:
            version = self.register.version()
            if before == Registered(version):
                return before
            if before:
                self._refuse_if_gone(before, version)
            return Registered(version, self.register.open())
        except Exception as e:  # whatever is wrong with it, what is new in it is unknown
            if before is None:
                raise
            return replace(before, fault=cause(e))

    def _refuse_if_gone(self, before: Registered, version: str) -> None:
        if before.version and not version:
            raise StateError(
                f"{self.register.place}: the register that was here is gone; put it back from a "
                "backup, or start the gate anew if nothing is to be registered any more"
            )

    def _made(
        self, policy: Policy, rules: CustomRules, users: Users | None, registered: Registered
    ) -> Loaded:
        made = bundle_of(
            policy,
            self.catalogue,
            self._under,
            rules=rules,
            assets=registered.index,
            found_by=self.found_by,
            lacking=("register",) if registered.fault else (),
        )
        if self.found_by is None and not registered.fault:
            made = replace(made, recipe=self._recipe(policy, rules))
        return Loaded(made, rules, users, registered)

    def _recipe(self, policy: Policy, rules: CustomRules) -> Recipe:
        cache = self._under.cache
        return Recipe(policy, self.catalogue, rules, self.keys, cache, self.register)

    def signature(self) -> Signature:
        """Changes whenever the policy, or a file that it named when it was last read, does."""
        return tuple(map(_stat, (self.policy, *self._named)))


def _stat(path: Path) -> object:
    try:
        found = os.stat(path)
    except OSError as e:
        return e.errno
    return found.st_mtime_ns, found.st_size, found.st_ino
