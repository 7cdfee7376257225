"""An engine with a policy and classifiers of its own, and requests for it."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from gateway.bundle import Bundle, Keys, bundle
from gateway.catalogue import load
from gateway.engine.judge import Engine
from gateway.engine.judgement import Judgement
from gateway.engine.record import digester
from gateway.errors import ClassifierTimeout
from gateway.model import (
    ClassId,
    Classifier,
    Finding,
    InformationClass,
    Language,
    Policy,
    Request,
    Segment,
    Service,
    Speaks,
)

PUBLIC, INTERNAL, PERSONAL, SECRET = map(ClassId, ("public", "internal", "personal", "secret"))
CATALOGUE = load()
TODAY = date(2026, 11, 1)
KEYS = Keys(b"k" * 32, b"m" * 32, digester(b"d" * 32))


@dataclass(frozen=True)
class Word:
    """Finds a word and calls it a class."""

    id: str
    word: str
    information_class: ClassId
    speaks: Speaks = Speaks.VALUE
    revision: str = "1"

    def classify(self, segment: Segment) -> Iterable[Finding]:
        start = segment.text.find(self.word)
        while start >= 0:
            end = start + len(self.word)
            yield Finding(
                f"{self.id}/word",
                self.information_class,
                start,
                end,
                kind="WORD",
                speaks=self.speaks,
            )
            start = segment.text.find(self.word, end)


@dataclass(frozen=True)
class Next:
    """Finds the word behind a label, unless it looks like a placeholder: what it finds appears
    only after a first redaction."""

    id: str = "next"
    revision: str = "1"

    def classify(self, segment: Segment) -> Iterable[Finding]:
        at = segment.text.find("pass: ") + 6
        for word in segment.text[at:].split(" ") if at > 5 else ():
            if word and not word.startswith("["):
                yield Finding("next/word", PERSONAL, at, at + len(word), kind="WORD")
                return
            at += len(word) + 1


@dataclass(frozen=True)
class Slow:
    id: str = "slow"
    revision: str = "1"

    def classify(self, segment: Segment) -> Iterable[Finding]:
        if "slow" in segment.text:
            raise ClassifierTimeout("late/pattern", pattern="p")
        return ()


FOUND_BY: tuple[Classifier, ...] = (
    Word("words", "090-0000", PERSONAL),
    Word("w", "TOPSECRET", SECRET),
    Slow(),
)


def a_policy(**changes: object) -> Policy:
    entry = CATALOGUE.get("openai")
    assert entry
    service = Service("openai-api", entry, frozenset({PUBLIC, INTERNAL}), frozenset({PERSONAL}))
    classes = {
        c: InformationClass(c, c.upper(), n)
        for n, c in enumerate((PUBLIC, INTERNAL, PERSONAL, SECRET))
    }
    policy = Policy("r", classes, {service.id: service}, contact="desk", language=Language.EN)
    return replace(policy, **changes)  # type: ignore[arg-type]


def a_bundle(policy: Policy | None = None, found_by: tuple[Classifier, ...] = FOUND_BY) -> Bundle:
    return bundle(policy or a_policy(), CATALOGUE, found_by, KEYS)


def an_engine(policy: Policy | None = None, *found_by: Classifier) -> Engine:
    return a_bundle(policy, found_by or FOUND_BY).engine


def a_request(content: object = "hello", **changes: object) -> Request:
    body = json.dumps({"model": "m", "messages": [{"role": "user", "content": content}]}).encode()
    request = Request(
        "ID1",
        "alice",
        "192.0.2.1",
        "api.openai.com",
        target="/v1/chat/completions",
        headers=(("content-type", "application/json"),),
        body=body,
    )
    return replace(request, **changes)  # type: ignore[arg-type]


def judge(request: Request, policy: Policy | None = None) -> Judgement:
    return an_engine(policy).judge(request, TODAY)
