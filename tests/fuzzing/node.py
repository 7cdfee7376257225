"""Bytes -> what Node.js gets out of them: one process, asked over its standard streams."""

from __future__ import annotations

import atexit
import base64
import json
import shutil
import subprocess
from collections.abc import Iterable, Iterator
from functools import cache
from pathlib import Path

from gateway.content.charset import is_utf8
from tests.fuzzing.decoders import MIN_BASE64, PLANTED, Read, foreign, is_json

_PROGRAM = Path(__file__).with_name("node.js")
_MOST = 4
"""Strings of a body that are tried as base64 or as percent-encoded: each is a way to Node."""


class Node:
    """One process. Its decoders never fail: what they refuse says nothing."""

    def __init__(self, program: str) -> None:
        self._process = subprocess.Popen(
            [program, str(_PROGRAM)], stdin=subprocess.PIPE, stdout=subprocess.PIPE
        )
        atexit.register(self.close)

    def ask(self, how: str, data: bytes, type_: str = "") -> list[str]:
        assert self._process.stdin
        assert self._process.stdout
        asked = {"how": how, "data": base64.b64encode(data).decode(), "type": type_}
        self._process.stdin.write(json.dumps(asked).encode() + b"\n")
        self._process.stdin.flush()
        found: list[str] = json.loads(self._process.stdout.readline())
        return found

    def close(self) -> None:
        self._process.communicate()

    def json(self, data: bytes) -> Iterator[Read]:
        yield from (("Node's JSON.parse", text) for text in self.ask("json", data))

    def form(self, data: bytes) -> Iterator[Read]:
        for text in self.ask("form", data):
            said = foreign(text) if is_json(data) else (text,)
            yield from (("Node's URLSearchParams", piece) for piece in said)

    def charset(self, data: bytes, declared: str) -> Iterator[Read]:
        yield from (("Node's TextDecoder", t) for t in self.ask("charset", data, declared))

    def coded(self, texts: Iterable[str]) -> Iterator[Read]:
        """Strings of base64, and of percent-encoding."""
        long = [t for t in texts if len(t) >= MIN_BASE64 and " " not in t][:_MOST]
        for text in long:
            data = text.rpartition(";base64,")[2].encode(errors="replace")
            for said in self.ask("base64", data):
                if PLANTED in said and is_utf8(said.encode()):
                    yield "Node's Buffer", said
            if "%" in text:
                for found in self.ask("percent", text.encode(errors="replace")):
                    yield from (("Node's decodeURIComponent", said) for said in foreign(found))


@cache
def node() -> Node | None:
    """The one of this process, where the machine has Node.js."""
    program = shutil.which("node")
    return Node(program) if program else None
