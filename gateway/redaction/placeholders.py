"""Findings -> edits: each found value becomes a placeholder that a model can read.

A placeholder is `[TYPE-XXXXXX]`: what was there, and digits of a keyed digest of the value, so
that the same value has the same placeholder in every request under one key, and nobody
without the key can try values against it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import zip_longest

from gateway.model import ClassId, Edit, Finding, Prompt
from gateway.redaction.spotting import digits_in
from gateway.redaction.widening import whole_sentence, whole_words

CROCKFORD = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
"""Crockford's base 32: no letter that is mistaken for a digit when read aloud."""

DIGITS = 6
"""30 bits: among 1,000 values of one conversation two collide once in 2,000 conversations,
and then the later one grows; shorter ones would grow often, which makes them less steady."""

MAX_TYPE = 32
"""Characters of a type; a longer one tells a model nothing more."""

_TYPE = re.compile(r"[^A-Z_]+")


@dataclass(slots=True)
class Placeholders:
    """The placeholders of one request. `key` is the installation's, for this purpose only.

    `taken` are the digits of whatever looks like a placeholder in the prompt already, whoever wrote
    it: no value is given them, so that no text of the prompt comes back as what it was not.
    But for what stands for that very value in this person's answers already (`before`): a vendor's
    signed reasoning keeps its placeholders, and with every turn they would become longer.
    """

    key: bytes = field(repr=False)
    taken: frozenset[str] = field(default=frozenset(), repr=False)
    before: Mapping[str, str] = field(default_factory=dict, repr=False)
    classes: dict[str, ClassId] = field(default_factory=dict)
    """Name -> the class of what it stands for."""
    _values: dict[str, str] = field(default_factory=dict, repr=False)

    @classmethod
    def for_prompt(
        cls, key: bytes, prompt: Prompt, before: Mapping[str, str] | None = None
    ) -> Placeholders:
        taken = frozenset(d for s in prompt.segments for d in digits_in(s.text))
        return cls(key, taken, before or {})

    @property
    def values(self) -> Mapping[str, str]:
        """What each placeholder that was given stands for; without its brackets."""
        return self._values

    def name(self, kind: str, value: str) -> str:
        """The placeholder for a value; no two values of this request share one."""
        kind = _TYPE.sub("_", kind.upper())[:MAX_TYPE].strip("_") or "REDACTED"
        digits = _digits(hashlib.blake2b(value.encode("utf-8", "surrogatepass"), key=self.key))
        for length in range(DIGITS, len(digits) + 1):
            name = f"{kind}-{digits[:length]}"
            if digits[:length] in self.taken and self.before.get(name) != value:
                continue
            if digits[:length].isdecimal():
                continue  # digits alone might be a number of the kind that is hidden
            if self._values.setdefault(name, value) == value:
                return f"[{name}]"
        raise AssertionError("two values share a 510-bit digest")


def edits(prompt: Prompt, findings: Iterable[Finding], names: Placeholders) -> tuple[Edit, ...]:
    """One edit for each found stretch; findings that overlap become one.

    A fragment of a registered asset takes the sentence, line or cell around it along, any other
    value the rest of its word. Raises CannotRewriteError where that has no end.
    """
    made = []
    merged = _merged(whole_sentence(f, prompt.segments[f.segment].text) for f in findings)
    for f in _whole(list(merged), prompt):
        name = names.name(f.kind or f.information_class, _text(prompt, f))
        names.classes[name.strip("[]")] = f.information_class
        made.append(Edit(f.segment, f.start, f.end, name))
    return tuple(made)


def _whole(findings: Sequence[Finding], prompt: Prompt) -> Iterator[Finding]:
    """Each with the rest of its word, as far as the finding before it and the one after it."""
    reached = 0, 0  # a segment, and the place in it
    for f, following in zip_longest(findings, findings[1:]):
        text = prompt.segments[f.segment].text
        after = reached[1] if reached[0] == f.segment else 0
        is_same = following and following.segment == f.segment
        whole = whole_words(f, text, after, following.start if is_same else len(text))
        reached = whole.segment, whole.end
        yield whole


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
    end = max(first.end, second.end)
    return replace(longer, start=first.start, end=end, place=first.place, segment=first.segment)


def _digits(digest: hashlib.blake2b) -> str:
    number = int.from_bytes(digest.digest())
    return "".join(CROCKFORD[(number >> shift) & 31] for shift in range(0, 510, 5))
