"""What reading costs: milliseconds for bodies of each kind, and as a multiple of `json.loads`.

    python -m bench.formats_bench

Bodies are made here, so that the figures of two machines can be compared by their ratios.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Iterator
from functools import partial
from typing import Any

from gateway import formats
from gateway.model import Request

HEADERS = (
    ("host", "api.openai.com"),
    ("accept", "application/json"),
    ("accept-encoding", "gzip, deflate, br, zstd"),
    ("content-type", "application/json"),
    ("user-agent", "OpenAI/Python 2.54.0"),
    ("x-stainless-lang", "python"),
    ("x-stainless-os", "Linux"),
    ("x-stainless-retry-count", "0"),
    ("authorization", "Bearer none"),
)
JAPANESE = "関所では、出て行く文を読み、通す理由と止める理由を告げる。\n"
ENGLISH = "The gate reads what leaves, and says why it may pass or why it stays.\n"


def main() -> None:
    print(f"{'body':26}{'bytes':>10}{'segments':>10}{'ms':>10}{'x json.loads':>14}")
    for name, value, options in bodies():
        body = json.dumps(value, **options).encode()
        request = Request("r", "a", "c", "h", target="/v1/x", headers=HEADERS, body=body)
        prompt = formats.read(request, "generic")
        ours = best(partial(formats.read, request, "generic"))
        theirs = best(partial(json.loads, body))
        count = len(prompt.segments)
        print(f"{name:26}{len(body):10,}{count:10,}{ours * 1e3:10.3f}{ours / theirs:14.1f}")


def bodies() -> Iterator[tuple[str, Any, dict[str, Any]]]:
    raw = {"ensure_ascii": False}
    yield "a chat of 4 KB", chat(JAPANESE * 45), raw
    yield "an agent's 67 KB", agent(), raw
    yield "a prompt of 1 MB", chat(JAPANESE * 11_500), raw
    yield "the same with \\u escapes", chat(JAPANESE * 6_000), {}
    yield "1 MB of English", chat(ENGLISH * 15_000), {}
    yield "95,000 short strings", [f"word{n % 100}" for n in range(95_000)], {}


def chat(text: str) -> dict[str, Any]:
    return {"model": "m", "messages": [{"role": "user", "content": text}]}


def agent() -> dict[str, Any]:
    """Forty tools and a history, with the sizes of what coding agents send."""
    schema = {"type": "string", "description": ENGLISH}
    parameters = {"type": "object", "properties": dict.fromkeys("abc", schema), "required": ["a"]}
    tool = {"type": "function", "name": "t", "description": ENGLISH * 8, "parameters": parameters}
    history = [{"role": "user", "content": [{"type": "input_text", "text": ENGLISH * 60}]}] * 7
    return {"model": "m", "instructions": ENGLISH * 20, "tools": [tool] * 32, "input": history}


def best(work: Callable[[], object], seconds: float = 0.5) -> float:
    """The shortest of the runs: what the machine does when nobody disturbs it."""
    shortest, until = float("inf"), time.perf_counter() + seconds
    while time.perf_counter() < until:
        start = time.perf_counter()
        work()
        shortest = min(shortest, time.perf_counter() - start)
    return shortest


if __name__ == "__main__":
    main()
