"""Messages of one socket, one by one -> what of them may go on in the next, and where it did.

Kept is the end of what was said last, and of each member that is no id, bounded; a message that
says it all again, as one does that is typed into or holds a whole history, goes on by itself.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from gateway.formats.cut_blobs import end_of_run
from gateway.formats.cut_tokens import Run, cut_tokens
from gateway.formats.file_places import DECODED
from gateway.formats.known_names import SPOKEN, UNJOINED
from gateway.formats.neighbours import Neighbours, may_be_cut
from gateway.formats.seams import WIDE
from gateway.model import Part, Segment

MAX_MEMBERS = 16
"""Of one message; each keeps up to WIDE characters, all together 64 KiB a connection."""

NEXT = 8
"""Texts of a message that what was said before may go on in."""

BEFORE = "#before"
SAID = f"{BEFORE}said"
"""The place of what was said last, whatever members it stood in."""


def carried(before: Sequence[Segment], segments: Iterable[Segment]) -> tuple[Segment, ...]:
    """What may go on in the next message, after these segments of one."""
    ends = {s.place: s for s in before}
    for place, texts in _members(segments):
        said = "".join(s.text for s in texts)
        last = ends.pop(place, None)
        if last and not _is_again(last.text, said):
            said = last.text + said
        ends[place] = Segment(place, end_of_run(said, WIDE), label=texts[0].label)
    others = [s for s in ends.values() if s.place != SAID][-MAX_MEMBERS:]
    return (*([ends[SAID]] if SAID in ends else []), *others)


def going_on(before: Sequence[Segment], segments: Iterable[Segment]) -> Neighbours:
    """Where a message goes on with what was said before it."""
    found = Neighbours()
    ends = {s.place: s for s in before}
    for place, texts in _members(segments) if ends else ():
        last = ends.get(place)
        if last is None or _is_again(last.text, "".join(s.text for s in texts)):
            continue
        run = [last, *texts[:NEXT]]
        if place == SAID:
            found.firm.append(run)
        elif may_be_cut(last, texts[0]):
            found.loose.append(run)
        found.firm.extend(r for r in cut_tokens(run) if r[0].place == place)
    return found


def _is_again(last: str, said: str) -> bool:
    """Does a message begin with what was said, or hold it, where only its end was kept?"""
    return said.startswith(last) or (len(last) >= WIDE and last in said)


def _members(segments: Iterable[Segment]) -> Iterator[tuple[str, Run]]:
    members: dict[str, Run] = {}
    for s in segments:
        if s.part is not Part.BODY or s.seams or DECODED in s.place or not s.text.strip():
            continue
        if s.label in SPOKEN or not s.place:
            members.setdefault(SAID, []).append(s)
        elif s.label not in UNJOINED and s.place[-1] != "#":
            members.setdefault(BEFORE + s.place, []).append(s)
    return iter(members.items())
