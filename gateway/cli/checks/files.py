"""Policy and state folder -> can a gate work with them? Changes nothing.

A doctor who runs as root must not leave files that the gate's own user cannot read.
"""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from pathlib import Path

from gateway import keyring
from gateway.catalogue import load as load_catalogue
from gateway.cli.checks.answer import Check, fail, ok, warn
from gateway.errors import PolicyError, SekishoError
from gateway.loading import faults_of_files, read_policy
from gateway.ownership import ROOT, owner_of, user_name
from gateway.planes.mitmproxy import ca
from gateway.policy.lint import lint
from gateway.trail import checking

MIB = 2**20

REGISTER = "register"
"""In the state folder; its libraries are loaded only where it is there."""

DISK_FULL, DISK_LOW = 100 * MIB, 1024 * MIB
"""A record has some 1 KB: 1 GiB is a million requests, 100 MiB a busy day's."""

VERIFY_AT_MOST = 32 * MIB
"""Bytes of trail that are verified while a person waits."""

RENEW = timedelta(days=90)
"""Before the CA's end: a roll-out to every machine of a company takes a quarter."""


def policy(path: Path, today: date) -> Iterator[Check]:
    """The policy's faults and warnings, each its own line."""
    try:
        rules, text = read_policy(path, load_catalogue())
        faults = faults_of_files(path, rules)
    except PolicyError as e:
        faults = e.faults
    for fault in faults:
        yield fail("policy", str(fault), "mend it; until then no gate starts with it")
    if faults:
        return
    services = len(rules.services)
    yield ok("policy", f"{path}: {services} services, {rules.mode}, revision {rules.revision}")
    if rules.is_sample:
        yield warn(
            "policy",
            f"{path}: the sample that comes with Sekisho; its approvals are nobody's",
            "copy it, make it yours, and name it with --policy or SEKISHO_POLICY",
        )
    for fault in lint(rules, text, today, str(path)):
        yield warn("policy", str(fault), "`sekisho policy lint` says more")


def is_there(folder: Path) -> Check:
    """Has a gate worked with this state folder?"""
    if keyring.was_used(folder):
        return ok("state", f"{folder}: a gate's")
    return warn(
        "state",
        f"{folder}: no gate has worked with it, it has no key",
        "name the gate's own with --state, or start it: `sekisho serve`",
    )


def state(folder: Path) -> Iterator[Check]:
    """Is the state folder ours alone, can it be written, and is there room?"""
    about = folder.stat()
    if about.st_mode & 0o077:
        yield fail("state", f"{folder}: others can look into it", f"chmod 700 {folder}")
    if not _can_write(folder):
        yield fail("state", f"{folder}: cannot be written", "run the gate as the folder's owner")
    else:
        yield ok("state", str(folder))
    yield _disk(folder)


def _can_write(folder: Path) -> bool:
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False


def _disk(folder: Path) -> Check:
    free = shutil.disk_usage(folder).free
    text = f"{free / 2**30:,.1f} GiB free at {folder}"
    if free < DISK_FULL:
        return fail("disk", text, "make room: without a record nothing passes")
    if free < DISK_LOW:
        return warn("disk", text, "make room, or let old days go with `trail: {keep_days: ...}`")
    return ok("disk", text)


def ownership(folder: Path) -> Check:
    """Is all in the state folder its owner's? What a command of another user left is not."""
    owner = folder.lstat().st_uid
    others, closed = _not_owned(folder, owner)
    first = next(iter((*others, *closed)), None)
    if first is None or owner == ROOT:
        return ok("ownership", f"all of it belongs to {user_name(owner)}")
    many = f" and {len(others) - 1} more" if len(others) > 1 else ""
    return fail(
        "ownership",
        f"{first}{many}: of {owner_of(first)}, not of {user_name(owner)} whose gate this is",
        f"chown -R {user_name(owner)} {folder}",
    )


def _not_owned(folder: Path, owner: int) -> tuple[list[Path], list[Path]]:
    """What belongs to others, and the folders that cannot be looked into."""
    closed: list[Path] = []
    walk = os.walk(folder, onerror=lambda e: closed.append(Path(e.filename)))
    below = (Path(top, name) for top, folders, names in walk for name in (*folders, *names))
    others = [path for path in below if path.lstat().st_uid != owner]
    return others, closed


def register(folder: Path, today: date) -> Check:
    """Can a gate look with what is registered?"""
    remedy = "until then nothing with text goes to an AI"
    if not os.path.lexists(folder / REGISTER):
        return ok("register", "nothing is registered")
    from gateway.register import index
    from gateway.register.readiness import INDEX, version_in

    try:
        version = version_in(folder, today)
        if version:
            key = keyring.load(folder).derive(index.PURPOSE)
            index.open_index(folder / REGISTER / INDEX, key)
    except SekishoError as e:
        return fail("register", str(e), remedy)
    return ok("register", f"version {version}" if version else "nothing is registered")


def installation_key(folder: Path) -> Check:
    """The key, if there is one or there should be one."""
    if not (folder / keyring.NAME).exists() and not any(_under_the_key(folder)):
        return ok("key", "none yet; it is made when the gate first starts")
    try:
        keyring.load(folder)
    except SekishoError as e:
        return fail("key", str(e), "put it back from a backup, or mend its mode")
    return ok("key", f"{folder / keyring.NAME}: keep a copy in a safe")


def _under_the_key(folder: Path) -> Iterator[Path]:
    for pattern in keyring.KEYED:
        yield from folder.glob(pattern)


def trail(folder: Path) -> Check:
    """Does the trail hold? A large one is left to `sekisho audit verify`."""
    size = checking.size(folder)
    if not size:
        return ok("trail", "no records yet")
    if size > VERIFY_AT_MOST:
        return ok("trail", f"{size / MIB:,.0f} MiB, not verified here: `sekisho audit verify`")
    try:
        report = checking.verify(folder, keyring.load(folder))
    except SekishoError as e:
        return fail("trail", str(e), "`sekisho audit verify` says more")
    if report.holds:
        return ok("trail", f"{report.records:,} records, every one in its place")
    many = f"{len(report.problems)} places do not hold, the first {report.problems[0].spot}"
    return fail("trail", many, "`sekisho audit verify` says what was done")


def authority(folder: Path, now: datetime) -> Check:
    """The gate's CA, if it was made."""
    where = ca.paths(folder)
    if not where.key.exists():
        return ok("ca", "none yet; it is made when the gate first starts")
    if where.key.stat().st_mode & 0o077:
        return fail("ca", f"{where.key}: others can read it", f"chmod 600 {where.key}; renew it")
    try:
        found = ca.read(where)
    except SekishoError as e:
        return fail("ca", str(e), "see docs/deploy.md")
    if not found.is_ca:
        return fail("ca", f"{where.key}: not a CA certificate", "put a CA in its place")
    if not found.not_before <= now <= found.not_after:
        return fail("ca", f"valid until {found.not_after:%Y-%m-%d}", "renew: docs/deploy.md")
    if found.not_after - now < RENEW:
        return warn("ca", f"valid until {found.not_after:%Y-%m-%d} only", "renew: docs/deploy.md")
    return ok("ca", f"{found.name}, valid until {found.not_after:%Y-%m-%d}")
