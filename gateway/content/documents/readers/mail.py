"""Mail: RFC 5322 with MIME (.eml) -> its headers, texts, attachments; a box of it (.mbox)."""

from __future__ import annotations

import email
import re
from email.errors import HeaderParseError
from email.header import decode_header
from email.message import Message
from email.parser import HeaderParser

from gateway.content import charset, file_type
from gateway.content.documents.readers import html
from gateway.content.documents.readers.document_builder import Reading, UnreadableError
from gateway.content.documents.readers.properties import add_labels_of

_TECHNICAL = re.compile(
    r"received.*|message-id|mime-version|date|return-path|dkim-.*|arc-.*|authentication-.*|"
    r"x-ms-.*|x-google-.*|content-(?:type|transfer-encoding|language)|references|in-reply-to|"
    r"domainkey-signature|x-received|thread-index|x-microsoft-antispam.*|x-exchange-antispam.*|"
    r"x-forefront-antispam-report.*|x-microsoft-exchange-diagnostics"
)

_WRITTEN = frozenset(("subject", "thread-topic", "comments", "keywords", "content-description"))
"""Headers in which a person writes. Others say who a mail is for, or are a program's."""
_NEXT = re.compile(rb"(?:\A|(?<=\n\n)|(?<=\n\r\n))From ([^\r\n]*+)\r?\n")
_BEFORE = b"\xef\xbb\xbf \t\r\n"
"""What editors put before the first mail of a box."""
_USUAL = re.compile(rb"\S{1,320}\s{1,4}[\w: +-]{1,40}", re.ASCII)
"""Behind `From ` stand an address and a date, and nothing else."""

_FOLD = re.compile(r"\r?\n(?=[ \t])")

MAX_CODED = 64 * 1024
"""Characters of one header; mail servers take in 10,000 in all."""


def read(reading: Reading, data: bytes) -> None:
    """Read a mail. Raises UnreadableError, FullError."""
    try:
        message = email.message_from_bytes(data)
        parts = list(message.walk())
    except (RecursionError, ValueError, LookupError) as e:
        raise UnreadableError("damaged/mail") from e
    for number, part in enumerate(parts):
        if number == 0 or part.get_content_type() == "message/rfc822":
            reading.take_member()
        _read_headers(reading, part, "/headers" if number == 0 else f"/part:{number}/headers")
        for around in (part.preamble, part.epilogue):
            if around and around.strip():
                raw = around.encode("utf-8", "surrogateescape")
                reading.add(f"/part:{number}/around", charset.decode(raw)[0].text)
        if not part.is_multipart():
            _read_part(reading, part, f"/part:{number}" if number else "/body")


def read_box(reading: Reading, data: bytes) -> None:
    """Every mail of a box, each a file within it. Raises FullError."""
    data = data.lstrip(_BEFORE)
    found = list(_NEXT.finditer(data))
    ends = [*(f.start() for f in found[1:]), len(data)]
    for line, end in zip(found, ends, strict=True):
        piece = data[line.end() : end]
        reading.member(piece, open_=_open)
        if not file_type.is_mail(piece):  # of few headers, or no mail
            reading.member(piece)
        if not _USUAL.fullmatch(line[1]):
            for text in charset.decode(line[1]):
                reading.add("/around", text.text)


def _open(reading: Reading, data: bytes, _: str) -> str:
    try:
        read(reading, data)
    except UnreadableError as e:
        reading.not_read(e)
    return "mail"


def read_headers(reading: Reading, text: str, place: str) -> None:
    """The headers of a mail that another format keeps. Raises FullError."""
    part = HeaderParser().parsestr(text)
    try:
        _read_headers(reading, part, place)
    except UnreadableError as e:
        reading.not_read(e, place)
    if isinstance(rest := part.get_payload(), str):
        reading.add(place + "/rest", rest)


def _read_headers(reading: Reading, part: Message, place: str) -> None:
    """Every header that a person may have written."""
    lines: dict[str, bool] = {}
    for name, value in part.raw_items():
        text = decoded(str(value))
        if name.lower() in ("msip_labels", "x-msip-labels"):
            add_labels_of(reading, text)
        if not _TECHNICAL.fullmatch(name.lower()) or not text.isascii():
            lines[f"{name}: {text}"] = name.lower() not in _WRITTEN
    reading.add_told(place, lines)


def decoded(value: str) -> str:
    """A header as text: unfolded (RFC 5322, 2.2.3), encoded words (RFC 2047), raw bytes in any
    charset."""
    value = _FOLD.sub("", value)
    if not value.isascii():
        raw = value.encode("utf-8", "surrogateescape")
        return _said(raw)
    if len(value) > MAX_CODED:  # decode_header is not linear
        raise UnreadableError("limits/header")
    try:
        return "".join(_text(piece, codec or "") for piece, codec in decode_header(value))
    except (HeaderParseError, ValueError, LookupError):
        return value


def _text(piece: bytes | str, codec: str) -> str:
    if isinstance(piece, str):
        return piece
    return _said(piece, codec)


def _said(raw: bytes, declared: str = "") -> str:
    """A header, or as many as it may be: mostly one."""
    found = [d.text for d in charset.likely(charset.decode(raw, declared))]
    return "\n".join(found) or raw.decode("latin-1")


def _read_part(reading: Reading, part: Message, place: str) -> None:
    kind = part.get_content_type()
    try:
        payload = part.get_payload(decode=True)
        name = decoded(part.get_filename() or "")
    except (ValueError, LookupError, AssertionError, TypeError):
        reading.miss("damaged/mail-part", place)
        return
    data = payload if isinstance(payload, bytes) else b""
    if kind.endswith(("pkcs7-mime", "pgp-encrypted")) or b"-----BEGIN PGP MESSAGE" in data[:200]:
        reading.miss("encrypted/file", place)
    elif kind in ("text/plain", "text/html") and not name:
        _read_text(reading, data, part, place, kind)
    elif data.strip():
        reading.member(data, name)


def _read_text(reading: Reading, data: bytes, part: Message, place: str, kind: str) -> None:
    declared = str(part.get_content_charset() or "")
    found = charset.decode(data, declared)
    if not found:
        reading.miss("opaque/no-text", place)
        return
    if any(d.lost for d in found):
        reading.miss("opaque/no-text", place)
    for text in charset.likely(found):
        if kind == "text/html":
            html.read(reading, text.text, place)
        else:
            reading.add(place, text.text)
