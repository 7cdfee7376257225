"""What reached the upstream, counted and searched as it comes; nothing of it is kept."""

from __future__ import annotations

import threading

from gateway.standin.ledger import Connection, Ledger, Question


class Watching(Ledger):
    """Counts questions and messages, and those that hold what must never arrive."""

    def __init__(self, never: tuple[bytes, ...]) -> None:
        super().__init__(keep=0)
        self._never = never
        self._counting = threading.Lock()
        self.questions = self.said = 0
        self.leaks: list[bytes] = []

    def asked(self, connection: Connection, question: Question) -> None:
        head = "\n".join(f"{n}: {v}" for n, v in question.headers).encode("utf-8", "replace")
        target = question.target.encode("utf-8", "surrogateescape")
        self._look(question.body, question.content, target, head)
        with self._counting:
            self.questions += 1

    def heard(self, connection: Connection, message: bytes) -> None:
        self._look(message)
        with self._counting:
            self.said += 1

    def _look(self, *texts: bytes) -> None:
        with self._counting:
            self.leaks += [n for n in self._never if any(n in text for text in texts)]
