"""A media type -> the code of a file of that type into which nobody looked, or could look."""

from __future__ import annotations

from gateway.content.file_type import CPIO, LHA, TAR

_ARCHIVES = (
    *("application/zip", "application/gzip", "application/zstd", "application/x-bzip2"),
    *("application/x-xz", "application/x-lz4", "application/x-7z-compressed"),
    *("application/vnd.rar", "application/vnd.ms-cab-compressed", "application/x-archive"),
    *(TAR, CPIO, LHA),
)
_DOCUMENTS = (
    *("application/pdf", "application/x-ole-storage", "application/vnd.sqlite3"),
    *("application/vnd.apache.parquet", "application/x-hdf5"),
)
OF_OTHER_KINDS = "opaque/not-looked-into"
TOO_MUCH, DAMAGED = "limits/packed", "damaged/packed"

CODES = {
    "image": "pictures/not-looked-into",
    "audio": "audio/not-looked-into",
    "video": "video/not-looked-into",
    **dict.fromkeys(_ARCHIVES, "archives/not-looked-into"),
    **dict.fromkeys(_DOCUMENTS, "documents/not-looked-into"),
}
"""By the media type, or by the general one that it begins with."""


def not_looked_into(media_type: str) -> str:
    return CODES.get(media_type) or CODES.get(media_type.partition("/")[0], OF_OTHER_KINDS)


def cannot_unpack(fault: str) -> str:
    """By what `decompression.unpack` says is wrong with a packed file."""
    return TOO_MUCH if fault == "too-large" else DAMAGED
