"""Path, query and headers of a request -> what a client put into them.

Not read are the vendors' own words in paths, technical headers with the technical values that an
HTTP stack gives them, and tokens that prove to the service itself who is calling. Of cookies only
what is not ASCII or looks like a provider's key is read: a service's own words come back in them,
long, opaque and with each request.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from urllib.parse import parse_qsl

from gateway.content import charset
from gateway.content.documents.model import ReadDocument
from gateway.formats import percent
from gateway.formats.caller_tokens import may_be_secret, proves_caller
from gateway.formats.coding import Fixed
from gateway.formats.cut_tokens import Run
from gateway.formats.forms import read_form
from gateway.formats.joining import join, join_fields
from gateway.formats.known_names import (
    CREDENTIAL_HEADERS,
    CREDENTIAL_PARAMETERS,
    PATH_WORDS,
    PLUMBING_HEADERS,
    READ_HEADERS,
)
from gateway.formats.neighbours import is_value, of_kinds
from gateway.formats.prompt_builder import (
    MAX_LEVELS,
    Budget,
    FullError,
    Layer,
    Mark,
    Origin,
    ReadBytes,
    Reading,
    Where,
)
from gateway.formats.strings import add_undone, read_string
from gateway.model import Part, Request, Segment

MAX_TECHNICAL = 400
"""Characters of a technical value; Claude Code's list of betas has 250."""

# Short words with signs between them: no room for a blob in base64, and no blanks as between
# words that a person wrote.
_TECHNICAL = re.compile(r'(?:[\w.*+:#"()?]{0,23}+(?:[,;] ?|[/=-]))*+[\w.*+:#"()?]{0,23}', re.ASCII)
_PROVIDERS_KEY = re.compile(
    r"\b(?:AKIA|ASIA)[A-Z2-7]{16}\b|\b(?:gh[opsu]_|npm_)\w{36}|\bgithub_pat_\w{22}|\bxox[abeprs]-\d"
    r"|\bglpat-[\w-]{20}|\bAIza[\w-]{35}|\b[rs]k_live_\w{16}|\bpass(?:word|wd)\b",
    re.ASCII,
)
"""Keys of providers whose cookies and forms' tokens never look so, and a password that says so."""
_OF_A_PAGE = frozenset(("x-csrf-token", "x-xsrf-token"))
"""A token that a page gave: no key of anyone's."""
_COOKIE = re.compile(r"[^;]++")
_PATH_SEGMENT = re.compile(r"[^/;:]++")
_START = Mark(0, 0, 0, 0)
_OUTSIDE: Origin = (Layer(""), 0, 0, Fixed("not-in-the-body"), 0)
_ANY = "#"
"""What all headers are called whose name nobody knows."""


def read_envelope(
    request: Request, opener: ReadBytes, documents: ReadDocument | None = None
) -> Iterator[Reading]:
    """One reading for each of path, query and headers."""
    size = len(request.target) + sum(len(value) for _, value in request.headers)
    budget = Budget.of_body(size, documents)
    for part, read in ((Part.PATH, _path), (Part.QUERY, _query), (Part.HEADER, _headers)):
        reading = Reading(budget, opener, part)
        try:
            read(reading, request)
            add_undone(reading)
        except FullError as e:
            reading.unread.append(e.unread.within(part))
        yield reading


def _path(reading: Reading, request: Request) -> None:
    for number, found in enumerate(_PATH_SEGMENT.finditer(request.path)):
        if found[0] not in PATH_WORDS:
            _read(reading, percent.decode(found[0]), Where(f"path:/{number}"))
    if len(reading.segments) > 1:
        join_fields(reading, _START, Layer(""), MAX_LEVELS)


def _query(reading: Reading, request: Request) -> None:
    if request.query:
        read_form(reading, Layer(request.query), Where("query:"), CREDENTIAL_PARAMETERS)
        join_fields(reading, _START, Layer(""), MAX_LEVELS)
        if _is_call(request.query):
            reading.miss("opaque/call-in-query", "query:/message")


def _is_call(query: str) -> bool:
    """Does a query hold a message in protobuf? Connect's calls with GET do; of a short one in
    base64, read_form knows nothing.

    https://connectrpc.com/docs/protocol#unary-get-request
    """
    pairs = parse_qsl(query, errors="replace")
    return ("encoding", "proto") in pairs and any(name == "message" for name, _ in pairs)


def _headers(reading: Reading, request: Request) -> None:
    for number, (written, value) in enumerate(request.headers):
        name = written.lower()
        if name in PLUMBING_HEADERS:
            if len(value) <= MAX_TECHNICAL and _TECHNICAL.fullmatch(value):
                if may_be_secret(value):  # its name labels no secret: sec-websocket-key
                    _read(reading, _bytes(value), Where(f"header:/{name}"))
                continue
        elif name in CREDENTIAL_HEADERS:
            if proves_caller(value) and not (name in _OF_A_PAGE and _PROVIDERS_KEY.search(value)):
                continue
        elif name == "cookie":
            _cookies(reading, value)
            continue
        elif name not in READ_HEADERS:
            _read(reading, _bytes(written), Where(f"header:/#{number}#"))
            _read(reading, _bytes(value), Where(f"header:/#{number}", name))
            continue
        _read(reading, _bytes(value), Where(f"header:/{name}", name))
    if len(reading.segments) > 1:
        join(reading, of_kinds(_of_one_kind(reading.segments)), _OUTSIDE, MAX_LEVELS)


def _of_one_kind(segments: Sequence[Segment]) -> Iterable[Run]:
    """Headers of one name, all whose name nobody knows, and the crumbs of all cookies."""
    kinds: dict[str, Run] = defaultdict(list)
    for s in segments:
        if s.label == "cookie":
            kinds[s.label].append(replace(s, text=s.text.partition("=")[2] or s.text))
        elif is_value(s):
            kinds[_ANY if s.place.startswith("header:/#") else s.label].append(s)
    return kinds.values()


def _cookies(reading: Reading, value: str) -> None:
    for found in _COOKIE.finditer(value):
        said = percent.decode(found[0].strip())
        if not said.isascii() or _PROVIDERS_KEY.search(said.decode("latin-1")):
            _read(reading, said, Where("header:/cookie", "cookie"))


def _bytes(value: str) -> bytes:
    return value.encode("utf-8", "surrogateescape")


def _read(reading: Reading, said: bytes, where: Where) -> None:
    found = charset.decode(said)
    for decoded in found:
        read_string(reading, decoded.text, _OUTSIDE, where)
    if not found or any(d.lost for d in found):
        reading.miss("opaque/no-text", where.place)
