"""The bytes of a file's name, of which no archive says what they are in -> the name as it reads.

macOS writes UTF-8 and does not say so; Windows writes the code page of its country; zips of before
2006 are in that of the first PCs. A name is short, so that bytes may be right in several: each
reading is given, a line each, unless it is certain. Pure.
"""

from __future__ import annotations

import re
import tarfile
import zipfile

from gateway.content import charset

_UTF_8 = 0x800
_PAGES = ("cp932", "euc_jp", "gbk", "cp949", "cp950", "cp437", "cp1252")
"""Japan first: its names have kana, which no other page has in their place."""
_KANA = re.compile("[\u3041-\u3096\u30a1-\u30fa]{2}")


def read(raw: bytes) -> str:
    """A name, or as many as it may be."""
    if raw.isascii():
        return raw.decode()
    if (text := _strict(raw, "utf-8")) is not None:
        return text
    found = [text for page in _PAGES if (text := _strict(raw, page)) is not None]
    japanese = [text for text in found[:2] if _KANA.search(text)]
    likely = [text for text in found if charset.makes_sense(text)]
    said = japanese[:1] or [*likely, *found] or [raw.decode("latin-1")]
    return "\n".join(dict.fromkeys(said))


def of_zip(info: zipfile.ZipInfo) -> str:
    """zipfile takes a name that is not said to be UTF-8 for cp437, in which every byte is one."""
    if info.flag_bits & _UTF_8:
        return info.filename
    try:
        return read(info.filename.encode("cp437"))
    except UnicodeError:
        return info.filename


def of_tar(name: str) -> str:
    """tarfile takes a name for UTF-8, and keeps each byte that is none as a lone surrogate."""
    return read(name.encode(tarfile.ENCODING, "surrogateescape"))


def _strict(raw: bytes, page: str) -> str | None:
    try:
        return raw.decode(page)
    except UnicodeDecodeError:
        return None
