"""A refused judgement -> the answer that the client gets: in the vendor's shape, in words."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway import formats, messages
from gateway.engine.judgement import Judgement
from gateway.messages import peers
from gateway.model import Destination, Policy, Refuse, Request

CODE = "blocked_by_gate"
"""In every vendor's shape, where it has a place for a code of its own."""

PAGE, API = 403, 400
"""Statuses of what the policy refuses: of a page, and of a call (RFC 9110, 15.5)."""

Headers = tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Refusal:
    """An answer of HTTP in the vendor's place."""

    status: int
    headers: Headers
    body: bytes = field(repr=False)


def lines(judgement: Judgement) -> list[str]:
    """What the refused person reads."""
    return messages.refusal(judgement.decision, judgement.policy, judgement.request.id)


def refusal(judgement: Judgement) -> Refusal:
    """The answer to whoever sent the request."""
    assert isinstance(judgement.action, Refuse)
    request, said = judgement.request, lines(judgement)
    problem = judgement.action.problem
    if request.is_navigation:
        language = judgement.policy.language
        page = formats.page(messages.TITLE.in_(language), said, request.id, language)
        return Refusal(problem.status if problem else PAGE, *page)
    status, text = problem.status if problem else API, "\n".join(said)
    if call := formats.call_of(request):
        return Refusal(*formats.refuse_call(call, request, status, CODE, text))
    shape = judgement.destination.format_of(request.path)
    headers, body = formats.refuse(shape, status, CODE, text, request.id)
    return Refusal(formats.status_of(shape, status), headers, body)


UNREACHED = "destination_unreachable"
STATUS_UNREACHED = 502
_OF_NO_USE = frozenset(("x-should-retry",))
"""Headers of a refusal: what is not reached now may be in a moment."""


def unreached(request: Request, to: Destination, policy: Policy, why: str) -> Refusal:
    """The answer in place of a destination that does not answer; `why` in the words of the system,
    or ours where the gate did not open the connection."""
    language = policy.language
    text = peers.not_reached(request.host, why, language)
    if request.is_navigation:
        page = formats.page(messages.TITLE.in_(language), [text], request.id, language)
        return Refusal(STATUS_UNREACHED, *page)
    shape = to.format_of(request.path)
    headers, body = formats.refuse(shape, STATUS_UNREACHED, UNREACHED, text, request.id)
    kept = tuple((name, value) for name, value in headers if name not in _OF_NO_USE)
    return Refusal(formats.status_of(shape, STATUS_UNREACHED), kept, body)


def not_opened(code: str, policy: Policy) -> str:
    """What a client is told whose connection leads where none may."""
    return peers.not_opened(code, policy.language)
