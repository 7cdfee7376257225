"""A text -> what is coded in it: files in `data:` addresses, base64 or hex; escaped characters.

What is cut into short pieces, or written in numbers, `stretches` reads. Ciphers are not undone.
"""

from __future__ import annotations

import base64
import binascii
import re
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from urllib.parse import quote, unquote_to_bytes

from gateway.content import charset
from gateway.content.file_type import is_known_file
from gateway.formats.deflated import from_brotli, from_deflate
from gateway.formats.opaque import readings, uncut
from gateway.formats.prompt_builder import Budget
from gateway.formats.spots import BLOBS, MIN_BLOB, TEXT, Spots

LONG = 12
"""Characters of a text in an address that is more than a name."""

_QUERY = re.compile(r"[?&][\w.-]{1,64}=")
MAX_ADDRESS = 2_048
"""Characters of an address before what is escaped in it."""

CONTEXT = 32
"""Characters kept on either side of a decoded escape: a word of which some letters are escaped."""

MAX_WHOLE = 3

_DATA_URL = re.compile(r"data:([\w!#$&^.+*/=\"'~-]{0,100}+(?:;[^,;\s]{0,100}+)*+),", re.IGNORECASE)
_URL_END = re.compile(r"[\s\"'<>()\[\]`\\]|\Z")

# Lines of base64 as mail and PEM wrap them: nothing but base64 from line end to line end.
_BASE64 = re.compile(
    rf"[A-Za-z0-9+/]{{{MIN_BLOB},}}+"
    r"(?:[ \t]*\r?\n[ \t]*[A-Za-z0-9+/]++(?=[=\s]|\Z))*+={0,2}"
)
_URL_SAFE = re.compile(rf"[A-Za-z0-9_-]{{{MIN_BLOB},}}+={{0,2}}")
_PIECE = re.compile(rf"[A-Za-z0-9+]{{{MIN_BLOB},}}+={{0,2}}")
_HEX = re.compile(r"(?:[0-9A-Fa-f]{2})++")
_ESCAPES = re.compile(
    r"(?P<word>=\?[A-Za-z0-9_-]{2,40}\?[Qq]\?[!->@-~]{1,400}+\?=)"
    r"|(?P<percent>(?:%[0-9A-Fa-f]{2}[0-9@-~]?)++)|(?P<jis>=1B\$[@B](?:=[0-9A-F]{2}|=\r?\n|[!-<>-~])++)"
    r"|(?P<quoted>(?:=[0-9A-F]{2}(?:=\r?\n)?[@-~]?(?:=\r?\n)?){3,}+)"
    r"|(?P<bytes>(?:\\++x[0-9A-Fa-f]{2}|\\++[0-3][0-7]{2}(?=\\|[^0-9]|\Z))++)"
    r"|(?P<points>(?:\\++u++(?:[0-9A-Fa-f]{4}|\{[0-9A-Fa-f]{1,6}\})|\\++U[0-9A-Fa-f]{8}"
    r"|\\++x\{[0-9A-Fa-f]{1,6}\}|%u[0-9A-Fa-f]{4}|\\++N\{[A-Z0-9 -]{2,80}\})++)"
)
"""Of a backslash there may be many: each level of JSON, or of a shell, doubles it."""
_BYTE = re.compile(r"x([0-9A-Fa-f]{2})|([0-3][0-7]{2})")
_POINT = re.compile(r"[uUx]\{?([0-9A-Fa-f]+)\}?|N\{([^}]+)\}")
_SOFT_END = re.compile(r"=\r?\n")
_OF_WORD = re.compile(rb"=([0-9A-Fa-f]{2})")
_TO_STANDARD = str.maketrans("-_", "+/")
_SPACE = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Blob:
    """Bytes that stand in a text at [start, end), coded."""

    start: int
    end: int
    data: bytes = field(repr=False)
    encode: Callable[[bytes], str] = field(repr=False)
    media_type: str = field(default="", repr=False)
    """As the text claims it."""
    is_strict: bool = True
    """Is it coded without a fault? Else decoders disagree on what stands here."""


def blobs(text: str, budget: Budget) -> tuple[list[Blob], bool]:
    """What may be a file in the text, and whether there are escapes in it as well."""
    found: list[Blob] = []
    spots, escapes = Spots(TEXT, text), False
    while spots.next < len(text):
        start = spots.next
        budget.try_spot()
        if text[start] in "%=\\":
            # One is enough to know. Start again behind it, and pass over its like.
            spots, escapes = _without_escapes(text, start), True
            continue
        here = list(_blobs_at(text, start, budget))
        found += here
        spots.move(max(start + 1, *(b.end for b in here)) if here else _run_end(text, start))
    return found, escapes


def _without_escapes(text: str, start: int) -> Spots:
    spots = Spots(BLOBS, text)
    spots.move(start)
    return spots


def _run_end(text: str, start: int) -> int:
    run = _BASE64.match(text, start) or _URL_SAFE.match(text, start)
    return run.end() if run else start + 1


def _blobs_at(text: str, start: int, budget: Budget) -> Iterator[Blob]:
    if address := _DATA_URL.match(text, start):
        yield from _data_url(text, address)
        return
    runs = [m for p in (_BASE64, _URL_SAFE) if (m := p.match(text, start))]
    for run in sorted(runs, key=lambda m: -m.end())[:1]:
        if blob := _blob(run[0], start, budget):
            yield blob
        else:
            yield from _within(run[0], start, budget)


def _within(run: str, start: int, budget: Budget) -> Iterator[Blob]:
    """A blob behind something else of the same letters: `id_...`, a path, a line that is none."""
    done = 0
    for number, piece in enumerate(_PIECE.finditer(run)):
        if piece.start() < done:
            continue
        # All that follows, since a slash may be the blob's own; for the first pieces only, or a
        # text of slashes would be read as often as it has them.
        whole = [run[piece.start() :]] if number < MAX_WHOLE else []
        for candidate in (*whole, piece[0][: len(piece[0]) // 4 * 4]):
            budget.try_spot()
            if blob := _blob(candidate, start + piece.start(), budget):
                yield blob
                done = piece.start() + len(candidate)
                break


def _blob(run: str, start: int, budget: Budget) -> Blob | None:
    """A run of base64 or hex, if what it says is a text or a file of a known type."""
    for decoder in (from_hex, from_base64):
        if decoder is from_base64 and (run.islower() or run.upper() == run):
            continue  # base64 of a text has letters of both cases, an identifier seldom
        decoded = decoder(run)
        if decoded and (charset.is_text(decoded[0]) or is_known_file(decoded[0])):
            return Blob(start, start + len(run), *decoded)
        if decoded and (undone := from_deflate(decoded[0], budget)):
            return Blob(start, start + len(run), undone[0], _behind(undone[1], decoded[1]))
        if decoded and (text := from_brotli(decoded[0], budget)):
            return Blob(start, start + len(run), text, str, is_strict=False)
    return _behind_letters(run, start)


def _behind_letters(run: str, start: int) -> Blob | None:
    """Base64 that some letters stand before: a prefix, a letter to lead a reader astray."""
    if run.islower() or run.upper() == run:
        return None
    core = _SPACE.sub("", run).rstrip("=").translate(_TO_STANDARD)
    for skip in (1, 2, 3):
        if not _says_utf8(core[skip : skip + PROBE]):
            continue
        rest = core[skip : len(core) - ((len(core) - skip) % 4 == 1)]
        data = uncut(binascii.a2b_base64(rest + "=" * (-len(rest) % 4)))
        if charset.is_utf8(data):
            return Blob(start + skip, start + len(run), data, str, is_strict=False)
    return None


def _says_utf8(letters: str) -> bool:
    data = uncut(binascii.a2b_base64(letters)) if len(letters) == PROBE else b""
    return bool(data) and charset.is_utf8(data)


PROBE = 20
"""Characters: fifteen bytes, which by chance are UTF-8 in one blob of millions."""


def _behind(pack: Callable[[bytes], bytes], encode: Callable[[bytes], str]) -> _Encode:
    return lambda new: encode(pack(new))


_Encode = Callable[[bytes], str]
Decoding = tuple[bytes, _Encode]


def from_base64(run: str) -> Decoding | None:
    """What base64 says, of either alphabet, wrapped or not, with its padding or without."""
    bare = _SPACE.sub("", run)
    core = bare.rstrip("=")
    url_safe = "-" in core or "_" in core
    try:
        data = binascii.a2b_base64(
            core.translate(_TO_STANDARD) + "=" * (-len(core) % 4), strict_mode=True
        )
    except ValueError:  # also for what is not ASCII
        return None
    encode = base64.urlsafe_b64encode if url_safe else base64.b64encode
    padded = bare != core or len(core) % 4 == 0

    def back(new: bytes) -> str:
        coded = encode(new).decode()
        return coded if padded else coded.rstrip("=")

    return data, back


def from_hex(run: str) -> Decoding | None:
    return (bytes.fromhex(run), bytes.hex) if _HEX.fullmatch(run) else None


def _data_url(text: str, address: re.Match[str]) -> Iterator[Blob]:
    """RFC 2397. An address that is the whole text ends where the text does."""
    start = address.end()
    whole = not text[: address.start()].strip()
    end = len(text.rstrip()) if whole else _end_of_url(text, start)
    media_type, *parameters = address[1].lower().split(";")
    payload = text[start:end]
    is_strict = True
    if "base64" in (p.strip() for p in parameters):
        said = unquote_to_bytes(payload).decode("ascii", "replace")
        if decoded := from_base64(said):
            yield Blob(start, end, *decoded, media_type)
            return
        is_strict = False
        loose = readings(said)
        yield from (Blob(start, end, data, quote, media_type, is_strict) for data in loose)
        if loose:
            return
    yield Blob(start, end, unquote_to_bytes(payload), quote, media_type, is_strict)


def _end_of_url(text: str, start: int) -> int:
    end = _URL_END.search(text, start)
    return end.start() if end else len(text)


def is_data_url(text: str) -> bool:
    return bool(_DATA_URL.match(text))


def unescaped(text: str, budget: Budget) -> str:
    """The escapes of a text decoded, with what stands around them, a line for each stretch."""
    pieces: list[str] = []
    done = 0
    for escape in _ESCAPES.finditer(text):
        budget.try_spot()
        decoded = _decoded(escape)
        if not decoded:
            continue
        if escape.start() - done > 2 * CONTEXT:
            pieces.append(text[done : done + CONTEXT] + "\n" if done else "")
            pieces.append(text[escape.start() - CONTEXT : escape.start()])
        else:
            pieces.append(text[done : escape.start()])
        # Of an address what it says is a text of its own; the name of a page is part of it.
        alone = len(decoded) >= LONG and escape["percent"] and _in_address(text, escape.start())
        pieces.append(f"\n{decoded}\n" if alone else decoded)
        done = escape.end()
    return "".join((*pieces, text[done : done + CONTEXT])) if done else ""


def _in_address(text: str, at: int) -> bool:
    """Also within what is left of an address that stood in another: `?q=`."""
    first = max(0, at - MAX_ADDRESS)
    blank = max(text.rfind(sign, first, at) for sign in " \n\t")
    word = max(first, blank + 1)
    before = text[word:at]
    return "://" in before or "mailto:" in before or bool(_QUERY.search(before))


def _decoded(escape: re.Match[str]) -> str:
    if escape["points"]:
        units = b"".join(_utf16(*found) for found in _POINT.findall(escape[0]))
        return units.decode("utf-16-be", "replace")
    if escape["word"]:
        return _coded_word(escape["word"])
    if escape["bytes"]:
        data = bytes(int(h, 16) if h else int(o, 8) for h, o in _BYTE.findall(escape[0]))
    elif escape["quoted"] or escape["jis"]:
        said = _SOFT_END.sub("", escape[0]).encode()
        data = _OF_WORD.sub(lambda code: bytes([int(code[1], 16)]), said)
    else:
        data = unquote_to_bytes(escape[0])
    return next((d.text for d in charset.decode(data) if charset.makes_sense(d.text)), "")


def _coded_word(word: str) -> str:
    """A piece of a mail's header (RFC 2047, 4.2)."""
    _, declared, _, said, _ = word.split("?")
    data = _OF_WORD.sub(lambda code: bytes([int(code[1], 16)]), said.replace("_", " ").encode())
    return next((d.text for d in charset.decode(data, declared)), "")


def _utf16(digits: str, name: str) -> bytes:
    """Of a code point, half of a pair, or a character by its name."""
    point = int(digits, 16) if digits else _named(name)
    if point < 0x10000:
        return point.to_bytes(2)
    return chr(point).encode("utf-16-be") if point < 0x110000 else b""


def _named(name: str) -> int:
    try:
        return ord(unicodedata.lookup(name))
    except (KeyError, TypeError):
        return 0xFFFD
