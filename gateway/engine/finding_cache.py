"""Findings of texts seen before: an agent sends its whole history again with every turn.

Keeps a keyed digest of each text and what was found in it, never the text. The key is drawn
when the process starts, so that a digest means nothing to anyone else.
"""

from __future__ import annotations

import hashlib
import threading
from collections import OrderedDict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field

from gateway.model import Finding, Segment

CAPACITY = 50_000
"""Segments remembered: about 250 agents' histories of 200 segments; some 15 MB."""

Seen = Mapping[bytes, tuple[Finding, ...]]
"""Digest of a text -> what was found in it."""


@dataclass(slots=True)
class FindingCache:
    """Least recently used goes first. Safe to use from several threads."""

    key: bytes = field(repr=False)
    capacity: int = CAPACITY
    _known: OrderedDict[bytes, tuple[Finding, ...]] = field(default_factory=OrderedDict, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, repr=False)
    _keyed: hashlib.blake2b = field(init=False, repr=False)

    def __post_init__(self) -> None:
        self._keyed = hashlib.blake2b(key=self.key, digest_size=16)

    def recall(
        self,
        segment: Segment,
        look: Callable[[Segment], tuple[Finding, ...]],
        digest: bytes | None = None,
    ) -> tuple[Finding, ...]:
        """What is found in the segment; `look` is asked only where it was never seen.

        `digest` is what `digest` said of it, if that was asked before.
        """
        digest = digest or self.digest(segment)
        with self._lock:
            found = self._known.get(digest)
            if found is not None:
                self._known.move_to_end(digest)
                return found
        found = look(segment)
        self.learn({digest: found})
        return found

    def known(self, digests: Iterable[bytes]) -> Seen:
        """What is known of these texts."""
        with self._lock:
            return {d: found for d in digests if (found := self._known.get(d)) is not None}

    def learn(self, seen: Seen) -> None:
        """What was found elsewhere, under the same key."""
        with self._lock:
            self._known.update(seen)
            while len(self._known) > self.capacity:
                self._known.popitem(last=False)

    def seen(self) -> Seen:
        """All that is known."""
        with self._lock:
            return dict(self._known)

    def digest(self, segment: Segment) -> bytes:
        """Everything that a classifier sees, but the place, which no finding depends on."""
        label = segment.label
        said = (segment.part, str(len(label)), label, "t" * segment.is_template, segment.text)
        state = self._keyed.copy()  # made ready once: an agent's history has hundreds of segments
        state.update("\0".join(said).encode("utf-8", "surrogatepass"))
        return state.digest()
