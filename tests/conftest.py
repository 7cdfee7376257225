"""Settings that every test shares, and the one gate for all tests that need no other."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Protocol

import pytest
from hypothesis import settings

from gateway.standin import Authority, StandIn
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import POLICY
from tests.kit.routes import ROUTES, Held

# No deadline: the suite runs beside other work, and a slow machine is no fault of the code.
settings.register_profile("sekisho", deadline=None)
settings.load_profile("sekisho")


class StartGate(Protocol):
    """Starts a further gate; see start_gate for the options."""

    def __call__(self, policy: str = ..., *options: str, **how: object) -> Gate: ...


@pytest.fixture(scope="session")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="session")
def held() -> Held:
    return Held()


@pytest.fixture(scope="session")
def upstream(authority: Authority, held: Held) -> Iterator[StandIn]:
    with StandIn(authority, routes=(held, *ROUTES)) as server:
        yield server


@pytest.fixture(scope="session")
def gate(tmp_path_factory: pytest.TempPathFactory, upstream: StandIn) -> Iterator[Gate]:
    with start_gate(tmp_path_factory.mktemp("gate"), POLICY, upstream) as running:
        yield running


@pytest.fixture
def start(tmp_path: Path, upstream: StandIn) -> Iterator[StartGate]:
    """Starts further gates, each with a policy of its own; they end with the test."""
    running: list[Gate] = []

    def begin(policy: str = POLICY, *options: str, **how: object) -> Gate:
        folder = tmp_path / f"gate{len(running)}"
        running.append(start_gate(folder, policy, upstream, *options, **how))  # type: ignore[arg-type]
        return running[-1]

    yield begin
    for gate in running:
        gate.stop()
