"""Where a judgement is made, and when: on the event loop, in a thread, or in a process of its own.

At once is judged only what is surely small: its bytes, its head, how many texts it holds, nothing
packed. All else waits for its turn (gateway.turns), which no one person can take from others, and
has so many seconds. A thread looks at texts that were seen before and at a little that is new; what
is more goes to a process that holds up nobody and may be lost (gateway.judge_process). Files in a
prompt are read in processes too (gateway.content.documents).
"""

from __future__ import annotations

import asyncio
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Protocol

from gateway.bundle import Bundle
from gateway.content import documents
from gateway.content.documents import Document, ReadDocument
from gateway.engine.admission import InadmissibleError, head_size
from gateway.engine.classify import StoppedError, TooLongHereError
from gateway.engine.content import Content
from gateway.engine.judgement import Judgement
from gateway.judge_process import JudgeProcesses, Line, NoJudgeError, Question, Read, key_of
from gateway.model import Problem, Request
from gateway.redaction import Remembered
from gateway.turns import NoTurnError, Turns

INLINE = 8 * 2**10
"""Bytes, with the head, that are judged on the event loop: most people's prompts. The worst of them
(nothing but names) takes 25 ms."""

NEAR = 256 * 2**10
"""Bytes that a thread reads, some 3 ms: most agents' histories, of which little is new."""

NEW = 128 * 2**10
"""Characters never seen before that a thread looks at, some 15 ms of prose; a process takes as long
to begin. The worst (nothing but names) takes half a second, and lets the loop go on meanwhile."""

PLACES = 2
"""Places a lane: they share few cores with the loop, more would not be faster. One person has all
but one of them."""

PATIENCE = 10.0
"""Seconds that a request waits for its turn, before its sender is told to come again."""

SECONDS = 16.0
"""For which a judgement may go on: 20 MB of prose take eight on a slow core. With the wait it is
less than what a plane gives a request (30 s), so that the answer says what was wrong."""


class Work(Protocol):
    """One judgement to be made. It may be cut from another thread."""

    def __call__(self, until: float) -> Judgement:
        """Waits; it is over at this time by time.monotonic. Raises StoppedError."""
        ...

    def cut(self) -> None: ...


@dataclass(slots=True, eq=False)
class InThread:
    """Stops between two looks. `most` are the characters never seen before that it looks at."""

    bundle: Bundle
    asked: Question
    reads: ReadDocument
    most: int | None
    _until: float = 0.0
    _is_cut: bool = False

    def __call__(self, until: float) -> Judgement:
        self._until = until
        engine, asked = self.bundle.engine.looking(self._go_on, self.most), self.asked
        return engine.judge(asked.request, asked.today, asked.content, self.reads, asked.remembered)

    def _go_on(self) -> None:
        if self._is_cut or time.monotonic() > self._until:
            raise StoppedError

    def cut(self) -> None:
        self._is_cut = True


@dataclass(slots=True, eq=False)
class InProcess:
    """Stops at once."""

    bundle: Bundle
    asked: Question
    processes: JudgeProcesses
    readers: documents.Readers
    _line: Line = field(default_factory=Line)

    def __call__(self, until: float) -> Judgement:
        self._line.until = until
        return self.processes.judge(self.bundle, self.asked, self._line, self.readers.control())

    def cut(self) -> None:
        self._line.cut()


@dataclass(slots=True)
class Session:
    """Reads the files of one request, as long as they are short, and keeps what they say for
    whoever judges it instead."""

    reads: ReadDocument
    most: int | None
    read: Read = field(default_factory=dict)

    def __call__(self, data: bytes, name: str) -> Document:
        """Raises TooLongHereError."""
        found = self.read[key_of(data, name)] = self.reads(data, name)
        if self.most is not None and sum(d.length for d in self.read.values()) > self.most:
            raise TooLongHereError
        return found


@dataclass(slots=True)
class Lane:
    """Threads for judgements of one kind, and the line before them."""

    name: str
    turns: Turns = field(default_factory=lambda: Turns(PLACES, PLACES - 1))
    _threads: ThreadPoolExecutor = field(init=False, repr=False)
    _under_way: set[Work] = field(default_factory=set, repr=False)

    def __post_init__(self) -> None:
        self._threads = ThreadPoolExecutor(PLACES, self.name)

    async def do(self, request: Request, work: Work) -> Judgement:
        """In its turn, and in time. Raises InadmissibleError, and what `work` raises."""
        try:
            await self.turns.take(request.client, request.actor, PATIENCE)
        except NoTurnError:
            raise InadmissibleError(Problem.BUSY) from None
        self._under_way.add(work)
        until = time.monotonic() + SECONDS
        judging = asyncio.get_running_loop().run_in_executor(self._threads, work, until)

        def over(_: asyncio.Future[Judgement]) -> None:
            """Only now: a thread that nobody waits for has its place until it ends."""
            self._under_way.discard(work)
            self.turns.give_back(request.actor)
            if not judging.cancelled():
                judging.exception()  # told already, or of interest to nobody

        judging.add_done_callback(over)
        try:
            async with asyncio.timeout(SECONDS):
                return await asyncio.shield(judging)
        except (TimeoutError, StoppedError):
            raise InadmissibleError(Problem.TOO_MUCH_WORK, limit=int(SECONDS)) from None
        finally:
            work.cut()

    @property
    def at_work(self) -> bool:
        return bool(self._under_way)

    def close(self) -> None:
        for work in tuple(self._under_way):
            work.cut()
        self._threads.shutdown(wait=False, cancel_futures=True)


@dataclass(slots=True)
class Judges:
    """Judges beside an event loop."""

    readers: documents.Readers = field(default_factory=documents.Readers, repr=False)
    _processes: JudgeProcesses = field(default_factory=JudgeProcesses, repr=False)
    _texts: Lane = field(default_factory=lambda: Lane("judge"), repr=False)
    _files: Lane = field(default_factory=lambda: Lane("files"), repr=False)
    _long: Lane = field(default_factory=lambda: Lane("judge-long"), repr=False)

    def start(self) -> None:
        """Begin to load what reads files, and return at once."""
        self.readers.start()

    async def judge(
        self,
        bundle: Bundle,
        request: Request,
        today: date,
        content: Content | None,
        known: Remembered | None,
    ) -> Judgement:
        """What is met on the way and takes longer is judged anew, where one may wait for it.

        Raises InadmissibleError where it cannot be judged in time, and where the gate cannot read
        files at all: that is its own fault, and no policy lets a file pass for it.
        """
        asked = Question(request, today, content, known)
        size = len(content.body if content else request.body) + head_size(request)
        if size <= INLINE:
            try:
                return bundle.engine.judge(request, today, content, documents.at_once, known)
            except documents.NotHereError:
                pass
        try:
            return await self._beside(bundle, asked, size)
        except documents.NoReaderError:
            raise InadmissibleError(Problem.NO_READER) from None

    async def _beside(self, bundle: Bundle, asked: Question, size: int) -> Judgement:
        """Raises NoReaderError too."""
        request, most = asked.request, NEW if bundle.recipe else None
        if most and size > NEAR:
            return await self._apart(bundle, asked)
        try:
            here = InThread(bundle, asked, documents.not_here, most)
            return await self._texts.do(request, here)
        except documents.NotHereError:
            reads = Session(self.readers.session(), most)
        except TooLongHereError:
            return await self._apart(bundle, asked)
        try:
            return await self._files.do(request, InThread(bundle, asked, reads, most))
        except TooLongHereError:
            return await self._apart(bundle, replace(asked, read=reads.read))

    async def _apart(self, bundle: Bundle, asked: Question) -> Judgement:
        """In a process of its own; in a thread, as long as it takes, where none can be had."""
        known = asked.remembered.copied() if asked.remembered else None
        apart = replace(asked, remembered=known, seconds=SECONDS)
        work = InProcess(bundle, apart, self._processes, self.readers)
        try:
            return await self._long.do(asked.request, work)
        except NoJudgeError:
            here = InThread(bundle, asked, self.readers.session(), None)
            return await self._long.do(asked.request, here)

    @property
    def at_work(self) -> bool:
        """Does a thread judge? Python waits for it before it ends, however long that takes."""
        return any(lane.at_work for lane in (self._texts, self._long, self._files))

    def close(self) -> None:
        """End what is judged; a look that is under way in a thread ends by itself."""
        for lane in (self._texts, self._long, self._files):
            lane.close()
        self._processes.close()
        self.readers.close()
