"""The demo's errands: what counts as gone right, and the client by SDK and in the wire form."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

import pytest

from gateway.model import Verdict
from gateway.standin.rehearsal import Outcome, play, visitor
from gateway.standin.scenes import EN, JA, SCENES, Scene
from tests.clients.conftest import PYTHON
from tests.kit.gate import Gate
from tests.kit.policy import PERSONAL

REFUSAL: Mapping[str, Any] = {"kind": "BadRequestError", "status": 400, "words": "no"}


def an_outcome(scene: Scene, **changes: Any) -> Outcome:
    """The errand as it should end, but for the changes."""
    arrived: str | None = scene.prompt.replace(scene.hidden, "[X-1234]") if scene.hidden else ""
    arrived = (arrived or scene.prompt) if scene.reaches else None
    refusal = None if scene.reaches else REFUSAL
    said = "I received: something" if scene.reaches else ""
    right = Outcome(scene, "wire form", said, 3 if scene.stream else 0, refusal, arrived)
    return replace(right, **changes)


def _scene(name: str) -> Scene:
    return next(s for s in JA if s.id == name)


@pytest.mark.parametrize("scene", [*JA, *EN], ids=lambda s: s.id)
def test_an_errand_that_ends_as_meant_is_said_to(scene: Scene) -> None:
    assert an_outcome(scene).as_expected


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        pytest.param("permitted", {"refusal": REFUSAL}, id="a permitted question refused"),
        pytest.param("permitted", {"arrived": None}, id="a permitted question that got nowhere"),
        pytest.param("permitted", {"arrived": "other"}, id="a permitted question changed"),
        pytest.param("permitted", {"said": ""}, id="no answer"),
        pytest.param("marked", {"arrived": ""}, id="a connection for a refused prompt"),
        pytest.param("marked", {"refusal": None}, id="a marked prompt answered"),
        pytest.param("unlisted", {"arrived": "x"}, id="an unlisted AI contacted"),
        pytest.param(
            "unlisted", {"refusal": {**REFUSAL, "status": 500}}, id="the gate itself failed"
        ),
        pytest.param("redacted", {"arrived": _scene("redacted").prompt}, id="nothing taken out"),
        pytest.param("streamed", {"pieces": 1}, id="a stream in one piece"),
        pytest.param("permitted", {"pieces": 2}, id="a stream where none was asked for"),
    ],
)
def test_an_errand_that_ends_otherwise_is_said_to(name: str, changes: dict[str, Any]) -> None:
    assert not an_outcome(_scene(name), **changes).as_expected


def test_both_languages_run_the_same_errands() -> None:
    shapes = [[(s.id, s.client, s.host, s.expect, s.stream) for s in SCENES[k]] for k in SCENES]
    assert shapes[0] == shapes[1]


@pytest.fixture(scope="module", params=[sys.executable, str(PYTHON)], ids=["wire form", "SDK"])
def client(request: pytest.FixtureRequest, gate: Gate) -> Iterator[subprocess.Popen[str]]:
    own = {k: v for k, v in os.environ.items() if not k.lower().endswith("_proxy")}
    around = {**own, "HTTPS_PROXY": gate.url, "SSL_CERT_FILE": str(gate.ca)}
    with visitor(request.param, around) as process:
        yield process


@pytest.mark.parametrize("scene", [s for s in JA if not s.registered], ids=lambda s: s.id)
def test_the_client_goes_on_every_errand(
    gate: Gate, client: subprocess.Popen[str], scene: Scene
) -> None:
    assert gate.upstream
    if scene.hidden:
        scene = replace(scene, prompt=f"Write to {PERSONAL}.", hidden=PERSONAL)
    outcome = play(scene, client, gate.upstream)
    assert outcome.as_expected, outcome
    assert (outcome.by == "wire form") is (client.args[0] == sys.executable)  # type: ignore[index]
    if scene.expect is Verdict.BLOCK:
        assert outcome.refusal
        assert "2100" in outcome.refusal["words"]


def test_a_client_that_ended_is_not_taken_for_a_refusal(gate: Gate) -> None:
    assert gate.upstream
    with visitor(sys.executable, dict(os.environ)) as process:
        process.kill()
        process.wait()
        assert not play(_scene("marked"), process, gate.upstream).as_expected
