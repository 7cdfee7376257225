"""Several workers, one memory: what one took out the others put back."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest

from gateway.model import ClassId, Prompt, Segment
from gateway.vault import Vault
from gateway.vault.shared import SharedVault

A, B = {"NAME-AAAAAA": "Alice"}, {"NAME-BBBBBB": "Bob"}


@dataclass
class Clock:
    now: float = 1e6

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock() -> Clock:
    return Clock()


Worker = Callable[[], SharedVault]


@pytest.fixture
def worker(clock: Clock) -> Iterator[Worker]:
    """One more of the workers of one gate."""
    memory = os.memfd_create("test")
    yield lambda: SharedVault(memory, Vault(clock), clock, limit=4096)
    os.close(memory)


def values(vault: SharedVault, actor: str) -> dict[str, str]:
    known = vault.known(actor)
    return dict(known.values) if known else {}


def test_what_one_worker_took_out_all_know(worker: Worker) -> None:
    one, other = worker(), worker()
    assert values(other, "a") == {}
    one.put("a", A)
    other.put("a", B)
    assert values(other, "a") == values(one, "a") == A | B
    assert values(worker(), "a") == A | B, "one that was started later"


def test_what_one_worker_took_out_the_others_withhold(worker: Worker) -> None:
    one, other = worker(), worker()
    one.put("a", {"NAME-AAAAAA": "山田太郎"}, {"NAME-AAAAAA": ClassId("personal")})
    prompt = Prompt((Segment("/0", "山田太郎です"),))
    known = other.remembered("a")
    assert known
    assert [f.information_class for f in known.find(prompt, ())] == ["personal"]
    assert other.remembered("b") is None


def test_nobody_elses(worker: Worker) -> None:
    one, other = worker(), worker()
    one.put("a", A)
    assert values(other, "b") == {}


def test_what_is_old_when_it_is_read_is_not_taken_up(worker: Worker, clock: Clock) -> None:
    one, other = worker(), worker()
    one.put("a", A)
    clock.now += 13 * 3600
    assert values(other, "a") == {}
    one.put("a", A)
    assert values(other, "a") == A


def test_what_stays_in_use_stays_known_to_all(worker: Worker, clock: Clock) -> None:
    one, other = worker(), worker()
    for _ in range(10):
        one.put("a", A)
        clock.now += 5 * 3600
        one.sweep()
        other.sweep()
        assert values(other, "a") == A


def test_what_is_told_again_soon_takes_no_room(worker: Worker) -> None:
    one = worker()
    one.put("a", A)
    before = os.fstat(one.descriptor).st_size
    one.put("a", A)
    assert os.fstat(one.descriptor).st_size == before


def test_a_full_memory_begins_anew_and_nobody_reads_what_it_was(worker: Worker) -> None:
    one, other = worker(), worker()
    for number in range(200):
        one.put("a", {f"NAME-{number:06}": "x" * 50})
        assert f"NAME-{number:06}" in values(other, "a")
        assert os.fstat(one.descriptor).st_size <= 4096
    one.put("b", {"NAME-CCCCCC": "y" * 9000})  # more than the memory holds: for this worker alone
    assert values(other, "b") == {}
    one.put("c", A)
    assert values(other, "c") == A


def test_a_record_that_a_dying_worker_left_half_written_is_not_read(worker: Worker) -> None:
    one, other = worker(), worker()
    one.put("a", A)
    os.pwrite(one.descriptor, b"\0\0\1\0[12", os.fstat(one.descriptor).st_size)
    other.put("a", B)
    assert values(one, "a") == A | B
