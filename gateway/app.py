"""Puts it together: reads files, loads classifiers, wires the edges. Knows everyone."""

from __future__ import annotations

import asyncio
import json
import logging
import os
import secrets
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import UTC, date, datetime
from pathlib import Path

import classifiers
from gateway import __version__, policy, redaction
from gateway import custom_rules as company
from gateway import keyring as key
from gateway.catalogue import Catalogue
from gateway.catalogue import load as load_catalogue
from gateway.content import documents
from gateway.engine.directory import Directory
from gateway.engine.finding_cache import FindingCache
from gateway.engine.judge import Gate, Problem
from gateway.engine.record import DIGEST, digester, record
from gateway.errors import Fault, PolicyError, SekishoError, TrailError
from gateway.identity import Users, read_users
from gateway.model import (
    Classifier,
    Destination,
    Judgement,
    Policy,
    Request,
    Rewrite,
    Standing,
)
from gateway.trail import Trail, retire_idle
from gateway.vault import SharedVault, Vault, own_vault

log = logging.getLogger("sekisho")

INLINE = 16 * 2**10
"""Bytes of body that are judged on the event loop: most prompts, in a millisecond. Larger ones, and
those that unpack to more, go to a thread, so that the streams of other people keep flowing."""

JUDGES = 2
"""Threads that judge large bodies. They share one core with the loop: more would not be faster."""

FILES = 2
"""Threads that wait for the readers of files, so that no prompt without a file waits for one."""

WORKER = "gate"
"""Chains of the trail are gate-0, gate-1, ...: each process writes the first that is free."""

MAX_FAULTS = 20
"""Faults of a refused policy that are written down; the file itself shows the rest."""

INDEX = Path("register", "index")
"""Where in the state folder the index of registered assets is."""

MAX_POLICY = 4 * 2**20
"""Bytes of an allowlist.yaml; a company with thousands of rules has some 500 KB."""


# ---------------------------------------------------------------- a gate from files


def read_policy(path: Path, catalogue: Catalogue) -> tuple[Policy, str]:
    """The policy in a file, and the file's text. Raises PolicyError with every fault."""
    try:
        raw = path.read_bytes()
    except OSError as e:
        raise PolicyError([Fault(0, f"cannot be read: {e.strerror}", str(path))]) from e
    if len(raw) > MAX_POLICY:
        raise PolicyError([Fault(0, f"larger than {MAX_POLICY:,} bytes", str(path))])
    text = policy.decode(raw, str(path))
    rules = policy.parse(text, catalogue, str(path))
    return replace(rules, needs=company.with_files(rules, path.parent)), text


def with_assets(rules: Policy, state: Path, keys: key.Key) -> Policy:
    """The policy with what is registered in the state folder, if anything is.

    Raises StateError where the index is damaged or of another key.
    """
    folder = state / INDEX
    if not folder.is_dir():
        return rules
    from gateway.register import index  # its libraries take a second: only where it is used

    assets = index.open_index(folder, keys.derive(index.PURPOSE))
    return replace(rules, needs=replace(rules.needs, assets=assets))


def _version_of_assets(state: Path) -> str:
    """Changes whenever the register does; nothing where nothing is registered."""
    folder = state / INDEX
    if not folder.is_dir():
        return ""
    from gateway.register import index

    return index.version_of(folder)


def build_gate(
    rules: Policy,
    catalogue: Catalogue,
    placeholder_key: bytes,
    found_by: tuple[Classifier, ...] | None = None,
) -> Gate:
    """A gate for a policy, with every classifier of the package unless others are given."""
    return Gate(
        rules,
        Directory.of(rules, catalogue),
        _classifiers(rules) if found_by is None else found_by,
        FindingCache(secrets.token_bytes(32)),
        placeholder_key,
    )


def _classifiers(rules: Policy) -> tuple[Classifier, ...]:
    try:
        return classifiers.load(rules.needs)
    except ValueError as e:  # a word or a rule of the policy that a classifier cannot take
        raise PolicyError([Fault(0, str(e))]) from None


def destination(gate: Gate, to: str) -> Destination:
    """A service by its id, or a host by its name. Raises SekishoError with the nearest id."""
    if service := gate.policy.services.get(to):
        host = min(service.entry.hosts, default=service.entry.id)
        return Destination(Standing.APPROVED, host, service, service.entry)
    if "." in to:
        return gate.directory.identify(to)
    known = ", ".join(gate.policy.services) or "none"
    raise SekishoError(f"{to!r} is no service of the policy; it has: {known}")


# ---------------------------------------------------------------- a running gate


def new_id(clock: Callable[[], float] = time.time) -> str:
    """16 of Crockford's digits that sort by time: seconds in seven, chance (45 bits) in nine."""
    number = (int(clock()) << 45) | secrets.randbits(45)
    return "".join(redaction.CROCKFORD[(number >> shift) & 31] for shift in range(75, -1, -5))


@dataclass(slots=True)
class House:
    """One worker's gate with its trail: what the proxy asks. Swaps the gate on a reload."""

    policy_path: Path
    state: Path
    catalogue: Catalogue
    keys: key.Key = field(repr=False)
    trail: Trail
    gate: Gate
    users: Users | None = None
    found_by: tuple[Classifier, ...] | None = None
    _pool: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(JUDGES, "judge"), repr=False
    )
    readers: documents.Readers = field(default_factory=documents.Readers, repr=False)
    _files: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(FILES, "files"), repr=False
    )
    vault: Vault | SharedVault = field(default_factory=own_vault, repr=False)
    _digest: Callable[[str], str] = field(init=False, repr=False)
    _seen: tuple[object, ...] = ()
    assets: str = ""
    """The version of the register that the gate has, or a later one's that it could not take."""

    def __post_init__(self) -> None:
        self._digest = digester(self.keys.derive(DIGEST))

    @property
    def policy(self) -> Policy:
        return self.gate.policy

    def new_id(self) -> str:
        return new_id()

    def placeholders(self, actor: str) -> redaction.Known | None:
        return self.vault.known(actor)

    def identify(self, host: str, path: str = "") -> Destination:
        return self.gate.directory.identify(host, path)

    async def decide(self, request: Request) -> Judgement:
        """Judge, write it down, and only then answer."""
        gate, started = self.gate, time.perf_counter()
        judgement = await self._judged(gate, request, datetime.now(UTC).date())
        return await self._written(gate, judgement, started)

    async def _judged(self, gate: Gate, request: Request, today: date) -> Judgement:
        """On the loop where that is quick, else in a thread. A file in it is met on the way: then
        the whole is judged anew, where one may wait for a reader."""
        loop, known = asyncio.get_running_loop(), self.vault.remembered(request.actor)
        try:
            if len(request.body) <= INLINE:
                return gate.judge(request, today, documents.not_here, known)
            return await loop.run_in_executor(
                self._pool, gate.judge, request, today, documents.not_here, known
            )
        except documents.NotHereError:
            reads = self.readers.session()
            return await loop.run_in_executor(self._files, gate.judge, request, today, reads, known)

    async def refuse(self, request: Request, problem: Problem, **values: str) -> Judgement:
        gate, started = self.gate, time.perf_counter()
        return await self._written(gate, gate.refuse(request, problem, **values), started)

    async def _written(self, gate: Gate, judgement: Judgement, started: float) -> Judgement:
        """No record, no passage."""
        try:
            written = record(
                judgement,
                time=datetime.now(UTC),
                revision=gate.policy.revision,
                milliseconds=(time.perf_counter() - started) * 1e3,
                digest=self._digest,
            )
            await self.trail.append(written)
        except TrailError as e:
            log.error("%s", e)  # noqa: TRY400 - the message says all
            return gate.refuse(judgement.request, Problem.NO_RECORD)
        if isinstance(action := judgement.action, Rewrite):
            self.vault.put(judgement.request.actor, action.placeholders, action.classes)
        return judgement

    def answer(self, path: str) -> tuple[int, str, bytes]:
        """What the gate says of itself at http://sekisho.internal/."""
        match path:
            case "/health":
                return 200, "application/json", json.dumps(self._health()).encode()
            case "/ca.pem":
                certificate = (self.state / "ca" / "mitmproxy-ca-cert.pem").read_bytes()
                return 200, "application/x-pem-file", certificate
            case _:
                return 404, "text/plain", b"Sekisho: /health, /ca.pem\n"

    def _health(self) -> Mapping[str, str]:
        rules = self.policy
        return {
            "status": "ok",
            "version": __version__,
            "policy": rules.revision,
            "mode": rules.mode.value,
        }

    # ------------------------------------------------------------ reloading

    def reload(self, *, always: bool = False) -> bool:
        """Take up a changed policy, whole or not at all; the last good one stays in force."""
        seen = self._signature()
        if seen == self._seen and not always:
            return False
        try:
            rules, _ = read_policy(self.policy_path, self.catalogue)
            version = _version_of_assets(self.state)
            rules = with_assets(rules, self.state, self.keys)
            users = read_people(self.policy_path, rules, self.keys)
            gate = build_gate(rules, self.catalogue, self.gate.placeholder_key, self.found_by)
        except Exception as e:  # whatever is wrong with the new policy, the old one stays
            log.error("the policy was not taken up, the last good one stays: %s", _cause(e))  # noqa: TRY400
            self._note("policy-refused", faults=_cause(e).splitlines()[:MAX_FAULTS])
            self._seen = seen
            return False
        weakened = policy.weakenings(self.policy, rules)
        self._note("policy-loaded", policy=rules.revision, weakened=list(weakened))
        self.trail.keep(rules.keep_days)
        self.gate, self.users, self._seen, self.assets = gate, users, seen, version
        log.info("policy %s loaded", rules.revision)
        return True

    async def watch(self, every: float = 1.0) -> None:
        """Look for a changed policy, and for newly registered assets, while the gate runs."""
        self._seen = self._signature()
        self.readers.start()
        while True:
            await asyncio.sleep(every)
            self.vault.sweep()
            try:
                if not self.reload():
                    await asyncio.to_thread(self.take_up_assets)
            except Exception as e:  # the trail is full or gone: tried again with the next look
                log.error("%s", _cause(e))  # noqa: TRY400

    def take_up_assets(self) -> bool:
        """Another version of the register, under the policy in force; the last good one stays."""
        version = _version_of_assets(self.state)
        if version == self.assets:
            return False
        self.assets, gate = version, self.gate
        try:
            rules = with_assets(gate.policy, self.state, self.keys)
            taken = build_gate(rules, self.catalogue, gate.placeholder_key, self.found_by)
        except Exception as e:
            log.error("the register was not taken up, the last good one stays: %s", _cause(e))  # noqa: TRY400
            self._note("register-refused", fault=_cause(e))
            return False
        self._note("register-loaded", version=version)
        if self.gate is gate:  # else the policy was read again meanwhile, and the register with it
            self.gate = taken
        return True

    def _signature(self) -> tuple[object, ...]:
        """Changes whenever the policy, or a file that it names, does."""
        folder = self.policy_path.parent
        named = [folder / name for name in company.files(self.policy)]
        people = _password_file(self.policy_path, self.policy)
        return tuple(_stat(p) for p in (self.policy_path, people, *named) if p)

    def close(self) -> None:
        self._pool.shutdown(wait=False, cancel_futures=True)
        self._files.shutdown(wait=False, cancel_futures=True)
        self.readers.close()
        try:
            self._note("gate-stopped")
        finally:
            self.trail.close()

    def _note(self, kind: str, **fields: object) -> None:
        self.trail.append_event_now(kind, **fields)


def open_house(
    policy_path: Path,
    state: Path,
    found_by: tuple[Classifier, ...] | None = None,
    shared: int | None = None,
) -> House:
    """Read the policy, take a free worker's place in the trail, and be ready to judge.

    `shared` is the descriptor of the memory in which the workers keep what they took out.
    Raises PolicyError, StateError or TrailError.
    """
    catalogue = load_catalogue()
    rules, _ = read_policy(policy_path, catalogue)
    keys = key.load(state)
    assets = _version_of_assets(state)
    rules = with_assets(rules, state, keys)
    gate = build_gate(rules, catalogue, keys.derive("placeholder"), found_by)
    users = read_people(policy_path, rules, keys)
    trail = Trail.open_free(state, keys, prefix=WORKER, keep_days=rules.keep_days)
    trail.append_event_now("gate-started", policy=rules.revision, version=__version__)
    house = House(policy_path, state, catalogue, keys, trail, gate, users, found_by, assets=assets)
    if shared is not None:
        house.vault = SharedVault(shared)
    return house


def retire_old_days(policy_path: Path, state: Path) -> None:
    """Let go of the days that the policy no longer keeps, in chains that nobody writes any more.

    Called once before the workers start; a worker sees to its own chain.
    """
    rules, _ = read_policy(policy_path, load_catalogue())
    retire_idle(state, key.load(state), keep_days=rules.keep_days)


def read_people(policy_path: Path, rules: Policy, keys: key.Key) -> Users | None:
    """The users of the policy's password file, or None where the policy names none."""
    path = _password_file(policy_path, rules)
    return read_users(path, keys.derive("password-memory")) if path else None


def _password_file(policy_path: Path, rules: Policy) -> Path | None:
    return policy_path.parent / rules.htpasswd if rules.htpasswd else None


def _stat(path: Path) -> object:
    try:
        found = os.stat(path)
    except OSError as e:
        return e.errno
    return found.st_mtime_ns, found.st_size, found.st_ino


def _cause(e: Exception) -> str:
    """A fault in words; of an unforeseen one only its type, as it may quote the file."""
    return str(e) if isinstance(e, SekishoError) else type(e).__name__
