"""A request to a host that no list has -> does it speak to an AI? By its path and its body. Pure.

A path is compared in the one form that servers make of it (RFC 3986, 6.2.2, and what lenient ones
do besides). A body is judged by its shape, wherever it is sent: turns of a conversation with roles,
a prompt beside what only models are told. What search, tickets, chats of people and GraphQL send
has neither (tests/engine/test_ai_shapes.py holds both tables).
"""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterator
from contextlib import suppress
from typing import Any
from unicodedata import normalize
from urllib.parse import unquote

from gateway.content.decompression import TooLargeError, UndecodableError
from gateway.content.decompression.decoder import GZIP, Decoder

ROUNDS = 4
"""Times that a path is decoded: a proxy and a server may each do it once, some twice."""

_PARAMETERS = re.compile(r";[^/]*")
_SLASHES = re.compile(r"[/\\]+")
_BLANKS = re.compile(r"[\x00-\x20\x7f-\xa0\u200b-\u200f\u2060\ufeff]+")

_PATHS = re.compile(
    r"(?:/chat/completions|/v1/(?:messages|responses|rerank|moderations|threads/runs)"
    r"|/v\d[a-z0-9]*/(?:completions|embeddings|messages/(?:batches|count_tokens))"
    r"|/threads/thread_[^/]+/(?:messages|runs)|/v1/(?:chat|completion)-messages"
    r"|/(?:engines|deployments)/[^/]+/(?:completions|embeddings|responses)"
    r"|/(?:v\d|deployments/[^/]+)/(?:audio/(?:transcriptions|translations|speech)"
    r"|images/(?:generations|edits|variations))"
    r"|/api/(?:chat|generate|embeddings)|/generate_stream|/backend-api/(?:f/)?conversation"
    r"|/model/[^/]+/(?:invoke|invoke-with-response-stream)|/converse|/converse-stream"
    r"|/models/[^/]+:(?:predict|rawpredict|streamrawpredict|predictlongrunning)"
    r"|/(?:serving-endpoints|endpoints)/[^/]+/invocations"
    r"|[:/](?:stream)?generatecontent|:(?:batch)?embedcontents?|:counttokens"
    r"|:generate(?:message|text))$"
)
"""Ends of paths, in the form of `plain_path`."""


def is_ai_path(path: str) -> bool:
    """Is this where AIs are asked, on whatever host?"""
    return _PATHS.search(plain_path(path)) is not None


def plain_path(path: str) -> str:
    """The path as a lenient server finds its way by it: decoded until nothing changes, without
    blanks, parameters and dot segments, one slash between two names, in small letters."""
    path = path.partition("?")[0].partition("#")[0]
    for _ in range(ROUNDS):
        if (decoded := unquote(path, errors="replace")) == path:
            break
        path = decoded
    path = _BLANKS.sub("", normalize("NFKC", path)).casefold()
    path = _SLASHES.sub("/", _PARAMETERS.sub("", path.partition("?")[0]))
    return posixpath.normpath(path) if path else ""


# ---------------------------------------------------------------- bodies

ROLES = frozenset(
    ("system", "user", "assistant", "tool", "function", "developer", "model", "human", "ai", "bot")
)
_SAID = frozenset(("content", "parts", "text", "toolcalls", "contentblocks"))

_PROMPTS = frozenset(("prompt", "prompts", "inputs", "inputtext"))
_TOLD_TO_MODELS = frozenset(
    (
        *("maxtokens", "maxnewtokens", "maxtokenstosample", "maxoutputtokens", "maxtokencount"),
        *("maxcompletiontokens", "maxgenlen", "numpredict", "npredict", "numctx", "topp", "topk"),
        *("stopsequences", "frequencypenalty", "presencepenalty", "repetitionpenalty", "logprobs"),
        *("repeatpenalty", "textgenerationconfig", "generationconfig", "anthropicversion"),
        *("samplingparams", "systeminstruction", "reasoningeffort", "temperature"),
    )
)
"""Names of settings as models have them, without case and signs."""

_ONLY_MODELS = _TOLD_TO_MODELS - {"temperature", "topk", "logprobs"}
"""Those of them that nothing else has: a thermostat has a temperature."""

_MODEL_NAMES = re.compile(
    r"\b(?:gpt-|o[1345](?:-(?:mini|pro|preview)|$)|chatgpt|claude-|gemini-|gemma|llama|mi[sx]tral"
    r"|codestral|qwen|deepseek-|command-|grok-|phi-?\d|titan-(?:text|embed|image)|palm-?2"
    r"|nova-(?:micro|lite|pro|premier|canvas|sonic)|(?:text|chat|code)-bison|text-davinci|babbage-"
    r"|embed-|bge-|e5-|jina-|voyage-\d|whisper-|dall-?e|sonar-(?:pro|reasoning|deep)|kimi-"
    r"|moonshot-|glm-\d|yi-\d|elyza|plamo|swallow|rinna|tsuzumi)"
    r"|\bembed(?:ding)?s?\b"
)

WITHIN = 4
"""Objects within objects that are looked at: a call in an envelope, a batch of them."""

LOOKED_AT = 2_000
"""Objects of one body: what is asked stands at the top of it, or in each line alike."""

_ROLE = re.compile(
    rb"""\brole["']?\s*[:=]\s*["'](?:system|user|assistant|developer|model|human)["']""",
    re.IGNORECASE,
)
_SAYS = re.compile(rb"""\b(?:content|parts)["']?\s*[:=]""", re.IGNORECASE)
_BETWEEN_BRACES = re.compile(rb"[^{}]+")

_BLANK = re.compile(r"[\ufeff \t\r\n,\x1e]*")  # what stands between lines and sequences of JSON


class _Object(tuple[tuple[str, Any], ...]):
    """A JSON object as its pairs: what it says is asked of few of them only."""

    __slots__ = ()


def is_ai_body(body: bytes) -> bool:
    """Is this a call of an AI, by what it says and not by where it goes?"""
    if body.startswith(_GZIP):  # packed, and nothing says so: relays know it by its first bytes
        body = _unpacked(body)
    start = body.lstrip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\x1e")[:1]
    if start not in (b"{", b"[", b"/", b"#"):  # the last two begin comments
        return False
    try:
        text = body.decode(json.detect_encoding(body))
    except UnicodeDecodeError:
        return _looks_like_turns(body)
    values, is_whole = _values(text)
    if any(_asks(thing) for thing in _objects(values)):
        return True
    is_whole = is_whole and text.count("{") <= LOOKED_AT
    return not is_whole and _looks_like_turns(body)


_GZIP = b"\x1f\x8b\x08"
MAX_UNPACKED = 4 * 2**20
"""Bytes of such a body that are looked at."""


def _unpacked(body: bytes) -> bytes:
    """As far as it can be; a part of a call looks like one."""
    pieces: list[bytes] = []
    with suppress(UndecodableError, TooLargeError):
        pieces += Decoder(GZIP, MAX_UNPACKED).feed(body)
    return b"".join(pieces)


def _looks_like_turns(body: bytes) -> bool:
    """Lenient servers take what is no JSON: comments, single quotes, names without quotes."""
    if not _ROLE.search(body := body.replace(b"\x00", b"")):
        return False
    pieces = (m[0] for m in _BETWEEN_BRACES.finditer(body))
    return any(_ROLE.search(piece) and _SAYS.search(piece) for piece in pieces)


def _values(text: str) -> tuple[list[Any], bool]:
    """What a text says as JSON, or as lines of JSON, and whether that is all of it."""
    decoder = json.JSONDecoder(object_pairs_hook=_Object)
    values: list[Any] = []
    at = _end_of_blank(text, 0)
    try:
        while at < len(text):
            value, at = decoder.raw_decode(text, at)
            at = _end_of_blank(text, at)
            if len(values) < LOOKED_AT:
                values.append(value)
    except (ValueError, RecursionError):
        return values, False
    return values, True


def _end_of_blank(text: str, at: int) -> int:
    found = _BLANK.match(text, at)
    return found.end() if found else at


def _plain(value: Any) -> dict[str, Any]:
    """An object with names without case and signs, as lenient decoders compare them; empty where it
    is none. Of a name that comes twice both stand, for parsers differ in which they take."""
    found: dict[str, Any] = {}
    for name, said in value if isinstance(value, _Object) else ():
        name = name.translate(_SIGNS).casefold()
        found[name] = [*_several(found[name]), *_several(said)] if name in found else said
    return found


_SIGNS = str.maketrans("", "", "_- ")


def _several(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [value]


def _objects(values: list[Any]) -> Iterator[dict[str, Any]]:
    """The objects of a body from the outside in, so far as they are looked at."""
    level, left = values, LOOKED_AT
    for _ in range(WITHIN):
        inner: list[Any] = []
        for value in level:
            if isinstance(value, list):
                inner += value[:LOOKED_AT]
            elif isinstance(value, str) and value.lstrip()[:1] in ("{", "["):
                inner += _values(value)[0]  # JSON in a string, as relays pack it
            elif isinstance(value, _Object):
                left -= 1
                thing = _plain(value)
                yield thing
                inner += thing.values()
            if left <= 0 or len(inner) > 4 * LOOKED_AT:
                break
        level = inner


def _asks(thing: dict[str, Any]) -> bool:
    """Does this object ask a model for something?"""
    return (
        any(_are_turns(thing.get(name)) for name in ("input", "prompt"))
        or any(_are_turns(said) for name, said in thing.items() if name.endswith("messages"))
        or any(_is_turn(c) or _has_parts(c) for c in _several(thing.get("contents"))[:FIRST])
        or _is_turn(thing.get("message"))
        or "anthropicversion" in thing
        or ("chathistory" in thing and bool(thing.keys() & {"message", "query", "question"}))
        or _is_completion(thing)
        or _is_named(thing)
    )


FIRST = 64
"""Turns of a conversation that are looked at; they are all alike."""


def _are_turns(value: Any) -> bool:
    """Turns of a conversation between somebody and a model."""
    return isinstance(value, list) and any(map(_is_turn, value[:FIRST]))


def _is_turn(value: Any) -> bool:
    turn = _plain(value)
    role = turn.get("role", _plain(turn.get("author")).get("role"))
    return isinstance(role, str) and role.casefold() in ROLES and bool(turn.keys() & _SAID)


def _has_parts(value: Any) -> bool:
    """Gemini lets the role be left out."""
    parts = _several(_plain(value).get("parts"))
    return any(_plain(p).keys() & {"text", "inlinedata", "filedata"} for p in parts[:FIRST])


def _is_completion(thing: dict[str, Any]) -> bool:
    """A prompt, and a model or what only models are told."""
    settings = set(thing)
    for name in ("parameters", "options", "config"):
        settings |= _plain(thing.get(name)).keys()
    if thing.keys() & _PROMPTS:
        named = "prompt" in thing and isinstance(thing.get("model"), str)
        return named or bool(settings & _TOLD_TO_MODELS)
    asked = thing.keys() & {"input", "text", "query", "question", "instances"}
    return bool(asked and settings & _ONLY_MODELS)


def _is_named(thing: dict[str, Any]) -> bool:
    """Texts for a model that is named as models are: to be answered, embedded or put in order."""
    model = thing.get("model", thing.get("modelid"))
    texts = thing.keys() & {"input", "inputs", "texts", "documents", "query", "message"}
    return isinstance(model, str) and bool(texts and _MODEL_NAMES.search(model.casefold()))
