"""What became of each errand of the demo -> lines for a terminal, and values for a program."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any

from rich.cells import cell_len
from rich.text import Text

from gateway.cli.audit_view import headings, line
from gateway.model import Language, Verdict
from gateway.standin.rehearsal import Outcome
from gateway.trail.query import Entry

INDENT = "   "
WIDTH = 18  # cells of the widest heading, and two

_JA = {
    "opening": "関所のデモ。すべてこの機械の中だけで動き、外には何も送りません。",
    "registered": "登録した資産（文は残さず、鍵つきの指紋だけ）: {titles}",
    "places": "関所 {gate}　生成AIの代役 {vendor}",
    "asked": "送ろうとした文",
    "to": "宛先",
    "arrived": "AI に届いた文",
    "same": "そのまま届きました",
    "nothing": "何も届いていません（接続もしていません）",
    "answer": "読んだ返事",
    "pieces": "（{count} 回に分かれて届きました）",
    "refused": "画面に出た断り",
    "allow": "通りました",
    "redact": "伏せ字にして通りました",
    "block": "止まりました",
    "wrong": "期待と違う結果です",
    "trail": "監査記録（本文は残りません）",
    "holds": "記録の検証: 連鎖は保たれています",
    "broken": "記録の検証: 連鎖が保たれていません",
    "noticed": "写しの1行を書き換えて検証: 書き換えに気づきました",
    "unnoticed": "写しの1行を書き換えて検証: 書き換えに気づきませんでした",
    "well": "すべて期待どおりです。次は: sekisho exec -- claude（または codex、python ask.py …）",
    "ill": "期待と違うところがありました。sekisho doctor で調べてください。",
}
_EN = {
    "opening": "Sekisho's demo. All of it is on this machine; nothing is sent outside.",
    "registered": "registered assets (not their text, only keyed fingerprints): {titles}",
    "places": "gate {gate}, stand-in for the AIs {vendor}",
    "asked": "to be sent",
    "to": "to",
    "arrived": "what the AI got",
    "same": "the same, unchanged",
    "nothing": "nothing, not even a connection",
    "answer": "what was read",
    "pieces": " (in {count} pieces)",
    "refused": "what was shown",
    "allow": "let through",
    "redact": "let through with placeholders",
    "block": "stopped",
    "wrong": "not what was meant to happen",
    "trail": "The trail (it never holds the text)",
    "holds": "verifying the trail: it holds",
    "broken": "verifying the trail: it does not hold",
    "noticed": "verifying a copy with one word altered: the alteration was noticed",
    "unnoticed": "verifying a copy with one word altered: the alteration was NOT noticed",
    "well": "All as it should be. Next: sekisho exec -- claude (or codex, python ask.py, ...)",
    "ill": "Something went another way. `sekisho doctor` looks for the cause.",
}
_WORDS = {Language.JA: _JA, Language.EN: _EN}
_STYLES = {Verdict.ALLOW: "green", Verdict.REDACT: "yellow", Verdict.BLOCK: "red"}


def opening(language: Language, gate: str, vendor: str, assets: Sequence[str]) -> Iterator[Text]:
    words = _WORDS[language]
    yield Text(words["opening"], "bold")
    yield Text(words["places"].format(gate=gate, vendor=vendor), "dim")
    titles = "、" if language is Language.JA else ", "
    yield Text(words["registered"].format(titles=titles.join(assets)), "dim")


def scene(language: Language, number: int, outcome: Outcome) -> Iterator[Text]:
    """One errand: what was to be sent, what arrived, what the person read."""
    words, what = _WORDS[language], outcome.scene
    yield Text("")
    yield Text(f"{number}  {what.title}", "bold")
    yield from _lines(words["to"], f"{what.host}  ({outcome.by})")
    yield from _lines(words["asked"], what.prompt)
    yield from _lines(words["arrived"], _arrived(outcome, words))
    if outcome.refusal:
        yield from _lines(words["refused"], _refusal(outcome))
    else:
        pieces = words["pieces"].format(count=outcome.pieces) if outcome.pieces else ""
        yield from _lines(words["answer"], outcome.said + pieces)
    yield _sign(outcome, words)


def closing(
    language: Language, records: list[Entry], holds: bool, noticed: bool, whole: bool
) -> Iterator[Text]:
    """The trail, its verification, and whether all went as it should."""
    words = _WORDS[language]
    yield Text("")
    yield Text(words["trail"], "bold")
    yield headings()
    yield from map(line, records)
    yield _checked(words["holds" if holds else "broken"], holds)
    yield _checked(words["noticed" if noticed else "unnoticed"], noticed)
    yield Text("")
    yield _checked(words["well" if whole else "ill"], whole)


def as_json(outcome: Outcome) -> dict[str, Any]:
    what = outcome.scene
    return {
        "id": what.id,
        "title": what.title,
        "by": outcome.by,
        "host": what.host,
        "prompt": what.prompt,
        "expected": what.expect.word,
        "arrived": outcome.arrived,
        "answer": outcome.said or None,
        "pieces": outcome.pieces,
        "refusal": outcome.refusal,
        "as_expected": outcome.as_expected,
    }


def _arrived(outcome: Outcome, words: dict[str, str]) -> str:
    if outcome.arrived is None:
        return words["nothing"]
    return words["same"] if outcome.arrived == outcome.scene.prompt else outcome.arrived


def _refusal(outcome: Outcome) -> str:
    assert outcome.refusal
    return f"{outcome.refusal.get('kind', '')}: {outcome.refusal.get('words', '')}"


def _lines(heading: str, text: str) -> Iterator[Text]:
    """A heading and its text, further lines of the text below its first."""
    for number, part in enumerate(text.splitlines() or [""]):
        shown = heading if number == 0 else ""
        blanks = " " * max(WIDTH - cell_len(shown), 1)
        yield Text.assemble(INDENT, (shown, "dim"), blanks, part)


def _sign(outcome: Outcome, words: dict[str, str]) -> Text:
    if not outcome.as_expected:
        return _checked(f"{words['wrong']}", False)
    verdict = outcome.scene.expect
    return Text(f"{INDENT}✓ {words[verdict.word]}", _STYLES[verdict])


def _checked(text: str, well: bool) -> Text:
    return Text(f"{INDENT}{'✓' if well else '✗'} {text}", "green" if well else "bold red")
