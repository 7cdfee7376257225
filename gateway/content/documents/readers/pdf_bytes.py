"""What stands in a PDF's bytes and in none of its objects: old revisions, remarks, what follows.

Read from the bytes, since a library gives only what is listed. Strings of encrypted PDFs are coded
here, and are passed over.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

import pikepdf

from gateway.content.documents.readers import pdf_loose, pdf_texts
from gateway.content.documents.readers.document_builder import FullError, Reading
from gateway.content.documents.readers.pdf_objects import (
    MAX_STREAMS,
    TOO_MUCH,
    Found,
    digest,
    unpacked,
)

_STREAM = re.compile(rb"(?<!end)stream\r?\n")
_LENGTH = re.compile(rb"/Length\s{1,4}(\d{1,10})\s{0,4}(?:/|>>)")
_HEAD = 1_000
"""Bytes before a stream in which its dictionary says what it is."""
_END = re.compile(rb"endstream|endobj")
_EOL = (b"", b"\n", b"\r\n", b"\r")
_FILTER = re.compile(rb"/Filter\s{0,4}(/\w{1,40}|\[[^\[\]<>()]{0,400}\])")
_PARAMETERS = re.compile(rb"/DecodeParms\s{0,4}(<<[^<>()]{0,400}>>|\[[^\[\]()]{0,800}\])")
_PICTURE = re.compile(rb"/Subtype\s{0,4}/Image")


def read(reading: Reading, data: bytes, known: Found) -> Iterator[bytes]:
    """Add all of it; the sources in which labels may stand. Raises FullError."""
    spans = list(_spans(data))
    outside = _outside(data, spans)
    said: dict[str, bool] = {}
    coded = 0
    pdf_texts.tell(said, pdf_texts.told(outside))
    pdf_texts.tell(said, ((text, True) for text in pdf_loose.texts(outside)))  # no page shows one
    yield outside
    with pikepdf.new() as pdf:
        for number, (start, end) in enumerate(spans):
            if number >= MAX_STREAMS:
                raise FullError("limits/streams", most=MAX_STREAMS)
            if _is_listed(known, data[start:end]):
                continue
            head = data[max(0, start - _HEAD) : start].rpartition(b"obj")[2]
            coded += b"/XRef" not in head
            plain, cause = _plain(reading, pdf, head, data[start:end])
            if cause == TOO_MUCH and not pdf_texts.is_of_pages(plain):
                reading.miss("limits/pdf-stream", f"/unlisted:{number}")
            if b"/ObjStm" in head:
                pdf_texts.tell(said, pdf_texts.told(plain))
            _read_stream(reading, known, head, plain, f"/unlisted:{number}")
            if b"/ObjStm" in head or b"/Metadata" in head:
                yield plain
    if 0 < known.encrypted < coded:  # of an earlier revision, or somebody's own
        reading.miss("encrypted/file", "/unlisted")
    reading.add_told("/bytes", {s: own for s, own in said.items() if s not in known.said})
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


def _is_listed(known: Found, raw: bytes) -> bool:
    """Is it the stream of an object? A line may end between it and the word that ends it."""
    ends = (end for end in _EOL if raw.endswith(end))
    return any(digest(raw.removesuffix(end)) in known.streams for end in ends)


def _plain(reading: Reading, pdf: pikepdf.Pdf, head: bytes, raw: bytes) -> tuple[bytes, str]:
    """A stream without its filters, or so much of it; why it is not whole, if it is not."""
    stream = pikepdf.Stream(pdf, raw)
    for pattern in (_FILTER, _PARAMETERS):
        if found := pattern.search(head):
            try:
                said = pikepdf.Object.parse(b"<<" + found[0] + b">>")
            except (pikepdf.PikepdfError, ValueError, RuntimeError):
                continue
            for key, value in said.items():
                stream[key] = value
    most = reading.unpacked if b"/EmbeddedFile" in head else pdf_texts.MAX_PLAIN
    plain, cause = unpacked(stream, raw, min(most, reading.unpacked))
    reading.take_unpacked(len(plain))
    return plain, cause


def _read_stream(reading: Reading, known: Found, head: bytes, plain: bytes, place: str) -> None:
    if known.has(plain) or b"/ObjStm" in head:
        return
    if b"/EmbeddedFile" in head:
        reading.member(plain, place=place)
    elif b"/Metadata" in head:
        pdf_texts.read_xmp(reading, plain, place)
    elif not _PICTURE.search(head) or not pdf_texts.is_surface(plain):
        pdf_texts.read_stream(reading, plain, place)


def _read_rest(reading: Reading, data: bytes) -> None:
    """What follows the end, or stands before the beginning, is for another program."""
    begin, end = data.find(b"%PDF-"), data.rfind(b"%%EOF")
    if before := data[: max(begin, 0)].strip(_BLANK):
        reading.member(before)
    if end >= 0 and (rest := data[end + 5 :].strip(_BLANK)):
        reading.member(rest)


_BLANK = b"\0 \t\r\n\x1a"
