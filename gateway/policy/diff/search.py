"""Two policies -> what changes in what is looked for: markers, patterns, labels. Pure."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from gateway.model import ClassId, Policy
from gateway.policy.diff.changes import Change, both, from_to, named, one, other


def search_changed(old: Policy, new: Policy) -> Iterator[Change]:
    """Whatever is found less, or more, or otherwise."""
    yield from _packs(frozenset(old.needs.marker_packs), frozenset(new.needs.marker_packs))
    for class_id in dict.fromkeys([*old.needs.marker_words, *new.needs.marker_words]):
        was = Counter(old.needs.marker_words.get(class_id, ()))
        now = Counter(new.needs.marker_words.get(class_id, ()))
        yield from _marker_words(class_id, frozenset(was - now), looser=True)
        yield from _marker_words(class_id, frozenset(now - was), looser=False)
    yield from _patterns(old, new)
    yield from _labels(old, new)


def _packs(was: frozenset[str], now: frozenset[str]) -> Iterator[Change]:
    for looser, some in ((True, was - now), (False, now - was)):
        if some:
            shown = named(some)
            en = f"markers in {shown} are {'no longer' if looser else 'now'} looked for"
            ja = f"{shown} の秘密表示を見{'なくなります' if looser else 'るようになります'}"
            yield from one(looser, ("packs", some), en, ja)


def _marker_words(class_id: ClassId, some: frozenset[str], *, looser: bool) -> Iterator[Change]:
    if some:
        en = f"{len(some)} marker words of {class_id} are {'taken away' if looser else 'added'}"
        ja = f"{class_id} の表示の語が {len(some)} 個{'減ります' if looser else '加わります'}"
        yield from one(looser, ("words", class_id, some), en, ja)


def _patterns(old: Policy, new: Policy) -> Iterator[Change]:
    before = {p.id: p for p in old.needs.patterns}
    after = {p.id: p for p in new.needs.patterns}
    for pattern in dict.fromkeys([*before, *after]):
        was, now = before.get(pattern), after.get(pattern)
        topic = ("pattern", pattern)
        if was is None or now is None:
            en = f"the pattern {pattern} is {'new' if now else 'taken away'}"
            ja = f"パターン {pattern} が{'加わります' if now else 'なくなります'}"
            yield from one(now is None, topic, en, ja)
        elif (was.regex, was.information_class) != (now.regex, now.information_class):
            en = f"the pattern {pattern} finds something else or is of another class"
            yield from both(topic, en, f"パターン {pattern} の正規表現か情報区分が変わります")
        elif was != now:
            en, ja = f"the proof of {pattern} changes", f"パターン {pattern} の例が変わります"
            yield from other(topic, en, ja)


def _labels(old: Policy, new: Policy) -> Iterator[Change]:
    for label in dict.fromkeys([*old.labels, *new.labels]):
        was, now = old.labels.get(label), new.labels.get(label)
        topic = ("label", label)
        if was is None or now is None:
            en = f"the sensitivity label {label} {'now counts' if now else 'no longer counts'}"
            ja = f"秘密度ラベル {label} が{'加わります' if now else 'なくなります'}"
            yield from one(now is None, topic, en, ja)
        elif was != now:
            words = from_to(f"the class of label {label}", f"ラベル {label} の区分", was, now)
            yield from both(topic, *words)
