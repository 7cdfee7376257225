"""Answers on their way back: server-sent events, JSON, frames of Bedrock, plain text."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from gateway.redaction import DecompressionError, Known, Messages, restorer
from tests.fuzzing.seeds import prefixed, tables
from tests.fuzzing.target import LawError, Target

KINDS = ("text/event-stream", "application/json", "application/x-ndjson", "text/plain",
         "application/vnd.amazon.eventstream", "application/octet-stream")  # fmt: skip
VALUE = "090-1234-5678"
KNOWN = Known.of({"PHONE-7K3Q0A": VALUE, "NAME-7K3Q0B": '山田 "太郎"\n'})
NOTHING = Known.of({"OTHER-000A00": "x"})

_WORDS = (
    b"[PHONE-7K3Q0A]", b"[NAME-7K3Q0B]", b"[PHONE-", b"7K3Q0A]", b"\\u005b", b"%5BPHONE", b"data: ",
    b"data:", b"event: ", b"\n\n", b"\r\n\r\n", b"\r", b"\n", b": ", b"[DONE]", b'{"delta":', b'"}',
    b'{"choices":[{"index":0,"delta":{"content":"', b'"arguments":"', b"\\\"", b"\\\\",
    b"\x1e", b"]}",
)  # fmt: skip


def _law(data: bytes) -> Iterable[Hashable]:
    kind, body = KINDS[(data or b"\0")[0] % len(KINDS)], data[1:]
    if _through(kind, body, NOTHING, len(body)) != body:
        raise LawError("an answer without placeholders passes byte for byte")
    whole = _through(kind, body, KNOWN, max(1, len(body)))
    for size in (1, 5):
        if _through(kind, body, KNOWN, size) != whole:
            raise LawError("however an answer is cut, it says the same", size)
    _said(body)
    return (kind, VALUE.encode() in whole)


def _through(kind: str, body: bytes, known: Known, size: int) -> bytes:
    found = restorer(kind, "", known)
    assert found
    try:
        out = [p for at in range(0, len(body), size or 1) for p in found(body[at : at + size])]
        out += found(b"")
    except DecompressionError:
        raise LawError("what is not packed needs no unpacking") from None
    if found.failed:
        raise LawError(f"restoring does not fail: {found.failed}")
    return b"".join(out)


def _said(body: bytes) -> None:
    """The same bytes as messages of a socket, one a line."""
    messages = Messages(KNOWN)
    for line in body.decode("utf-8", "replace").split("\n"):
        messages(line)
    messages.end()


def _seeds() -> Iterator[bytes]:
    seeds = [
        b'data: {"choices":[{"index":0,"delta":{"content":"a [PHONE-7K3Q0A] b"}}]}\n\n',
        b'{"content":[{"text":"[NAME-7K3Q0B]"},{"input":{"to":"[PHONE-7K3Q0A]"}}]}',
        b"plain [PHONE-7K3Q0A] text",
        *tables("redaction.test_restoring", "redaction.test_wellformed"),
        *tables("live.test_restoring", "live.test_streams"),
    ]
    for shift in range(len(KINDS)):
        yield from prefixed(seeds[shift:] + seeds[:shift], len(KINDS))


TARGETS = (Target("answers", _law, _seeds, _WORDS),)
