"""What a PDF holds beside the text of its pages: strings in its objects, streams, what follows it.

Read from the bytes, since a library gives only what it knows: earlier revisions of objects, notes'
subjects, alternative texts, scripts, names of layers, forms in XFA, files in notes, XMP. Strings of
encrypted PDFs stay coded, and are passed over.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterator

from gateway.content import charset
from gateway.content.documents.readers import flow
from gateway.content.documents.readers.document_builder import FullError, Reading, UnreadableError
from gateway.content.file_type import sniff

MAX_STREAMS = 50_000
"""Streams of a PDF; one of 2,000 pages has some 10,000."""

MAX_STRING = 16_384
"""Bytes of a string; a script may be that long."""

MIN_STRING = 4

MAX_PLAIN = 8 * 2**20
"""Bytes of one stream that are unpacked to see what it is."""

_STREAM = re.compile(rb"stream\r?\n")
_LENGTH = re.compile(rb"/Length\s{1,4}(\d{1,10})\s{0,4}(?:/|>>)")
_HEAD = 1_000
"""Bytes before a stream in which its dictionary says what it is."""
_END = re.compile(rb"endstream|endobj")
_DRAWN = re.compile(
    rb"/Subtype\s{0,4}/(?:Image|Type1C|CIDFontType0C|OpenType)|/Length[123]\b|/Type\s{0,4}/XRef|"
    rb"/FunctionType|/PatternType|/ShadingType|/BitsPerSample"
)
_OPERATORS = re.compile(rb"\b(?:Tj|TJ|Td|Tf|cm|re|Do|BT|gs|begincmap|endcmap|d0|d1|rg|RG|BDC)\b")
_STRING = re.compile(
    rb"(/(?:Author|T)\s{0,4})?(?:\(((?:[^()\\]|\\.|\((?:[^()\\]|\\.){0,2048}+\)){1,%d}+)\)|<([0-9A-Fa-f\s]{8,%d}+)>)"
    % (MAX_STRING, 4 * MAX_STRING),
    re.DOTALL,
)
_PERSON = re.compile(r"[^\W\d_][^\d_]{0,60}")
"""Who wrote the file or a note, of which every file has one."""
_CREATOR = re.compile(rb"<dc:creator>(.{0,4096}?)</dc:creator>", re.DOTALL)
_TAG = re.compile(r"<[^<>]{0,200}>")
_REMARK = re.compile(rb"(?:^|[\r\n])%(?!PDF-|%EOF)([^\r\n]{4,4096})")
_ESCAPE = re.compile(rb"\\([0-7]{1,3}|\r\n|.)", re.DOTALL)
_ESCAPES = {b"n": b"\n", b"r": b"\r", b"t": b"\t", b"b": b"", b"f": b"", b"\n": b"", b"\r\n": b""}
_TECHNICAL = re.compile(r"D:\d{4}.*|[A-Z]{6}\+.*|Adobe|Identity|Japan1|UCS")
_IDS = re.compile(r"(?:uuid|xmp|urn|adobe|http)[.:].*|[-\d.:TZ+]*")


def read(reading: Reading, data: bytes, known: frozenset[str]) -> Iterator[bytes]:
    """Add all of it; the plain texts in which labels may stand. `known` are digests of the files
    that were read already. Raises FullError."""
    spans, said = list(_spans(data)), dict[str, None]()
    outside = _outside(data, spans)
    said.update(dict.fromkeys((*_strings(outside), *_remarks(outside))))
    yield outside
    for number, (start, end) in enumerate(spans):
        if number >= MAX_STREAMS:
            raise FullError(f"more than {MAX_STREAMS:,} streams")
        head = data[max(0, start - _HEAD) : start].rpartition(b"obj")[2]
        if b"/ObjStm" not in head and _DRAWN.search(head):
            continue
        plain = _plain(reading, head, data[start:end])
        if b"/ObjStm" in head:
            said.update(dict.fromkeys(_strings(plain)))
            yield plain
        elif b"/Metadata" in head or plain[:9] == b"<?xpacket":
            _read_xmp(reading, plain, number)
            yield plain
        elif hashlib.sha256(plain).hexdigest() not in known:
            _read_stream(reading, head, plain, number)
    reading.add("/objects", "\n".join(said))
    _read_rest(reading, data)


def _spans(data: bytes) -> Iterator[tuple[int, int]]:
    """Where streams are. What one says of its length is believed if `endstream` follows."""
    at = 0
    while found := _STREAM.search(data, at):
        start = found.end()
        stated = _LENGTH.search(data, max(at, start - _HEAD), start)
        end = start + int(stated[1]) if stated else -1
        if end < start or b"endstream" not in data[end : end + 20]:
            ending = _END.search(data, start)
            end = ending.start() if ending else len(data)
        yield start, end
        at = max(end, start)


def _outside(data: bytes, spans: list[tuple[int, int]]) -> bytes:
    pieces, at = [], 0
    for start, end in spans:
        pieces.append(data[at:start])
        at = end
    return b"\n".join((*pieces, data[at:]))


def _plain(reading: Reading, head: bytes, raw: bytes) -> bytes:
    """A stream without its compression, or as it stands where that is another."""
    if b"Flate" not in head and b"/Fl" not in head:
        return raw
    try:
        plain = zlib.decompressobj().decompress(raw, min(MAX_PLAIN, reading.unpacked + 1))
    except zlib.error:
        return b""
    reading.take_unpacked(len(plain))
    return plain


def _read_stream(reading: Reading, head: bytes, plain: bytes, number: int) -> None:
    """A file in a note, a form in XFA, a script; of what draws a page nothing."""
    kind = sniff(plain)
    if (
        (kind and not kind.startswith(("image/", "font/")))
        or b"/EmbeddedFile" in head
        or (plain.strip() and charset.is_text(plain) and not _OPERATORS.search(plain[:65_536]))
    ):
        reading.member(plain, place=f"/stream:{number}")


def _read_xmp(reading: Reading, plain: bytes, number: int) -> None:
    try:
        found = flow.read(plain.strip(b"\0 \r\n"), attributes=True)
    except UnreadableError:
        lines = charset.decode(plain)[0].text.split("\n") if charset.is_text(plain) else []
    else:
        lines = f"{found.body}\n{found.aside}".split("\n")
    who = set(_creators(plain))
    said = (line.strip() for line in lines)
    kept = (s for s in said if s not in who and not _IDS.fullmatch(s))
    reading.add(f"/metadata:{number}", "\n".join(kept))


def _creators(plain: bytes) -> Iterator[str]:
    for found in _CREATOR.findall(plain):
        for line in _TAG.sub("\n", found.decode("utf-8", "replace")).split("\n"):
            if _PERSON.fullmatch(line.strip()):
                yield line.strip()


def _strings(data: bytes) -> Iterator[str]:
    for found in _STRING.finditer(data):
        text = _literal(found[2]) if found[2] else _hexed(found[3])
        if found[1] and _PERSON.fullmatch(text.strip()):
            continue
        if (len(text.strip()) >= MIN_STRING and not _TECHNICAL.fullmatch(text)) or (
            text.strip() and not text.isascii()
        ):
            yield text.strip()


def _remarks(data: bytes) -> Iterator[str]:
    for found in _REMARK.finditer(data):
        if charset.is_text(found[1]):
            yield charset.decode(found[1])[0].text


def _literal(raw: bytes) -> str:
    return _decoded(_ESCAPE.sub(_unescaped, raw) if b"\\" in raw else raw)


def _unescaped(found: re.Match[bytes]) -> bytes:
    code = found[1]
    if code[:1].isdigit() and code[:1] < b"8":
        return bytes([int(code, 8) & 0xFF])
    return _ESCAPES.get(code, code)


def _hexed(raw: bytes) -> str:
    digits = b"".join(raw.split())
    return _decoded(bytes.fromhex((digits + b"0" * (len(digits) % 2)).decode()))


def _decoded(raw: bytes) -> str:
    """UTF-16 or UTF-8 with a mark, else the code page of whoever wrote it; no text is nothing."""
    if raw[:2] in (b"\xfe\xff", b"\xff\xfe"):
        codec = "utf-16-be" if raw[:1] == b"\xfe" else "utf-16-le"
        return raw[2:].decode(codec, "ignore")
    return charset.decode(raw)[0].text if charset.is_text(raw) else ""


def _read_rest(reading: Reading, data: bytes) -> None:
    """What follows the end, or stands before the beginning, is for another program."""
    begin, end = data.find(b"%PDF-"), data.rfind(b"%%EOF")
    if before := data[: max(begin, 0)].strip(_BLANK):
        reading.member(before)
    if end >= 0 and (rest := data[end + 5 :].strip(_BLANK)):
        reading.member(rest)


_BLANK = b"\0 \t\r\n\x1a"
