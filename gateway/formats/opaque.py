"""What a text may be that says nothing by itself: a file whose coding is not well formed, an
encrypted message, letters by chance. Pure functions of one text; what follows, `file_places` says.
"""

from __future__ import annotations

import base64
import binascii
import re
from collections.abc import Iterator
from contextlib import suppress

import re2

from gateway.content import charset
from gateway.content.file_type import is_known_file
from gateway.formats.spots import MIN_BLOB

MIN_OPAQUE = 64
"""Characters of base64 that say nothing: less is no file."""

MIN_CAPITALS = 0.22
"""Of 64 random characters of base64 26 are capitals, with a deviation of 4: a share of 0.22 is
three below. A path or a name in CamelCase has 0.15."""

MIN_SMALL, MIN_DIGITS = 0.22, 0.03
"""The same of small letters, and of digits (10, with a deviation of 3): without these it is a
constant of a program, or a word."""

MIN_LETTERS = 0.9
"""Of a blob that is not well formed: what decoders skip stands here and there."""

MAX_OPAQUE = 16 * 1024
"""Characters in one text of which nothing can be made. Digests, and what vendors give and take
back, are not counted; a token of a session has 4,000."""

MIN_RUN = 48
"""Characters of a run that is counted: 36 bytes. Wrapped base64 has 60, 64 or 76 a line."""

MAX_DIGEST = 128
"""Hexadecimal digits of SHA-512: a run of these that is no longer is a digest, a key's id."""

DIGESTS = frozenset((32, 40, 48, 56, 64, 96, 128))
"""Hexadecimal digits that a digest has."""

MAX_ADDRESS = 2_048
"""Characters; signed ones have up to 1,500, and a name in a bucket 1,024."""

MAX_BASE85 = 100
"""Letters of it that are decoded, in Python, to know it by: 80 bytes. It is never read whole."""

SHORT = 15
"""Bytes; of fewer a text in another charset than UTF-8 is a matter of chance."""

_SPACE = re.compile(r"\s+")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})++")
_NO_HEX = re.compile(r"0[xX]|\\x|[\s:,;-]")
_RUN = re.compile(rf"[A-Za-z0-9+/_-]{{{MIN_RUN},}}+={{0,2}}")
_MAY_RUN = re2.compile(rb"[A-Za-z0-9+/_-]{%d}" % MIN_RUN)
_NEITHER = re.compile(r"[^A-Za-z0-9+/]+")
_NONE_OF_EITHER = re.compile(r"[^A-Za-z0-9+/_-]+")
_PADDING = re.compile(r"=+")
_TO_STANDARD = str.maketrans("-_", "+/")
_CAPITALS = re.compile(r"[A-Z]+")
_SMALL = re.compile(r"[a-z]+")
_DIGITS = re.compile(r"[0-9]+")
_HEX_DIGITS = re.compile(r"[0-9A-Fa-f]+")
_ADDRESS = re.compile(
    r"(?:(?:https?|ftp|sftp|file|blob|gs|s3|wasbs?|abfss?|hf)://|sha(?:256|512):)\S*", re.IGNORECASE
)
_ARMOUR = re.compile(
    r"-----BEGIN (?:PGP MESSAGE(?:, PART [\d/]{1,9})?|AGE ENCRYPTED FILE|PKCS7|CMS)-----"
    r"(?:\s|\\[rn]|[A-Za-z-]{1,20}:[^\n\\]{0,200}+)*+[A-Za-z0-9+/=]{40}"
)
"""RFC 9580, 6.2; age's own armour; RFC 7468. A text that only speaks of one has no body behind."""
_PEM = re.compile(r"-----BEGIN [A-Z0-9 ]{1,40}-----([A-Za-z0-9+/=\s]++)-----END ")


def is_address(text: str) -> bool:
    """Is it the address of a file, rather than the file?"""
    return len(text) <= MAX_ADDRESS and bool(_ADDRESS.fullmatch(text))


def is_armoured(text: str) -> bool:
    """Does it hold a message that is encrypted with PGP, age or CMS?"""
    return "-----BEGIN " in text and bool(_ARMOUR.search(text))


def is_surely_something(data: bytes) -> bool:
    """The same, where no chance is taken."""
    return charset.is_utf8(data) or is_known_file(data)


def says_something(data: bytes) -> bool:
    """Are these bytes a text, or a file of a known type?"""
    if charset.is_utf8(data):
        return bool(data.strip())
    return is_known_file(data) or (len(data) >= SHORT and charset.is_text(data))


def uncut(data: bytes) -> bytes:
    """Without the beginning of a character of UTF-8 at the end: who cut the text cut it too."""
    for size in range(1, 4):
        if data[-size : -size + 1 or None] and data[-size] >= 0xC0:
            return data[:-size] if len(data) > size and _WIDTH[data[-size] >> 4] > size else data
    return data


_WIDTH = {0xC: 2, 0xD: 2, 0xE: 3, 0xF: 4}
"""Bytes of a character, by the upper half of its first."""


def hex_bytes(text: str) -> bytes | None:
    """What hexadecimal digits say, also with colons, blanks or `0x` between them."""
    bare = text if _HEX.fullmatch(text) else _NO_HEX.sub("", text)
    return bytes.fromhex(bare) if bare and _HEX.fullmatch(bare) else None


def is_hex(text: str) -> bool:
    return bool(_HEX.fullmatch(text))


def is_digest(text: str) -> bool:
    return len(text) in DIGESTS and is_hex(text)


def readings(text: str) -> list[bytes]:
    """What of that is a text or a file; of a short one a text, for its end may have been left out
    by whoever wrote of it."""
    says = says_something if len(text) >= MIN_OPAQUE else charset.is_utf8
    return [data for data in lenient(text) if data.strip() and says(data) and not _is_chance(data)]


def _is_chance(data: bytes) -> bool:
    """Is it a text in which there is more that is none than damage would leave?"""
    return not is_known_file(data) and any(d.lost for d in charset.decode(data))


def lenient(text: str) -> Iterator[bytes]:
    """What decoders make of a text that is no strict base64, each thing once: most skip whatever
    is none of their letters, some begin anew behind padding; base85 is coded without any."""
    found: dict[bytes, None] = {}
    kept = _NONE_OF_EITHER.sub("", text)
    found[_decoded(kept.translate(_TO_STANDARD))] = None
    found[_decoded(_NEITHER.sub("", text))] = None
    if "=" in text.rstrip("="):
        pieces = (_NONE_OF_EITHER.sub("", p).translate(_TO_STANDARD) for p in _PADDING.split(text))
        found[b"".join(map(_decoded, pieces))] = None
    found.update(dict.fromkeys(_base85(text)))
    if data := hex_bytes(text):
        found[data] = None
    yield from (data for data in found if data)


def _decoded(letters: str) -> bytes:
    """Letters of base64 alone; one that is left over at the end says nothing."""
    if len(letters) % 4 == 1:
        letters = letters[:-1]
    return binascii.a2b_base64(letters + "=" * (-len(letters) % 4))


def _base85(text: str) -> Iterator[bytes]:
    """Ascii85 as Adobe and btoa have it, and the base85 of Git and of RFC 1924: the beginning."""
    bare = _SPACE.sub("", text[:MAX_BASE85])
    if len(bare) < MIN_BLOB or not bare.isascii():
        return
    with suppress(ValueError):
        yield base64.a85decode(bare.removeprefix("<~").removesuffix("~>"))
    with suppress(ValueError):
        yield base64.b85decode(bare)


def looks_coded(text: str) -> bool:
    """Is all of it a blob of base64 or hex, nearly, wrapped or not, and no address or digest?"""
    words = text.split()
    bare = "".join(words)
    if len(bare) < MIN_OPAQUE or is_digest(bare) or is_address(text.strip()):
        return False
    is_wrapped = len({len(word) for word in words[:-1]}) <= 1
    if not is_wrapped and max(map(len, words)) < MIN_OPAQUE:
        return False
    if is_hex(bare):
        return True
    letters = _NONE_OF_EITHER.sub("", bare)
    return len(letters) >= MIN_LETTERS * len(bare) and has_capitals(letters)


def is_wordy(text: str) -> bool:
    """Does it read like words, in whatever language, rather than like a blob cut by other signs?"""
    letters = _NONE_OF_EITHER.sub("", text)
    digits = _share(_DIGITS, letters)
    is_hex = _share(_HEX_DIGITS, letters) >= MIN_LETTERS and digits >= MIN_CAPITALS
    is_base64 = has_capitals(letters) and digits >= MIN_DIGITS
    return len(letters) < len(text) / 2 or not (is_hex or is_base64)


def has_capitals(text: str) -> bool:
    """As many as base64 of anything has, and a path or a name has not."""
    return _share(_CAPITALS, text) >= MIN_CAPITALS


def _share(letters: re.Pattern[str], text: str) -> float:
    return 1 - len(letters.sub("", text)) / len(text) if text else 0.0


def is_random(run: str) -> bool:
    """Does a run of letters look like base64 of something that is no text?"""
    if is_hex(run := run.removeprefix("0x")):
        mixed = MIN_CAPITALS <= _share(_DIGITS, run) <= MIN_LETTERS
        return len(run) > MAX_DIGEST and mixed
    size = len(run)
    return all(
        size - len(letters.sub("", run)) >= least * size
        for letters, least in (
            (_CAPITALS, MIN_CAPITALS),
            (_SMALL, MIN_SMALL),
            (_DIGITS, MIN_DIGITS),
        )
    )


def holds_too_much(text: str, but: Iterator[tuple[int, int]]) -> bool:
    """Are more than MAX_OPAQUE of its characters runs of which nothing can be made?

    `but` are spans that were made something of, in order of place. So are certificates and keys.
    """
    if len(text) <= MAX_OPAQUE or not _MAY_RUN.search(text.encode()):
        return False
    known = sorted([*but, *_certificates(text)])
    total = at = 0
    for run in _RUN.finditer(text):
        while at < len(known) and known[at][1] <= run.start():
            at += 1
        within = at < len(known) and known[at][0] < run.end()
        if not within and is_random(run[0]):
            total += len(run[0])
            if total > MAX_OPAQUE:
                return True
    return False


def _certificates(text: str) -> Iterator[tuple[int, int]]:
    """PEM of a whole structure of ASN.1 (RFC 7468): a certificate, a key, a list of these."""
    if "-----BEGIN " not in text:
        return
    for block in _PEM.finditer(text):
        try:
            data = binascii.a2b_base64(_SPACE.sub("", block[1]), strict_mode=True)
        except ValueError:
            continue
        if _is_der(data):
            yield block.span()


def _is_der(data: bytes) -> bool:
    """X.690, 8.1.3: a sequence whose stated length is what follows."""
    if data[:1] != b"\x30" or len(data) < 4:
        return False
    if data[1] < 0x80:
        return len(data) == 2 + data[1]
    count = data[1] & 0x7F
    return count <= 4 and len(data) == 2 + count + int.from_bytes(data[2 : 2 + count])
