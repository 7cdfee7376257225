"""A client at the gate: errands on standard input, one a line, and what became of each, one a line.

Runs under any Python, with nothing but the standard library: by the vendors' own SDKs where they
are installed, else in the wire form that those SDKs use. Proxy and CA are taken from HTTPS_PROXY
and SSL_CERT_FILE, as the SDKs take them.

    {"client": "openai", "host": "api.openai.com", "prompt": "...", "stream": false}
 -> {"by": "openai 3.52.0", "said": "...", "pieces": 0, "refusal": null}
 -> {"by": "...", "said": "", "pieces": 0, "refusal": {"kind": "BadRequestError", "status": 400,
     "words": "..."}}
"""

from __future__ import annotations

import http.client
import importlib
import importlib.metadata
import json
import os
import ssl
import sys
import urllib.parse
from collections.abc import Callable, Iterable
from typing import Any

KEY = "sample-key"  # the stand-in asks for none, but an SDK does not start without one
PATIENCE = 20.0  # seconds for an answer; the SDKs themselves would wait ten minutes
MODEL = "stand-in"  # a real one would grow old, and the SDKs warn of models that have
DISTRIBUTIONS = {"openai": "openai", "anthropic": "anthropic", "gemini": "google-genai"}

Errand = dict[str, Any]
Spoken = tuple[str, int]
"""What was said, and in how many pieces it came (0: in one answer)."""


def run(errand: Errand) -> dict[str, Any]:
    """One errand, by an SDK if there is one."""
    client = errand["client"]
    try:
        version = importlib.metadata.version(DISTRIBUTIONS[client])
        speak, by = SDKS[client], f"{DISTRIBUTIONS[client]} {version}"
    except importlib.metadata.PackageNotFoundError:
        speak, by = wire, "wire form"
    try:
        said, pieces = speak(errand)
    except Exception as fault:  # whatever an SDK raises is what a person would see
        return {"by": by, "said": "", "pieces": 0, "refusal": _refusal(fault)}
    return {"by": by, "said": said, "pieces": pieces, "refusal": None}


def _refusal(fault: Exception) -> dict[str, Any]:
    status = getattr(fault, "status_code", None) or getattr(fault, "code", None)
    kind = f"HTTP {status}" if isinstance(fault, Answered) else type(fault).__name__
    return {"kind": kind, "status": status, "words": str(fault)}


# ---------------------------------------------------------------- by SDK


def openai(errand: Errand) -> Spoken:
    sdk: Any = importlib.import_module("openai")
    client = sdk.OpenAI(api_key=KEY, timeout=PATIENCE, base_url=f"https://{errand['host']}/v1")
    messages = [{"role": "user", "content": errand["prompt"]}]
    options = {"model": MODEL, "messages": messages}
    if not errand["stream"]:
        return client.chat.completions.create(**options).choices[0].message.content or "", 0
    chunks = client.chat.completions.create(**options, stream=True)
    return _joined(c.choices[0].delta.content or "" for c in chunks if c.choices)


def anthropic(errand: Errand) -> Spoken:
    sdk: Any = importlib.import_module("anthropic")
    client = sdk.Anthropic(api_key=KEY, timeout=PATIENCE, base_url=f"https://{errand['host']}")
    messages = [{"role": "user", "content": errand["prompt"]}]
    options = {"model": MODEL, "max_tokens": 64, "messages": messages}
    if not errand["stream"]:
        return client.messages.create(**options).content[0].text, 0
    with client.messages.stream(**options) as stream:
        return _joined(stream.text_stream)


def gemini(errand: Errand) -> Spoken:
    sdk: Any = importlib.import_module("google.genai")
    client = sdk.Client(api_key=KEY, http_options={"timeout": int(PATIENCE * 1000)})
    options = {"model": MODEL, "contents": errand["prompt"]}
    if not errand["stream"]:
        return client.models.generate_content(**options).text or "", 0
    return _joined(c.text or "" for c in client.models.generate_content_stream(**options))


SDKS: dict[str, Callable[[Errand], Spoken]] = {
    "openai": openai,
    "anthropic": anthropic,
    "gemini": gemini,
}


def _joined(pieces: Iterable[str]) -> Spoken:
    spoken = list(pieces)
    return "".join(spoken), len(spoken)


# ---------------------------------------------------------------- in the wire form


class Answered(Exception):  # noqa: N818 - an answer that says no, as an SDK would raise it
    """The answer was an error; its message is what a person reads."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status_code = status


def wire(errand: Errand) -> Spoken:
    """The request that the vendor's SDK would send, and what its answer says."""
    path, body, headers = _request(errand)
    answer = _post(errand["host"], path, json.dumps(body, ensure_ascii=False).encode(), headers)
    if answer.status >= 400:
        raise Answered(answer.status, _message(answer.read()))
    if not errand["stream"]:
        return _text(json.loads(answer.read())), 0
    events = (line[6:] for line in answer if line.startswith(b"data: {"))
    return _joined(text for event in events if (text := _text(json.loads(event))))


def _request(errand: Errand) -> tuple[str, dict[str, Any], dict[str, str]]:
    """Path, body and headers, as in the vendors' API references."""
    client, prompt, stream = errand["client"], errand["prompt"], errand["stream"]
    if client == "gemini":
        verb = "streamGenerateContent?alt=sse" if stream else "generateContent"
        turn = {"role": "user", "parts": [{"text": prompt}]}
        return f"/v1beta/models/{MODEL}:{verb}", {"contents": [turn]}, {"x-goog-api-key": KEY}
    body = {"model": MODEL, "messages": [{"role": "user", "content": prompt}], "stream": stream}
    if client == "anthropic":
        headers = {"x-api-key": KEY, "anthropic-version": "2023-06-01"}
        return "/v1/messages", {**body, "max_tokens": 64}, headers
    return "/v1/chat/completions", body, {"Authorization": f"Bearer {KEY}"}


def _post(host: str, path: str, body: bytes, headers: dict[str, str]) -> http.client.HTTPResponse:
    proxy = urllib.parse.urlsplit(os.environ["HTTPS_PROXY"])
    trust = ssl.create_default_context(cafile=os.environ["SSL_CERT_FILE"])
    connection = http.client.HTTPSConnection(
        proxy.hostname or "", proxy.port, timeout=PATIENCE, context=trust
    )
    connection.set_tunnel(host, 443)
    connection.request("POST", path, body, {"Content-Type": "application/json", **headers})
    return connection.getresponse()


def _text(value: Any) -> str:
    """What an answer, or one event of it, says: the first `text` or `content` that is a text."""
    if isinstance(value, dict):
        own = [value[k] for k in ("text", "content") if isinstance(value.get(k), str)]
        return own[0] if own else next(filter(None, map(_text, value.values())), "")
    if isinstance(value, list):
        return next(filter(None, map(_text, value)), "")
    return ""


def _message(body: bytes) -> str:
    error = json.loads(body).get("error", {})
    return str(error.get("message", error) if isinstance(error, dict) else error)


if __name__ == "__main__":
    for line in sys.stdin:
        print(json.dumps(run(json.loads(line))), flush=True)
