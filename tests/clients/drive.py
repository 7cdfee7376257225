"""Runs in the SDKs' own environment: `drive.py SDK`, cases on standard input, one a line.

    {"case": "chat", "prompt": "..."} -> {"said": "...", "pieces": 0, "error": null}

An error is told as a person meets it: the exception's class, its status, its words.
Proxy and CA come from the environment, as they do for every program that uses these SDKs.
"""

from __future__ import annotations

import asyncio
import importlib
import io
import json
import sys
from collections.abc import Callable, Iterable
from typing import Any

Case = Callable[[str], Any]


def openai_cases() -> dict[str, Case]:
    sdk: Any = importlib.import_module("openai")
    client = sdk.OpenAI(api_key="sample")
    elsewhere = sdk.OpenAI(api_key="sample", base_url="https://api.deepseek.com/v1")

    def ask(prompt: str, **more: Any) -> dict[str, Any]:
        return {"model": "m", "messages": [{"role": "user", "content": prompt}], **more}

    async def at_leisure(prompt: str) -> str:
        async with sdk.AsyncOpenAI(api_key="sample") as later:
            answer = await later.chat.completions.create(**ask(prompt))
        return str(answer.choices[0].message.content)

    def tools(prompt: str) -> str:
        call = {"name": "look_up", "arguments": json.dumps({"text": prompt})}
        tool = {"id": "call_1", "type": "function", "function": call}
        turns = [
            {"role": "user", "content": "please look it up"},
            {"role": "assistant", "content": None, "tool_calls": [tool]},
            {"role": "tool", "tool_call_id": "call_1", "content": "found nothing"},
        ]
        answer = client.chat.completions.create(model="m", messages=turns)
        return str(answer.choices[0].message.content)

    return {
        "chat": lambda p: client.chat.completions.create(**ask(p)).choices[0].message.content,
        "chat streamed": lambda p: [
            c.choices[0].delta.content or ""
            for c in client.chat.completions.create(**ask(p, stream=True))
            if c.choices
        ],
        "chat async": lambda p: asyncio.run(at_leisure(p)),
        "chat with tools": tools,
        "responses": lambda p: client.responses.create(model="m", input=p).output_text,
        "responses streamed": lambda p: [
            e.delta
            for e in client.responses.create(model="m", input=p, stream=True)
            if e.type == "response.output_text.delta"
        ],
        "embeddings": lambda p: str(
            len(client.embeddings.create(model="m", input=[p, p], encoding_format="float").data)
        ),
        "file": lambda p: (
            client.files.create(file=("notes.txt", io.BytesIO(p.encode())), purpose="assistants").id
        ),
        "unlisted": lambda p: (
            elsewhere.chat.completions.create(**ask(p)).choices[0].message.content
        ),
    }


def anthropic_cases() -> dict[str, Case]:
    sdk: Any = importlib.import_module("anthropic")
    client = sdk.Anthropic(api_key="sample")

    def ask(prompt: str) -> dict[str, Any]:
        return {"model": "m", "messages": [{"role": "user", "content": prompt}]}

    def streamed(prompt: str) -> list[str]:
        with client.messages.stream(**ask(prompt), max_tokens=64) as stream:
            return list(stream.text_stream)

    async def at_leisure(prompt: str) -> str:
        async with sdk.AsyncAnthropic(api_key="sample") as later:
            answer = await later.messages.create(**ask(prompt), max_tokens=64)
        return str(answer.content[0].text)

    def system(prompt: str) -> str:
        turns = [{"role": "user", "content": [{"type": "text", "text": "go on"}]}]
        answer = client.messages.create(model="m", max_tokens=64, system=prompt, messages=turns)
        return str(answer.content[0].text)

    return {
        "messages": lambda p: client.messages.create(**ask(p), max_tokens=64).content[0].text,
        "messages streamed": streamed,
        "messages async": lambda p: asyncio.run(at_leisure(p)),
        "system": system,
        "count": lambda p: str(client.messages.count_tokens(**ask(p)).input_tokens),
    }


def gemini_cases() -> dict[str, Case]:
    sdk: Any = importlib.import_module("google.genai")
    client = sdk.Client(api_key="sample")

    async def at_leisure(prompt: str) -> str:
        async with sdk.Client(api_key="sample").aio as later:
            answer = await later.models.generate_content(model="m", contents=prompt)
        return str(answer.text)

    return {
        "generate": lambda p: client.models.generate_content(model="m", contents=p).text,
        "generate streamed": lambda p: [
            c.text or "" for c in client.models.generate_content_stream(model="m", contents=p)
        ],
        "generate async": lambda p: asyncio.run(at_leisure(p)),
        "count": lambda p: str(client.models.count_tokens(model="m", contents=p).total_tokens),
    }


def run(case: Case, prompt: str) -> dict[str, Any]:
    try:
        said = case(prompt)
    except Exception as fault:  # whatever an SDK raises is what is asked about
        status = getattr(fault, "status_code", None) or getattr(fault, "code", None)
        kinds = [c.__name__ for c in type(fault).__mro__]
        return {"error": {"kinds": kinds, "status": status, "words": str(fault)}}
    pieces = said if isinstance(said, list) else []
    return {"said": "".join(pieces) if pieces else said, "pieces": len(pieces), "error": None}


def main(lines: Iterable[str]) -> None:
    cases = {"openai": openai_cases, "anthropic": anthropic_cases, "gemini": gemini_cases}
    mine = cases[sys.argv[1]]()
    for line in lines:
        asked = json.loads(line)
        print(json.dumps(run(mine[asked["case"]], asked["prompt"])), flush=True)


if __name__ == "__main__":
    main(sys.stdin)
