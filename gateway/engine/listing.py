"""Findings -> those that a record lists one by one, within a bound of bytes. Pure.

Facts count all of them; what is listed says where the most telling ones stood.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from gateway.engine.scrub import NAME_LENGTH, plain
from gateway.model import Finding, Part

FINDINGS_BYTES = 8 * 2**10
"""Bytes of a record for its findings, some forty of them: more than a person reads, and a few
kilobytes of addresses must not fill the disk with a record many times their size."""


def listed(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    """As many as fit, in their order. Chosen first are those in the path, which say what of it may
    be recorded; the first of each kind; then values that were not listed yet."""
    if not findings:
        return ()
    chosen: list[int] = []
    left = FINDINGS_BYTES
    for number in _most_telling_first(findings):
        left -= _size(findings[number])
        if left < 0:
            break
        chosen.append(number)
    return tuple(findings[number] for number in sorted(chosen))


def _most_telling_first(findings: Sequence[Finding]) -> list[int]:
    kinds: set[tuple[str, ...]] = set()
    digests: set[str] = set()
    ranks: list[int] = []
    for f in findings:
        kind = (f.information_class, f.kind, f.speaks)
        known = (f.place.startswith(Part.PATH), kind not in kinds, f.digest not in digests, True)
        ranks.append(known.index(True))
        kinds.add(kind)
        digests.add(f.digest)
    return sorted(range(len(findings)), key=ranks.__getitem__)


def finding_as_record(finding: Finding) -> dict[str, Any]:
    return {
        "class": finding.information_class,
        "classifier": finding.classifier,
        "code": finding.code,
        "kind": finding.kind,
        "speaks": finding.speaks.value,
        "place": plain(finding.place),
        "start": finding.start,
        "end": finding.end,
        "digest": finding.digest,
        **({"asset": plain(finding.asset, NAME_LENGTH)} if finding.asset else {}),
    }


def _size(finding: Finding) -> int:
    text = json.dumps(finding_as_record(finding), ensure_ascii=False, separators=(",", ":"))
    return len(text.encode("utf-8", "backslashreplace")) + 1
