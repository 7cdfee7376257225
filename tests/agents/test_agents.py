"""Coding agents behind the gate: permitted, refused in words that the person sees, redacted."""

from __future__ import annotations

import secrets
import string

import pytest

from tests.agents.agents import AGENTS, Agent
from tests.agents.conftest import UNLISTED, Run, Told

pytestmark = [
    pytest.mark.agents,
    pytest.mark.parametrize("agent", AGENTS, ids=[a.name for a in AGENTS]),
]

MARK = "QUARTZ-LANTERN"
"""Plain ASCII, in every prompt that is refused: found again in any coding."""

TRIES = 3
"""Requests with one prompt: some agents also ask for a title, or which model shall answer."""

MOBILE = "090-8712-3456"


def a_token() -> str:
    """Of the form that GitHub gives out, by chance and nobody's."""
    return "ghp_" + "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(36))


def test_a_permitted_prompt_is_answered(run: Run, agent: Agent) -> None:
    told = run(agent, "富士山の高さを教えてください")
    assert told.status == 0, told.text
    assert told.shows("I received:")
    assert told.shows("富士山の高さを教えてください")
    asked = [r for r in told.records if r["host"] == agent.host]
    assert {r["verdict"] for r in asked} <= {"allow", "redact"}
    assert told.asked(agent) == []
    assert agent.method in {r["method"] for r in asked}


def test_a_marked_prompt_is_refused_in_words(run: Run, agent: Agent) -> None:
    told = run(agent, f"【社外秘】第3四半期 原価表 {MARK} を要約してください")
    _assert_refused(told, agent, "confidential")
    assert told.shows("に 社外秘 を渡すことはできません")
    assert not told.seen.holds(MARK.encode())


def test_a_prompt_with_a_credential_is_refused_in_words(run: Run, agent: Agent) -> None:
    token = a_token()
    told = run(agent, f"{MARK} の GITHUB_TOKEN={token} で push できません。なぜですか")
    _assert_refused(told, agent, "credential")
    assert told.shows("に 認証情報 を渡すことはできません")
    assert not told.seen.holds(token.encode())
    assert not told.seen.holds(MARK.encode())


def _assert_refused(told: Told, agent: Agent, information_class: str) -> None:
    assert told.status == agent.refused, told.text
    assert told.shows("この内容は送信されませんでした（関所による判断）")
    assert told.shows("情報管理委員会（内線 2100）")
    refused = told.asked(agent)
    assert 1 <= len(refused) <= TRIES, "the agent tries again and again"
    assert {r["verdict"] for r in refused} == {"block"}
    assert all(information_class in {f["class"] for f in r["findings"]} for r in refused)
    assert any(told.shows(r["id"]) for r in refused)


def test_what_is_taken_out_does_not_arrive_and_comes_back(run: Run, agent: Agent) -> None:
    told = run(agent, f"次の宛先へのお礼を書いてください。携帯 {MOBILE}")
    assert told.status == 0, told.text
    assert {r["verdict"] for r in told.asked(agent)} == {"redact"}
    assert told.seen.holds(b"[PHONE-")
    assert not told.seen.holds(MOBILE.encode())
    _, _, answer = told.text.rpartition("I received:")
    assert MOBILE in answer
    assert "[PHONE-" not in answer


def test_an_ai_that_is_not_listed_is_refused_in_words(run: Run, agent: Agent) -> None:
    told = run(agent, f"富士山の高さを教えてください {MARK}", *UNLISTED)
    assert told.status == agent.refused, told.text
    assert told.shows(f"{agent.host}（")
    assert told.shows("は許可された生成AIの一覧にありません")
    refused = [r for r in told.records if r["host"] == agent.host]
    assert {r["verdict"] for r in refused} == {"block"}
    assert any(told.shows(r["id"]) for r in refused)
    assert told.seen.nothing
