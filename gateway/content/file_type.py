"""The first bytes of a file -> its media type, or the empty string. No claim of a client counts."""

from __future__ import annotations

import re

from gateway.content.charset import is_utf8

OLE = "application/x-ole-storage"
_SIGNATURES: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\0", "image/tiff"),
    (b"MM\0*", "image/tiff"),
    (b"8BPS", "image/vnd.adobe.photoshop"),
    (b"%PDF-", "application/pdf"),
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"BZh9", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"MSCF\0\0\0\0", "application/vnd.ms-cab-compressed"),
    (b"!<arch>\n", "application/x-archive"),
    (b"\x04\x22\x4d\x18", "application/x-lz4"),
    (b"OggS", "audio/ogg"),
    (b"fLaC", "audio/flac"),
    (b"ID3", "audio/mpeg"),
    (b"\x1aE\xdf\xa3", "video/webm"),
    (b"\x7fELF", "application/x-executable"),
    (b"SQLite format 3\0", "application/vnd.sqlite3"),
    (b"PAR1", "application/vnd.apache.parquet"),
    (b"\x89HDF\r\n", "application/x-hdf5"),
    (b"wOFF", "font/woff"),
    (b"wOF2", "font/woff2"),
)

TAR, CPIO, LHA = "application/x-tar", "application/x-cpio", "application/x-lha"
_LHA = re.compile(rb"-(?:lh[0-7d]|lz[s45])-")
_CPIO = re.compile(rb"07070[12][0-9A-Fa-f]{104}|070707[0-7]{70}")
"""The whole of a member's head: a text may begin with such a number."""
_BEYOND_DOUBT = frozenset(("", "application/pdf", "application/x-archive", CPIO))
"""No text begins like these, which may be text from one end to the other."""
_FIRST_BYTES = frozenset(signature[:1] for signature, _ in _SIGNATURES)
_RIFF = {b"WEBP": "image/webp", b"WAVE": "audio/wav", b"AVI ": "video/x-msvideo"}
_HEIF = {b"heic", b"heix", b"mif1", b"msf1"}


def sniff(data: bytes) -> str:
    """The type of a file that is known by its first bytes.

    Signatures of fewer than three bytes are left out: random data would have them by chance.
    """
    head = data[:16]
    if head[:1] in _FIRST_BYTES:
        for signature, media_type in _SIGNATURES:
            if head.startswith(signature):
                return media_type
    if head[:4] == b"RIFF":
        return _RIFF.get(head[8:12], "")
    if head[4:8] == b"ftyp":
        brand = head[8:12]
        return "image/heif" if brand in _HEIF else "image/avif" if brand == b"avif" else "video/mp4"
    if data[257:262] == b"ustar" and data[262:263] in (b"\0", b" "):
        return TAR
    if (
        head[2:3] == b"-"
        and _LHA.fullmatch(data[2:7])
        and data[20:21] in (b"\0", b"\1", b"\2", b"\3")
    ):
        return LHA
    return CPIO if head[:4] == b"0707" and _CPIO.match(data) else ""


def recognised(data: bytes) -> str:
    """The type of a file that is no text, or nothing. A text may begin like one: "ID3 is ..."."""
    known = sniff(data)
    if known in _BEYOND_DOUBT or not is_utf8(data):
        return known
    return ""


def is_known_file(data: bytes) -> bool:
    """By its first bytes, or as its readers find it behind others."""
    return bool(sniff(data)) or is_also_zip(data) or b"%PDF-" in data[:1024]


def is_also_zip(data: bytes) -> bool:
    """Would a reader of zips find one here, whatever stands before it? They look at the end."""
    at = data.rfind(b"PK\5\6", max(0, len(data) - MAX_END))
    if at < 0 or at + 22 > len(data):
        return False
    size = int.from_bytes(data[at + 12 : at + 16], "little")
    return size > 0 and data[max(0, at - size) : at][:4] == b"PK\1\2"


def is_partly_text(data: bytes) -> bool:
    """Bytes that are wrong UTF-8 in part: are there controls as well, as in a packed file behind
    a text? A text that was only damaged has none."""
    return len(data) - len(data.translate(None, _CONTROLS)) >= MAX_CONTROLS


def is_marked_up(data: bytes) -> bool:
    """Is a text of a kind that does not stand in it as it reads: RTF, HTML, XML, a mail, a box?"""
    if data[:1] in (b"{", b"[") and data[1:5] != b"\\rtf":
        return False  # nearly every body is JSON
    head = data[:MAX_HEAD].replace(b"\0", b"").lstrip(_BLANKS)  # UTF-16 too
    if head[:5] == b"{\\rtf" or _MARKUP.match(head):
        return True
    return is_mail(data) or is_mailbox(data)


def is_mail(data: bytes) -> bool:
    """Does it begin with the headers of a mail? Three of the usual ones, the sender among them."""
    head = re.split(rb"\r?\n\r?\n", data[:MAX_HEAD], maxsplit=1)[0] + b"\n"
    if not _HEADER.match(head):
        return False
    return len({m.lower() for m in _TELLING.findall(head)}) >= 3 and bool(_SENDER.search(head))


def is_mailbox(data: bytes) -> bool:
    """Does it begin with a mail behind a line of `From `, as a box of mails does (RFC 4155)?"""
    found = _ENVELOPE.match(data)
    if found is None:
        return False
    head = data[found.end() : found.end() + MAX_HEAD]
    return is_mail(head) or (bool(_DATED.search(found[0])) and bool(_HEADER.match(head)))


MAX_HEAD = 4096
MAX_END = 22 + 2**16
"""Bytes of the end of a zip: its record, and a remark."""
MAX_CONTROLS = 4
_CONTROLS = bytes({*range(9), 11, *range(14, 27), *range(28, 32), 127})
_BLANKS = b"\xef\xbb\xbf\xff\xfe \t\r\n"
_MARKUP = re.compile(
    rb"(?:<!--[^>]{0,1000}>\s{0,100}){0,3}<(?:!doctype|html|head|body|\?xml|svg|mxfile|mxgraphmodel|[\w:.-]{1,80}\s+xmlns)\b",
    re.IGNORECASE,
)
_HEADER = re.compile(rb"[!-9;-~]{1,76}:[ \t]")
_ENVELOPE = re.compile(rb"(?:\xef\xbb\xbf)?(?:[ \t]{0,20}\r?\n){0,20}From [^\r\n]{1,1000}\r?\n")
_DATED = re.compile(rb" (?:Mon|Tue|Wed|Thu|Fri|Sat|Sun) [A-Z][a-z]{2} [ \d]\d \d\d:\d\d")
"""With it the line is of a box, however few headers the mail behind it has."""
_TELLING = re.compile(
    rb"^(received|message-id|mime-version|return-path|from|subject|date|to)[ \t]{0,4}:",
    re.IGNORECASE | re.MULTILINE,
)
_SENDER = re.compile(rb"^(?:from|sender)[ \t]{0,4}:", re.IGNORECASE | re.MULTILINE)
