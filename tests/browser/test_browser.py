"""What a person sees in a browser: an answer, a refusal in words, a page in place of an AI."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import quote

import pytest

from tests.browser.conftest import Browser
from tests.kit.gate import Events, Gate
from tests.kit.policy import CHATGPT, MARKED, PERMITTED, PERSONAL, SECRET, UNLISTED_PAGE

pytestmark = pytest.mark.browser

APP = f"https://{CHATGPT}/"


def nothing_left(seen: Events) -> bool:
    """Nothing but what a page asks for by itself, its icon for instance."""
    questions = seen.upstream_saw.questions
    return all(q.method == "GET" and not q.body for q in questions)


def test_a_permitted_prompt_is_answered(browser: Browser, behind: Gate) -> None:
    browser.do("open", APP)
    seen = behind.watch()
    shown = browser.do("say", PERMITTED)
    assert (shown["state"], shown["text"]) == ("answered", PERMITTED)
    assert PERMITTED.encode() in seen.upstream_saw.received


@pytest.mark.parametrize("prompt", [MARKED, f"計画 {SECRET} の要約"], ids=["marked", "a pattern"])
def test_a_refusal_is_read_by_the_person(browser: Browser, behind: Gate, prompt: str) -> None:
    browser.do("open", APP)
    seen = behind.watch()
    shown = browser.do("say", prompt)
    assert shown["state"] == "refused"
    assert "この内容は送信されませんでした" in shown["text"]
    assert "情報管理委員会" in shown["text"]
    assert nothing_left(seen)
    browser.picture("refused")


def test_what_was_taken_out_is_back_in_the_answer(browser: Browser, behind: Gate) -> None:
    browser.do("open", APP)
    seen = behind.watch()
    shown = browser.do("say", f"{PERSONAL} の担当を教えて")
    assert (shown["state"], shown["text"]) == ("answered", f"{PERSONAL} の担当を教えて")
    assert PERSONAL.encode() not in seen.upstream_saw.received
    browser.picture("restored")


def test_an_unlisted_ai_is_a_page_that_says_so(browser: Browser, behind: Gate) -> None:
    seen = behind.watch()
    shown = browser.do("open", f"https://{UNLISTED_PAGE}/search?q=hello")
    assert shown["status"] == 403
    assert UNLISTED_PAGE in shown["text"]
    assert seen.upstream_saw.nothing
    browser.picture("unlisted")


def test_a_link_that_carries_a_prompt_is_looked_at(browser: Browser, behind: Gate) -> None:
    seen = behind.watch()
    shown = browser.do("open", f"{APP}?q={quote(MARKED)}")
    assert shown["status"] == 403
    assert "社外秘" in shown["text"]
    assert seen.upstream_saw.nothing


def test_a_file_with_a_marker_is_refused(browser: Browser, behind: Gate, tmp_path: Path) -> None:
    browser.do("open", APP)
    kept, open_to_all = tmp_path / "kept.txt", tmp_path / "open.txt"
    kept.write_text(MARKED, "utf-8")
    open_to_all.write_text(PERMITTED, "utf-8")
    seen = behind.watch()
    assert browser.do("upload", kept)["state"] == "refused"
    assert nothing_left(seen)
    assert browser.do("upload", open_to_all)["state"] == "answered"


def test_a_socket_message_is_judged_before_it_leaves(browser: Browser, behind: Gate) -> None:
    browser.do("open", APP)
    assert browser.do("socket", PERMITTED)["state"] == "answered"
    seen = behind.watch()
    shown = browser.do("socket", MARKED)
    assert shown["state"] == "refused"
    assert MARKED.encode() not in seen.upstream_saw.received
