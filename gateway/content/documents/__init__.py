"""The bytes of a file -> its text, bounded: for attachments in prompts and for the register.

model      Document, Passage, Table, Limits: what is read, and how much
readers    one module a kind of file, run only in a process that may be lost
process    starts and ends those processes; wire: what goes between; worker: their side
ocr        tesseract, where it is installed
"""

from __future__ import annotations

from gateway.content.documents.model import (
    ATTACHMENT,
    Document,
    Limits,
    NotHereError,
    Passage,
    ReadDocument,
    Table,
    not_here,
)
from gateway.content.documents.process import Readers, read

__all__ = [
    "ATTACHMENT",
    "Document",
    "Limits",
    "NotHereError",
    "Passage",
    "ReadDocument",
    "Readers",
    "Table",
    "not_here",
    "read",
]
