"""The decision service: judge -> record on disk -> publish. What every plane asks.

No record, no passage. Observers hear of a record once it is durable.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from gateway.bundle import Bundle
from gateway.engine.admission import InadmissibleError, admit
from gateway.engine.content import Content
from gateway.engine.judgement import Judgement
from gateway.engine.record import Origin, Record, event, record
from gateway.engine.scrub import HOST_LENGTH, plain
from gateway.errors import TrailError
from gateway.incidents import Incident, Incidents
from gateway.judges import Judges
from gateway.model import Destination, Policy, Problem, Request, Rewrite, Standing
from gateway.ports import AuditSink, Clock, Event, Vault
from gateway.publishing import Publisher
from gateway.redaction import Known

log = logging.getLogger("sekisho")


@dataclass(slots=True)
class DecisionService:
    """Decides under the bundle that is in force. Of one event loop.

    `clock` tells the time, `new_id` makes the id of a decision.
    """

    bundle: Bundle
    audit: AuditSink
    vault: Vault = field(repr=False)
    clock: Clock
    new_id: Callable[[], str]
    judges: Judges = field(default_factory=Judges, repr=False)
    publisher: Publisher = field(default_factory=Publisher, repr=False)
    _incidents: Incidents = field(default_factory=Incidents, repr=False)
    _untold: list[Incident] = field(default_factory=list, repr=False)
    _telling: asyncio.Task[None] | None = field(default=None, repr=False)
    _no_reader: str = field(default="", repr=False)
    _no_trail: str = field(default="", repr=False)

    @property
    def policy(self) -> Policy:
        return self.bundle.policy

    def identify(self, host: str, path: str = "") -> Destination:
        return self.bundle.engine.directory.identify(host, path)

    def placeholders(self, actor: str) -> Known | None:
        """What stands for what in the answers to this person; None where nothing does."""
        return self.vault.known(actor)

    async def decide(self, request: Request, content: Content | None = None) -> Judgement:
        """Judge, write it down, and only then answer.

        `content` is what is asked about where it is not the request's own body.
        """
        bundle, started = self.bundle, time.perf_counter()
        try:
            judgement = await self._judged(bundle, request, content)
        except InadmissibleError as e:
            judgement = bundle.engine.refuse(request, e.problem, **e.values)
        return await self._written(bundle, judgement, started)

    async def _judged(self, bundle: Bundle, request: Request, content: Content | None) -> Judgement:
        request = admit(request, bundle.policy.limits, content)
        if request.switches and self._is_ai(request):
            raise InadmissibleError(Problem.WEBSOCKET)
        known, today = self.vault.remembered(request.actor), self.clock().date()
        return await self.judges.judge(bundle, request, today, content, known)

    def _is_ai(self, request: Request) -> bool:
        return self.identify(request.host, request.path).standing is not Standing.OTHER

    async def refuse(self, request: Request, problem: Problem, **values: str | int) -> Judgement:
        """Refuse what cannot be looked at, and write it down."""
        bundle, started = self.bundle, time.perf_counter()
        judgement = bundle.engine.refuse(request, problem, **values)
        return await self._written(bundle, judgement, started)

    async def _written(self, bundle: Bundle, judgement: Judgement, started: float) -> Judgement:
        request = judgement.request
        try:
            written = record(
                judgement,
                time=self.clock(),
                origin=Origin(bundle.revision, bundle.parts),
                milliseconds=(time.perf_counter() - started) * 1e3,
            )
            await self.audit.append(written)
        except TrailError as e:
            self._say_of_trail(str(e))
            return bundle.engine.refuse(request, Problem.NO_RECORD)
        self._say_of_trail("")
        if isinstance(action := judgement.action, Rewrite):
            self.vault.put(request.actor, action.placeholders, action.classes)
        self.publisher.publish(Event("decision", written))
        return judgement

    # ------------------------------------------------------------ notes, and the bundle

    def note(self, kind: str, **fields: Any) -> None:
        """A record that is no decision. Raises TrailError."""
        written = self._event(kind, fields)
        self.audit.append_now(written)
        self.publisher.publish(Event(kind, written))

    def note_from(self, client: str, kind: str, **about: str) -> None:
        """What a client does that is no request; its events are counted where they repeat."""
        said = {name: plain(value, HOST_LENGTH) for name, value in about.items()}
        told = self._incidents.happened(kind, plain(client, HOST_LENGTH), said, time.monotonic())
        if told:
            self.note_soon(told[0], **told[1])

    def note_soon(self, kind: str, **about: Any) -> None:
        """A record that is no decision, written beside the event loop, when the disk takes it."""
        self._untold.append((kind, about))
        self._tell()

    def tick(self) -> None:
        """What is due with time; to be called often, on the event loop."""
        self.vault.sweep()
        self._tell_of_readers()
        self._untold += self._incidents.due(time.monotonic())
        if self._untold:
            self._tell()

    def _tell_of_readers(self) -> None:
        """Once for each change: files are read, or those that have one are refused."""
        fault = self.judges.readers.fault
        if fault == self._no_reader:
            return
        self._no_reader = fault
        if fault:
            log.error("every request with a file is refused until this is mended: %s", fault)
            self.note_soon("readers-failed", fault=fault)
        else:
            log.info("files can be read again")
            self.note_soon("readers-work")

    def _tell(self) -> None:
        if self._telling is None or self._telling.done():
            self._telling = asyncio.get_running_loop().create_task(self._told())

    async def _told(self) -> None:
        """Write down what waits; what cannot be written waits for the next tick."""
        while self._untold:
            kind, about = self._untold[0]
            written = self._event(kind, about)
            try:
                await self.audit.append(written)
            except TrailError as e:
                self._say_of_trail(str(e))
                return
            self._say_of_trail("")
            self._untold.pop(0)
            self.publisher.publish(Event(kind, written))

    def _event(self, kind: str, fields: Mapping[str, Any]) -> Record:
        return event(kind, id=self.new_id(), time=self.clock(), fields=fields)

    def _say_of_trail(self, fault: str) -> None:
        """Once for each change, not with each request that is refused for it."""
        if fault != self._no_trail:
            self._no_trail = fault
            if fault:
                log.error("%s", fault)
            else:
                log.info("the trail can be written again")

    def swap(self, bundle: Bundle) -> None:
        """From now on this bundle is in force; what is under way ends under the one before."""
        self.audit.keep(bundle.policy.keep_days)
        self.bundle = bundle

    def state(self) -> Mapping[str, str]:
        """What the service says of itself."""
        policy = self.policy
        faults = {"readers": self._no_reader, "trail": self._no_trail}
        lacking = [*self.bundle.engine.lacking, *(part for part, fault in faults.items() if fault)]
        return {
            "status": "refusing" if lacking else "ok",
            "policy": policy.revision,
            "bundle": self.bundle.revision,
            "mode": policy.mode.value,
            "lacking": ", ".join(lacking),
        }

    def close(self) -> None:
        """Once the event loop has ended."""
        self.judges.close()
        try:
            for kind, about in [*self._untold, *self._incidents.rest()]:
                self.note(kind, **about)
        except TrailError as e:
            log.error("%s", e)  # noqa: TRY400 - the message says all
        self.publisher.close()
