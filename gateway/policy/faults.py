"""What pydantic found wrong with a document -> faults with line, remedy and the nearest name."""

from __future__ import annotations

from collections.abc import Iterable
from functools import cache
from typing import Any

from pydantic_core import ErrorDetails

from gateway.errors import Fault
from gateway.policy.document import Document
from gateway.policy.lines import MAX_FAULTS, Path, Source
from gateway.policy.syntax import shorten
from gateway.policy.values import hint


def faults_of(errors: list[ErrorDetails], source: Source, name: str) -> tuple[list[Fault], int]:
    """A fault for each error, but for places of which something was said already.

    No more than MAX_FAULTS, the first in the file; and how many more there are.
    """
    inside = {e["loc"][:end] for e in errors for end in range(len(e["loc"]))}
    placed = sorted(
        (
            (source.line(*_path(e)), i, e)
            for i, e in enumerate(errors)
            if not _said(e, source, inside)
        ),
        key=lambda found: found[:2],
    )
    told = [_fault(error, line, name) for line, _, error in placed[:MAX_FAULTS]]
    return told, len(placed) - len(told)


def _said(error: ErrorDetails, source: Source, inside: set[Path]) -> bool:
    path = _path(error)
    if error["type"] == "too_short" and error["loc"] in inside:
        return True  # pydantic counts the good items only
    return any(path[:end] in source.broken for end in range(len(path) + 1))


def _fault(error: ErrorDetails, line: int, name: str) -> Fault:
    path = _path(error)
    (en, ja), at = _words(error, path), _place(path)
    return Fault(line, f"{at}{en}", name, f"{at}{ja}")


def _path(error: ErrorDetails) -> Path:
    """Where it is. pydantic ends the place of a mapping's bad key with `[key]`."""
    path = error["loc"]
    of_key = path[-1:] == ("[key]",) and error["type"] not in ("extra_forbidden", "missing")
    return path[:-1] if of_key else path


def bounded(faults: Iterable[Fault], name: str, more: int = 0) -> tuple[Fault, ...]:
    """Each once, in the order of the file, no more than a person can read."""
    found = sorted(set(faults))
    more += max(0, len(found) - MAX_FAULTS)
    if not more:
        return tuple(found)
    note = Fault(
        found[-1].line,
        f"… and {more:,} more faults; is this the right file?",
        name,
        f"このほかに {more:,} 件あります。正しいファイルか確かめてください",
    )
    return (*found[:MAX_FAULTS], note)


def _place(path: Path) -> str:
    """`services.openai-api.may_receive: `, without the numbers of list items: the line says it."""
    names = [shorten(p) for p in path if isinstance(p, str)]
    return f"{'.'.join(names)}: " if names else ""


def _words(error: ErrorDetails, path: Path) -> tuple[str, str]:
    if error["type"] == "value":
        en, ja = error["ctx"]["say"]()
        return str(en), str(ja)
    if error["type"] == "extra_forbidden":
        return _unknown_key(path)
    if error["type"] == "missing":
        example = _example(path)
        return (
            f"is missing; add it, as in `{example}`",
            f"がありません。{example} のように加えてください",
        )
    return _WORDS.get(error["type"], _OTHERWISE)


def _unknown_key(path: Path) -> tuple[str, str]:
    keys = _keys(path[:-1])
    near = hint(str(path[-1]), keys)
    remedy = near.removeprefix("; ") or f"known here: {', '.join(keys)}"
    remedy_ja = (
        f"{near.removeprefix('; did you mean ').rstrip('?')} のことですか"
        if near
        else f"ここに書けるキー: {'、'.join(keys)}"
    )
    return f"there is no such key; {remedy}", f"このキーはありません。{remedy_ja}"


def _example(path: Path) -> str:
    return _EXAMPLES.get(path[-1], f"{path[-1]}: ...")


_EXAMPLES: dict[str | int, str] = {
    "version": "version: 1",
    "information_classes": "information_classes: {public: {label: 公開情報}}",
    "class": "class: confidential",
    "regex": "regex: 'DWG-[0-9]{6}'",
    "by": "by: 情報管理責任者",
    "prompt": "prompt: 【社外秘】原価表",
    "to": "to: openai-api",
    "expect": "expect: block",
}
_MAPPING = (
    "expected keys with values here, as in `key: value`",
    "ここには「key: value」の形で書いてください",
)
_LIST = ("expected a list here, as in [a, b]", "ここには [a, b] のような一覧を書いてください")
_EMPTY = ("this is empty; name at least one", "空です。1つ以上書いてください")
_WORDS = {
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
    "dict_type": _MAPPING,
    "tuple_type": _LIST,
    "list_type": _LIST,
    "too_short": _EMPTY,
}
_OTHERWISE = (
    "this value is not understood; see the description of the key in docs/policy.md",
    "この値は読み取れません。docs/policy.md の説明を見てください",
)


# ---------------------------------------------------------------- the keys that a place knows


def _keys(path: Path) -> tuple[str, ...]:
    """The keys that the schema has at a place."""
    node = _schema()
    for part in path:
        node = _step(node, part)
    return tuple(node.get("properties", {}))


def _step(node: dict[str, Any], part: str | int) -> dict[str, Any]:
    if isinstance(part, int):
        return _target(node.get("items", {}))
    below = node.get("properties", {}).get(part) or node.get("additionalProperties")
    return _target(below if isinstance(below, dict) else {})


def _target(node: dict[str, Any]) -> dict[str, Any]:
    """What a schema refers to, past `$ref` and the other branches of `anyOf`."""
    branches = [node, *node.get("anyOf", []), *node.get("allOf", [])]
    reference = next((b["$ref"] for b in branches if "$ref" in b), None)
    if reference is None:
        return next((b for b in branches if "items" in b), node)
    found = _schema()["$defs"][str(reference).rsplit("/", 1)[-1]]
    assert isinstance(found, dict)
    return found


@cache
def _schema() -> dict[str, Any]:
    return Document.model_json_schema()
