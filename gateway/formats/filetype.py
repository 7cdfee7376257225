"""The first bytes of a file -> its media type, or the empty string. No claim of a client counts."""

from __future__ import annotations

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
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/x-ole-storage"),
    (b"\x1f\x8b\x08", "application/gzip"),
    (b"\x28\xb5\x2f\xfd", "application/zstd"),
    (b"BZh9", "application/x-bzip2"),
    (b"\xfd7zXZ\0", "application/x-xz"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
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
    return ""
