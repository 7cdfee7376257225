"""Records of a gate, and the policies it had -> those whose decision comes out otherwise, taken
again from the record alone."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from typing import Any

from gateway.catalogue import load
from gateway.engine.decide import decide
from gateway.engine.facts import facts_from_record
from gateway.engine.record import reasons_from_record
from gateway.errors import PolicyError
from gateway.model import Policy
from gateway.policy.build import parse


def taken_again(records: Iterable[Mapping[str, Any]], policies: Iterable[str]) -> Iterator[str]:
    """What does not come out as it was, in words. Every record must be of one of the policies."""
    known = {p.revision: p for text in policies if (p := _parsed(text))}
    for record in records:
        policy = known.get(record["policy"])
        if not policy:
            yield f"{record['id']}: of a policy that the test did not write, {record['policy']}"
            continue
        was = reasons_from_record(record)
        now = decide(facts_from_record(record), policy)
        if now != was:
            yield f"{record['id']}: was {was}, is {now}"


@lru_cache(256)
def _parsed(text: str) -> Policy | None:
    """None for what a gate would not have taken up either."""
    try:
        return parse(text, load())
    except PolicyError:
        return None
