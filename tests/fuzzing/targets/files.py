"""Compressed bodies and files, and documents, in the process where they run."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Hashable, Iterable, Iterator
from email import message_from_bytes
from pathlib import Path

from gateway.content.decompression import (
    COMPRESSED,
    DecompressionError,
    answer_decoder,
    decode,
    unpack,
)
from gateway.content.documents.model import MIB, Document, Limits
from gateway.content.documents.readers import read_here
from tests.content.decompression.kit import CASES, skipped
from tests.content.documents import kit
from tests.fuzzing.decoders import Read
from tests.fuzzing.looking import CANARY, folded
from tests.fuzzing.seeds import tables
from tests.fuzzing.target import KIB, LawError, Target
from tests.kit.unread import told

LIMIT = 64 * KIB
CODINGS = ("gzip", "deflate", "br", "zstd", "x-gzip")

_HEADS = (
    b"\x1f\x8b\x08", b"x\x9c", b"\x28\xb5\x2f\xfd", b"BZh9", b"\xfd7zXZ\0", b"\x50\x2a\x4d\x18",
    b"\0\0\xff\xff", b"\x1b", b"\x8b", b"\x03\0",
)  # fmt: skip

_PARTS = (
    b"PK\x03\x04", b"PK\x01\x02", b"PK\x05\x06", b"PK\x07\x08", b"PK\x06\x06", b"%PDF-1.7\n",
    b"obj\n",
    b"endobj\n", b"stream\n", b"endstream", b"/FlateDecode", b"/ASCII85Decode", b"/Length 9",
    b"xref",
    b"trailer", b"BT ", b" Tj ", b"<<", b">>", b"{\\rtf1 ", b"\\u-27000?", b"\\'82\\'a0",
    b"\\bin9 ",
    b"<?xml version='1.0'?>", b"<!DOCTYPE x>", b"<![CDATA[", b"]]>", b"<w:t>", b"</w:t>",
    b"&#x793e;",
    b"From: a@b\r\n", b"Subject: =?utf-8?B?", b"Content-Type: multipart/mixed; boundary=x\r\n\r\n",
    b"--x\r\n", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"Rar!\x1a\x07\x01\0", b"7z\xbc\xaf\x27\x1c",
    b"MSCF\0\0\0\0", b"070701", b"!<arch>\n", b"ustar", b"<html><body>", b"<script>",
    b"[Content_Types].xml",
)  # fmt: skip

SMALL = Limits(size=MIB, unpacked=4 * MIB, members=200, text=MIB, passages=2_000, cells=20_000,
               pages=20, seconds=5, ocr_seconds=0)  # fmt: skip
"""So that an input that a reader is right to work through does not hold up the others."""


# ---------------------------------------------------------------- codings


def _codings(data: bytes) -> Iterable[Hashable]:
    coding, body = CODINGS[(data or b"\0")[0] % len(CODINGS)], data[1:]
    whole = _decoded(body, coding)
    if whole is not None and coding in ("gzip", "x-gzip") and (other := _gunzipped(body)) != whole:
        raise LawError("a body says what Python's zlib says of it", (other or b"")[:80])
    pieces = _answer(body, coding)
    if whole is not None and len(whole) < LIMIT and pieces is not None and pieces != whole:
        raise LawError("an answer in pieces says what the whole says")
    yield whole is None, pieces is None
    for media_type in sorted(COMPRESSED):
        found = unpack(body, media_type, LIMIT)
        if len(found.data) > LIMIT or (found.fault and found.data):
            raise LawError("a file unpacks to its limit, and to nothing where it is at fault")
        yield media_type, found.fault


def _decoded(body: bytes, coding: str) -> bytes | None:
    try:
        found = decode(body, [coding], LIMIT)
    except DecompressionError:
        return None
    if len(found) > LIMIT:
        raise LawError("a body unpacks to its limit")
    return found


def _gunzipped(body: bytes) -> bytes | None:
    """All members."""
    out = b""
    while body:
        member = zlib.decompressobj(wbits=31)
        try:
            out += member.decompress(body)
        except zlib.error:
            return None
        body = member.unused_data
    return out


def _answer(body: bytes, coding: str) -> bytes | None:
    feed, out = answer_decoder(coding), b""
    assert feed
    try:
        for at in range(0, len(body), 7):
            out += b"".join(feed(body[at : at + 7]))
    except DecompressionError:
        return None
    return out


def _of_codings() -> Iterator[bytes]:
    text = f"{CANARY} and again {CANARY}\n".encode() * 4
    packed = [case.encode(text) for case in CASES.values()]
    for number in range(len(CODINGS)):
        for data in (*packed, packed[0] * 2, skipped(b"abc") + packed[6]):
            yield bytes([number]) + data
    yield from (b"\0" + seed for seed in tables("content.decompression.test_files"))


# ---------------------------------------------------------------- documents


def _documents(data: bytes) -> Iterable[Hashable]:
    found = read_here(data, "", SMALL)
    if len(told(found.unread)) != len(found.unread):
        raise LawError("what is unread has words")
    for passage in (*found.parts, *found.properties):
        passage.text.encode()
    if found.length > SMALL.text:
        raise LawError("a file gives no more text than its limit")
    if not found.unread:
        _hold_seen(found, (*_in_zip(data), *_in_mail(data)))
    return (found.kind, *(u.code for u in found.unread))


def _hold_seen(found: Document, texts: Iterable[Read]) -> None:
    said = folded("\n".join(p.text for p in (*found.parts, *found.properties)))
    for how, text in texts:
        if CANARY in text and folded(CANARY) not in said:
            raise LawError(f"what {how} finds in a file was looked at")


def _in_zip(data: bytes) -> Iterator[Read]:
    """Members that are texts, and what they are called."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                yield "Python's zipfile", info.filename
                if info.file_size < LIMIT and not info.filename.endswith((".xml", ".rels")):
                    yield "Python's zipfile", package.read(info).decode(errors="replace")
    except Exception:  # whatever it says of a file that is none
        return


def _in_mail(data: bytes) -> Iterator[Read]:
    if not data.startswith((b"From:", b"Subject:", b"MIME-Version:")):
        return
    try:
        for part in message_from_bytes(data).walk():
            payload = part.get_payload(decode=True)
            if isinstance(payload, bytes) and part.get_content_maintype() == "text":
                yield "Python's email", payload.decode(errors="replace")
    except Exception:  # as above
        return


def _of_documents() -> Iterator[bytes]:
    yield kit.a_zip({"a.txt": CANARY, f"{CANARY}.csv": "a,b\n1,2\n"})
    yield kit.a_docx(CANARY)
    yield kit.an_odt(CANARY)
    yield kit.an_rtf(CANARY)
    yield kit.a_doc(CANARY)
    yield kit.a_pdf(b"BT (abc) Tj ET")
    yield kit.japanese_pdf(CANARY)
    yield kit.a_tar({"a.txt": CANARY.encode()})
    yield f"<html><p>{CANARY}</p><!-- {CANARY} --></html>".encode()
    yield f"From: a@b\nSubject: {CANARY}\nMIME-Version: 1.0\n\n{CANARY}\n".encode()
    for sample in sorted((Path(kit.__file__).parent / "samples").glob("*/*.*")):
        if sample.stat().st_size <= 8 * KIB and sample.suffix != ".md":
            yield sample.read_bytes()
    for module in ("test_kinds", "test_odd_parts", "test_hostile", "test_pdf", "test_ole"):
        yield from tables(f"content.documents.{module}", most=8 * KIB)
    for module in ("test_msg", "test_packed", "test_hiding", "test_loose_bytes"):
        yield from tables(f"content.documents.{module}", most=8 * KIB)


TARGETS = (
    Target("codings", _codings, _of_codings, _HEADS, memory=256 * KIB),
    Target(
        "documents",
        _documents,
        _of_documents,
        (*_PARTS, *_HEADS),
        most=8 * KIB,
        memory=256 * KIB,
        may_end=True,
    ),
)
