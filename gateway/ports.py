"""What edges give the decision service, and what it gives planes: protocols, no code."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from gateway.engine.content import Content
from gateway.engine.judgement import Judgement
from gateway.model import AssetIndex, ClassId, Destination, Policy, Problem, Request
from gateway.redaction import Known, Remembered

Clock = Callable[[], datetime]
"""The time, with its zone."""


class AuditSink(Protocol):
    """Where records go. What `append` has returned from is on disk for good."""

    async def append(self, record: Mapping[str, Any]) -> None:
        """Raises TrailError: then nothing may pass."""
        ...

    def append_now(self, record: Mapping[str, Any]) -> None:
        """As `append`, without the event loop. Raises TrailError."""
        ...

    def keep(self, days: int | None) -> None:
        """How long records are kept from now on; None for ever."""
        ...


class Vault(Protocol):
    """Who had which values taken out, and what stands for them."""

    def put(
        self, actor: str, values: Mapping[str, str], classes: Mapping[str, ClassId] | None = None
    ) -> None: ...

    def known(self, actor: str) -> Known | None:
        """What this person's answers are to have back; None where that is nothing."""
        ...

    def remembered(self, actor: str) -> Remembered | None:
        """What is to be withheld from this person's requests, wherever it stands."""
        ...

    def sweep(self) -> bool:
        """Let go of what is old; may be called often."""
        ...


class IndexSource(Protocol):
    """Where the index of registered assets comes from."""

    @property
    def place(self) -> str:
        """Where that is, for whoever mends it."""
        ...

    def version(self) -> str:
        """Changes whenever the register does; nothing where nothing is registered."""
        ...

    def open(self) -> AssetIndex | None:
        """The index as it is now. Raises StateError where it is damaged or of another key."""
        ...


@dataclass(frozen=True, slots=True)
class Event:
    """A durable record, published: `decision`, or the kind of a note."""

    kind: str
    record: Mapping[str, Any] = field(repr=False)


class Observer(Protocol):
    """Hears of each record once it is on disk, in a thread of its own; never holds a request up."""

    def notice(self, event: Event) -> None: ...


class Decisions(Protocol):
    """What every plane asks; `DecisionService` is the real one."""

    @property
    def policy(self) -> Policy: ...

    def new_id(self) -> str: ...

    def identify(self, host: str, path: str = "") -> Destination: ...

    def placeholders(self, actor: str) -> Known | None:
        """What stands for what in the answers to this person; None where nothing does."""
        ...

    def note_from(self, client: str, kind: str, **about: str) -> None:
        """A client did something that is no request: it failed to log in, for instance.

        Returns at once; it is written down soon, and counted where it repeats. `about` holds
        nothing that a person wrote.
        """
        ...

    async def decide(self, request: Request, content: Content | None = None) -> Judgement:
        """Judge, write it down, and only then answer."""
        ...

    async def refuse(self, request: Request, problem: Problem, **values: str | int) -> Judgement:
        """Refuse what cannot be looked at, and write it down."""
        ...
