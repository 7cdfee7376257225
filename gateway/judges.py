"""Where a judgement is made, and when: at once on the event loop, or in its turn in a thread.

At once is judged only what is surely small: its bytes, its head, how many texts it holds, nothing
packed. All else waits for its turn (gateway.turns), which no one person can take from others, and
has so many seconds. Files in a prompt are read in processes that may be lost
(gateway.content.documents).
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from gateway.content import documents
from gateway.engine.admission import InadmissibleError, head_size
from gateway.engine.classify import StoppedError
from gateway.engine.content import Content
from gateway.engine.judge import Engine
from gateway.engine.judgement import Judgement
from gateway.model import Problem, Request
from gateway.redaction import Remembered
from gateway.turns import NoTurnError, Turns

INLINE = 8 * 2**10
"""Bytes, with the head, that are judged on the event loop: most people's prompts. The worst of them
(nothing but names) takes 25 ms."""

LONG = 256 * 2**10
"""Bytes from which on a text waits among its like, which may take seconds each."""

PLACES = 2
"""Threads a lane: they share one core with the loop, more would not be faster. One person has all
but one of them."""

PATIENCE = 10.0
"""Seconds that a request waits for its turn, before its sender is told to come again."""

SECONDS = 16.0
"""For which a judgement may go on: 20 MB of prose take eight on a slow core. With the wait it is
less than what a plane gives a request (30 s), so that the answer says what was wrong."""


@dataclass(slots=True, eq=False)
class Halt:
    """Ends a judgement in a thread, between two looks: its time is up, or nobody waits any more."""

    until: float
    now: bool = False

    def __call__(self) -> None:
        """Raises StoppedError."""
        if self.now or time.monotonic() > self.until:
            raise StoppedError


Asked = tuple[Request, date, Content | None, Remembered | None]


@dataclass(slots=True)
class Lane:
    """Threads for judgements of one kind, and the line before them."""

    name: str
    turns: Turns = field(default_factory=lambda: Turns(PLACES, PLACES - 1))
    _threads: ThreadPoolExecutor = field(init=False, repr=False)
    _halts: set[Halt] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(PLACES, self.name)

    async def judge(self, engine: Engine, asked: Asked, reads: documents.ReadDocument) -> Judgement:
        """In its turn, and in time. Raises InadmissibleError, and what `reads` raises."""
        request, today, content, known = asked
        try:
            await self.turns.take(request.client, request.actor, PATIENCE)
        except NoTurnError:
            raise InadmissibleError(Problem.BUSY) from None
        halt = Halt(time.monotonic() + SECONDS)
        self._halts.add(halt)
        work = asyncio.get_running_loop().run_in_executor(
            self._threads, engine.until(halt).judge, request, today, content, reads, known
        )

        def over(_: asyncio.Future[Judgement]) -> None:
            """Only now: a thread that nobody waits for has its place until it ends."""
            self._halts.discard(halt)
            self.turns.give_back(request.actor)
            if not work.cancelled():
                work.exception()  # told already, or of interest to nobody

        work.add_done_callback(over)
        try:
            async with asyncio.timeout(SECONDS):
                return await asyncio.shield(work)
        except (TimeoutError, StoppedError):
            raise InadmissibleError(Problem.TOO_MUCH_WORK, limit=int(SECONDS)) from None
        finally:
            halt.now = True

    @property
    def at_work(self) -> bool:
        return bool(self._halts)

    def close(self) -> None:
        for halt in tuple(self._halts):
            halt.now = True
        self._threads.shutdown(wait=False, cancel_futures=True)


@dataclass(slots=True)
class Judges:
    """Judges beside an event loop."""

    readers: documents.Readers = field(default_factory=documents.Readers, repr=False)
    _texts: Lane = field(default_factory=lambda: Lane("judge"), repr=False)
    _long: Lane = field(default_factory=lambda: Lane("judge-long"), repr=False)
    _files: Lane = field(default_factory=lambda: Lane("files"), repr=False)

    def start(self) -> None:
        """Begin to load what reads files, and return at once."""
        self.readers.start()

    async def judge(
        self,
        engine: Engine,
        request: Request,
        today: date,
        content: Content | None,
        known: Remembered | None,
    ) -> Judgement:
        """What is met on the way and takes longer is judged anew, where one may wait for it.

        Raises InadmissibleError where it cannot be judged in time, and where the gate cannot read
        files at all: that is its own fault, and no policy lets a file pass for it.
        """
        size = len(content.body if content else request.body) + head_size(request)
        if size <= INLINE:
            try:
                return engine.judge(request, today, content, documents.at_once, known)
            except documents.NotHereError:
                pass
        asked, lane = (request, today, content, known), self._long if size > LONG else self._texts
        try:
            return await lane.judge(engine, asked, documents.not_here)
        except documents.NotHereError:
            pass
        try:
            return await self._files.judge(engine, asked, self.readers.session())
        except documents.NoReaderError:
            raise InadmissibleError(Problem.NO_READER) from None

    @property
    def at_work(self) -> bool:
        """Does a thread judge? Python waits for it before it ends, however long that takes."""
        return any(lane.at_work for lane in (self._texts, self._long, self._files))

    def close(self) -> None:
        """End what is judged; a look that is under way ends by itself."""
        for lane in (self._texts, self._long, self._files):
            lane.close()
        self.readers.close()
