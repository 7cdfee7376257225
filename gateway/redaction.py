"""Findings -> edits: each found value becomes a placeholder that a model can read.

A placeholder is `[TYPE-XXXXXX]`: what was there, and digits of a keyed digest of the value, so
that the same value has the same placeholder in every request under one key, and nobody
without the key can try values against it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from gateway.model import Edit, Finding, Prompt

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is mistaken for a digit when read aloud."""

DIGITS = 6
"""30 bits: among 1,000 values of one conversation two collide once in 2,000 conversations,
and then the later one grows; shorter ones would grow often, which makes them less steady."""

_TYPE = re.compile(r"[^A-Z_]+")


@dataclass(slots=True)
class Placeholders:
    """The placeholders of one request. `key` is the installation's, for this purpose only."""

    key: bytes = field(repr=False)
    _values: dict[str, str] = field(default_factory=dict, repr=False)

    def name(self, kind: str, value: str) -> str:
        """The placeholder for a value; no two values of this request share one."""
        kind = _TYPE.sub("_", kind.upper()).strip("_") or "REDACTED"
        digits = _digits(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), key=self.key))
        for length in range(DIGITS, len(digits) + 1):
            name = f"[{kind}-{digits[:length]}]"
            if self._values.setdefault(name, value) == value:
                return name
        raise AssertionError("two values share a 512-bit digest")


def edits(prompt: Prompt, findings: Iterable[Finding], names: Placeholders) -> tuple[Edit, ...]:
    """One edit for each found stretch; findings that overlap become one."""
    return tuple(
        Edit(f.segment, f.start, f.end, names.name(f.kind or f.information_class, _text(prompt, f)))
        for f in _merged(findings)
    )


def _text(prompt: Prompt, finding: Finding) -> str:
    return prompt.segments[finding.segment].text[finding.start : finding.end]


def _merged(findings: Iterable[Finding]) -> Iterator[Finding]:
    """In order of place; of overlapping ones the longest gives the name, all the span."""
    current: Finding | None = None
    for finding in sorted(findings, key=lambda f: (f.segment, f.start, -f.end)):
        if current and finding.segment == current.segment and finding.start < current.end:
            current = _joined(current, finding)
            continue
        if current:
            yield current
        current = finding
    if current:
        yield current


def _joined(first: Finding, second: Finding) -> Finding:
    longer = max(first, second, key=lambda f: f.end - f.start)
    return Finding(
        classifier=longer.classifier,
        information_class=longer.information_class,
        start=first.start,
        end=max(first.end, second.end),
        reason=longer.reason,
        confidence=longer.confidence,
        kind=longer.kind,
        place=first.place,
        segment=first.segment,
    )


def _digits(digest: hashlib._Hash | hashlib.blake2b) -> str:
    number = int.from_bytes(digest.digest())
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(0, 510, 5))
