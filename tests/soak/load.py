"""People at work: what each sends, and what must come of it whenever the gate is well."""

from __future__ import annotations

import contextlib
import itertools
import random
import threading
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field

from websockets.exceptions import WebSocketException
from websockets.sync.client import connect

from tests.content.documents.kit import a_docx
from tests.content.documents.shapes import openai_file
from tests.kit.client import Refused
from tests.kit.client2 import ask2, head2
from tests.kit.gate import Gate
from tests.kit.plain import in_the_clear
from tests.kit.policy import MARKED, OPENAI, PERMITTED, PERSONAL, SECRET, UNLISTED, chat

REGISTERED = (
    "第二工場の夜勤を来年四月から隔週に改め、余った人員を検査工程に回すことを取締役会で決めた。"
)
NEVER = tuple(text.encode() for text in (SECRET, PERSONAL, MARKED, REGISTERED))
"""What must not reach an AI, whatever breaks."""

Send = Callable[[Gate, str], int]
"""A gate and words that nobody sent before -> the status of the answer; 0: none came."""


def _chat(*said: str, host: str = OPENAI) -> Send:
    return lambda gate, words: gate.ask(host, chat(" ".join((*said, words)))).status


def _long(gate: Gate, words: str) -> int:
    return gate.ask(OPENAI, chat(f"{words} {PERMITTED} " * 8_000)).status  # some 500 KB


def _in_http2(gate: Gate, words: str) -> int:
    with gate.dial(OPENAI, alpn=("h2",)) as line:
        return ask2(line, head2(OPENAI), chat(words)).status


def _file(*said: str) -> Send:
    def send(gate: Gate, words: str) -> int:
        file = openai_file(a_docx(*said, words))
        return gate.ask(file.host, file.body, *file.headers, target=file.target).status

    return send


def _restored(gate: Gate, words: str) -> int:
    """The stand-in repeats what it was sent: the value is taken out, and back in the answer."""
    reply = gate.ask(OPENAI, chat(f"{PERSONAL} {words}"))
    return reply.status if reply.status != 200 or PERSONAL.encode() in reply.body else 1


def _socket(*said: str) -> Send:
    def send(gate: Gate, words: str) -> int:
        line = in_the_clear(gate.dial(OPENAI, alpn=()))
        with connect(f"ws://{OPENAI}/v1/responses", sock=line, proxy=None) as spoken:
            spoken.send(" ".join((*said, words)))
            return 200 if "I received" in str(spoken.recv(20)) else 400

    return send


@dataclass(frozen=True, slots=True)
class Work:
    """One thing that people do, and the status that it has while nothing is broken."""

    name: str
    send: Send
    expected: int


WORK = (
    Work("a chat", _chat(), 200),
    Work("a chat in HTTP/2", _in_http2, 200),
    Work("a long chat", _long, 200),
    Work("a secret", _chat(SECRET), 400),
    Work("a marked text", _chat(MARKED), 400),
    Work("a registered text", _chat(REGISTERED), 400),
    Work("a person, taken out and put back", _restored, 200),
    Work("an AI that is not on the list", _chat(host=UNLISTED), 400),
    Work("a file", _file(), 200),
    Work("a file with a secret", _file(SECRET), 400),
    Work("messages on a socket", _socket(), 200),
    Work("a secret on a socket", _socket(SECRET), 400),
)

WRONG = (OSError, WebSocketException, TimeoutError, Refused, EOFError, ValueError)
"""What a client meets when a worker dies under it."""


@dataclass
class Load:
    """Some people who work until they are told to stop. `told` counts (work, status)."""

    gate: Gate
    people: int
    told: Counter[tuple[str, int]] = field(default_factory=Counter)
    _over: threading.Event = field(default_factory=threading.Event)
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _threads: list[threading.Thread] = field(default_factory=list)

    def __enter__(self) -> Load:
        for number in range(self.people):
            thread = threading.Thread(target=self._work, args=(random.Random(number),), daemon=True)
            thread.start()
            self._threads.append(thread)
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        for thread in self._threads:
            thread.join(60)

    def _work(self, rng: random.Random) -> None:
        for number in itertools.count():
            if self._over.is_set():
                return
            work = rng.choice(WORK)
            status = once(self.gate, work, f"{number} {rng.random()}")
            with self._lock:
                self.told[work.name, status] += 1


def once(gate: Gate, work: Work, words: str) -> int:
    with contextlib.suppress(*WRONG):
        return work.send(gate, words)
    return 0
