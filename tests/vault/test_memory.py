"""The vault: each person's own, for a time, and never more than a bound."""

from __future__ import annotations

from dataclasses import dataclass

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.vault import Vault, memory

A, B = {"NAME-AAAAAA": "Alice"}, {"NAME-BBBBBB": "Bob"}


@dataclass
class Clock:
    now: float = 0.0

    def __call__(self) -> float:
        return self.now


def values(store: Vault, actor: str) -> dict[str, str]:
    known = store.known(actor)
    return dict(known.values) if known else {}


@given(st.lists(st.tuples(st.sampled_from("abc"), st.integers(0, 20)), max_size=40))
def test_nobody_ever_has_a_value_of_somebody_else(puts: list[tuple[str, int]]) -> None:
    """Though every placeholder is the same for all."""
    store = Vault(Clock())
    for actor, number in puts:
        store.put(actor, {f"NAME-{number:06}": f"{actor}{number}"})
    for actor in "abc":
        own = {n for a, n in puts if a == actor}
        assert values(store, actor) == {f"NAME-{n:06}": f"{actor}{n}" for n in own}


def test_a_value_is_let_go_of_when_its_time_is_up() -> None:
    clock = Clock()
    store = Vault(clock)
    store.put("a", A)
    clock.now = memory.KEPT - 1
    store.put("a", B)
    assert values(store, "a") == A | B
    clock.now += 2
    assert values(store, "a") == B
    clock.now += memory.KEPT
    assert store.known("a") is None
    assert store.people == 0


def test_what_is_taken_out_again_is_kept_anew() -> None:
    clock = Clock()
    store = Vault(clock)
    for _ in range(5):
        store.put("a", A)
        clock.now += memory.KEPT / 2
    assert values(store, "a") == A


def test_those_who_never_come_back_are_let_go_of_too() -> None:
    clock = Clock()
    store = Vault(clock)
    store.put("a", A)
    clock.now = memory.KEPT + 1
    store.sweep()
    assert store.people == 0


def test_one_person_has_a_bound(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(memory, "MAX_VALUES", 10)
    store = Vault(Clock())
    for number in range(30):
        store.put("a", {f"NAME-{number:06}": "x"})
    assert set(values(store, "a")) == {f"NAME-{n:06}" for n in range(20, 30)}


def test_all_together_have_one_and_whoever_was_silent_longest_goes(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(memory, "MAX_CHARACTERS", 100)
    store = Vault(Clock())
    store.put("a", {"NAME-AAAAAA": "x" * 40})
    store.put("b", {"NAME-AAAAAA": "x" * 40})
    store.put("a", {"NAME-BBBBBB": "x" * 10})
    store.put("c", {"NAME-AAAAAA": "x" * 40})
    assert [len(values(store, actor)) for actor in "abc"] == [2, 0, 1]
    store.put("d", {"NAME-AAAAAA": "x" * 400})
    assert store.people == 0


def test_an_answer_under_way_sees_what_is_taken_out_meanwhile() -> None:
    store = Vault(Clock())
    store.put("a", A)
    known = store.known("a")
    assert known
    store.put("a", B)
    assert known.look("[NAME-BBBBBB]")[0]


def test_no_value_is_in_its_repr() -> None:
    store = Vault(Clock())
    store.put("a", A)
    assert "Alice" not in repr(store) + repr(store.known("a"))
    assert "Alice" not in repr(memory._Person())
