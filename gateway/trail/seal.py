"""Records -> lines of a chain that cannot be changed unnoticed, and back. Pure.

A line of the trail is the record as JSON with sorted members, then two members more:

    {...,"previous":"<hash of the line before>","hash":"<keyed hash of all that stands before>"}

so that the bytes of a line prove it, and the line before it.
"""

from __future__ import annotations

import hashlib
import hmac
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import orjson

from gateway.engine.record import Record
from gateway.engine.scrub import NAME_LENGTH, plain

CHAIN = "trail/chain"
HEAD = "trail/head"
"""What keys are derived for: the chain, and its head."""


_STRICT = orjson.OPT_SORT_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
"""JSON's own values alone: a value of ours that strayed into a record is a fault, not text."""

_encode = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode


@dataclass(frozen=True, slots=True)
class Link:
    """A record whose line is proved by its hash."""

    record: Record = field(repr=False)
    previous: str
    hash: str


def canonical(record: Mapping[str, Any]) -> bytes:
    """The one way in which a record is written: sorted members, no blanks, UTF-8.

    A lone surrogate, which UTF-8 has no bytes for, stays as its JSON escape.
    """
    try:
        return orjson.dumps(record, option=_STRICT)
    except TypeError:  # a lone surrogate, an integer of over 64 bits, or what is no JSON at all
        return _utf8(_encode(record))


def genesis(worker: str, key: bytes) -> str:
    """What the first record of a worker's chain names as the one before it."""
    return _mac(b"genesis of " + worker.encode(), key)


def seal(body: bytes, previous: str, key: bytes) -> tuple[bytes, str]:
    """A canonical record -> its line in the chain, and the hash that the next one names."""
    sealed = b'%b,"previous":"%b"}' % (body[:-1], previous.encode())
    hash = _mac(sealed, key)
    return b'%b,"hash":"%b"}\n' % (sealed[:-1], hash.encode()), hash


_HASH = len(',"hash":""}') + 64


@dataclass(frozen=True, slots=True)
class Ends:
    """What ties a proved line to its neighbours."""

    previous: str
    hash: str


def ends(line: bytes, key: bytes) -> Ends | None:
    """The hashes of a line, or None if these bytes were not written under this key."""
    line = line.removesuffix(b"\n")
    sealed, hash = line[:-_HASH] + b"}", line[-66:-2]
    if line[-_HASH:-66] != b',"hash":"' or line[-2:] != b'"}':
        return None
    if not hmac.compare_digest(_mac(sealed, key).encode(), hash):
        return None
    return Ends(sealed[-66:-2].decode(), hash.decode())


def unseal(line: bytes, key: bytes) -> Link | None:
    """The record of a line, or None if these bytes were not written under this key."""
    found = ends(line, key)
    return Link(json.loads(line), found.previous, found.hash) if found else None


def claims(line: bytes) -> Record:
    """What a line that is not proved says of itself: to name it, not to believe it."""
    try:
        record = json.loads(line)
    except (ValueError, RecursionError):
        return {}
    if not isinstance(record, dict):
        return {}
    names = ("id", "time", "previous", "hash")
    return {n: plain(record[n], NAME_LENGTH) for n in names if isinstance(record.get(n), str)}


def _mac(content: bytes, key: bytes) -> str:
    return hashlib.blake2b(content, key=key, digest_size=32).hexdigest()


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
