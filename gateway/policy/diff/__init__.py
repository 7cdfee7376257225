"""Two policies -> what becomes looser, what stricter, and what else changes, in sentences. Pure.

`weakenings(a, b)` and `tightenings(b, a)` speak of the same things. Where it cannot be told
whether a change loosens or tightens (another regular expression), it counts as both. Words that
are secrets themselves, such as project names among the markers, are counted and never quoted.
"""

from __future__ import annotations

from collections.abc import Iterator

from gateway.model import ClassId, Language, Policy, Requirements, Verdict
from gateway.policy.diff.answers import answers_changed
from gateway.policy.diff.changes import Change, Way, both, from_to, one, other
from gateway.policy.diff.search import search_changed
from gateway.policy.diff.services import services_changed
from gateway.policy.syntax import shorten


def weakenings(old: Policy, new: Policy, language: Language | None = None) -> tuple[str, ...]:
    """What becomes looser, a sentence each, in the new policy's language unless one is named."""
    return _sentences(old, new, Way.LOOSER, language)


def tightenings(old: Policy, new: Policy, language: Language | None = None) -> tuple[str, ...]:
    """What becomes stricter, a sentence each."""
    return _sentences(old, new, Way.STRICTER, language)


def other_changes(old: Policy, new: Policy, language: Language | None = None) -> tuple[str, ...]:
    """What changes without becoming looser or stricter."""
    return _sentences(old, new, Way.OTHER, language)


def _sentences(old: Policy, new: Policy, way: Way, language: Language | None) -> tuple[str, ...]:
    language = language or new.language
    return tuple(dict.fromkeys(c.said(language) for c in compare(old, new) if c.way is way))


def compare(old: Policy, new: Policy) -> tuple[Change, ...]:
    """Every change, in the order of allowlist.yaml."""
    if old == new:
        return ()
    return tuple(c for part in _PARTS for c in part(old, new))


# ---------------------------------------------------------------- single settings


def _settings(old: Policy, new: Policy) -> Iterator[Change]:
    """Settings whose values stand in an order, the loosest first."""
    unread, overdue = ("allow", "refuse"), ("report", "refuse")
    yield from _ordered("mode", ("monitor", "enforce"), old.mode.value, new.mode.value)
    yield from _ordered(
        "other_traffic",
        ("tunnel", "inspect", "refuse"),
        old.other_traffic.value,
        new.other_traffic.value,
    )
    yield from _ordered(
        "connections.nameless",
        ("tunnel", "refuse"),
        ("tunnel", "refuse")[old.refuse_nameless],
        ("tunnel", "refuse")[new.refuse_nameless],
    )
    yield from _ordered("unread", unread, unread[old.refuse_unread], unread[new.refuse_unread])
    yield from _ordered(
        "approvals.overdue", overdue, overdue[old.refuse_overdue], overdue[new.refuse_overdue]
    )


def _ordered(key: str, order: tuple[str, ...], was: str, now: str) -> Iterator[Change]:
    if was != now:
        looser = order.index(now) < order.index(was)
        yield from one(looser, (key,), *from_to(key, key, was, now))


def _numbers(old: Policy, new: Policy) -> Iterator[Change]:
    """Settings that are looser the larger they are."""
    for key, was, now in (
        ("limits.body", old.limits.body, new.limits.body),
        ("limits.decoded", old.limits.decoded, new.limits.decoded),
        ("limits.answer_silence", old.limits.answer_silence, new.limits.answer_silence),
        ("limits.tunnel_silence", old.limits.tunnel_silence, new.limits.tunnel_silence),
        ("personal.bulk", old.needs.bulk, new.needs.bulk),
    ):
        if was != now:
            yield from one(now > was, (key,), *from_to(key, key, f"{was:,}", f"{now:,}"))
    if old.keep_days != new.keep_days:
        kept = [float("inf") if p.keep_days is None else p.keep_days for p in (old, new)]
        words = [("for ever", "無期限") if p.keep_days is None else None for p in (old, new)]
        was_en, now_en = (w[0] if w else f"{k} days" for w, k in zip(words, kept, strict=True))
        was_ja, now_ja = (w[1] if w else f"{k} 日" for w, k in zip(words, kept, strict=True))
        yield from one(
            kept[1] < kept[0],
            ("trail.keep_days",),
            f"the trail is kept {now_en}, until now {was_en}",
            f"記録を残す期間が {was_ja} から {now_ja} に変わります",
        )


def _reached(old: Policy, new: Policy) -> Iterator[Change]:
    """Addresses near the gate that may be reached through it."""
    for gone, come in ((old, new), (new, old)):
        for entry in come.local:
            if entry not in gone.local:
                verb = ("may", "できるように") if come is new else ("may no longer", "できなく")
                yield from one(
                    come is new,
                    ("connections.local", entry),
                    f"{entry} {verb[0]} be reached through the gate",
                    f"関所を通じて {entry} に接続{verb[1]}なります",
                )


def _files(old: Policy, new: Policy) -> Iterator[Change]:
    """Files that the policy names: without one the gate knows or finds less."""
    for key, was, now in (
        ("identity.htpasswd", old.htpasswd, new.htpasswd),
        ("personal.recognizers", old.recognizers, new.recognizers),
        ("credentials.rules", old.credential_rules, new.credential_rules),
    ):
        if bool(was) != bool(now):
            en = f"{key} is {'given' if now else 'no longer given'}"
            ja = f"{key} が{'加わります' if now else 'なくなります'}"
            yield from one(not now, (key,), en, ja)
        elif was != now:
            yield from both((key,), *from_to(key, key, shorten(was), shorten(now)))


def _words(old: Policy, new: Policy) -> Iterator[Change]:
    for key, was, now in (
        ("organization", old.organization, new.organization),
        ("contact", old.contact, new.contact),
        ("language", old.language.value, new.language.value),
        ("unclassified", old.unclassified, new.unclassified),
    ):
        if was != now:
            yield from other((key,), f"{key} changes", f"{key} が変わります")
    if _cases(old) != _cases(new):
        yield from other(("tests",), "the tests change", "tests が変わります")


def _cases(policy: Policy) -> list[tuple[str, str, str, Verdict]]:
    return [(t.prompt, t.to, t.actor, t.expect) for t in policy.tests]


# ---------------------------------------------------------------- information classes


def _classes(old: Policy, new: Policy) -> Iterator[Change]:
    for class_id in dict.fromkeys([*old.classes, *new.classes]):
        was, now = old.classes.get(class_id), new.classes.get(class_id)
        if was and now:
            yield from _requires(class_id, was.requires, now.requires)
            if was.at_least != now.at_least:
                words = from_to(
                    f"how many values of {class_id} are too many",
                    f"{class_id} を止める件数（at_least）",
                    was.at_least,
                    now.at_least,
                )
                yield from one(now.at_least > was.at_least, ("at_least", class_id), *words)
            if was.label != now.label:
                en, ja = f"the label of {class_id} changes", f"{class_id} の呼び名が変わります"
                yield from other(("label", class_id), en, ja)
        elif now:
            en = f"the class {class_id} ({now.label}) is new and looked for"
            yield from one(False, ("class", class_id), en, f"情報区分 {now.label} が加わります")
        elif was:
            en = f"the class {class_id} ({was.label}) is no longer looked for"
            yield from one(True, ("class", class_id), en, f"情報区分 {was.label} がなくなります")
    ranks = [[c for c in p.classes if c in old.classes and c in new.classes] for p in (old, new)]
    if ranks[0] != ranks[1]:
        yield from other(
            ("ranks",), "the order of the classes changes", "情報区分の順序が変わります"
        )


def _requires(class_id: ClassId, was: Requirements, now: Requirements) -> Iterator[Change]:
    if was.never != now.never:
        yield from one(
            was.never,
            ("never", class_id),
            f"{class_id} {'no longer has' if was.never else 'has'} requires: never",
            f"{class_id} の requires: never が{'なくなります' if was.never else '加わります'}",
        )
    for fact in dict.fromkeys([*was.facts, *now.facts]):
        if was.facts.get(fact) != now.facts.get(fact):
            yield from _required(class_id, fact, was, now)


def _required(
    class_id: ClassId, fact: str, was: Requirements, now: Requirements
) -> Iterator[Change]:
    topic = ("requires", class_id, fact)
    before, after = was.facts.get(fact), now.facts.get(fact)
    if before is None or after is None:
        en = f"{class_id} {'now' if before is None else 'no longer'} requires {fact}"
        ja = f"{class_id} に {fact} の条件が{'加わります' if before is None else 'なくなります'}"
        yield from one(after is None, topic, en, ja)
        return
    words = from_to(
        f"what {class_id} requires of {fact}", f"{class_id} の {fact} の条件", before, after
    )
    if isinstance(before, tuple) and isinstance(after, tuple):  # regions, one of which must hold
        if set(before) < set(after) or set(after) < set(before):
            yield from one(set(before) < set(after), topic, *words)
        elif set(before) != set(after):
            yield from both(topic, *words)
    elif fact == "retention_days" and isinstance(before, int) and isinstance(after, int):
        yield from one(after > before, topic, *words)
    else:
        yield from both(topic, *words)


_PARTS = (
    _settings,
    _reached,
    _classes,
    services_changed,
    answers_changed,
    _numbers,
    _files,
    search_changed,
    _words,
)
