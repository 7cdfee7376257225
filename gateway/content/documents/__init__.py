"""The bytes of a file -> its text, bounded: for attachments in prompts and for the register.

model      Document, Passage, Table, Limits: what is read, and how much
readers    one module a kind of file, run only in a process that may be lost
process    starts and ends those processes; wire: what goes between; worker: their side
ocr        tesseract, where it is installed

`process` is loaded when something of it is asked for: most who know a Document read none.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from gateway import lazy
from gateway.content.documents.model import (
    ATTACHMENT,
    Document,
    Limits,
    NoReaderError,
    NotHereError,
    Passage,
    ReadDocument,
    Table,
    at_once,
    not_here,
)

if TYPE_CHECKING:
    from gateway.content.documents.process import Readers

__all__ = [
    "ATTACHMENT",
    "Document",
    "Limits",
    "NoReaderError",
    "NotHereError",
    "Passage",
    "ReadDocument",
    "Readers",
    "Table",
    "at_once",
    "not_here",
    "read",
]


def read(data: bytes, name: str = "", limits: Limits | None = None) -> Document:
    """What a file says, read in a process that may be lost. Never raises for any bytes."""
    from gateway.content.documents import process

    return process.read(data, name, limits)


__getattr__ = lazy.names(__name__, {"Readers": "gateway.content.documents.process"})
