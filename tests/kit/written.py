"""A text as programs write it where it does not stand as it is: numbers, dumps, pieces, escapes."""

from __future__ import annotations

import base64
import binascii
import quopri
import unicodedata
import zlib
from collections.abc import Callable, Iterable

import brotli

CRLF, LF = "\r\n", "\n"

Write = Callable[[str], str]


def _b64(text: str) -> str:
    return base64.b64encode(text.encode()).decode()


def _cut(text: str, size: int) -> list[str]:
    return [text[i : i + size] for i in range(0, len(text), size)]


def _xxd(data: bytes) -> str:
    return "\n".join(
        f"{at:08x}: {data[at : at + 16].hex(' ', -2):<39}  {_shown(data[at : at + 16])}"
        for at in range(0, len(data), 16)
    )


def _hexdump(data: bytes) -> str:
    return "\n".join(
        f"{at:08x}  {data[at : at + 8].hex(' ')}  {data[at + 8 : at + 16].hex(' ')}  "
        f"|{_shown(data[at : at + 16])}|"
        for at in range(0, len(data), 16)
    )


def _od(data: bytes) -> str:
    data += b"\0" * (len(data) % 2)
    words = [f"{int.from_bytes(data[i : i + 2], 'little'):04x}" for i in range(0, len(data), 2)]
    return "\n".join(
        f"{n * 16:07o} {' '.join(words[n * 8 : n * 8 + 8])}" for n in range(len(words) // 8 + 1)
    )


def _shown(data: bytes) -> str:
    return "".join(chr(b) if 0x20 <= b < 0x7F else "." for b in data)


def _units(text: str) -> Iterable[int]:
    data = text.encode("utf-16-be")
    return [int.from_bytes(data[i : i + 2]) for i in range(0, len(data), 2)]


def _raw_deflate(text: str) -> str:
    packer = zlib.compressobj(9, zlib.DEFLATED, -15)
    return base64.b64encode(packer.compress(text.encode()) + packer.flush()).decode()


def _uuencoded(text: str) -> str:
    data = text.encode()
    lines = (binascii.b2a_uu(data[i : i + 45]).decode() for i in range(0, len(data), 45))
    return f"begin 644 a.txt\n{''.join(lines)}`\nend\n"


def _quoted(text: str, charset: str) -> str:
    return quopri.encodestring(text.encode(charset)).decode()


def _folded(text: str, line_end: str) -> str:
    return f"{line_end} ".join(_cut(text, 2))


WAYS: dict[str, Write] = {
    "hex with blanks": lambda t: t.encode().hex(" "),
    "hex in capitals with blanks": lambda t: t.encode().hex(" ").upper(),
    "hex with colons": lambda t: t.encode().hex(":"),
    "hex with hyphens": lambda t: t.encode().hex("-"),
    "hex with commas": lambda t: t.encode().hex(","),
    "a C array": lambda t: "{ " + ", ".join(f"0x{b:02x}" for b in t.encode()) + " };",
    "a C array over lines": lambda t: ",\n".join(
        ", ".join(f"0x{b:02X}" for b in line)
        for line in (t.encode()[i : i + 8] for i in range(0, len(t.encode()), 8))
    ),
    "numbers of assembler": lambda t: ", ".join(f"{b:02X}h" for b in t.encode()),
    "a list of bytes": lambda t: str(list(t.encode())),
    "a list of bytes without blanks": lambda t: ",".join(map(str, t.encode())),
    "bytes with a sign": lambda t: (
        "{ " + ", ".join(str((b + 128) % 256 - 128) for b in t.encode()) + " }"
    ),
    "bytes, one a line": lambda t: "\n".join(map(str, t.encode())),
    "octal numbers": lambda t: " ".join(f"{b:03o}" for b in t.encode()),
    "binary numbers": lambda t: " ".join(f"{b:08b}" for b in t.encode()),
    "code points": lambda t: " ".join(f"U+{ord(c):04X}" for c in t),
    "code points in decimal": lambda t: ", ".join(str(ord(c)) for c in t),
    "code points in hex": lambda t: " ".join(f"{ord(c):04x}" for c in t),
    "code points with 0x": lambda t: ", ".join(f"0x{ord(c):x}" for c in t),
    "units of UTF-16": lambda t: str(list(_units(t))),
    "chr() in Python": lambda t: "+".join(f"chr({ord(c)})" for c in t),
    "chr() of hex": lambda t: " + ".join(f"chr(0x{ord(c):x})" for c in t),
    "fromCharCode": lambda t: f"String.fromCharCode({', '.join(map(str, _units(t)))})",
    "UNICHAR in a sheet": lambda t: "=" + "&".join(f"UNICHAR({ord(c)})" for c in t),
    "ChrW in Basic": lambda t: " & _\n  ".join(f"ChrW({ord(c)})" for c in t),
    "xxd": lambda t: _xxd(t.encode()),
    "hexdump -C": lambda t: _hexdump(t.encode()),
    "od -x": lambda t: _od(t.encode()),
    "base64 in lines of 16": lambda t: "\n".join(_cut(_b64(t), 16)),
    "base64 in lines of 8": lambda t: "\n".join(_cut(_b64(t), 8)),
    "base64 in groups of four": lambda t: " ".join(_cut(_b64(t), 4)),
    "base64 put together with plus": lambda t: " + ".join(f'"{p}"' for p in _cut(_b64(t), 12)),
    "base64 within quotes that are put together": lambda t: '" + "'.join(_cut(_b64(t), 12)),
    "base64 in a list of strings": lambda t: str(_cut(_b64(t), 10)),
    "base64 in quoted lines": lambda t: "\n".join(f"> {p}" for p in _cut(_b64(t), 12)),
    "base64 in a comment": lambda t: "\n".join(f"# {p}" for p in _cut(_b64(t), 18)),
    "base64 in numbered lines": lambda t: "\n".join(
        f"{n}. {p}" for n, p in enumerate(_cut(_b64(t), 12), 1)
    ),
    "base64 in cells": lambda t: "\n".join(f"| {p} |" for p in _cut(_b64(t), 12)),
    "base64 in constants over lines": lambda t: "\n".join(f'    "{p}"' for p in _cut(_b64(t), 14)),
    "base64 letter by letter": lambda t: " ".join(_b64(t)),
    "base64 letter by letter with hyphens": lambda t: "・".join(_b64(t)),
    "base64 behind a letter": lambda t: "x" + _b64(t),
    "base64 behind three letters": lambda t: "abc" + _b64(t),
    "base32": lambda t: base64.b32encode(t.encode()).decode(),
    "base32 within a text": lambda t: f"code: {base64.b32encode(t.encode()).decode()} ok",
    "ascii85": lambda t: base64.a85encode(t.encode(), adobe=True).decode(),
    "uuencode": _uuencoded,
    "UTF-7": lambda t: t.encode("utf-7").decode(),
    "base64 of deflate": _raw_deflate,
    "base64 of zlib": lambda t: base64.b64encode(zlib.compress(t.encode())).decode(),
    "base64 of brotli": lambda t: base64.b64encode(brotli.compress(t.encode())).decode(),
    "hex of Shift_JIS with blanks": lambda t: t.encode("cp932").hex(" "),
    "octal escapes of git": lambda t: "".join(f"\\{b:03o}" for b in t.encode()),
    "escapes of bytes": lambda t: "".join(f"\\x{b:02x}" for b in t.encode()),
    "escapes of UTF-16": lambda t: "".join(f"\\u{u:04x}" for u in _units(t)),
    "escapes of 32 bits": lambda t: "".join(f"\\U{ord(c):08x}" for c in t),
    "escapes in braces": lambda t: "".join(f"\\u{{{ord(c):x}}}" for c in t),
    "escapes of Perl": lambda t: "".join(f"\\x{{{ord(c):x}}}" for c in t),
    "escapes of JavaScript's escape()": lambda t: "".join(f"%u{u:04X}" for u in _units(t)),
    "escapes of Java with two u": lambda t: "".join(f"\\uu{u:04x}" for u in _units(t)),
    "escapes, doubled": lambda t: "".join(f"\\\\u{u:04x}" for u in _units(t)),
    "escapes, doubled twice": lambda t: "".join(f"\\\\\\\\u{u:04x}" for u in _units(t)),
    "percent, twice": lambda t: "".join(f"%25{b:02X}" for b in t.encode()),
    "names of characters": lambda t: "".join(f"\\N{{{_name(c)}}}" for c in t),
}


MAIL: dict[str, Write] = {
    "quoted-printable of ISO-2022-JP": lambda t: _quoted(t, "iso2022_jp"),
    "quoted-printable of Shift_JIS": lambda t: _quoted(t, "cp932"),
    "a folded calendar": lambda t: (
        f"BEGIN:VCALENDAR\r\nSUMMARY:{_folded(t, CRLF)}\r\nEND:VCALENDAR\r\n"
    ),
    "a folded card": lambda t: f"BEGIN:VCARD\nNOTE:{_folded(t, LF)}\nEND:VCARD\n",
    "folded LDIF": lambda t: f"dn: cn=a,dc=test\ndescription: {_folded(t, LF)}\n",
}
"""As mails, calendars, cards and directories write a text in Japanese."""


def _name(char: str) -> str:
    return unicodedata.name(char)
