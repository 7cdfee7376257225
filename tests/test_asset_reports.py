"""A finding of a registered asset, as the refused person, `check --json` and the trail have it."""

from __future__ import annotations

import json
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest

from gateway.cli.check import Case, Result
from gateway.engine.content import Texts
from gateway.engine.facts import Facts, tallies
from gateway.engine.judgement import Judgement
from gateway.engine.record import Origin, record
from gateway.messages import refusal
from gateway.model import (
    ClassId,
    Decision,
    Destination,
    Evidence,
    Finding,
    Forward,
    InformationClass,
    Language,
    Policy,
    Prompt,
    Request,
    Segment,
    Speaks,
    Standing,
)

TEXT = "協力会社への支給単価は据え置く"
CONFIDENTIAL = ClassId("confidential")
FINDING = Finding(
    "asset/fragment",
    CONFIDENTIAL,
    0,
    len(TEXT),
    kind="ASSET",
    speaks=Speaks.PASSAGE,
    place="/messages/0/content",
    segment=0,
    asset="A-0007",
    title="原価表2026.xlsx",
    evidence=Evidence(3, 142, 0.125),
)
POLICY = Policy("r", {CONFIDENTIAL: InformationClass(CONFIDENTIAL, "社外秘", 1)}, {})


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
    policy = replace(POLICY, language=language)
    code = "asset/rows" if evidence.rows else "asset/fragment"
    decision = Decision((), (replace(FINDING, code=code, evidence=evidence),))
    assert expected in "\n".join(refusal(decision, policy, "id"))


def _told(finding: Finding) -> Any:
    decision = Decision((), (finding,))
    result = Result(Case("c", Texts(())), POLICY, Prompt(), decision, None, None)
    return result.as_json()["findings"][0]


def test_check_tells_asset_title_and_evidence() -> None:
    told = _told(FINDING)
    assert json.loads(json.dumps(told)) == {
        "class": "confidential",
        "classifier": "asset",
        "place": "/messages/0/content",
        "start": 0,
        "end": len(TEXT),
        "confidence": 1.0,
        "code": "asset/fragment",
        "kind": "ASSET",
        "reason": "registered asset “原価表2026.xlsx”: places 3, characters 142",
        "asset": "A-0007",
        "title": "原価表2026.xlsx",
        "evidence": {"places": 3, "characters": 142, "share": 0.125, "rows": 0, "cells": 0},
    }


def test_other_findings_have_no_asset() -> None:
    told = _told(replace(FINDING, code="pattern/p", asset="", title="", evidence=None))
    assert "asset" not in told
    assert "evidence" not in told


def test_the_trail_keeps_the_asset_and_never_the_text() -> None:
    prompt = Prompt((Segment("/messages/0/content", TEXT),))
    facts = Facts(Standing.OTHER, "api.openai.com", found=tallies((FINDING,), prompt))
    judgement = Judgement(
        Request("r", "alice", "10.0.0.1", "api.openai.com"),
        Destination(Standing.OTHER, "api.openai.com"),
        POLICY,
        facts,
        Decision((), (FINDING,)),
        Forward(),
        prompt=prompt,
    )
    now = datetime(2026, 4, 1, tzinfo=UTC)
    written = record(judgement, time=now, origin=Origin("x"), milliseconds=1)
    assert written["findings"][0]["asset"] == "A-0007"
    assert written["facts"]["found"][0]["assets"] == ["A-0007"]
    assert TEXT not in json.dumps(written, ensure_ascii=False)
