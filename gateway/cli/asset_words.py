"""What `sekisho asset` says to people, in Japanese and English. Nothing decides here."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from rich.text import Text

from gateway import messages
from gateway.model import AssetMatch, Language
from gateway.policy.summary import table
from gateway.register.adding import Result
from gateway.register.assets import Asset, Outcome
from gateway.register.extraction import shown
from gateway.register.schema import FileState

_JA = {
    "new": "登録",
    "version": "新しい版",
    "revised": "変更",
    "known": "登録済み",
    "kept": "据え置き",
    "empty": "空",
    "partly": "一部未読",
    "unread": "読めず",
    "summary": "登録 {new} 件、新しい版 {version} 件、変更 {revised} 件、登録済み {known} 件、"
    "読めなかったもの {unread} 件",
    "partly-summary": "うち一部を読めなかったもの {partly} 件",
    "kept-why": "同じ内容が {id} として登録されています。変えるには先に sekisho asset remove {id}",
    "interrupted": "中断しました。登録を終えたものは残っています。同じコマンドで続きから始まります",
    "nothing": "登録はありません",
    "removed": "{id}「{title}」の登録を消しました",
    "no-such": "{id} で始まる資産はありません。sekisho asset list で確かめてください",
    "ambiguous": "{id} で始まる資産が {count} 件あります: {ids}",
    "none-found": "登録された資産の断片はありません",
    "unread-part": "読めない部分: {what}",
    "document-match": "{characters} 文字（資産の {share:.1%}）",
    "table-match": "{rows} 行、{cells} 項目",
    "span": "{start}〜{end} 文字目",
    "sound": "索引は健全です（資産 {assets} 件、指紋 {fingerprints} 個）",
    "lost": "索引から失われた登録が {count} 件あります。元のファイルで sekisho asset add を"
    "もう一度行うか、バックアップから戻してください",
    "stray": "索引に、登録簿が知らないものが {count} 件あります。登録簿をバックアップから戻すか、"
    "状態フォルダーの register を退避して登録し直してください",
    "headings": "ID 区分 種類 版 指紋 所有者 期限 名称",
    "document": "文書",
    "table": "表",
    "public": "公開",
    "expired": "（期限切れ）",
    "prints": "指紋 {count} 個",
    "alone": "固有 {share:.0%}",
    "few-alone": "ほかの資産や公開文にもある文が大半です。その部分は見分けません。"
    "ひな形や定型文は --kind public で登録してください",
}
_EN = {
    "new": "registered",
    "version": "new version",
    "revised": "changed",
    "known": "known",
    "kept": "kept as is",
    "empty": "empty",
    "partly": "read in part",
    "unread": "not read",
    "summary": "{new} registered, {version} new versions, {revised} changed, {known} known, "
    "{unread} not read",
    "partly-summary": "{partly} of them read in part",
    "kept-why": "the same content is registered as {id}; `sekisho asset remove {id}` first",
    "interrupted": "interrupted; what was registered stays, the same command goes on from there",
    "nothing": "nothing is registered",
    "removed": "{id} “{title}” is no longer registered",
    "no-such": "no asset's id begins with {id}; `sekisho asset list` shows them",
    "ambiguous": "{count} assets' ids begin with {id}: {ids}",
    "none-found": "no fragment of a registered asset",
    "unread-part": "could not be read: {what}",
    "document-match": "{characters} characters ({share:.1%} of the asset)",
    "table-match": "{rows} rows, {cells} cells",
    "span": "{start}-{end}",
    "sound": "the index is sound ({assets} assets, {fingerprints} fingerprints)",
    "lost": "{count} registered are no longer in the index; run `sekisho asset add` on their files "
    "again, or put it back from a backup",
    "stray": "the index holds {count} that the register does not know; put the register back from "
    "a backup, or move `register` out of the state folder and register anew",
    "headings": "ID class kind version prints owner until title",
    "document": "document",
    "table": "table",
    "public": "public",
    "expired": " (expired)",
    "prints": "{count} fingerprints",
    "alone": "{share:.0%} distinctive",
    "few-alone": "most of it stands in other assets or in public texts too and is not recognised; "
    "register forms and standard texts with --kind public",
}
FEW_ALONE = 0.5
"""Of a document of which less than half is its own, most pasted passages would not be found."""
_WORDS = {Language.JA: _JA, Language.EN: _EN}
_STYLES = {"unread": "red", "partly": "yellow", "kept": "yellow", "new": "green"}


def say(language: Language, name: str, **values: object) -> str:
    """A sentence; numbers with their thousands parted."""
    told = {k: f"{v:,}" if isinstance(v, int) else v for k, v in values.items()}
    return _WORDS[language][name].format(**told)


def became(result: Result) -> str:
    """One word for what became of a file: a key of the words."""
    if result.state is FileState.UNREAD:
        return "unread"
    if result.outcome is Outcome.KNOWN and not result.asset:
        return "empty"
    return result.outcome.value if result.outcome else "unread"


def result_lines(result: Result, language: Language, alone: float | None = None) -> Iterator[Text]:
    """A file: what became of it and why. `alone` is how much of it stands in nothing else."""
    kind = became(result)
    line = Text.assemble((say(language, kind), _STYLES.get(kind, "")), "  ", one_line(result))
    if result.state is FileState.PARTLY:
        line.append("  " + say(language, "partly"), _STYLES["partly"])
    if result.asset and result.fingerprints:
        said = (result.asset, result.information_class, say(language, result.kind or "document"))
        count = say(language, "prints", count=result.fingerprints)
        share = () if alone is None else (say(language, "alone", share=alone),)
        line.append("  " + "  ".join((*said, count, *share)), "dim")
    yield line
    if alone is not None and alone < FEW_ALONE:
        yield Text("    " + say(language, "few-alone"), _STYLES["partly"])
    for reason in result.reasons:
        yield Text(f"    {visible(messages.unread(reason, language))}")
    if kind == "kept":
        yield Text("    " + say(language, "kept-why", id=result.asset))


def one_line(result: Result) -> str:
    return visible(shown(result.path))


def visible(text: str) -> str:
    """Control characters in a name would let it paint over the terminal."""
    return "".join(c if c.isprintable() else "·" for c in text)


def asset_table(assets: Sequence[Asset], language: Language, expired: Sequence[bool]) -> list[str]:
    rows = [tuple(_WORDS[language]["headings"].split())]
    for asset, late in zip(assets, expired, strict=True):
        label = asset.label
        until = str(label.until or "-") + (say(language, "expired") if late else "")
        kind = say(language, label.kind or "document")
        counts = (str(asset.version), f"{asset.fingerprints:,}")
        said = (visible(label.owner) or "-", until, visible(label.title))
        rows.append((asset.id, label.information_class, kind, *counts, *said))
    return table(rows)


def match_line(place: str, match: AssetMatch, language: Language) -> Text:
    kind = "table-match" if match.rows else "document-match"
    numbers = {"characters": match.characters, "rows": match.rows, "cells": match.cells}
    what = say(language, kind, **numbers, share=match.share)
    span = _WORDS[language]["span"].format(start=match.start, end=match.end)
    line = Text.assemble((match.asset, "bold"), f"  {match.information_class:<14} ")
    line.append(f"{visible(place) or '/'} {span}  ", "dim")
    return line.append(f"{visible(match.title)}: {what}")
