"""Where a flow stands between its arrival and its answer, and where it may go from there.

One value under one key of a flow's metadata. Its transitions are one table, as in h11's _state.py:
what is not in it raises, and the flow keeps the refusal that it bears. Two laws hold for any events
in any order: nothing leaves that no judgement let through, and what was refused stays refused.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Protocol

from mitmproxy import http
from wsproto.frame_protocol import CloseReason

from gateway.model import Action, Forward, Rewrite, Segment

KEY = "sekisho"


class State(StrEnum):  # hashed many times a request: a str's hash is C, an Enum's is not
    ARRIVED = "arrived"
    """It bears a refusal; nobody was asked yet."""
    OVERLONG = "overlong"
    """Its body went over the limit and was not kept: it can only be refused."""
    UNDER_JUDGEMENT = "under-judgement"
    REFUSED = "refused"
    """The gate itself answers it, or nobody does."""
    ADMITTED = "admitted"
    """A CONNECT: the client may speak to the gate as if to the host. Nothing is sent there."""
    FORWARDED = "forwarded"
    """Its request leaves, whole and judged."""
    STREAMED = "streamed"
    """It leaves as it comes: judged by its head, or meant for a host that is not looked into."""
    UPGRADING = "upgrading"
    """Its request for a WebSocket leaves, judged."""
    ANSWERED = "answered"
    """What it bears now is the upstream's answer."""
    OPENED = "opened"
    """A WebSocket between two messages of the client."""
    MESSAGE = "message"
    """A message of the client is under judgement."""
    UNTAKEN = "untaken"
    """A message could not be taken in: it can only be refused."""
    PASSED = "passed"
    """A judged message leaves."""


LEAVING = frozenset(
    {State.FORWARDED, State.STREAMED, State.UPGRADING, State.ANSWERED, State.PASSED}
)
"""Where bytes of the client are on their way to the upstream."""

UNDECIDED = frozenset({State.ARRIVED, State.OVERLONG, State.UNDER_JUDGEMENT})


class Event(StrEnum):
    ASK = "ask"
    """A hook takes it up."""
    OVERFLOW = "overflow"
    """More of its body came than the limit lets in."""
    ADMIT = "admit"
    REFUSE = "refuse"
    FAIL = "fail"
    """Something broke."""
    FORWARD = "forward"
    STREAM = "stream"
    UPGRADE = "upgrade"
    ANSWER = "answer"
    """The head of the upstream's answer is there."""
    SWITCH = "switch"
    """The upstream takes up the other protocol (101)."""
    MESSAGE = "message"
    """A whole message of the client is there."""
    FAULT = "fault"
    """It is too long, or its frames make no sense."""
    PASS = "pass"  # noqa: S105 - no password
    SENT = "sent"


_WAYS: Mapping[State, Mapping[Event, State]] = {
    State.ARRIVED: {
        Event.ASK: State.UNDER_JUDGEMENT,
        Event.OVERFLOW: State.OVERLONG,
    },
    State.OVERLONG: {
        Event.ASK: State.OVERLONG,
        Event.REFUSE: State.REFUSED,
    },
    State.UNDER_JUDGEMENT: {
        Event.ASK: State.UNDER_JUDGEMENT,  # by its head first, then with its body
        Event.OVERFLOW: State.OVERLONG,
        Event.ADMIT: State.ADMITTED,
        Event.REFUSE: State.REFUSED,
        Event.FORWARD: State.FORWARDED,
        Event.STREAM: State.STREAMED,
        Event.UPGRADE: State.UPGRADING,
    },
    State.REFUSED: {
        Event.OVERFLOW: State.REFUSED,  # by its head, and its body still comes
    },
    State.ADMITTED: {},
    State.FORWARDED: {
        Event.ANSWER: State.ANSWERED,
    },
    State.STREAMED: {
        Event.ANSWER: State.ANSWERED,
        Event.SWITCH: State.STREAMED,
    },
    State.UPGRADING: {
        Event.ANSWER: State.ANSWERED,
        Event.SWITCH: State.OPENED,
    },
    State.ANSWERED: {},
    State.OPENED: {
        Event.MESSAGE: State.MESSAGE,
        Event.FAULT: State.UNTAKEN,
    },
    State.MESSAGE: {
        Event.PASS: State.PASSED,
        Event.REFUSE: State.REFUSED,
    },
    State.UNTAKEN: {
        Event.REFUSE: State.REFUSED,
    },
    State.PASSED: {
        Event.SENT: State.OPENED,
    },
}

TRANSITIONS: Mapping[State, Mapping[Event, State]] = {
    state: {**ways, Event.FAIL: State.REFUSED} for state, ways in _WAYS.items()
}
"""State -> event -> state. Whatever breaks, and wherever, leads to a refusal."""


class IllegalTransitionError(Exception):
    """An event that cannot be in this state: a fault of the gate's, and the flow is refused."""

    def __init__(self, state: State, event: Event) -> None:
        super().__init__(f"{event} in {state}")


class Restore(Protocol):
    """Puts a person's own values back into what a service says. Never raises."""

    def __call__(self, text: str) -> list[str]:
        """The messages that may go on now; one whose end may become a value waits for the next."""
        ...

    def end(self) -> list[str]:
        """Those that still wait."""
        ...


@dataclass(frozen=True, slots=True)
class Refused:
    """What a client is told, message by message, and how its connection ends (RFC 6455, 7.4)."""

    messages: tuple[str, ...] = field(default=(), repr=False)
    code: int = CloseReason.INTERNAL_ERROR
    reason: str = "Sekisho: nothing was sent"


@dataclass(slots=True)
class Socket:
    """What is known of a WebSocket: the shape of its refusals, and how answers are restored."""

    shape: str = "generic"
    restore: Restore | None = None
    fault: int | None = None
    """Why the message that is under judgement could not be taken in (RFC 6455, 7.4)."""
    refused: Refused | None = None
    """What the client is told before the connection ends."""
    before: tuple[Segment, ...] = field(default=(), repr=False)
    """What its last messages ended with, as far as it may go on in the next."""


_LETTING = (Forward, Rewrite)


@dataclass(slots=True)
class FlowState:
    """What the addons and layers know of one flow. `at` changes by `on` and `judged` alone."""

    at: State = State.ARRIVED
    person: str = ""
    """The user whom its own credentials prove."""
    decision: str = ""
    """Under which id it was judged."""
    restored_for: str = ""
    """Whose values are put back into its answer. Answers of approved AIs only."""
    length: int = 0
    """How long its body is or claims to be, in bytes, where it was not kept."""
    is_crowded: bool = False
    """Was it not kept because too much is held already, by its client or by all?"""
    socket: Socket | None = None

    @property
    def leaves(self) -> bool:
        return self.at in LEAVING

    def may(self, event: Event) -> bool:
        return event in TRANSITIONS[self.at]

    def on(self, event: Event) -> None:
        """Raises IllegalTransitionError, and stays where it is."""
        after = TRANSITIONS[self.at].get(event)
        if after is None:
            raise IllegalTransitionError(self.at, event)
        self.at = after

    def judged(self, action: Action, way: Event) -> None:
        """A judgement was carried out: on its `way`, if it says so, and else no way at all."""
        self.on(way if isinstance(action, _LETTING) else Event.REFUSE)


def of(flow: http.HTTPFlow) -> FlowState:
    """The state of a flow. One with none, or with a stranger's mark instead, has just arrived."""
    found = flow.metadata.get(KEY)
    if type(found) is not FlowState:
        found = flow.metadata[KEY] = FlowState()
    return found
