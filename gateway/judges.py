"""Where a judgement is made: on the event loop where that is quick, else in a thread.

Files in a prompt are read in processes that may be lost (gateway.content.documents).
"""

from __future__ import annotations

import asyncio
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import date

from gateway.content import documents
from gateway.engine.admission import InadmissibleError
from gateway.engine.content import Content
from gateway.engine.judge import Engine
from gateway.engine.judgement import Judgement
from gateway.model import Problem, Request
from gateway.redaction import Remembered

INLINE = 16 * 2**10
"""Bytes that are judged on the event loop: most prompts, in a millisecond. Larger ones, and those
that unpack to more, go to a thread, so that the streams of other people keep flowing."""

JUDGES = 2
"""Threads that judge large bodies. They share one core with the loop: more would not be faster."""

FILES = 2
"""Threads that wait for the readers of files, so that no prompt without a file waits for one."""


@dataclass(slots=True)
class Judges:
    """Judges beside an event loop."""

    readers: documents.Readers = field(default_factory=documents.Readers, repr=False)
    _large: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(JUDGES, "judge"), repr=False
    )
    _files: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(FILES, "files"), repr=False
    )

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
        """A file is met on the way: then the whole is judged anew, where one may wait for it.

        Raises InadmissibleError where the gate cannot read files at all: that is its own fault, and
        no policy lets a file pass for it.
        """
        loop = asyncio.get_running_loop()
        asked = (request, today, content)
        size = len(content.body) if content else len(request.body)
        try:
            if size <= INLINE:
                return engine.judge(*asked, documents.not_here, known)
            return await loop.run_in_executor(
                self._large, engine.judge, *asked, documents.not_here, known
            )
        except documents.NotHereError:
            reads = self.readers.session()
            try:
                return await loop.run_in_executor(self._files, engine.judge, *asked, reads, known)
            except documents.NoReaderError:
                raise InadmissibleError(Problem.NO_READER) from None

    def close(self) -> None:
        self._large.shutdown(wait=False, cancel_futures=True)
        self._files.shutdown(wait=False, cancel_futures=True)
        self.readers.close()
