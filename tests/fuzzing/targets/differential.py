"""One body, many decoders: what any of them gets out of it was looked at, or it is unread."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from tests.formats.kit import SECRET, a_chat, base64_of, read
from tests.fuzzing import decoders
from tests.fuzzing.decoders import Read
from tests.fuzzing.looking import CANARY, features, hold_looked_at, hold_sound
from tests.fuzzing.node import Node, node
from tests.fuzzing.seeds import prefixed
from tests.fuzzing.target import Target
from tests.fuzzing.targets import bodies
from tests.fuzzing.targets.bodies import DECLARED, FORM, MULTIPART

TYPES = ("application/json", FORM, MULTIPART, "text/plain", "", "application/octet-stream",
         *(f"text/plain; charset={c}" for c in DECLARED[1:4]))  # fmt: skip
"""What the first byte of an input declares."""


def texts(data: bytes, media_type: str, node: Node | None) -> Iterator[Read]:
    """What all decoders make of a body of this type."""
    found = list(_outer(data, media_type, node))
    yield from found
    inner = [text for _, text in found]
    yield from decoders.from_base64(inner)
    yield from decoders.python_unquote(inner)
    if node:
        yield from node.coded(inner)


def _outer(data: bytes, media_type: str, node: Node | None) -> Iterator[Read]:
    essence, _, charset = media_type.partition("; charset=")
    if essence == FORM:
        yield from decoders.python_form(data)
        yield from decoders.old_form(data)
        if node:
            yield from node.form(data)
    elif essence == MULTIPART:
        yield from decoders.python_mail(data, media_type)
        yield from decoders.go_multipart(data, media_type)
    elif charset:
        yield from decoders.python_charset(data, charset)
        if node:
            yield from node.charset(data, charset)
    else:
        yield from decoders.python_json(data)
        yield from decoders.go_json(data)
        yield from decoders.python_zlib(data)
        if node:
            yield from node.json(data)


def _law(data: bytes) -> Iterable[Hashable]:
    media_type, body = TYPES[(data or b"\0")[0] % len(TYPES)], data[1:]
    prompt = read(body, media_type)
    hold_sound(prompt, body)
    hold_looked_at(prompt, texts(body, media_type, node()))
    return (media_type, *features(prompt))


def _seeds() -> Iterator[bytes]:
    for seeds in _families():
        yield from prefixed(seeds, len(TYPES))
    for number, media_type in enumerate(TYPES):
        of_type = {FORM: bodies._of_forms, MULTIPART: bodies._of_multipart}
        for seed in of_type.get(media_type, bodies._of_json)():
            yield bytes([number]) + seed


def _families() -> Iterator[list[bytes]]:
    coded = base64_of(f"{CANARY} {SECRET}")
    yield [
        a_chat(coded),
        a_chat(f"data:text/plain;base64,{coded}"),
        a_chat(coded[:9] + "\n" + coded[9:]),
    ]
    yield [a_chat([{"type": "file", "file": {"file_data": coded[:9] + "*" + coded[9:]}}])]
    yield [f'{{"content":"a","Content":"{CANARY}"}} trailing'.encode(), coded.encode()]
    yield list(bodies._of_charsets())


TARGETS = (
    Target(
        "differential",
        _law,
        _seeds,
        (*bodies._JSON, *bodies._CODED, *bodies._FIELDS_OF_FORMS, b";", b"&"),
    ),
)
