"""How many bytes of bodies are held, by all and by each."""

from __future__ import annotations

from collections import Counter

from hypothesis import given
from hypothesis import strategies as st

from gateway.planes.mitmproxy.held_bytes import HeldBytes


def test_one_client_holds_so_much_and_no_more() -> None:
    held = HeldBytes(each=100, all=1_000)
    assert held.may_keep("a", "mallory", 60)
    assert held.may_keep("b", "mallory", 40)
    assert not held.may_keep("b", "mallory", 41)
    assert held.may_keep("c", "alice", 60)
    held.leave("a")
    assert held.may_keep("d", "mallory", 100)


def test_where_there_is_too_much_in_all_it_is_taken_from_those_who_have_more_than_their_share() -> (
    None
):
    held = HeldBytes(each=100, all=150)
    assert held.may_keep("a", "mallory", 100)
    assert held.may_keep("b", "alice", 60)
    assert not held.may_keep("a", "mallory", 100 + 1)
    assert held.may_keep("b", "alice", 70)


steps = st.tuples(st.sampled_from("abcdef"), st.integers(0, 120), st.booleans())


@given(st.lists(steps, max_size=60))
def test_what_is_held_is_bounded_whatever_comes_and_goes(
    asked: list[tuple[str, int, bool]],
) -> None:
    """A flow's name begins with its client's: two flows each."""
    held = HeldBytes(each=100, all=150)
    kept: Counter[str] = Counter()
    for flow, size, leaves in asked:
        client = "one" if flow in "ab" else "two" if flow in "cd" else "three"
        if leaves:
            held.leave(flow)
            del kept[flow]
        elif held.may_keep(flow, client, size):
            kept[flow] = size
        else:
            del kept[flow]
        assert kept["a"] + kept["b"] <= 100
        assert kept.total() <= 150 + 2 * 50  # below a fair share nobody is refused
