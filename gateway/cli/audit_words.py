"""What verification found, in words, in Japanese and English. Pure: nothing decides here."""

from __future__ import annotations

from gateway.model import Language
from gateway.trail.diagnosis import Hint, Kind, Note, Problem
from gateway.trail.survey import Spot

_EN = {
    Kind.CHANGED: "{spot}: this record was changed",
    Kind.REMOVED: "{how_many} removed {where}",
    Kind.FILE_REMOVED: "{spot}: the file was removed, and with it {how_many} {where}",
    Kind.CHAIN_REMOVED: "audit/{worker}, heads/{worker}: all records and their head were removed;"
    " the heads of other workers know of them",
    Kind.ADDED: "{spot}: this line was added; the gate did not write it",
    Kind.COPIED: "{spot}: added, a copy of a record that stands elsewhere{original}",
    Kind.MOVED: "{spot}: {this} moved here; the place is {behind}",
    Kind.RENAMED: "{spot}: the file was renamed, all records in it are of a later day{oldest};"
    " nothing in it is missing for that",
    Kind.HEAD_REMOVED: "heads/{worker}: the head was removed; whether records at the end are"
    " missing can no longer be told",
    Kind.HEAD_CHANGED: "heads/{worker}: the head was changed or replaced; whether records at the"
    " end are missing can no longer be told",
    Kind.HEAD_LOST: "{spot}: here the gate started and found its head gone; records right before"
    " this one may be missing",
    Kind.ROLLED_BACK: "audit/{worker}: the head that was kept elsewhere, after {count} records,"
    " is not in this chain: trail and head were put back to an earlier state, or replaced",
    Kind.TOO_MANY: "{spot}: so much was changed up to here that the rest of audit/{worker} was"
    " not looked at",
    Hint.INTERRUPTED: "audit/{worker}: {count} at the end that the head does not count yet: being"
    " written just now, or a commit that a power cut interrupted; they are genuine",
    Hint.TORN: "{spot}: a torn last line, as a power cut leaves it; the gate cuts it off when it"
    " starts",
    Hint.HEAD_COPY: "heads/{worker}: one of the two copies of the head is spoiled, as after a power"
    " cut; the other one holds",
    Hint.UNFINISHED_RETENTION: "audit/{worker}: {files} past their time still here; the gate"
    " removes them when it starts",
    Hint.NOT_KEPT: "audit/{worker}: the head that was kept elsewhere, after {count} records, is"
    " from before the kept days; it can no longer be compared",
}
_JA = {
    Kind.CHANGED: "{spot}: この記録は書き換えられています",
    Kind.REMOVED: "{where}{how_many}が取り除かれています",
    Kind.FILE_REMOVED: "{spot}: ファイルが取り除かれ、{where}{how_many}が失われています",
    Kind.CHAIN_REMOVED: "audit/{worker}、heads/{worker}: 記録と末尾の控えがすべて取り除かれています"
    "（他のワーカーの控えには残っています）",
    Kind.ADDED: "{spot}: この行は後から加えられたもので、関所が書いたものではありません",
    Kind.COPIED: "{spot}: 別の場所にある記録の写しが加えられています{original}",
    Kind.MOVED: "{spot}: {this}別の場所から移されています。本来の位置は{behind}です",
    Kind.RENAMED: "{spot}: ファイル名が変えられています。中の記録はすべて後の日付のものです{oldest}"
    "。このために失われた記録はありません",
    Kind.HEAD_REMOVED: "heads/{worker}: 末尾の控えが取り除かれています。末尾の記録が失われていても"
    "分かりません",
    Kind.HEAD_CHANGED: "heads/{worker}: 末尾の控えが書き換えられたか、差し替えられています。"
    "末尾の記録が失われていても分かりません",
    Kind.HEAD_LOST: "{spot}: 関所がここで起動したとき、末尾の控えがありませんでした。直前の記録が"
    "失われている可能性があります",
    Kind.ROLLED_BACK: "audit/{worker}: 外に控えた末尾（{count} 件目）がこの連鎖にありません。記録と"
    "控えが以前の状態に戻されたか、差し替えられています",
    Kind.TOO_MANY: "{spot}: ここまでの変更が多すぎるため、audit/{worker} の残りは調べていません",
    Hint.INTERRUPTED: "audit/{worker}: 末尾の {count}は控えにまだ数えられていません（書き込み中か、"
    "停電などで中断したもの）。真正な記録です",
    Hint.TORN: "{spot}: 最後の行が途中で切れています（停電などの跡）。関所が次の起動時に"
    "取り除きます",
    Hint.HEAD_COPY: "heads/{worker}: 末尾の控えの二つの写しの一方が壊れています（停電などの跡）。"
    "もう一方で確かめました",
    Hint.UNFINISHED_RETENTION: "audit/{worker}: 保存期間を過ぎた {files}が残っています。関所が次の"
    "起動時に取り除きます",
    Hint.NOT_KEPT: "audit/{worker}: 外に控えた末尾（{count} 件目）は保存期間より前のもので、もう"
    "照合できません",
}


def describe(found: Problem | Note, language: Language) -> str:
    """One sentence: what was done, to which record, and where that stands."""
    ja = language is Language.JA
    template = (_JA if ja else _EN)[found.kind if isinstance(found, Problem) else found.hint]
    values: dict[str, object] = {
        "spot": _spot(found.spot),
        "worker": found.spot.worker,
        "count": found.count if found.count is not None else "?",
    }
    if isinstance(found, Problem):
        values |= _places_ja(found) if ja else _places_en(found)
    elif found.hint is Hint.INTERRUPTED:
        values["count"] = f"{found.count} 件" if ja else _number(found.count, "record")
    values["files"] = f"{found.count} 個のファイル" if ja else _number(found.count, "file")
    return template.format(**values)


def _spot(spot: Spot) -> str:
    """audit/0/2026-04-01.jsonl:12 (id 7f3a, 2026-04-01T09:30:00.000Z)"""
    where = f"audit/{spot.worker}/{spot.file}" if spot.file else f"audit/{spot.worker}"
    if spot.line:
        where += f":{spot.line}"
    named = ", ".join(filter(None, (spot.id and f"id {spot.id}", spot.time)))
    return f"{where} ({named})" if named else where


def _number(count: int | None, noun: str) -> str:
    if count is None:
        return f"one or more {noun}s"
    return f"{count:,} {noun}" if count == 1 else f"{count:,} {noun}s"


def _places_en(problem: Problem) -> dict[str, object]:
    near, until, count = problem.near, problem.until, problem.count
    removed = problem.kind is Kind.REMOVED
    how_many = _number(count, "record")
    if removed:
        how_many += " was" if count == 1 else " were"
    match near, until:
        case None, None:
            where = f"from audit/{problem.spot.worker}: nothing is left of it"
        case None, Spot():
            where = f"before {_spot(until)}, from the beginning of the chain"
        case Spot(), None:
            where = f"after {_spot(near)}, from the end of the chain"
        case _:
            assert near
            assert until
            where = f"between {_spot(near)} and {_spot(until)}"
    return {
        "how_many": how_many,
        "where": where,
        "original": f": {_spot(near)}" if near else "",
        "oldest": f" (the oldest: {_spot(near)})" if near else "",
        "this": "this record was" if count in (None, 1) else f"{count:,} records were",
        "behind": f"behind {_spot(near)}" if near else "the beginning of the chain",
    }


def _places_ja(problem: Problem) -> dict[str, object]:
    near, until, count = problem.near, problem.until, problem.count
    how_many = "1 件以上の記録" if count is None else f"{count:,} 件の記録"
    match near, until:
        case None, None:
            where = f"audit/{problem.spot.worker} から、残らず "
        case None, Spot():
            where = f"連鎖の先頭、{_spot(until)} の前の "
        case Spot(), None:
            where = f"連鎖の末尾、{_spot(near)} の後の "
        case _:
            assert near
            assert until
            where = f"{_spot(near)} と {_spot(until)} の間の "
    return {
        "how_many": how_many,
        "where": where,
        "original": f"（元の記録: {_spot(near)}）" if near else "",
        "oldest": f"（最も古い記録: {_spot(near)}）" if near else "",
        "this": "この記録は" if count in (None, 1) else f"ここから {count:,} 件の記録は",
        "behind": f" {_spot(near)} の後" if near else "連鎖の先頭",
    }
