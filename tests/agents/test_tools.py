"""Agents that work on files: what they write is whole, what they read is looked at.

The stand-in calls the tool that the prompt names, as a model would.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import Path

import pytest

from tests.agents.agents import AGENTS, AIDER, Agent, Tools
from tests.agents.conftest import Run
from tests.agents.test_agents import MARK, MOBILE, TRIES

pytestmark = pytest.mark.agents

WITH_TOOLS = [pytest.param(a, a.tools, id=a.name) for a in AGENTS if a.tools]
LINE = f"担当者の携帯 {MOBILE}\n"


@pytest.mark.parametrize(("agent", "tools"), WITH_TOOLS)
def test_a_file_is_written_with_what_the_ai_never_saw(
    run: Run, work: Path, agent: Agent, tools: Tools
) -> None:
    file = work / "contacts.txt"
    told = run(agent, f"連絡先を保存してください。{tools.writes(file, LINE)}")
    assert told.status == 0, told.text
    assert file.read_text("utf-8").strip() == LINE.strip()
    assert not told.seen.holds(MOBILE.encode())
    texts = [*told.seen.messages, *(q.content for q in told.seen.questions)]
    assert len([t for t in texts if b"[PHONE-" in t]) >= 2, "the call, and what the tool answered"
    assert len(set(re.findall(rb"\[PHONE-\w+\]", b"".join(texts)))) == 1, "one value, one name"


@pytest.mark.parametrize(("agent", "tools"), WITH_TOOLS)
def test_a_marked_file_that_an_agent_reads_does_not_leave(
    run: Run, work: Path, agent: Agent, tools: Tools
) -> None:
    file = work / "plan.txt"
    file.write_text(f"【社外秘】第3四半期 原価表\n{MARK}\n", "utf-8")
    told = run(agent, f"計画を要約してください。{tools.reads(file)}")
    assert told.status == agent.refused, told.text
    assert told.shows("に 社外秘 を渡すことはできません")
    refused = told.asked(agent)
    assert 1 <= len(refused) <= TRIES
    assert any(told.shows(r["id"]) for r in refused)
    assert not told.seen.holds(MARK.encode())


def test_aider_edits_a_file_with_what_the_ai_never_saw(run: Run, work: Path) -> None:
    """It has no tools: it takes the file out of the answer."""
    prompt = f"次のとおり書いてください。\n\ncontacts.txt\n```\n{LINE}```\n"
    told = run(AIDER, prompt)
    assert told.status == 0, told.text
    assert work.joinpath("contacts.txt").read_text("utf-8") == LINE
    assert told.seen.holds(b"[PHONE-")
    assert not told.seen.holds(MOBILE.encode())


def test_a_marked_file_that_aider_is_given_does_not_leave(run: Run, work: Path) -> None:
    file = work / "plan.txt"
    file.write_text(f"【社外秘】第3四半期 原価表\n{MARK}\n", "utf-8")
    told = run(replace(AIDER, arguments=(f"--read={file}", *AIDER.arguments)), "要約してください")
    assert told.shows("に 社外秘 を渡すことはできません")
    assert len(told.asked(AIDER)) == 1
    assert not told.seen.holds(MARK.encode())
