"""Bytes or text of allowlist.yaml -> its keys and values, each with its line. Pure, bounded.

Built on the events of PyYAML's parser (the layer below `compose`), so that a document is
refused at the first step over a bound and no alias is ever expanded. Scalars are not guessed
at: `on:` stays a key and `no` a word, where YAML 1.1 would make truth values of them.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import yaml

from gateway.errors import Fault, PolicyError
from gateway.policy.syntax import shorten, syntax_fault

MAX_CHARACTERS = 2**20  # 1 Mi; a policy of 500 people and 1,000 marker words has 60,000
MAX_BYTES = 4 * MAX_CHARACTERS  # UTF-8 takes at most four for a character
MAX_NODES = 50_000  # what a policy of that size has, ten times over
MAX_FAULTS = 200  # more than this and the file is no policy
MAX_DEPTH = 12  # the deepest key of a policy stands at 5

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # libyaml: ten times as fast
# YAML 1.2, 5.1: what may not stand in a document; and U+0085, U+2028, U+2029, which break a line
# for YAML 1.1 and not for an editor. To compile what may stand there takes 25 times as long.
_FORBIDDEN = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]"
)
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})

Path = tuple[str | int, ...]


class Scalar(str):
    """A single value as it is written. `plain` means without quotes."""

    plain: bool = True


Value = dict[str, Any] | list[Any] | Scalar | None


@dataclass(frozen=True, slots=True)
class Source:
    """What the file says (dict, list, Scalar, None) and the line of every key and item."""

    data: Value = field(repr=False)
    lines: dict[Path, int] = field(repr=False)
    faults: tuple[Fault, ...] = ()
    more: int = 0
    """Faults beyond those that are told."""
    broken: frozenset[Path] = frozenset()
    """Where a fault has been found already, so that nothing more is said of that place."""

    def line(self, *path: str | int) -> int:
        """The line of a key or item, else of the nearest one around it."""
        for end in range(len(path), -1, -1):
            if path[:end] in self.lines:
                return self.lines[path[:end]]
        return 1


def decode(data: bytes, name: str = "allowlist.yaml") -> str:
    """The text of a file. Raises PolicyError if it is not UTF-8, or too large to be a policy."""
    if len(data) > MAX_BYTES:
        raise PolicyError([_too_large(f"{MAX_BYTES:,} bytes", name)])
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as e:
        line = data.count(b"\n", 0, e.start) + 1
        seems, ja = _seems(data)
        raise PolicyError(
            [
                Fault(
                    line,
                    f"the file is not UTF-8{seems}; save it again with the encoding UTF-8",
                    name,
                    f"文字コードが UTF-8 ではありません{ja}。UTF-8 で保存し直してください",
                )
            ]
        ) from None


def _seems(data: bytes) -> tuple[str, str]:
    """What the encoding looks like, as a parenthesis in both languages."""
    name = "UTF-16" if data[:2] in (b"\xff\xfe", b"\xfe\xff") else ""
    for codec, called in (("cp932", "Shift_JIS"), ("euc_jp", "EUC-JP")):
        try:
            data[:MAX_CHARACTERS].decode(codec)
        except UnicodeDecodeError:
            continue
        name = name or called
    return (f" (it looks like {name})", f"（{name} のようです）") if name else ("", "")


def read(text: str, name: str = "allowlist.yaml") -> Source:
    """Keys, values and lines. Raises PolicyError if it is no YAML, or too large to be one."""
    text = text.removeprefix("\ufeff")
    if fault := _unfit(text, name):
        raise PolicyError([fault])
    reader = _Reader(name)
    try:
        data = reader.document(yaml.parse(text, Loader=_LOADER))
    except yaml.MarkedYAMLError as e:
        raise PolicyError([*reader.faults, syntax_fault(e, text, name)]) from None
    except (yaml.YAMLError, UnicodeError):
        raise PolicyError([*reader.faults, _unreadable(name)]) from None
    told = tuple(reader.faults)
    return Source(data, reader.lines, told, reader.more, frozenset(reader.broken))


def _unfit(text: str, name: str) -> Fault | None:
    if len(text) > MAX_CHARACTERS:
        return _too_large(f"{MAX_CHARACTERS:,} characters", name)
    if bad := _FORBIDDEN.search(text):
        return Fault(
            text.count("\n", 0, bad.start()) + 1,
            f"the character U+{ord(bad[0]):04X} may not stand in YAML; delete it",
            name,
            f"YAML に書けない文字 U+{ord(bad[0]):04X} があります。削除してください",
        )
    return None


def _too_large(most: str, name: str) -> Fault:
    return Fault(
        0,
        f"the file has more than {most}; a policy is shorter: is this the right file?",
        name,
        f"ファイルが大きすぎます（上限 {most}）。正しいファイルか確かめてください",
    )


def _unreadable(name: str) -> Fault:
    return Fault(
        0,
        "the file cannot be read as YAML; write it anew from the shipped allowlist.yaml",
        name,
        "YAML として読めません。同梱の allowlist.yaml から書き直してください",
    )


class _Reader:
    """Turns events into values; what YAML allows and a policy does not becomes a fault."""

    def __init__(self, name: str) -> None:
        self.name = name
        self.lines: dict[Path, int] = {}
        self.faults: list[Fault] = []
        self.broken: set[Path] = set()
        self.nodes = 0
        self.more = 0

    def document(self, events: Iterator[Any]) -> Value:
        data: Value = None
        documents = 0
        for event in events:
            if isinstance(event, yaml.DocumentStartEvent):
                documents += 1
                if documents > 1:
                    self._second_document(event)
                    break
            elif isinstance(event, yaml.NodeEvent):
                data = self._node(event, (), events)
        return data

    def _node(self, event: Any, path: Path, events: Iterator[Any]) -> Value:
        self.lines.setdefault(path, _line(event))
        self._bounds(event, path)
        if isinstance(event, yaml.AliasEvent):
            self._alias(event, path)
            return None
        if tag := getattr(event, "tag", None):
            self._tag(event, tag, path)
        if isinstance(event, yaml.ScalarEvent):
            return _scalar(event)
        if isinstance(event, yaml.SequenceStartEvent):
            return self._sequence(path, events)
        return self._mapping(path, events)

    def _sequence(self, path: Path, events: Iterator[Any]) -> list[Any]:
        items: list[Any] = []
        while not isinstance(event := next(events), yaml.SequenceEndEvent):
            items.append(self._node(event, (*path, len(items)), events))
        return items

    def _mapping(self, path: Path, events: Iterator[Any]) -> dict[str, Any]:
        entries: dict[str, Any] = {}
        while not isinstance(event := next(events), yaml.MappingEndEvent):
            line = _line(event)
            key = self._key(event, path, events)
            below = (*path, key)
            if key in entries:
                self._duplicate(below, line)
                self._node(next(events), (*path, f"{key}\n{line}"), events)  # its value counts not
                continue
            self.lines[below] = line
            entries[key] = self._node(next(events), below, events)
        return entries

    def _key(self, event: Any, path: Path, events: Iterator[Any]) -> str:
        if isinstance(event, yaml.ScalarEvent):
            return str(event.value)
        line = _line(event)
        key = f"\n{line}"
        self._node(event, (*path, key, 0), events)
        self._fault(
            line,
            (*path, key),
            "a list or mapping cannot be a key; write a word, and quote text with braces",
            "キーに一覧や { } は使えません。語を書き、括弧を含む文は引用符で囲んでください",
        )
        return key

    def _bounds(self, event: Any, path: Path) -> None:
        self.nodes += 1
        line = _line(event)
        if len(path) > MAX_DEPTH:
            self._stop(line, f"nested deeper than {MAX_DEPTH}", f"入れ子が {MAX_DEPTH} を超えます")
        if self.nodes > MAX_NODES:
            self._stop(line, f"more than {MAX_NODES:,} values", f"値が {MAX_NODES:,} 個を超えます")

    def _stop(self, line: int, en: str, ja: str) -> None:
        self._fault(
            line,
            (),
            f"{en}; a policy is smaller: is this the right file?",
            f"{ja}。正しいファイルか確かめてください",
        )
        raise PolicyError(self.faults)

    def _alias(self, event: Any, path: Path) -> None:
        self._fault(
            _line(event),
            path,
            "an alias (*name) is not taken in a policy; write the value out, "
            "and put quotes around text that begins with *",
            "別名（*name）は使えません。値をそのまま書き、* で始まる文は引用符で囲んでください",
        )

    def _tag(self, event: Any, tag: str, path: Path) -> None:
        self._fault(
            _line(event),
            path,
            "a tag (!name) is not taken in a policy; take it away, "
            "and put quotes around text that begins with !",
            "タグ（!name）は使えません。取り除き、! で始まる文は引用符で囲んでください",
        )

    def _duplicate(self, path: Path, line: int) -> None:
        """The first one counts on, so that what is wrong with it is told as well."""
        key = shorten(str(path[-1]))
        self._add(
            Fault(
                line,
                f"{key} stands here a second time (first in line {self.lines[path]}); keep one",
                self.name,
                f"{key} が2度書かれています（初めは {self.lines[path]} 行目）。1つにしてください",
            )
        )

    def _second_document(self, event: Any) -> None:
        self._fault(
            _line(event),
            (),
            "a second document begins here (---); a policy is one document: join them",
            "ここから2つ目の文書（---）が始まっています。1つにまとめてください",
        )

    def _fault(self, line: int, path: Path, en: str, ja: str) -> None:
        self._add(Fault(line, en, self.name, ja))
        self.broken.add(path)

    def _add(self, fault: Fault) -> None:
        if len(self.faults) < MAX_FAULTS:
            self.faults.append(fault)
        else:
            self.more += 1


def _line(event: Any) -> int:
    return int(event.start_mark.line) + 1


def _scalar(event: Any) -> Scalar | None:
    plain = not event.style
    if plain and event.value in _NULLS and not event.tag:
        return None
    value = Scalar(event.value)
    value.plain = plain
    return value
