"""Judgement -> the record of it. Pure.

What a person wrote never enters a record: a found value is its keyed digest, a path loses every
segment in which one stood.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from typing import Any

from gateway.engine.scrub import Found, plain, scrubbed_host, scrubbed_path
from gateway.model import Finding, Judgement, Part, Prompt, Reason, Request

Record = dict[str, Any]
Digest = Callable[[str], str]

DIGEST = "trail/digest"
"""What the key is derived for by which digests of found values are made."""

NAME_LENGTH = 128  # an actor, an id; longer ones are cut
METHODS = frozenset(
    ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE", "CONNECT", "QUERY")
)
"""Methods that are recorded by name: RFC 9110, PATCH (5789), and QUERY, its safe POST."""

SOCKET_MESSAGE = "MESSAGE"
"""Stands for a method in the record of a message on a WebSocket."""

TOO_MANY = "findings"
"""The rule of the reason which says that not every finding was kept: what stood in the path
may then be among those that were not."""


# ---------------------------------------------------------------- records


def record(
    judgement: Judgement, *, time: datetime, revision: str, milliseconds: float, digest: Digest
) -> Record:
    """The record of one judgement. `digest` is keyed; `milliseconds` is what judging took."""
    request, decision = judgement.request, judgement.decision
    service = judgement.destination.service
    found = tuple(_found(decision.findings, judgement.prompt))
    host = _host(judgement, found)
    return {
        "id": plain(request.id, NAME_LENGTH),
        "time": stamp(time),
        "actor": plain(request.actor, NAME_LENGTH),
        "client": plain(request.client, NAME_LENGTH),
        "service": service.id if service else None,
        "host": host,
        "method": _method(request.method),
        "path": scrubbed_path(request.path, found, looked_at=_path_was_read(judgement)),
        "policy": revision,
        "verdict": decision.verdict.word,
        "enforced": judgement.enforced,
        "reasons": [_reason(r, request, host) for r in decision.reasons],
        "findings": [_finding(f, judgement.prompt, digest) for f in decision.findings],
        "scanned": {
            "segments": decision.segments,
            "characters": decision.characters,
            "unread": [plain(what) for what in decision.unread],
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


def _reason(reason: Reason, request: Request, host: str) -> Record:
    """A reason may name the host; then it names the one that the record names."""
    text = reason.text
    if request.host and request.host != host:
        text = text.replace(request.host, host)
    return {"rule": reason.rule, "verdict": reason.verdict.word, "text": plain(text)}


def _finding(finding: Finding, prompt: Prompt, digest: Digest) -> Record:
    text = _text(finding, prompt)
    return {
        "class": finding.information_class,
        "classifier": finding.classifier,
        "place": plain(finding.place),
        "start": finding.start,
        "end": finding.end,
        "digest": digest(text) if text else "",
        **({"asset": plain(finding.asset, NAME_LENGTH)} if finding.asset else {}),
    }


def _text(finding: Finding, prompt: Prompt) -> str:
    if not 0 <= finding.segment < len(prompt.segments):
        return ""
    return prompt.segments[finding.segment].text[finding.start : finding.end]


def _found(findings: Sequence[Finding], prompt: Prompt) -> Iterator[Found]:
    for finding in findings:
        in_path = finding.place.startswith(f"{Part.PATH}:")
        within = prompt.segments[finding.segment].text if in_path and finding.segment >= 0 else ""
        yield Found(finding.information_class, _text(finding, prompt), within, in_path)


def _host(judgement: Judgement, found: Sequence[Found]) -> str:
    """The host's name: a client chooses it, but for one that a list has by that very name."""
    entry, host = judgement.destination.entry, judgement.request.host
    if entry and (host in entry.hosts or host in entry.sign_in):
        return host
    return scrubbed_host(host, found)


def _path_was_read(judgement: Judgement) -> bool:
    """Was all of the path looked at, and is everything that was found in it at hand?

    A request of which anything was read had its path read; of a path of nothing but the words
    of an API no segment is left.
    """
    decision = judgement.decision
    return (
        bool(judgement.prompt.segments)
        and not any(what.startswith(f"{Part.PATH}:") for what in decision.unread)
        and not any(r.rule == TOO_MANY for r in decision.reasons)
    )


def _utf8(text: str) -> bytes:
    return text.encode("utf-8", "backslashreplace")
