"""What the engine says of one request: what it rests on, why, and what the edge must do."""

from __future__ import annotations

from dataclasses import dataclass, field

from gateway.engine.facts import Facts
from gateway.model import Action, Decision, Destination, Policy, Prompt, Request, Segment


@dataclass(frozen=True, slots=True)
class Judgement:
    """A decision on a request under a policy, and the facts that it rests on."""

    request: Request
    destination: Destination
    policy: Policy = field(repr=False)
    facts: Facts
    decision: Decision
    action: Action
    enforced: bool = True
    prompt: Prompt = Prompt()
    carried: tuple[Segment, ...] = field(default=(), repr=False)
    """Of a message on a socket, what may go on in the next."""
