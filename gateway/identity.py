"""Proxy credentials -> a user's name, by an htpasswd file (bcrypt, as `htpasswd -B` writes it)."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import time
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import bcrypt

from gateway import htpasswd
from gateway.errors import Fault, PolicyError, cannot_read

REMEMBERED = 300.0
"""Seconds for which a password that was right is not hashed again: bcrypt takes some 50 ms of a
core by design, and clients repeat the header with every connection."""

WRONG = 4_096
"""Passwords that were wrong and are not hashed again: programs with an old one try it for ever."""


@dataclass(slots=True)
class Users:
    """Who may use the gate. Knows hashes only."""

    hashes: dict[str, str] = field(repr=False)
    key: bytes = field(repr=False)
    clock: Callable[[], float] = time.monotonic
    _right: dict[str, tuple[bytes, float]] = field(default_factory=dict, repr=False)
    _wrong: OrderedDict[bytes, None] = field(default_factory=OrderedDict, repr=False)

    def listed(self, user: str) -> str:
        """The name, if it is a user's. Any other may be a password in the wrong field."""
        return user if user in self.hashes else ""

    def check(self, user: str, password: str) -> bool:
        """Is this the user's password?"""
        if self.remembers(user, password):
            return True
        digest = self.digest(user, password)
        right = _matches(password, self._stored(user)) and user in self.hashes
        if right:
            self._right[user] = (digest, self.clock() + REMEMBERED)
        else:
            self._wrong[digest] = None
            while len(self._wrong) > WRONG:
                self._wrong.popitem(last=False)
        return right

    def _stored(self, user: str) -> str:
        """What a password is compared with. For a name that there is not, some user's, always the
        same: it takes as long as for one that there is, whatever their hashes cost."""
        if stored := self.hashes.get(user):
            return stored
        every = sorted(self.hashes.values())
        return every[int.from_bytes(self.name_digest(user)) % len(every)] if every else NOBODY

    def remembers(self, user: str, password: str) -> bool:
        """Was it right a while ago? Told at once, without hashing."""
        known, until = self._right.get(user, (b"", 0.0))
        return self.clock() < until and hmac.compare_digest(known, self.digest(user, password))

    def was_right(self, user: str, password: str) -> bool:
        """Was it this user's at any time since the file was read? Then it is no guess."""
        known, _ = self._right.get(user, (b"", 0.0))
        return hmac.compare_digest(known, self.digest(user, password))

    def was_wrong(self, user: str, password: str) -> bool:
        """Was just this tried before, in vain?"""
        return self.digest(user, password) in self._wrong

    def name_digest(self, user: str) -> bytes:
        """Stands for a name, which may be a password in the wrong field."""
        return hashlib.blake2b(user.encode(), key=self.key, digest_size=8).digest()

    def digest(self, user: str, password: str) -> bytes:
        return hashlib.blake2b(f"{user}\0{password}".encode(), key=self.key).digest()


@dataclass(slots=True)
class People:
    """Who may use the gate now; None where the policy asks nobody for a name."""

    users: Users | None = None


NOBODY = "$2b$12$C6UzMDM.H6dfI/f/IKcEeO7ZDbkpoN3WmQqgWLm4KxMkIZr4xK6gW"
"""Compared with where no user is listed."""


def _matches(password: str, stored: str) -> bool:
    """bcrypt looks at 72 bytes: a longer password is nobody's, lest any end of it be right."""
    secret = password.encode()
    try:
        right = bcrypt.checkpw(secret[: htpasswd.LONGEST], stored.encode())
    except ValueError:
        return False
    return right and not is_too_long(password)


def is_too_long(password: str) -> bool:
    """Is there more of it than bcrypt looks at?"""
    return len(password.encode()) > htpasswd.LONGEST


def basic(authorization: str) -> tuple[str, str] | None:
    """User and password of a Basic header, or None where it is none."""
    scheme, _, value = authorization.partition(" ")
    if scheme.lower() != "basic":
        return None
    try:
        user, colon, password = (
            base64.b64decode(value.strip(), validate=True).decode().partition(":")
        )
    except (binascii.Error, UnicodeDecodeError):
        return None
    return (user, password) if colon else None


def read_users(path: Path, key: bytes) -> Users:
    """Read an htpasswd file. Raises PolicyError with every fault and its line."""
    try:
        found = tuple(htpasswd.entries(path.read_text("utf-8")))
    except OSError as e:
        raise PolicyError([cannot_read(path, e)]) from e
    except UnicodeDecodeError as e:
        raise PolicyError([Fault(0, "the password file is not UTF-8", str(path))]) from e
    if faults := [Fault(e.number, e.fault, str(path)) for e in found if e.fault]:
        raise PolicyError(faults)
    return Users({e.user: e.stored for e in found}, key)
