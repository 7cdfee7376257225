"""Records of the trail -> aligned lines and pages for people. Nothing here reads or decides."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from gateway import messages
from gateway.engine.record import Record
from gateway.engine.scrub import plain
from gateway.messages.peers import why_not_opened
from gateway.model import ClassId, InformationClass, Language, Policy, Reason, Verdict
from gateway.model.unread import from_json
from gateway.trail.query import Entry, members, text_of

COLOUR = {"allow": "green", "redact": "yellow", "block": "red"}
CHROME = frozenset(("id", "time", "event", "previous", "hash"))
"""What every event has; the rest is what it says."""

WIDTHS_OF_TIMES, WIDTHS = (20, 14), (9, 15, 22, 26)
"""Cells a column at least, so that lines that follow one another stay aligned."""

_EN = {
    "record": "Record",
    "time": "Time",
    "actor": "Who",
    "to": "To",
    "request": "Request",
    "policy": "Policy",
    "bundle": "Bundle",
    "plane": "Taken in by",
    "verdict": "Verdict",
    "reasons": "Reasons",
    "findings": "Findings",
    "scanned": "Looked at",
    "unread": "Not read",
    "took": "Took",
    "place": "Stands at",
    "proof": "Proof",
    "event": "Event",
    "none": "none",
    "no-records": "no records yet",
    "none-fits": "no record fits",
    "no-such-id": "no record has an id that begins with {id}",
    "many-ids": "{count} records have an id that begins with {id}:",
    "from": "{actor} from {client}",
    "pieces": "{segments:,} pieces of text, {characters:,} characters",
    "finding": "{label}, characters {start:,} to {end:,} of {place}, by {finder}",
    "known-by": "{plane}, who by {identified_by}",
    "proved": "its hash holds under the key",
    "unproved": "its hash does not hold: this record was changed or was not written by the gate",
    "allow": "allow: it went as it was",
    "redact": "redact: it went with placeholders in place of what was found",
    "block": "block: nothing left",
    "monitor": "{verdict}, had the policy been enforced; in monitor mode it went as it was",
}
_JA = {
    "record": "受付番号",
    "time": "時刻",
    "actor": "送信者",
    "to": "宛先",
    "request": "リクエスト",
    "policy": "規則の版",
    "bundle": "判断材料の版",
    "plane": "受け口",
    "verdict": "判断",
    "reasons": "理由",
    "findings": "見つかったもの",
    "scanned": "調べた範囲",
    "unread": "未確認の部分",
    "took": "所要時間",
    "place": "記録の位置",
    "proof": "証明",
    "event": "出来事",
    "none": "なし",
    "no-records": "記録はまだありません",
    "none-fits": "当てはまる記録はありません",
    "no-such-id": "受付番号が {id} で始まる記録はありません",
    "many-ids": "受付番号が {id} で始まる記録が {count} 件あります:",
    "from": "{actor}（{client}）",
    "pieces": "{segments:,} 個の文、{characters:,} 文字",
    "finding": "{label}: {place} の {start:,}〜{end:,} 文字目（{finder}）",
    "known-by": "{plane}（送信者の確認: {identified_by}）",
    "proved": "ハッシュは鍵と一致しています",
    "unproved": "ハッシュが一致しません。書き換えられたか、関所が書いたものではありません",
    "allow": "allow: そのまま送信",
    "redact": "redact: 見つかったものを伏せ字にして送信",
    "block": "block: 送信していません",
    "monitor": "{verdict}（施行していれば）。監視モードのため、そのまま送信",
}
WORDS = {Language.EN: _EN, Language.JA: _JA}


@dataclass(frozen=True, slots=True)
class Reader:
    """For whom a record is put into words: the language, and the names of the classes."""

    language: Language = Language.EN
    labels: Mapping[str, str] = field(default_factory=dict)

    def say(self, word: str, **values: object) -> str:
        return WORDS[self.language][word].format(**values)

    def label(self, class_id: str) -> str:
        label = self.labels.get(class_id, "")
        return f"{label} ({class_id})" if label and label != class_id else class_id

    @property
    def classes(self) -> Policy:
        """As much of the policy as words for a reason need."""
        named = ((ClassId(c), label) for c, label in self.labels.items())
        classes = {c: InformationClass(c, label, n) for n, (c, label) in enumerate(named)}
        return Policy("", classes, {})


# ---------------------------------------------------------------- one line a record


def headings() -> Text:
    zone = (datetime.now().astimezone().tzname() or "local",) if _is_elsewhere() else ()
    return Text(
        _aligned(("TIME (UTC)", *zone), ("VERDICT", "ACTOR", "SERVICE", "FOUND", "ID")), "dim"
    )


def line(entry: Entry) -> Text:
    """One record in columns; an event says what happened in place of who and whom."""
    record = entry.record
    when = times(entry.time)
    if kind := text_of(record, "event"):
        says = " ".join(f"{k}={_short(v)}" for k, v in record.items() if k not in CHROME)
        return Text(_aligned(when, ("·", plain(f"{kind} {says}", 200))), "dim")
    verdict = text_of(record, "verdict")
    shown = verdict if record.get("enforced") is not False else f"({verdict})"
    found = Counter(text_of(f, "class") for f in members(record, "findings"))
    cells = (
        shown,
        text_of(record, "actor"),
        text_of(record, "service") or text_of(record, "host"),
        " ".join(f"{c}×{n}" if n > 1 else c for c, n in found.items()) or "-",
        text_of(record, "id"),
    )
    text = Text(_aligned(when, tuple(map(plain, cells))))
    start = sum(WIDTHS_OF_TIMES[: len(when)]) + 2 * len(when)
    text.stylize(COLOUR.get(verdict, ""), start, start + len(shown))
    return text


def _aligned(when: Sequence[str], cells: Sequence[str]) -> str:
    """Cells padded by the room that they take on a terminal: a kanji takes two."""
    widths = (*WIDTHS_OF_TIMES[: len(when)], *WIDTHS)
    all_cells = (*when, *cells)
    padded = [c + " " * (w - cell_len(c)) for c, w in zip(all_cells, widths, strict=False)]
    return "  ".join([*padded, *all_cells[len(widths) :]]).rstrip()


def _is_elsewhere() -> bool:
    """Is the time here ever another than UTC?"""
    return bool(time.timezone or time.daylight)


def _short(value: Any) -> str:
    if isinstance(value, list):
        return f"[{len(value)}]" if len(value) > 1 else f"[{''.join(map(_short, value))}]"
    return plain(str(value), 60)


def times(written: str, *, dated: bool = False) -> tuple[str, ...]:
    """UTC, and the same moment here, where it is another: `2026-04-01 00:30:00Z`, `09:30:00 JST`.

    `dated`: here with its date as well, which may be another one.
    """
    try:
        moment = datetime.fromisoformat(written)
    except ValueError:
        return (plain(written, 24), "?")[: 1 + _is_elsewhere()]
    day = "%Y-%m-%d " if dated else ""
    here = f"{moment.astimezone():{day}%H:%M:%S %Z}"
    return (f"{moment:%Y-%m-%d %H:%M:%S}Z", here)[: 1 + _is_elsewhere()]


# ---------------------------------------------------------------- one record on a page


def page(entry: Entry, reader: Reader, proved: bool | None) -> Iterator[Text]:
    """Everything that a record says, in words."""
    record, say = entry.record, reader.say
    when = " · ".join(times(entry.time, dated=True))
    fields = [(say("record"), text_of(record, "id")), (say("time"), when)]
    if kind := text_of(record, "event"):
        fields.append((say("event"), kind))
        fields += [(name, _short_list(v)) for name, v in record.items() if name not in CHROME]
        if why := why_not_opened(kind, text_of(record, "of"), reader.language):
            fields.append((say("reasons"), why))
    else:
        fields += _decision(record, reader)
    fields.append((say("place"), f"audit/{entry.place}"))
    if proved is not None:
        fields.append((say("proof"), say("proved" if proved else "unproved")))
    width = max(cell_len(name) for name, _ in fields) + 2
    for name, value in fields:
        text = Text(name + " " * (width - cell_len(name)), "bold")
        yield text.append(plain(value), _colour(name, record, reader))


def _decision(record: Record, reader: Reader) -> Iterator[tuple[str, str]]:
    say = reader.say
    yield (
        say("actor"),
        say("from", actor=text_of(record, "actor"), client=text_of(record, "client")),
    )
    service, host = text_of(record, "service"), text_of(record, "host")
    yield say("to"), f"{service} ({host})" if service else host
    yield say("request"), f"{text_of(record, 'method')} {text_of(record, 'path')}"
    yield say("verdict"), _verdict(record, reader)
    for number, reason in enumerate(members(record, "reasons")):
        words = (text_of(reason, "verdict"), text_of(reason, "rule"), _why(reason, reader))
        yield say("reasons") if number == 0 else "", "  ".join(words)
    findings = [_finding(f, reader) for f in members(record, "findings")]
    for number, finding in enumerate(findings or [say("none")]):
        yield say("findings") if number == 0 else "", finding
    yield from _scanned(record, reader)
    yield say("took"), f"{_figure(record.get('milliseconds')):,} ms"
    yield say("policy"), text_of(record, "policy")
    if isinstance(bundle := record.get("bundle"), dict):  # form 1 has none
        parts = bundle.get("parts")
        named = parts.items() if isinstance(parts, dict) else ()
        said = ", ".join(f"{part} {revision}" for part, revision in named if revision)
        yield say("bundle"), f"{text_of(bundle, 'revision')} ({said})"
    if plane := text_of(record, "plane"):
        how = {"plane": plane, "identified_by": text_of(record, "identified_by")}
        yield say("plane"), say("known-by", **how)


def _why(reason: Record, reader: Reader) -> str:
    """In words for the reader, where the record has code and arguments; else as it says itself."""
    code, given, said = text_of(reason, "code"), reason.get("args"), text_of(reason, "text")
    if reader.language is Language.EN or not isinstance(given, dict):
        return said
    spoken = Reason(code, Verdict.ALLOW, tuple(given.items()))
    try:
        words = messages.reason(spoken, reader.classes, reader.language)
    except (KeyError, TypeError, ValueError):  # of another build
        return said
    return said if words == code else words


def _finder(finding: Record) -> str:
    """The code and what was found more closely; of a record of form 1 the classifier."""
    kind = text_of(finding, "kind")
    code = text_of(finding, "code") or text_of(finding, "classifier")
    return f"{code}, {kind}" if kind else code


def _scanned(record: Record, reader: Reader) -> Iterator[tuple[str, str]]:
    scanned = record.get("scanned")
    scanned = scanned if isinstance(scanned, dict) else {}
    counts = {name: _figure(scanned.get(name)) for name in ("segments", "characters")}
    yield reader.say("scanned"), reader.say("pieces", **counts)
    for number, what in enumerate(_unread(record, scanned, reader)):
        yield reader.say("unread") if number == 0 else "", what


def _unread(record: Record, scanned: Record, reader: Reader) -> list[str]:
    """In words for the reader, where the record has the facts; else as it has them."""
    words = scanned.get("unread")
    facts = record.get("facts")
    try:
        kept = [from_json(u) for u in facts["unread"]] if isinstance(facts, dict) else []
    except (KeyError, TypeError, ValueError):
        kept = []
    if kept:
        return [messages.unread(u, reader.language) for u in kept]
    return [str(what) for what in words] if isinstance(words, list) else []


def _verdict(record: Record, reader: Reader) -> str:
    verdict = text_of(record, "verdict")
    if record.get("enforced") is False:
        return reader.say("monitor", verdict=verdict)
    return reader.say(verdict) if verdict in COLOUR else verdict


def _finding(finding: Record, reader: Reader) -> str:
    """Characters are counted from 1, as people do; the digest tells equal values."""
    words = reader.say(
        "finding",
        label=reader.label(text_of(finding, "class")),
        start=_figure(finding.get("start")) + 1,
        end=_figure(finding.get("end")),
        place=text_of(finding, "place") or "/",
        finder=_finder(finding),
    )
    return f"{words}  {text_of(finding, 'digest')}"


def _colour(name: str, record: Record, reader: Reader) -> str:
    return COLOUR.get(text_of(record, "verdict"), "") if name == reader.say("verdict") else ""


def _short_list(value: Any) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def _figure(value: object) -> int | float:
    return value if isinstance(value, (int, float)) else 0
