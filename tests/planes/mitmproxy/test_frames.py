"""How many frames that carry nothing a connection may send."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from gateway.planes.mitmproxy.frames import A_SECOND, BURST, RESET, Trickle


def test_so_many_at_once_and_then_a_trickle() -> None:
    now = [5.0]
    trickle = Trickle(lambda: now[0])
    assert all(trickle.take() for _ in range(int(BURST)))
    assert not trickle.take()
    now[0] += 1.0
    assert sum(trickle.take() for _ in range(1_000)) in {int(A_SECOND) - 1, int(A_SECOND)}


def test_a_reset_counts_for_several() -> None:
    trickle = Trickle(lambda: 1.0)
    trickle.take(0)
    assert sum(trickle.take(RESET) for _ in range(1_000)) == BURST / RESET


@given(st.lists(st.tuples(st.floats(0, 9), st.floats(0, 9)), max_size=50))
def test_never_more_than_the_burst_and_what_time_has_brought(
    steps: list[tuple[float, float]],
) -> None:
    now = [0.0]
    trickle, spent = Trickle(lambda: now[0]), 0.0
    for wait, cost in steps:
        now[0] += wait
        if not trickle.take(cost):
            return  # the connection ends
        spent += cost
        assert spent <= BURST + now[0] * A_SECOND + 1e-6
