"""What repeats is counted: nothing is lost, and nobody fills the trail with it."""

from __future__ import annotations

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway.incidents import A_CLIENT, IN_ALL, WINDOW, Incidents

KIND = "login-failed"


def test_the_first_is_told_at_once_and_the_rest_is_a_count() -> None:
    incidents = Incidents()
    about = {"via": "proxy"}
    told = [incidents.happened(KIND, "192.0.2.1", about, float(n)) for n in range(500)]
    assert told[0] == (KIND, {"client": "192.0.2.1", "via": "proxy", "count": 1})
    assert told[1:] == [None] * 499
    assert incidents.due(WINDOW - 1) == []
    assert incidents.due(WINDOW) == [
        (KIND, {"client": "192.0.2.1", "via": "proxy", "count": 499}),
    ]
    assert incidents.rest() == []


def test_what_happened_once_is_told_once() -> None:
    incidents = Incidents()
    assert incidents.happened(KIND, "192.0.2.1", {}, 0.0)
    assert incidents.due(WINDOW) == []
    assert incidents.happened(KIND, "192.0.2.1", {}, WINDOW), "and anew when its time is over"


@pytest.mark.parametrize(
    ("clients", "hosts", "most"),
    [
        pytest.param(1, 5_000, 2 * (A_CLIENT + 1), id="a client with many hosts"),
        pytest.param(5_000, 1, 2 * (IN_ALL + 1), id="many clients"),
    ],
)
def test_whatever_clients_do_the_events_are_few(clients: int, hosts: int, most: int) -> None:
    incidents, count, events = Incidents(), 0, 0
    for host in range(hosts):
        for client in range(clients):
            told = incidents.happened("tunnel-refused", f"c{client}", {"host": f"h{host}"}, 0.0)
            events += told is not None
            count += 1
    rest = incidents.rest()
    assert events + len(rest) <= most
    assert events + sum(int(about["count"]) for _, about in rest) == count


happenings = st.tuples(
    st.sampled_from(["a", "b"]),
    st.sampled_from([f"c{n}" for n in range(4)]),
    st.sampled_from([f"h{n}" for n in range(2 * A_CLIENT)]),
    st.floats(0, WINDOW),
)


@given(st.lists(happenings, max_size=300))
def test_every_one_is_counted_under_its_kind(happened: list[tuple[str, str, str, float]]) -> None:
    incidents, now = Incidents(), 0.0
    told: Counter[str] = Counter()
    for kind, client, host, later in happened:
        now += later
        first = incidents.happened(kind, client, {"host": host}, now)
        for k, about in [*([first] if first else []), *incidents.due(now)]:
            told[k] += int(about["count"])
    for k, about in incidents.rest():
        told[k] += int(about["count"])
    assert told == Counter(kind for kind, *_ in happened)
    assert incidents == Incidents(), "and nothing is kept"
