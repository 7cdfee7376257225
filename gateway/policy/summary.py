"""Policy -> the lines in which a manager reads it: who may send what to whom, and until when."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from datetime import date

from rich.cells import cell_len, set_cell_size

from gateway.model import (
    ClassId,
    Group,
    InformationClass,
    Language,
    Mode,
    OtherTraffic,
    Policy,
    Rule,
    Service,
    Verdict,
)
from gateway.policy.rights import answer, overdue, own_lists


@dataclass(frozen=True, slots=True)
class Signs:
    """One sign for each verdict."""

    allow: str = "○"
    redact: str = "△"
    block: str = "×"

    def of(self, verdict: Verdict) -> str:
        return (self.allow, self.redact, self.block)[verdict]


ASCII = Signs("o", "-", "x")


@dataclass(frozen=True, slots=True)
class _Painter:
    policy: Policy
    today: date
    signs: Signs

    def say(self, en: str, ja: str) -> str:
        return ja if self.policy.language is Language.JA else en

    def labels(self, classes: Iterable[ClassId]) -> str:
        some = set(classes)
        listed = [c.label for c in self.policy.classes.values() if c.id in some]
        return self.say(", ", "、").join(listed) or self.say("nothing", "なし")


def portrait(policy: Policy, today: date, signs: Signs = Signs()) -> list[str]:
    """The policy as text, in its own language; tables are aligned for a fixed-width font."""
    painter = _Painter(policy, today, signs)
    lines: list[str] = []
    for title, body in (
        (policy.organization or "Sekisho", _head(painter)),
        (painter.say("Who may receive what", "どの生成AIに何を渡せるか"), _matrix(painter)),
        (painter.say("Approvals", "承認"), _approvals(painter)),
        (painter.say("Groups", "グループ"), _groups(painter)),
        (painter.say("Rules", "特例"), _rules(painter)),
        (painter.say("What is looked for", "見つけるもの"), _sought(painter)),
        (painter.say("Everything else", "そのほか"), _rest(painter)),
    ):
        if shown := list(body):
            lines += ["", title, "-" * cell_len(title), *shown]
    return lines[1:]


# ---------------------------------------------------------------- sections


def _head(p: _Painter) -> Iterator[str]:
    enforced = p.policy.mode is Mode.ENFORCE
    yield from table(
        [
            (p.say("Ask", "問い合わせ先"), p.policy.contact or "-"),
            (
                p.say("Mode", "動作"),
                p.say("enforce: what is not permitted is stopped", "enforce（許可外は止める）")
                if enforced
                else p.say("monitor: only recorded", "monitor（記録だけして通す）"),
            ),
            (p.say("Revision", "版"), p.policy.revision),
        ]
    )


def _matrix(p: _Painter) -> Iterator[str]:
    services, classes = list(p.policy.services.values()), list(p.policy.classes.values())
    if not services:
        yield p.say("No AI is approved.", "許可した生成AIはありません。")
        return
    heads = [_head_of(p, c) for c in classes]
    rows = [[s.id, *(_cell(p, c, s) for c in classes)] for s in services]
    upright = [["", *heads], *rows]
    across = [list(column) for column in zip(*upright, strict=True)]
    yield from table(min(upright, across, key=_total_width))
    yield ""
    allow, redact, block = (p.signs.of(v) for v in Verdict)
    yield p.say(
        f"{allow} goes as it is   {redact} goes redacted   {block} is refused",
        f"{allow} そのまま渡せる　{redact} 伏せ字で渡す　{block} 渡せない",
    )
    if any(_cell(p, c, s) == redact for c in classes for s in services):
        yield p.say(
            f"What a marker finds is refused in place of {redact}: it speaks for the whole text.",
            f"秘密表示で見つかった区分は、{redact} でも止まります（表示は文書全体に及ぶため）。",
        )
    if p.policy.unclassified:
        yield p.say("* also text in which nothing is found", "＊ 何も見つからない文もこの区分です")


def _head_of(p: _Painter, listed: InformationClass) -> str:
    return listed.label + ("*" if listed.id == p.policy.unclassified else "")


def _cell(p: _Painter, listed: InformationClass, service: Service) -> str:
    return p.signs.of(answer(listed, service, own_lists(service)).verdict)


def _approvals(p: _Painter) -> Iterator[str]:
    if not p.policy.services:
        return
    heads = (
        ("", ""),
        ("approved by", "承認者"),
        ("on", "承認日"),
        ("review by", "見直し期限"),
        ("", "状態"),
        ("handling of what is put in", "入力の扱い"),
    )
    rows = [[p.say(*h) for h in heads]]
    rows += [
        [s.id, *_approval(s), _standing(p, s), _handling(p, s)] for s in p.policy.services.values()
    ]
    yield from table(rows)


def _approval(service: Service) -> tuple[str, str, str]:
    found = service.approval
    if found is None:
        return "-", "-", "-"
    return found.by, str(found.on or "-"), str(found.review_by or "-")


def _standing(p: _Painter, service: Service) -> str:
    if service.approval is None:
        return p.say("no record", "記録なし")
    if not overdue(service, p.today):
        return p.say("in force", "有効")
    if p.policy.refuse_overdue:
        return p.say("overdue: refused", "期限切れ（止めている）")
    return p.say("overdue: passes", "期限切れ（通している）")


def _handling(p: _Painter, service: Service) -> str:
    facts = service.handling
    words = [
        _fact(
            p, facts.get("trains_on_input"), ("trains", "学習に使う"), ("no training", "学習なし")
        ),
        _fact(
            p, facts.get("human_review"), ("read by people", "人が見る"), ("unseen", "人は見ない")
        ),
    ]
    if (days := facts.get("retention_days")) is not None:
        words.append(p.say(f"kept {days} days", f"保管 {days} 日"))
    if region := facts.get("region"):
        words.append(str(region))
    return p.say(", ", "、").join(w for w in words if w) or p.say("unknown", "不明")


def _fact(p: _Painter, value: object, yes: tuple[str, str], no: tuple[str, str]) -> str:
    return "" if value is None else p.say(*(yes if value else no))


def _groups(p: _Painter) -> Iterator[str]:
    yield from table([(g.id, _members(p, g)) for g in p.policy.groups.values()])


def _members(p: _Painter, group: Group) -> str:
    names = [*sorted(group.users), *map(str, group.networks)]
    return ", ".join(names) or p.say("no members", "メンバーなし")


def _rules(p: _Painter) -> Iterator[str]:
    for number, rule in enumerate(p.policy.rules, 1):
        yield f"{number}. {_sentence(p, rule)}"
    if len(p.policy.rules) > 1:
        yield p.say("The first that fits holds.", "初めに当てはまるものだけが効きます。")


def _sentence(p: _Painter, rule: Rule) -> str:
    groups, services = ", ".join(sorted(rule.groups)), ", ".join(sorted(rule.services))
    who = p.say(f"members of {groups}", f"{groups} のメンバー") if groups else p.say("all", "全員")
    where = services or p.say("every approved AI", "許可したすべての生成AI")
    what = [
        said + p.say(": ", "：") + p.labels(classes)
        for said, classes in (
            (p.say("as it is", "そのまま"), rule.may_receive),
            (p.say("redacted", "伏せ字で"), rule.redact),
        )
        if classes is not None
    ]
    if len(what) < 2:
        what.append(p.say("otherwise as the service has it", "ほかはサービスの定めのとおり"))
    return f"{who} → {where}　{p.say('; ', '／').join(what)}"


def _sought(p: _Painter) -> Iterator[str]:
    needs = p.policy.needs
    added = sum(map(len, needs.marker_words.values()))
    yield from table(
        [
            (
                p.say("Markers", "秘密表示"),
                (", ".join(needs.marker_packs) or p.say("no language", "なし"))
                + p.say(f"; own words: {added}", f"、追加の語 {added} 個"),
            ),
            *(
                (p.say("Pattern", "パターン"), f"{r.id}: {p.labels([r.information_class])}")
                for r in needs.patterns
            ),
        ]
    )


def _rest(p: _Painter) -> Iterator[str]:
    policy, mib = p.policy, 2**20
    other = {
        OtherTraffic.TUNNEL: ("pass without being decrypted", "復号せずに通す"),
        OtherTraffic.INSPECT: ("are decrypted and looked for AIs", "復号して生成AIかどうかを見る"),
        OtherTraffic.REFUSE: ("are refused", "止める"),
    }[policy.other_traffic]
    nameless = (
        ("is refused", "止める")
        if policy.refuse_nameless
        else ("passes where hosts that are no AI do", "生成AIでない通信と同じ")
    )
    listed = ", ".join(map(str, policy.local))
    near = (listed or "nothing", listed or "なし")
    unread = ("is refused", "止める") if policy.refuse_unread else ("passes", "通す")
    late = ("refused", "止める") if policy.refuse_overdue else ("reported", "記録して通す")
    kept = (
        ("for ever", "無期限")
        if policy.keep_days is None
        else (f"{policy.keep_days} days", f"{policy.keep_days} 日")
    )
    body, decoded = policy.limits.body / mib, policy.limits.decoded / mib
    size = f"{body:g} MiB / {decoded:g} MiB"
    silence = " / ".join(map(_span, (policy.limits.answer_silence, policy.limits.tunnel_silence)))
    rows = (
        (("AIs that are not listed", "一覧にない生成AI"), ("are refused", "止める")),
        (("Hosts that are no AI", "生成AIでない通信"), other),
        (("TLS to an address without a name", "名前のないアドレスへの TLS"), nameless),
        (("Reached near the gate", "関所の周辺で接続できる先"), near),
        (("What cannot be looked into", "中身を確認できないもの"), unread),
        (("Largest body, packed / unpacked", "大きさの上限（送信時／展開後）"), (size, size)),
        (("Longest silence, answer / tunnel", "無音の上限（回答／トンネル）"), (silence, silence)),
        (("Approvals overdue", "見直し期限を過ぎた承認"), late),
        (
            ("Users are known", "利用者の識別"),
            ("by password", "パスワード") if policy.htpasswd else ("by address", "アドレス"),
        ),
        (("The trail is kept", "記録を残す期間"), kept),
        (("Tests", "規則の試験"), (f"{len(policy.tests)}", f"{len(policy.tests)} 件")),
    )
    yield from table([(p.say(*name), p.say(*value)) for name, value in rows])


# ---------------------------------------------------------------- aligned text


def table(rows: Sequence[Sequence[str]]) -> list[str]:
    """Rows of cells as lines, each column as wide as its widest cell."""
    widths = _widths(rows)
    return ["  ".join(map(set_cell_size, row, widths)).rstrip() for row in rows]


def _widths(rows: Sequence[Sequence[str]]) -> list[int]:
    return [max(map(cell_len, column)) for column in zip(*rows, strict=True)]


def _total_width(rows: Sequence[Sequence[str]]) -> int:
    return sum(_widths(rows)) + 2 * len(rows[0])


# ---------------------------------------------------------------- for programs


def _span(seconds: int) -> str:
    """In the largest unit that it is whole in, as a policy writes it."""
    unit, size = next(u for u in UNITS if not seconds % u[1])
    return f"{seconds // size}{unit}"


UNITS = (("h", 60 * 60), ("m", 60), ("s", 1))


def as_json(policy: Policy, today: date) -> dict[str, object]:
    """The effective policy as plain values."""
    return {
        "revision": policy.revision,
        "organization": policy.organization,
        "contact": policy.contact,
        "mode": policy.mode.value,
        "classes": [{"id": c.id, "label": c.label} for c in policy.classes.values()],
        "unclassified": policy.unclassified,
        "services": [_service(policy, s, today) for s in policy.services.values()],
        "groups": {g.id: [*sorted(g.users), *map(str, g.networks)] for g in policy.groups.values()},
        "rules": [_rule(r) for r in policy.rules],
        "other_traffic": policy.other_traffic.value,
        "connections": {
            "local": [str(entry) for entry in policy.local],
            "nameless": "refuse" if policy.refuse_nameless else "tunnel",
        },
        "unread": "refuse" if policy.refuse_unread else "allow",
        "limits": asdict(policy.limits),
        "keep_days": policy.keep_days,
        "tests": len(policy.tests),
    }


def _service(policy: Policy, service: Service, today: date) -> dict[str, object]:
    lists, approval = own_lists(service), service.approval
    return {
        "id": service.id,
        "entry": service.entry.id,
        "answers": {c.id: answer(c, service, lists).verdict.word for c in policy.classes.values()},
        "handling": dict(service.handling),
        "approved_by": approval.by if approval else None,
        "review_by": str(approval.review_by) if approval and approval.review_by else None,
        "overdue": overdue(service, today),
    }


def _rule(rule: Rule) -> dict[str, object]:
    return {
        "groups": sorted(rule.groups),
        "services": sorted(rule.services),
        "may_receive": None if rule.may_receive is None else sorted(rule.may_receive),
        "redact": None if rule.redact is None else sorted(rule.redact),
    }
