"""Twice as much of anything that is found costs twice the work: counted in calls, never in time."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from pathlib import Path
from types import FrameType

import pytest

from gateway.engine.judge import Engine
from gateway.loading import bundle_of, read_policy
from tests.engine.kit import CATALOGUE, KEYS, a_request
from tests.kit.policy import policy

FEW = 300
GROWTH = 2.4
"""Times the work for twice as much. What is quadratic comes to three and more."""

A_SERVICE = "redact: [personal]}\n  gemini"
A_CLASS = "  personal: {label: 個人情報}\n"
KINDS = [
    pytest.param(lambda n: "a@b.co ", id="one address again and again"),
    pytest.param(lambda n: f"u{n}@b{n}.co ", id="addresses"),
    pytest.param(lambda n: f"090-{n % 9000 + 1000}-{n % 9973:04d} ", id="telephone numbers"),
    pytest.param(lambda n: "カード番号 4111111111111111 ", id="cards"),
    pytest.param(lambda n: f"氏名: 山田{'太花一健美'[n % 5]}郎\n", id="names"),
    pytest.param(lambda n: "password: Vq7LxrT2m!x\n", id="a password again and again"),
    pytest.param(lambda n: f"password: Vq7L{n}rT2m!x\n", id="passwords"),
    pytest.param(lambda n: f"EMP-{n % 900000 + 100000} ", id="patterns of a company"),
    pytest.param(lambda n: "社外秘\n", id="markers"),
    pytest.param(lambda n: f"x{n},社外秘,y\n", id="markers in a table"),
    pytest.param(lambda n: f"山田太郎,090-1234-{n % 9973:04d},u{n}@b.co\n", id="rows of a table"),
]

Item = Callable[[int], str]


def one_text(item: Item, count: int) -> list[str]:
    return ["".join(map(item, range(count)))]


def many_texts(item: Item, count: int) -> list[str]:
    return [item(n) for n in range(count)]


def in_each_other(item: Item, count: int) -> list[str]:
    return [json.dumps({"a": json.dumps({"b": item(n)})}) for n in range(count)]


@pytest.fixture(scope="module")
def engine(tmp_path_factory: pytest.TempPathFactory) -> Callable[[], Engine]:
    """Makes engines that have seen no text yet, with every rule compiled."""
    written: Path = tmp_path_factory.mktemp("policy") / "allowlist.yaml"
    written.write_text(
        policy(
            (A_CLASS, f"{A_CLASS}  personal_bulk: {{label: 名簿}}\n  credential: {{label: 鍵}}\n"),
            (A_SERVICE, A_SERVICE.replace("[personal]", "[personal, personal_bulk, credential]")),
        )
    )
    rules = read_policy(written, CATALOGUE)[0]
    return lambda: bundle_of(rules, CATALOGUE, KEYS).engine


def work(do: Callable[[], object]) -> int:
    """How many functions were called, and generators gone on with."""
    count = 0

    def called(frame: FrameType, event: str, arg: object) -> None:
        nonlocal count
        count += 1

    sys.setprofile(called)
    try:
        do()
    finally:
        sys.setprofile(None)
    return count


@pytest.mark.parametrize("host", ["api.openai.com", "api.anthropic.com"], ids=["some", "all"])
@pytest.mark.parametrize("shape", [one_text, many_texts, in_each_other])
@pytest.mark.parametrize("item", KINDS)
def test_twice_as_much_costs_twice_the_work(
    engine: Callable[[], Engine], item: Item, shape: Callable[[Item, int], list[str]], host: str
) -> None:
    def judged(count: int) -> int:
        fresh, texts = engine(), shape(item, count)
        messages = [{"role": "user", "content": text} for text in texts]
        body = json.dumps({"model": "m", "messages": messages}, ensure_ascii=False).encode()
        asked = replace(a_request(), host=host, body=body)
        return work(lambda: fresh.judge(asked, date(2026, 11, 1)))

    judged(10)  # what is compiled and loaded at first
    assert judged(2 * FEW) <= GROWTH * judged(FEW)
