"""Wire formats: Request -> Prompt with every text in it; and a refusal in the vendor's shape.

    read ─ envelope   path, query, headers
         └ files      the body, and every file within it: what the bytes are
             ├ json_text, lenient   JSON, and what is nearly JSON
             ├ forms, multipart     the two encodings of a form
             ├ strings, embedded    JSON in strings, base64, data: addresses, escapes
             ├ folded               lines of calendars, cards and directories made whole
             ├ rpc, protobuf        gRPC and Connect: envelopes, and messages without a schema
             └ joining              parts that a model sees as one text
                 ├ neighbours       which texts those are; cut_tokens: rows that may hold a key
                 ├ seams            what stands where they meet
                 ├ cut_blobs        base64 that goes on in the next
                 └ carrying         the same from message to message of a socket
    Prompt.rewrite ─ rewriting ─ coding   edits carried outwards to the bytes of the body
    refuse, refuse_call, refuse_message, page    what a refused client gets

All formats are read alike, since a format that named where text stands would be a list of places
that nobody looks into. A format is the shape of a refusal, and names in `names`.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from gateway.content.charset import Decoded, clean, decode
from gateway.content.documents.model import ReadDocument
from gateway.content.file_type import is_marked_up, recognised
from gateway.formats.carrying import carried, going_on
from gateway.formats.coding import PLAIN, Fixed
from gateway.formats.envelope import read_envelope
from gateway.formats.files import JSON_BEGINS, read_by_reader, read_file
from gateway.formats.joining import join
from gateway.formats.page import page
from gateway.formats.prompt_builder import (
    MAX_LEVELS,
    Budget,
    FullError,
    Layer,
    Origin,
    Reading,
    Where,
)
from gateway.formats.refusal import SHAPES, refuse
from gateway.formats.refused_calls import Call, call_of, refuse_call
from gateway.formats.refused_messages import RECORD_SEPARATOR, refuse_message
from gateway.formats.refused_pages import WEB_FORMATS, status_of
from gateway.formats.rewriting import BodyRewriter
from gateway.formats.strings import read_nested, read_plain
from gateway.model import Edit, Part, Prompt, Request, Segment, Unread

__all__ = [
    "FORMATS",
    "RECORD_SEPARATOR",
    "WEB_FORMATS",
    "Call",
    "call_of",
    "carried",
    "edited_texts",
    "page",
    "read",
    "read_document",
    "read_file",
    "read_texts",
    "refuse",
    "refuse_call",
    "refuse_message",
    "status_of",
]

FORMATS: frozenset[str] = frozenset(SHAPES)

_NAME = Fixed("file-name")
_SENT: Origin = (Layer(""), 0, 0, Fixed("not-in-the-body"), 0)


def read(
    request: Request, format: str = "generic", documents: ReadDocument | None = None
) -> Prompt:
    """Every text in a request: the body's segments first, then path, query and headers.

    No format narrows what is read, so that `format` may be any. `documents` reads the files within
    it; without it they are unread. Raises only what `documents` raises.
    """
    size = len(request.body) if request.length < 0 else request.length
    budget = Budget.of_body(size, documents)
    body = read_file(request.body, "", _media_type(request), budget)
    around = (
        *_going_on(request, body, budget),
        *read_envelope(request, read_file, documents),
    )
    return Prompt(
        body.segments + tuple(s for r in around for s in r.segments),
        _of_the_whole("body", body.unread) + tuple(u for r in around for u in r.unread),
        body.rewrite,
        body.whole,
    )


def _going_on(request: Request, body: Prompt, budget: Budget) -> Iterator[Reading]:
    """Where a message on a socket goes on with those before it."""
    if not request.before:
        return
    reading = Reading(budget, read_file)
    try:
        join(reading, going_on(request.before, body.whole_segments), _SENT, MAX_LEVELS)
    except FullError as e:
        reading.unread.append(e.unread)
    yield reading


def _of_the_whole(name: str, unread: Iterable[Unread]) -> tuple[Unread, ...]:
    """What is no single place in it is called by a name."""
    return tuple(u if u.place else u.within(name) for u in unread)


def _media_type(request: Request) -> str:
    """The Content-Type, or nothing where a client says two different things."""
    values = {v.strip() for n, v in request.headers if n.lower() == "content-type"}
    return values.pop() if len(values) == 1 else ""


_MESSAGE = re.compile(r"/messages/([0-9]+)/content")


def read_texts(texts: Sequence[str], documents: ReadDocument | None = None) -> Prompt:
    """Plain texts, read as the messages of a chat are: each, what is coded in it, and their seams.

    Offsets are those of each text. A single one has place "", several have `/0`, `/1`, ...
    """
    messages = [{"content": clean(text)} for text in texts]
    body = json.dumps({"messages": messages}, ensure_ascii=False).encode()
    budget = Budget.of_body(len(body), documents)
    prompt = read_file(body, "", "application/json", budget)

    def placed(place: str) -> str:
        return _MESSAGE.sub("" if len(texts) == 1 else r"/\1", place, count=1)

    segments = tuple(replace(s, place=placed(s.place)) for s in prompt.segments)
    unread = tuple(replace(u, place=placed(u.place)) for u in prompt.unread)
    return replace(prompt, segments=segments, unread=unread)


def edited_texts(prompt: Prompt, edits: Iterable[Edit]) -> tuple[str, ...]:
    """The texts that a prompt was read from by `read_texts`, with these edits.

    Raises CannotRewriteError.
    """
    assert prompt.rewrite
    return tuple(m["content"] for m in json.loads(prompt.rewrite(edits))["messages"])


def read_document(data: bytes, name: str = "", documents: ReadDocument | None = None) -> Prompt:
    """A file of that name, read as an attachment is; JSON stands whole besides, as it reads."""
    found = () if recognised(data) else decode(data)
    if any(d.text.lstrip()[:1] in JSON_BEGINS for d in found):
        return _read_json_texts(data, found, name, documents)
    prompt = read_file(data, name, budget=Budget(documents=documents))
    named = Segment("file-name:", clean(name), Part.FILE_NAME)
    segments = (*prompt.segments, *([named] if name else ()))
    return Prompt(segments, _of_the_whole("file", prompt.unread), prompt.rewrite)


def _read_json_texts(
    data: bytes, texts: tuple[Decoded, ...], name: str, documents: ReadDocument | None = None
) -> Prompt:
    """The texts that the same bytes may be; they can be rewritten only if it is one."""
    reading = Reading(Budget(documents=documents), read_file)
    try:
        for decoded in texts:
            root = Layer(decoded.text)
            whole: Origin = (root, 0, len(root.text), PLAIN, 0)
            read_plain(reading, root.text, whole, Where())
            read_nested(reading, root.text, whole, Where())
        if documents and is_marked_up(data):
            read_by_reader(reading, data, MAX_LEVELS)
        if name:
            origin: Origin = (Layer(""), 0, 0, _NAME, 0)
            reading.add("file-name:", clean(name), "", Part.FILE_NAME, origin)
    except FullError as e:
        reading.unread.append(e.unread.within("file"))
    rewriter = None
    if len(texts) == 1:
        rewriter = BodyRewriter(data, root, reading.segments, reading.origins, texts[0].encode)
    return Prompt(tuple(reading.segments), tuple(dict.fromkeys(reading.unread)), rewriter)
