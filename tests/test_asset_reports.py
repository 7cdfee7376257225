"""A finding of a registered asset, as the refused person, `check --json` and the trail have it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime

import pytest

from gateway.cli.check import Case, Result
from gateway.engine.record import digester, record
from gateway.messages.wording import refusal
from gateway.model import (
    ClassId,
    Decision,
    Destination,
    Evidence,
    Finding,
    Forward,
    InformationClass,
    Judgement,
    Language,
    Policy,
    Prompt,
    Reason,
    Request,
    Segment,
    Standing,
    Verdict,
)

TEXT = "協力会社への支給単価は据え置く"
CONFIDENTIAL = ClassId("confidential")
FINDING = Finding(
    "asset",
    CONFIDENTIAL,
    0,
    len(TEXT),
    "registered asset “原価表2026.xlsx”: 142 characters in 3 places, 12.5% of it",
    kind="ASSET",
    place="/messages/0/content",
    segment=0,
    asset="A-0007",
    title="原価表2026.xlsx",
    evidence=Evidence(3, 142, 0.125),
)
DECISION = Decision((Reason("information-class", Verdict.BLOCK, "not allowed"),), (FINDING,))


@pytest.mark.parametrize(
    ("language", "evidence", "expected"),
    [
        (Language.JA, Evidence(3, 142), "登録資産「原価表2026.xlsx」の 3 か所、計 142 文字"),
        (Language.JA, Evidence(1, rows=2, cells=5), "登録資産「原価表2026.xlsx」の 2 行、5 項目"),
        (Language.EN, Evidence(3, 142), "asset “原価表2026.xlsx”: places 3, characters 142"),
        (Language.EN, Evidence(1, rows=2, cells=5), "asset “原価表2026.xlsx”: rows 2, cells 5"),
    ],
)
def test_the_refused_person_reads_the_evidence(
    language: Language, evidence: Evidence, expected: str
) -> None:
    classes = {CONFIDENTIAL: InformationClass(CONFIDENTIAL, "社外秘", 1)}
    policy = Policy("r", classes, {}, language=language)
    decision = replace(DECISION, findings=(replace(FINDING, evidence=evidence),))
    assert expected in "\n".join(refusal(decision, policy, "id"))


def test_check_tells_asset_title_and_evidence() -> None:
    told = Result(Case("c", Prompt()), DECISION, None, None).as_json()["findings"][0]
    assert json.loads(json.dumps(told)) == {
        "class": "confidential",
        "classifier": "asset",
        "place": "/messages/0/content",
        "start": 0,
        "end": len(TEXT),
        "confidence": 1.0,
        "reason": FINDING.reason,
        "asset": "A-0007",
        "title": "原価表2026.xlsx",
        "evidence": {"places": 3, "characters": 142, "share": 0.125, "rows": 0, "cells": 0},
    }


def test_other_findings_have_no_asset() -> None:
    plain = replace(FINDING, classifier="pattern", asset="", title="", evidence=None)
    decision = replace(DECISION, findings=(plain,))
    told = Result(Case("c", Prompt()), decision, None, None).as_json()["findings"][0]
    assert "asset" not in told
    assert "evidence" not in told


def test_the_trail_keeps_the_asset_and_never_the_text() -> None:
    judgement = Judgement(
        Request("r", "alice", "10.0.0.1", "api.openai.com"),
        Destination(Standing.OTHER, "api.openai.com"),
        DECISION,
        Forward(),
        prompt=Prompt((Segment("/messages/0/content", TEXT),)),
    )
    written = record(
        judgement,
        time=datetime(2026, 4, 1, tzinfo=UTC),
        revision="x",
        milliseconds=1,
        digest=digester(bytes(32)),
    )
    assert written["findings"][0]["asset"] == "A-0007"
    assert TEXT not in json.dumps(record, ensure_ascii=False)
