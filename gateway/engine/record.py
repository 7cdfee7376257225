"""Judgement -> the record of it. Pure.

What a person wrote never enters a record: a found value is its keyed digest, a path loses every
segment in which one stood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

from gateway import messages
from gateway.engine.admission import METHODS, SOCKET_MESSAGE
from gateway.engine.classify import Digest
from gateway.engine.decide import MAX_FINDINGS
from gateway.engine.facts import Facts, facts_as_record
from gateway.engine.judgement import Judgement
from gateway.engine.listing import finding_as_record, listed
from gateway.engine.scrub import NAME_LENGTH, found_in, plain, scrubbed_path
from gateway.model import Language, Part, Policy, Reason, Verdict, args

Record = dict[str, Any]

DIGEST = "trail/digest"
"""What the key is derived for by which digests of found values are made."""

# ---------------------------------------------------------------- records


FORM = 2
"""Of a record. Form 1, which says no form, kept neither facts nor codes."""


@dataclass(frozen=True, slots=True)
class Origin:
    """Under what a judgement was made: the bundle's revision and parts."""

    bundle: str
    parts: Mapping[str, str] = field(default_factory=dict)


def record(judgement: Judgement, *, time: datetime, origin: Origin, milliseconds: float) -> Record:
    """The record of one judgement; `milliseconds` is what judging took."""
    request, decision, facts = judgement.request, judgement.decision, judgement.facts
    found = found_in(decision.findings, judgement.prompt)
    return {
        "form": FORM,
        "id": plain(request.id, NAME_LENGTH),
        "time": stamp(time),
        "actor": facts.actor,
        "client": plain(request.client, NAME_LENGTH),
        "identified_by": request.identified_by,
        "plane": request.plane,
        "service": facts.service or None,
        "host": facts.host,
        "method": _method(request.method),
        "path": scrubbed_path(request.path, found, looked_at=_path_was_read(judgement)),
        "policy": judgement.policy.revision,
        "bundle": {"revision": origin.bundle, "parts": dict(origin.parts)},
        "verdict": decision.verdict.word,
        "enforced": judgement.enforced,
        "facts": facts_as_record(facts),
        "reasons": [_reason(r, judgement.policy) for r in decision.reasons],
        "findings": [finding_as_record(f) for f in listed(decision.findings)],
        "scanned": {
            "segments": decision.segments,
            "characters": decision.characters,
            "unread": _unread(facts),
        },
        "milliseconds": round(milliseconds, 3),
    }


def _method(method: str) -> str:
    return method if method in METHODS or method == SOCKET_MESSAGE else "other"


def event(kind: str, *, id: str, time: datetime, fields: Mapping[str, Any]) -> Record:
    """A note that is no decision: a gate that started, a policy that was loaded."""
    return {**fields, "id": id, "time": stamp(time), "event": kind}


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC to the millisecond, always of one length, so that text sorts as time."""
    return time.astimezone(UTC).isoformat(timespec="milliseconds").removesuffix("+00:00") + "Z"


def digester(key: bytes) -> Digest:
    """The keyed digest of a found value: equal values are seen to be equal, and no more."""

    def digest(text: str) -> str:
        return hashlib.blake2b(_utf8(text), key=key, digest_size=16).hexdigest()

    return digest


def _reason(reason: Reason, policy: Policy) -> Record:
    return {
        "rule": reason.rule,
        "code": reason.code,
        "verdict": reason.verdict.word,
        "args": dict(reason.args),
        "text": plain(messages.reason(reason, policy, Language.EN)),
    }


def _unread(facts: Facts) -> list[str]:
    """For people: of what was not looked at at all the problem, else each place with its cause."""
    if facts.problem:
        return [facts.problem]
    return [plain(messages.unread(u, Language.EN)) for u in facts.unread]


def reasons_from_record(record: Mapping[str, Any]) -> tuple[Reason, ...]:
    """The reasons of a record of form 2."""
    return tuple(
        Reason(r["code"], Verdict[r["verdict"].upper()], args(**r["args"]))
        for r in record["reasons"]
    )


def _path_was_read(judgement: Judgement) -> bool:
    """Was all of the path looked at, and is everything that was found in it at hand?

    A request of which anything was read had its path read; of a path of nothing but the words
    of an API no segment is left.
    """
    return (
        bool(judgement.prompt.segments)
        and not any(u.place.partition(":")[0] == Part.PATH for u in judgement.prompt.unread)
        and judgement.facts.count <= MAX_FINDINGS
    )


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
