"""Edits of segments -> the body with these edits, every other byte as it was.

Each edit is carried outwards, layer by layer, until it is one of the body's own text.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field

from gateway.formats.coding import in_order, spliced
from gateway.formats.prompt_builder import Layer, Origin
from gateway.model import CannotRewriteError, Edit, Segment


@dataclass(frozen=True, slots=True)
class BodyRewriter:
    """Rewrites one body. `encode` makes bytes of the root layer's text."""

    body: bytes = field(repr=False)
    root: Layer = field(repr=False)
    segments: Sequence[Segment] = field(repr=False)
    origins: Sequence[Origin] = field(repr=False)
    encode: Callable[[str], bytes] = field(repr=False)

    def __call__(self, edits: Iterable[Edit]) -> bytes:
        """Raises ValueError for edits that overlap within one segment or lie outside it, and
        CannotRewriteError where a text cannot be changed, or two places say it together."""
        ours = self._by_segment(edits)
        if not ours:
            return self.body
        if self.encode(self.root.text) != self.body:
            raise CannotRewriteError("not-faithful")
        return self.encode(spliced(self.root.text, self._at_the_root(ours)))

    def _by_segment(self, edits: Iterable[Edit]) -> dict[int, list[Edit]]:
        found: dict[int, list[Edit]] = defaultdict(list)
        for edit in edits:
            found[edit.segment].append(edit)
        for number, group in found.items():
            if not 0 <= number < len(self.origins):
                raise CannotRewriteError("not-in-the-body")
            in_order(group, len(self.segments[number].text))
        return found

    def _at_the_root(self, edits: dict[int, list[Edit]]) -> list[Edit]:
        """Lift the edits of the innermost layers first, until all are the root's."""
        pending = _Pending()
        for number, group in edits.items():
            *_, within = origin = self.origins[number]
            pending.put(origin, [Edit(within, e.start, e.end, e.text) for e in group])
        while layer := pending.innermost():
            lifted = pending.take(layer)
            if not layer.origin:
                assert layer is self.root
                return lifted
            pending.put(layer.origin, lifted)
        raise AssertionError("every layer leads to the root")


_Spans = dict[tuple[int, int, int], tuple[Origin, list[Edit]]]


class _Pending:
    """Edits that wait to be lifted, by the layer they will be edits of. A body has as many layers
    as it has texts in each other."""

    def __init__(self) -> None:
        self._by_depth: dict[int, dict[Layer, _Spans]] = {}

    def innermost(self) -> Layer | None:
        """One of the layers that no other waits within."""
        deepest = self._by_depth[max(self._by_depth)] if self._by_depth else {}
        return next(iter(deepest), None)

    def put(self, origin: Origin, edits: list[Edit]) -> None:
        layer, start, end, coding, _ = origin
        spans = self._by_depth.setdefault(layer.depth, {}).setdefault(layer, {})
        spans.setdefault((start, end, id(coding)), (origin, []))[1].extend(edits)

    def take(self, layer: Layer) -> list[Edit]:
        """All edits of this layer's text."""
        alike, found = self._by_depth[layer.depth], set[Edit]()
        waiting = alike.pop(layer)
        if not alike:
            del self._by_depth[layer.depth]
        try:
            for (_, start, end, coding, _), edits in waiting.values():
                for e in coding.lift(layer.text[start:end], list(set(edits))):
                    found.add(Edit(0, start + e.start, start + e.end, e.text))
            return in_order(found, len(layer.text))
        except CannotRewriteError:
            raise
        except ValueError:
            # Two readings of the same characters, for instance as they are and decoded.
            raise CannotRewriteError("two-readings") from None
