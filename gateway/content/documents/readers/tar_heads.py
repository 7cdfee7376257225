"""The blocks of a tar around a member's content -> what stands in them that no listing shows.

POSIX.1-1988 (ustar), POSIX.1-2001 (pax) and GNU tar. A field ends at its first zero, and whatever
follows that is nobody's; of a record that stands twice the last counts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

BLOCK = 512
_TEXTS = ((0, 100), (157, 257), (265, 297), (297, 329))
"""A name, that of a link, owner and group."""
_NUMBERS = ((100, 108), (108, 116), (116, 124), (124, 136), (136, 148), (148, 156), (329, 337),
            (337, 345))  # fmt: skip
_PREFIX, _REST = (345, 500), (500, 512)
_GNU_NUMBERS, _GNU_REST = ((345, 357), (357, 369), (369, 381), (386, 482), (483, 495)), (495, 512)
_OCTAL = re.compile(rb"[0-7 \0]*")
_LIST = re.compile(rb"[0-9 \0\n]*")
_BINARY = (b"\x80", b"\xff")
"""First bytes of a number that octal digits cannot hold."""
_FURTHER = frozenset(b"xgXLK")
"""Types of blocks that only say more of the next member, or of all."""
_LONG = frozenset(b"LK")
_USUAL = frozenset((b"", b"root", b"wheel"))
"""Owners and groups of a head that is no file's."""
_BESIDE = re.compile(
    rb"\A(?:\./)*(?:@(?:LongLink|PaxHeader)\Z|(?:[^\0]*/)?(?:PaxHeaders?(?:\.\d+)?|GNUSparseFile\.\d+)/)"
)
"""What programs put before such a name, or in its place."""
_RECORD = re.compile(rb"(\d{1,7}) ")
_OF_NUMBERS = frozenset((b"size", b"mtime", b"atime", b"ctime", b"uid", b"gid"))
_SHOWN = frozenset((b"path", b"linkpath", b"uname", b"gname"))
_NUMBER = re.compile(rb"-?\d{0,30}(?:\.\d{0,30})?")


def hidden(blocks: bytes) -> Iterator[bytes]:
    """What is hidden in the blocks before a content: of a member, and of all that say more of it.

    The names and owners that a reader of tars gives are not among it.
    """
    for kind, head, body, padding in _parts(blocks):
        yield from _in_head(head, kind in _FURTHER)
        if kind in _LONG:  # a long name ends at its first zero as well
            yield body.partition(b"\0")[2]
        elif kind in _FURTHER:
            yield from _in_records(body)
        yield padding


def other_names(blocks: bytes, shown: bytes) -> Iterator[bytes]:
    """Names in heads that the reader does not give, as another takes their place, and that are no
    part of it either."""
    renamed = False
    for kind, head, _, _ in _parts(blocks):
        name = head[:100].partition(b"\0")[0]
        if (kind in _FURTHER or renamed) and _BESIDE.sub(b"", name).rstrip(b"/") not in shown:
            yield name
        renamed = True


def _parts(blocks: bytes) -> Iterator[tuple[int, bytes, bytes, bytes]]:
    """Each head: its type, itself, what it holds for the next, and what pads that."""
    at = 0
    while at + BLOCK <= len(blocks):
        head, at = blocks[at : at + BLOCK], at + BLOCK
        kind = head[156]
        if kind not in _FURTHER:
            # What is left lists the pieces of a sparse file.
            yield kind, head, b"", b"" if _LIST.fullmatch(blocks, at) else blocks[at:]
            return
        end = at + _size(head)
        after = end + -end % BLOCK
        yield kind, head, blocks[at:end], blocks[end:after]
        at = after


def _size(head: bytes) -> int:
    raw = head[124:136]
    if raw[:1] in _BINARY:
        return int.from_bytes(raw[1:])
    digits = raw.strip(b"\0 ")
    return int(digits, 8) if digits and _OCTAL.fullmatch(digits) else 0


def _in_head(head: bytes, is_further: bool) -> Iterator[bytes]:
    is_gnu = head[257:265] == b"ustar  \0"
    texts = _TEXTS if is_gnu else (*_TEXTS, _PREFIX)
    for start, end in texts:
        first, _, rest = head[start:end].partition(b"\0")
        yield rest
        if is_further and start and first not in _USUAL:
            yield first
    for start, end in (*_NUMBERS, *(_GNU_NUMBERS if is_gnu else ())):
        number = head[start:end]
        if number[:1] not in _BINARY and not _OCTAL.fullmatch(number):
            yield number
    start, end = _GNU_REST if is_gnu else _REST
    yield head[start:end]


def _in_records(body: bytes) -> Iterator[bytes]:
    """`length key=value` and a line end, each."""
    at, shown = 0, dict[bytes, bytes]()
    while found := _RECORD.match(body, at):
        end = at + int(found[1])
        key, _, value = body[found.end() : end - 1].partition(b"=")
        if end <= found.end() or end > len(body):
            break
        if key in _SHOWN:
            yield shown.get(key, b"")
            shown[key] = value
        elif key not in _OF_NUMBERS or not _NUMBER.fullmatch(value):
            yield key + b"\t" + value
        at = end
    yield body[at:]
