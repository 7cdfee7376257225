"""The objects of a PDF -> their strings, and what their streams say: decrypted and unpacked.

By pikepdf (qpdf), which knows every filter, predictor, object stream and the empty password.
"""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

import pikepdf
from pikepdf import settings

from gateway.content.documents.readers import pdf_loose, pdf_texts, pictures
from gateway.content.documents.readers.document_builder import FullError, Reading
from gateway.content.documents.readers.pdf_hidden import Drawings, Hidden, gathered

MAX_STREAMS = 50_000
"""Streams of a PDF; one of 2,000 pages has some 10,000."""

MAX_FILTERED = 64 * 2**20
"""Bytes that come out of one filter of qpdf's; plain Flate, the usual one, is bounded here."""

STEP = 2**20
MAX_LOOKED_THROUGH = 512 * STEP
"""Bytes that come out of all streams together to see whether anything stands behind them: twenty
large pages at 300 dpi."""
_ENDS = {"/ASCII85Decode": b"~>", "/ASCIIHexDecode": b">"}
_BLANK = b"\0 \t\r\n"
HEAD = 4_096
"""Bytes by which a picture is known to be one."""
MAX_NESTING = 20
"""Arrays and dictionaries in each other, in which an attached file is looked for."""

TOO_MUCH, DAMAGED, _WHOLE = "too much", "damaged", ""

_SOURCES = frozenset(("/ObjStm", "/Metadata"))
"""Types of streams that are never parts of a drawing."""

settings.set_qpdf_limits(
    flate_max_memory=MAX_FILTERED,
    run_length_max_memory=MAX_FILTERED,
    png_max_memory=MAX_FILTERED,
    tiff_max_memory=MAX_FILTERED,
)


@dataclass(slots=True)
class Found:
    """What was read so: by it the bytes of a file are known again. `sources` may hold labels."""

    streams: set[bytes] = field(default_factory=set)
    """Digests of streams as they stand in the file."""
    plain: set[bytes] = field(default_factory=set)
    """Digests of what came out of them."""
    sources: list[bytes] = field(default_factory=list, repr=False)
    said: dict[str, bool] = field(default_factory=dict, repr=False)
    """Strings; is each a program's?"""
    looked_through: int = 0
    """Bytes that came out of streams to see what is behind them."""
    encrypted: int = 0
    """Streams under a password that is empty: so many are listed, and as they stand not known."""
    drawings: Drawings = field(default_factory=Drawings, repr=False)
    hidden: Hidden = field(default_factory=Hidden, repr=False)

    def has(self, plain: bytes) -> bool:
        """Was it read before? From now on it was."""
        before = len(self.plain)
        self.plain.add(digest(plain))
        return len(self.plain) == before


@dataclass(slots=True)
class _Objects:
    sources: list[bytes] = field(default_factory=list)
    streams: list[pikepdf.Stream] = field(default_factory=list)
    files: dict[tuple[int, int], str] = field(default_factory=dict)
    """The streams of attached files, and what these are called."""


def read(reading: Reading, data: bytes) -> Found:
    """Add what a PDF's objects say. What qpdf cannot open gives nothing. Raises FullError."""
    found = Found()
    about = b""
    try:
        with pikepdf.open(io.BytesIO(data)) as pdf:
            objects = _sorted(pdf, found.drawings)
            if pdf.is_encrypted:
                kinds = (stream.get("/Type") for stream in objects.streams)
                found.encrypted = sum(kind != pikepdf.Name.XRef for kind in kinds)
            found.sources += objects.sources
            about = _about(pdf)
            for number, stream in enumerate(objects.streams):
                _read_stream(reading, found, stream, number, objects.files)
            found.hidden = _hidden(reading, pdf, found.drawings)
    except (pikepdf.PikepdfError, ValueError, RuntimeError) as e:
        if isinstance(e, pikepdf.PasswordError):
            reading.miss("encrypted/file", "/objects")
    for source in found.sources:
        told = pdf_texts.told(source)
        pdf_texts.tell(found.said, ((s, of or source == about) for s, of in told))
    reading.add_told("/objects", found.said)
    return found


def _hidden(reading: Reading, pdf: pikepdf.Pdf, drawings: Drawings) -> Hidden:
    try:
        return gathered(pdf, drawings)
    except (pikepdf.PikepdfError, ValueError, TypeError, RuntimeError):
        reading.miss("damaged/page", "/drawings")
        return Hidden()


def _about(pdf: pikepdf.Pdf) -> bytes:
    """The source of the properties of the file: title, subject, and the program's name."""
    kept = pdf.trailer.get("/Info")
    return kept.unparse(resolved=True) if isinstance(kept, pikepdf.Dictionary) else b""


def _sorted(pdf: pikepdf.Pdf, drawings: Drawings) -> _Objects:
    found = _Objects()
    for one in pdf.objects:
        item = one
        if isinstance(item, pikepdf.Stream):
            found.streams.append(item)
            item = item.stream_dict
        elif not isinstance(item, pikepdf.Object):
            continue
        source = item.unparse(resolved=True)
        drawings.add(one, source)
        found.sources.append(source)
        if b"/EF" in source:
            found.files.update(_files(item, 0))
    if len(found.streams) > MAX_STREAMS:
        raise FullError("limits/streams", most=MAX_STREAMS)
    return found


def _files(item: object, depth: int) -> Iterator[tuple[tuple[int, int], str]]:
    """The streams of the attached files that an object names, with their names."""
    if depth > MAX_NESTING:
        return
    if isinstance(item, pikepdf.Array):
        inner = list(item)
    elif isinstance(item, pikepdf.Dictionary):
        inner = [value for _, value in item.items()]
        if isinstance(kept := item.get("/EF"), pikepdf.Dictionary):
            name = next((n for k in ("/UF", "/F", "/Desc") if (n := _string(item.get(k)))), "")
            yield from ((s.objgen, name) for _, s in kept.items() if isinstance(s, pikepdf.Stream))
    else:
        return
    for value in inner:
        if isinstance(value, pikepdf.Object) and not value.is_indirect:
            yield from _files(value, depth + 1)


def _string(value: object) -> str:
    return pdf_texts.decoded(bytes(value)) if isinstance(value, pikepdf.String) else ""


# ---------------------------------------------------------------- streams


def _read_stream(
    reading: Reading,
    found: Found,
    stream: pikepdf.Stream,
    number: int,
    files: dict[tuple[int, int], str],
) -> None:
    raw = stream.read_raw_bytes()
    found.streams.add(digest(raw))
    kind = str(stream.get("/Type", ""))
    is_file = stream.objgen in files or kind == "/EmbeddedFile"
    place = f"/stream:{number}"
    _read_behind(reading, found, stream, raw, place)
    if kind == "/XRef" or (not is_file and _is_picture(stream, raw)):
        return
    plain, cause = unpacked(stream, raw, reading.unpacked if is_file else pdf_texts.MAX_PLAIN)
    reading.take_unpacked(len(plain))
    if is_file:
        if cause:
            reading.miss(
                "limits/attached-file" if cause == TOO_MUCH else "damaged/attached-file", place
            )
        if not cause or plain:
            _read_file(reading, found, plain, files.get(stream.objgen, ""), place)
        return
    found.drawings.draws(plain)
    if kind in _SOURCES:
        found.sources.append(plain)
    if kind == "/Metadata":
        pdf_texts.read_xmp(reading, plain, f"/metadata:{number}")
    elif kind != "/ObjStm" and not found.has(plain):
        pdf_texts.read_stream(reading, plain, place)
        if pdf_texts.is_of_pages(plain) and not pdf_texts.is_font(plain):
            with reading.template():  # no page shows one
                reading.add(place, "\n".join(dict.fromkeys(pdf_loose.texts(plain))))
    if cause == TOO_MUCH and (kind in _SOURCES or not pdf_texts.is_of_pages(plain)):
        reading.miss("limits/pdf-stream", place)


def _read_behind(
    reading: Reading, found: Found, stream: pikepdf.Stream, raw: bytes, place: str
) -> None:
    """What stands in a stream behind what is packed there, or beside a photograph."""
    filters = _filters(stream)
    if filters[:1] == ["/DCTDecode"] and raw[:2] == b"\xff\xd8":
        pictures.read_beside(reading, raw, "image/jpeg", place)
        return
    rest = b""
    if filters[:1] == ["/FlateDecode"]:
        rest = _behind_flate(found, raw)
    elif mark := _ENDS.get(filters[0] if filters else ""):
        rest = raw.partition(mark)[2]
    if len(rest := rest.strip(_BLANK)) >= pdf_texts.MIN_STRING:
        reading.member(rest, place=f"{place}/behind")


def _behind_flate(found: Found, raw: bytes) -> bytes:
    tool = zlib.decompressobj()
    while not tool.eof and raw and found.looked_through < MAX_LOOKED_THROUGH:
        try:
            found.looked_through += len(tool.decompress(raw, STEP))
        except zlib.error:
            return b""  # damaged: reading it will tell
        raw = tool.unconsumed_tail
    return tool.unused_data


def _read_file(reading: Reading, found: Found, plain: bytes, name: str, place: str) -> None:
    if not found.has(plain):
        reading.member(plain, name, place)
    elif name:  # the same file once more, by another name
        reading.add_property(f"{place}/name", name, is_name=True)


def _is_picture(stream: pikepdf.Stream, raw: bytes) -> bool:
    """Is it what it says to be? Pictures are looked at where a page shows them."""
    if stream.get("/Subtype") != pikepdf.Name.Image:
        return False
    head = raw[:HEAD]
    if _filters(stream) == ["/FlateDecode"]:
        head = _inflated(raw, HEAD)[0]
    if not pdf_texts.is_told(head):
        return True
    if not pdf_texts.is_surface(head):
        return False
    plain, cause = unpacked(stream, raw, pdf_texts.MAX_PLAIN)
    return cause != TOO_MUCH and pdf_texts.is_surface(plain)


def unpacked(stream: pikepdf.Stream, raw: bytes, most: int) -> tuple[bytes, str]:
    """A stream without its filters, or so much of it; why it is not whole, if it is not."""
    filters = _filters(stream)
    if not filters:
        return raw[:most], TOO_MUCH if len(raw) > most else _WHOLE
    if filters == ["/FlateDecode"] and "/DecodeParms" not in stream:
        return _inflated(raw, most)
    try:
        plain = stream.read_bytes(pikepdf.StreamDecodeLevel.specialized)
    except (pikepdf.PikepdfError, ValueError, RuntimeError) as e:
        return _as_it_stands(raw, most), TOO_MUCH if "limit" in str(e) else DAMAGED
    return plain[:most], TOO_MUCH if len(plain) > most else _WHOLE


def _inflated(raw: bytes, most: int) -> tuple[bytes, str]:
    tool = zlib.decompressobj()
    try:
        plain = tool.decompress(raw, most + 1)
    except zlib.error:
        return _as_it_stands(raw, most), DAMAGED
    if len(plain) > most:
        return plain[:most], TOO_MUCH
    return plain, _WHOLE if tool.eof else DAMAGED


def _as_it_stands(raw: bytes, most: int) -> bytes:
    """What says to be packed, or is packed in a way that nobody knows, may be plain."""
    return raw[:most] if pdf_texts.is_told(raw[:most]) else b""


def _filters(stream: pikepdf.Stream) -> list[str]:
    kept = stream.get("/Filter")
    if kept is None:
        return []
    names = [str(f) for f in kept] if isinstance(kept, pikepdf.Array) else [str(kept)]
    return ["/FlateDecode" if n == "/Fl" else n for n in names]


def digest(data: bytes) -> bytes:
    return hashlib.sha256(data).digest()
