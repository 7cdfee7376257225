"""What is said of many tests: nothing left, and it stands in the trail."""

from __future__ import annotations

from tests.kit.client import Reply
from tests.kit.gate import Events
from tests.kit.policy import SECRET


def assert_refused(reply: Reply, events: Events, *statuses: int) -> None:
    """The gate itself answered, no byte and no connection reached the upstream, and one record
    of a refusal has the id that the client was given."""
    assert reply.status in statuses, (reply.status, reply.text[:400])
    assert reply.complete
    assert events.upstream_saw.nothing
    assert events.record["verdict"] == "block"
    assert events.record["id"] == reply.decision


def assert_kept_in(events: Events, needle: str = SECRET) -> None:
    """Whatever else went through, this text did not; and every request that the upstream was
    asked has its own record, so that none was smuggled in another."""
    saw = events.upstream_saw
    assert not saw.holds(needle.encode())
    passed = [r for r in events.records if r["verdict"] != "block"]
    assert len(saw.questions) <= len(passed)
