"""A part that an office program keeps for itself, by its name -> whether it is one, and its texts.

A name proves nothing: a file, whatever stands before it, is read as one, and so is a picture in
which something could be read. What is neither is binary, of which the words are looked at.
"""

from __future__ import annotations

from gateway.content import charset
from gateway.content.documents.readers import pictures, runs
from gateway.content.documents.readers.document_builder import Reading
from gateway.content.file_type import is_also_zip, sniff

_PREVIEWS = frozenset(("image/jpeg", "image/png"))


def read_own(reading: Reading, data: bytes, place: str, may_be_preview: bool = False) -> bool:
    """Read it as what a program keeps; false where it is a file. Raises FullError."""
    if kind := sniff(data):
        return may_be_preview and kind in _PREVIEWS and pictures.is_preview(reading, data, kind)
    if is_also_zip(data):
        return False
    text = charset.decode(data)[0].text if charset.is_text(data) else runs.read(data)
    with reading.template():
        reading.add(place, text)
    return True
