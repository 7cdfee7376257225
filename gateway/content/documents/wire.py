"""What goes between the gate and a reader's process. JSON: what comes back is not trusted.

A question is the length of its head (4 bytes), the head, and the file; an answer is JSON.
"""

from __future__ import annotations

import json
import struct
from dataclasses import asdict
from typing import Any

from gateway.content.documents.model import Document, Limits, Passage, Table
from gateway.model.unread import as_json, from_json

_LENGTH = struct.Struct(">I")

ANSWER = 6
"""Bytes of an answer for each character that it may hold, at the most: `\\uXXXX`."""


def question(data: bytes, name: str, limits: Limits) -> bytes:
    head = json.dumps([name, asdict(limits)]).encode()
    return _LENGTH.pack(len(head)) + head + data


def parse_question(raw: bytes) -> tuple[bytes, str, Limits]:
    end = _LENGTH.size + _LENGTH.unpack_from(raw)[0]
    name, limits = json.loads(raw[_LENGTH.size : end])
    return raw[end:], name, Limits(**limits)


def answer(document: Document) -> bytes:
    d = document
    return json.dumps(
        [
            d.kind,
            [_as_list(p) for p in d.parts],
            [[t.place, t.rows] for t in d.tables],
            [_as_list(p) for p in d.properties],
            d.labels,
            [as_json(u) for u in d.unread],
        ],
        ensure_ascii=False,
    ).encode()


def parse_answer(raw: bytes) -> Document:
    """Raises ValueError for anything that is no answer, whatever a reader was made to send."""
    try:
        kind, parts, tables, properties, labels, unread = json.loads(raw)
        return Document(
            _text(kind),
            tuple(_passage(*p) for p in parts),
            tuple(Table(_text(t), tuple(tuple(map(_text, r)) for r in rows)) for t, rows in tables),
            tuple(_passage(*p) for p in properties),
            tuple(map(_text, labels)),
            tuple(map(from_json, unread)),
        )
    except (TypeError, KeyError, RecursionError, AttributeError) as e:
        raise ValueError("no answer of a reader") from e


def _as_list(p: Passage) -> list[str | bool]:
    return [p.place, p.text, p.label, p.is_name, p.is_template]


def _passage(place: Any, text: Any, label: Any, is_name: Any, is_template: Any) -> Passage:
    if not isinstance(is_template, bool):
        raise TypeError
    return Passage(_text(place), _text(text), _text(label), bool(is_name), is_template)


def _text(value: Any) -> str:
    if not isinstance(value, str):
        raise TypeError
    return value
