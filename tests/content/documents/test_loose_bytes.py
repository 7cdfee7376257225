"""Texts in bytes of a file that belong to nothing which is shown: each is found, or the file is
unread. Beside each stands the same file without the text, which is read whole."""

from __future__ import annotations

import gzip
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import dataclass

import pikepdf
import pytest
from PIL import Image

from gateway.content.documents.model import ATTACHMENT
from gateway.content.documents.readers import exif, pdf_loose, read_here, zip_members
from gateway.formats.files import read_file
from gateway.formats.prompt_builder import Budget
from gateway.model import Prompt
from tests.content.documents.kit import PACKAGE, W, a_zip, japanese_pdf, paragraph
from tests.content.documents.test_hiding import a_chunk, picture_with

CODE = "HAYABUSA-2718"
CLEAN = "富士山の高さと登山道の案内です。"
TEXT = f"{CODE} 来期の原価".encode()
NARROW = f"{CODE} 来期の原価".encode("cp932")
WIDE = f"{CODE} 来期の原価".encode("utf-16-le")
PACKED = zlib.compress(TEXT * 9)

RIGHT = b"as it is"
"""A description of a member that is right."""

Hide = Callable[[bytes], bytes]


def read(data: bytes) -> Prompt:
    return read_file(
        data,
        budget=Budget(documents=lambda d, name: read_here(d, name, ATTACHMENT, lambda image: "")),
    )


def is_told(data: bytes) -> bool:
    found = read(data)
    return bool(found.unread) or any(CODE in s.text for s in found.segments)


# ---------------------------------------------------------------- zip


@dataclass(frozen=True)
class Corners:
    """What stands where in a zip: in the heads of the first member and in its entry of the
    directory, behind its packed bytes within it, behind it, before and behind the directory,
    before everything and behind it."""

    own_extra: bytes = b""
    extra: bytes = b""
    own_name: bytes = b""
    remark: bytes = b""
    slack: bytes = b""
    described: bytes = b""
    between: bytes = b""
    before_directory: bytes = b""
    before_end: bytes = b""
    comment: bytes = b""
    before: bytes = b""
    behind: bytes = b""


def zipped(members: dict[str, str], corners: Corners, method: int = 8) -> bytes:
    """A zip, written by hand (APPNOTE.TXT, 4.3)."""
    out, directory = corners.before, b""
    for number, (name, content) in enumerate(members.items()):
        of = corners if not number else Corners()
        raw, coded = content.encode(), name.encode()
        packed = (zlib.compress(raw, 9)[2:-4] if method else raw) + of.slack
        flags, sizes = 0x800 | 8 * bool(of.described), (zlib.crc32(raw), len(packed), len(raw))
        head = struct.pack("<HHHHH", 20, flags, method, 0, 0x5A21)
        stated = (0, 0, 0) if of.described else sizes
        lengths = struct.pack("<HH", len(of.own_name or coded), len(of.own_extra))
        entry = head + struct.pack("<3I", *sizes)
        entry += struct.pack(
            "<HHHHHII", len(coded), len(of.extra), len(of.remark), 0, 0, 0, len(out)
        )
        directory += b"PK\1\2" + struct.pack("<H", 20) + entry + coded + of.extra + of.remark
        out += b"PK\3\4" + head + struct.pack("<3I", *stated) + lengths
        out += (of.own_name or coded) + of.own_extra + packed
        if of.described:
            right = struct.pack("<3I", *sizes)
            out += b"PK\7\x08" + (right if of.described == RIGHT else of.described)
        out += of.between
    out += corners.before_directory
    end = struct.pack("<HHHHII", 0, 0, len(members), len(members), len(directory), len(out))
    out += directory + corners.before_end + b"PK\5\6" + end
    return out + struct.pack("<H", len(corners.comment)) + corners.comment + corners.behind


FILES = {
    "zip": {"a.txt": CLEAN, "b.txt": CLEAN + CLEAN},
    "Word": {
        "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
        "word/document.xml": f"<w:document {W}><w:body>{paragraph(CLEAN)}</w:body></w:document>",
    },
    "OpenDocument": {
        "mimetype": "application/vnd.oasis.opendocument.text",
        "content.xml": '<o:document-content xmlns:o="urn:oasis:names:tc:opendocument:xmlns:office'
        f':1.0" xmlns:text="text"><text:p>{CLEAN}</text:p></o:document-content>',
    },
}


def field(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


CORNERS = [
    pytest.param(lambda t: Corners(behind=t), id="behind the end"),
    pytest.param(lambda t: Corners(behind=bytes(999) + t), id="behind zeros behind the end"),
    pytest.param(lambda t: Corners(comment=b"a", behind=t), id="behind the remark"),
    pytest.param(lambda t: Corners(comment=t), id="the remark"),
    pytest.param(lambda t: Corners(remark=t), id="the remark of a member"),
    pytest.param(lambda t: Corners(before=t), id="before the first head"),
    pytest.param(lambda t: Corners(before=b"\0\1\xff" + t), id="before the first head, binary"),
    pytest.param(lambda t: Corners(between=t), id="between members"),
    pytest.param(lambda t: Corners(before_directory=t), id="before the directory"),
    pytest.param(lambda t: Corners(before_end=t), id="behind the directory"),
    pytest.param(lambda t: Corners(slack=t), id="within a member behind its packed bytes"),
    pytest.param(lambda t: Corners(own_name=t), id="another name in the member's own head"),
    pytest.param(lambda t: Corners(described=t[:12]), id="sizes behind a member"),
    *(
        pytest.param(lambda t, k=kind: Corners(extra=field(k, t)), id=f"further field {kind:04x}")
        for kind in (0x7777, 0x5455, 0xCAFE, 0xA220, 0x000A, 0xD935)
    ),
    *(
        pytest.param(
            lambda t, k=kind: Corners(own_extra=field(k, t)), id=f"own further field {kind:04x}"
        )
        for kind in (0x7777, 0x5455, 0xCAFE, 0xA220, 0x000A, 0xD935)
    ),
    pytest.param(lambda t: Corners(extra=field(9, b"\1\2\xff" + t)), id="further field, binary"),
]


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize("text", [TEXT, NARROW, WIDE, PACKED], ids=["UTF-8", "932", "16", "packed"])
@pytest.mark.parametrize("corner", CORNERS)
def test_no_corner_of_a_zip_hides_a_text(
    corner: Callable[[bytes], Corners], text: bytes, kind: str
) -> None:
    found = read(zipped(FILES[kind], corner(text)))
    said = "".join(s.text for s in found.segments)
    assert found.unread or (CODE in said and "来期の原価" in said)


@pytest.mark.parametrize("kind", FILES)
@pytest.mark.parametrize(
    "corners",
    [
        pytest.param(Corners(), id="nothing"),
        pytest.param(Corners(described=RIGHT), id="sizes behind a member"),
        pytest.param(Corners(behind=b"\r\n\0\0"), id="a line end behind it"),
        pytest.param(Corners(own_extra=field(0xCAFE, b"")), id="Java's mark"),
        pytest.param(
            Corners(own_extra=field(0xA220, b"\x28\xa0\x80\0" + bytes(600))),
            id="room that Office left",
        ),
        pytest.param(
            Corners(
                own_extra=field(0x5455, b"\3" + bytes(range(200, 208)))
                + field(0x7875, b"\1\4\xe8\3\0\0\4\xe8\3\0\0"),
                extra=field(0x5455, b"\3" + bytes(range(200, 204))),
            ),
            id="times and owner",
        ),
    ],
)
def test_what_programs_put_into_a_zip_is_no_text(corners: Corners, kind: str) -> None:
    found = read(zipped(FILES[kind], corners))
    assert not found.unread
    assert any(CLEAN in s.text for s in found.segments)


@pytest.mark.parametrize("method", zip_members.METHODS)
def test_a_member_is_read_whatever_packed_it_and_what_is_behind_it_is_noticed(method: int) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        package.writestr("a.txt", CLEAN * 9_000)
    with zipfile.ZipFile(out) as package:
        info = package.getinfo("a.txt")
        raw = zip_members.packed(out.getvalue(), info)
        assert b"".join(zip_members.unpacked(raw, info)) == (CLEAN * 9_000).encode()
        assert list(zip_members.unpacked(raw + TEXT, info))[-1] == TEXT
    found = read(out.getvalue())
    assert not found.unread
    assert sum(s.text.count(CLEAN) for s in found.segments) == 9_000


# ---------------------------------------------------------------- tar


def tarred(form: int = tarfile.USTAR_FORMAT, **fields: object) -> bytes:
    """Two files; `fields` are the first one's."""
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w", format=form) as archive:
        for name in ("a.txt", "b.txt"):
            info = tarfile.TarInfo(name)
            for key, value in fields.items() if name == "a.txt" else ():
                setattr(info, key, value)
            content = CLEAN.encode()
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
    return out.getvalue()


def at(place: int, data: bytes | None = None) -> Hide:
    """Written over what stands there, the checksum of the head made right."""

    def hide(text: bytes) -> bytes:
        whole = bytearray(tarred() if data is None else data)
        whole[place : place + len(text)] = text
        whole[148:156] = b" " * 8
        whole[148:156] = b"%06o\0 " % sum(whole[:512])
        return bytes(whole)

    return hide


def before(kind: bytes, body: bytes, name: str = "././@LongLink") -> bytes:
    """A head that says more of the next member, and what it says."""
    info = tarfile.TarInfo(name)
    info.type, info.size = kind, len(body)
    return info.tobuf(tarfile.USTAR_FORMAT) + body + bytes(-len(body) % 512)


def a_record(key: bytes, value: bytes) -> bytes:
    length = len(key) + len(value) + 3
    length += len(str(length + len(str(length))))
    return b"%d %s=%s\n" % (length, key, value)


GNU = tarred(tarfile.GNU_FORMAT)
TAR = [
    pytest.param(at(512 + len(CLEAN.encode()) + 3), id="behind a content"),
    pytest.param(lambda t: tarred() + t, id="behind the end"),
    pytest.param(at(len(tarred()) - 90), id="in the zeros of the end"),
    pytest.param(at(10), id="behind a name"),
    pytest.param(at(157), id="a link of what is no link"),
    pytest.param(at(270), id="behind an owner"),
    pytest.param(at(300), id="behind a group"),
    pytest.param(at(346), id="behind a folder"),
    pytest.param(at(400, GNU), id="where GNU keeps a list"),
    pytest.param(lambda t: at(500)(b"HAYABUSA"), id="the rest of a head"),
    pytest.param(lambda t: before(b"L", b"x\0" + t) + tarred(), id="behind a long name"),
    pytest.param(
        lambda t: before(b"L", t) + before(b"L", b"x\0") + tarred(), id="the first of two"
    ),
    pytest.param(lambda t: before(b"K", t + b"\0") + tarred(), id="a long link of no link"),
    pytest.param(
        lambda t: before(b"x", a_record(b"comment", b"a"), CODE) + tarred(), id="the name of a head"
    ),
    pytest.param(
        lambda t: before(b"x", a_record(b"comment", t)) + tarred(), id="a remark of a member"
    ),
    pytest.param(
        lambda t: before(b"x", a_record(b"comment", t) + a_record(b"comment", b"a")) + tarred(),
        id="a record twice",
    ),
    pytest.param(
        lambda t: before(b"x", a_record(b"path", t) + a_record(b"path", b"a")) + tarred(),
        id="a path twice",
    ),
    pytest.param(lambda t: before(b"x", a_record(t, b"a")) + tarred(), id="a key"),
    pytest.param(lambda t: before(b"x", a_record(b"mtime", t)) + tarred(), id="a time"),
    pytest.param(
        lambda t: before(b"x", a_record(b"path", b"a") + b"\0" + t) + tarred(), id="behind records"
    ),
    pytest.param(lambda t: before(b"g", a_record(b"comment", t)) + tarred(), id="of all members"),
    pytest.param(
        lambda t: before(b"x", a_record(b"path", b"a")) + tarred(name=CODE), id="a name not shown"
    ),
]


@pytest.mark.parametrize("text", [TEXT, NARROW], ids=["UTF-8", "932"])
@pytest.mark.parametrize("hide", TAR)
def test_no_corner_of_a_tar_hides_a_text(hide: Hide, text: bytes) -> None:
    found = read(hide(text))
    assert found.unread or any("HAYABUSA" in s.text for s in found.segments)


@pytest.mark.parametrize("form", [tarfile.USTAR_FORMAT, tarfile.GNU_FORMAT, tarfile.PAX_FORMAT])
def test_what_programs_put_into_a_tar_is_no_text(form: int) -> None:
    name = "a folder of " * 7 + "/" + "one of its files " * 5
    found = read(tarred(form, name=name, mtime=1.0, uname="sato", gname="staff"))
    assert not found.unread
    assert {s.text for s in found.segments} == {CLEAN, name, "b.txt"}


# ---------------------------------------------------------------- pictures


def picture(form: str, **options: object) -> bytes:
    out = io.BytesIO()
    Image.radial_gradient("L").convert("RGB").save(out, form, **options)
    return out.getvalue()


JPEG, GIF, WEBP, TIFF = (picture(form) for form in ("JPEG", "GIF", "WEBP", "TIFF"))
GIF_BLOCKS = 13 + 3 * 256


def a_segment(kind: int, content: bytes) -> bytes:
    return JPEG[:2] + bytes((0xFF, kind)) + struct.pack(">H", len(content) + 2) + content + JPEG[2:]


def a_block(kind: int, *pieces: bytes) -> bytes:
    held = b"".join(bytes([len(p)]) + p for p in pieces)
    return GIF[:GIF_BLOCKS] + bytes((0x21, kind)) + held + b"\0" + GIF[GIF_BLOCKS:]


def a_riff(kind: bytes, content: bytes) -> bytes:
    body = WEBP[8:] + kind + struct.pack("<I", len(content)) + content + bytes(len(content) % 2)
    return b"RIFF" + struct.pack("<I", len(body)) + body


PICTURES = [
    *(
        pytest.param(lambda t, k=kind: picture_with(a_chunk(k, t)), id=f"PNG {kind.decode()}")
        for kind in (b"abCd", b"pHYs", b"tIME", b"PLTE", b"caBX", b"eXIf")
    ),
    pytest.param(lambda t: picture_with(a_chunk(b"tEXt", b"Comment\0" + t)), id="PNG remark"),
    pytest.param(
        lambda t: picture_with(a_chunk(b"iTXt", b"a\0\0\0" + t + b"\0\0a")), id="PNG another name"
    ),
    pytest.param(
        lambda t: picture_with(a_chunk(b"zTXt", b"a\0\0" + zlib.compress(b"a") + t)),
        id="PNG behind a packed remark",
    ),
    pytest.param(
        lambda t: picture_with(a_chunk(b"iCCP", b"a\0\0" + zlib.compress(t))), id="PNG profile"
    ),
    pytest.param(
        lambda t: picture("PNG")[:-12] + a_chunk(b"IDAT", t) + picture("PNG")[-12:],
        id="PNG behind its points",
    ),
    pytest.param(lambda t: picture("PNG")[:-12] + a_chunk(b"IEND", t), id="PNG end"),
    pytest.param(lambda t: picture("PNG") + t, id="PNG behind the end"),
    *(
        pytest.param(lambda t, k=kind: a_segment(k, t), id=f"JPEG {kind:02X}")
        for kind in (*range(0xE0, 0xF4), 0xFD, 0xFE, 0xDB, 0xC4, 0xDD)
    ),
    pytest.param(lambda t: a_segment(0xE0, b"JFIF\0\1\1\0\0\1\0\1\0\0" + t), id="JPEG JFIF"),
    pytest.param(lambda t: a_segment(0xE2, b"ICC_PROFILE\0\1\1" + t), id="JPEG profile"),
    pytest.param(lambda t: JPEG[:-2] + t + JPEG[-2:], id="JPEG at the end of the scan"),
    pytest.param(lambda t: JPEG[:20] + t + JPEG[20:], id="JPEG between segments"),
    pytest.param(lambda t: JPEG + t, id="JPEG behind the end"),
    pytest.param(lambda t: a_block(0xFE, t), id="GIF remark"),
    pytest.param(lambda t: a_block(0xFF, b"XMP DataXMP", t), id="GIF of a program"),
    pytest.param(lambda t: a_block(0xF9, t), id="GIF time"),
    pytest.param(lambda t: a_block(0xAA, t), id="GIF of a kind that nobody knows"),
    pytest.param(lambda t: GIF[:13] + t + GIF[13 + len(t) :], id="GIF colours"),
    pytest.param(lambda t: GIF + t, id="GIF behind the end"),
    *(
        pytest.param(lambda t, k=kind: a_riff(k, t), id=f"WebP {kind.decode().strip()}")
        for kind in (b"XMP ", b"EXIF", b"ICCP", b"ABCD")
    ),
    pytest.param(lambda t: WEBP + t, id="WebP behind the end"),
    pytest.param(lambda t: TIFF + t, id="TIFF behind the end"),
    pytest.param(lambda t: picture("TIFF", tiffinfo={65_000: t}), id="TIFF own tag"),
]


@pytest.mark.parametrize("hide", PICTURES)
def test_no_corner_of_a_picture_hides_a_text(hide: Hide) -> None:
    assert is_told(hide(TEXT))
    assert is_told(a_zip({"a.bin": hide(TEXT)}))


@pytest.mark.parametrize("form", ["PNG", "JPEG", "GIF", "WEBP", "TIFF"])
def test_a_picture_of_points_has_nothing_unread(form: str) -> None:
    assert not read(picture(form)).unread
    assert CODE not in "".join(s.text for s in read(picture(form)).segments)


def test_points_of_a_tiff_are_no_loose_bytes() -> None:
    assert sum(map(len, exif.beside_points(TIFF))) == len(TIFF) - 3 * 256 * 256


# ---------------------------------------------------------------- PDF


PDF = japanese_pdf(CLEAN)


def behind_object(text: bytes) -> bytes:
    return PDF.replace(b"endobj", b"endobj\n" + text + b"\n", 1)


def in_stream(raw: bytes, **keys: object) -> bytes:
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(PDF)) as pdf:
        stream = pikepdf.Stream(pdf, raw, **keys)
        pdf.Root.X = pdf.make_indirect(stream)
        pdf.save(
            *(out,), compress_streams=False, stream_decode_level=pikepdf.StreamDecodeLevel.none
        )
    return out.getvalue()


FLATE, PHOTO = pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode
IMAGE = {"Subtype": pikepdf.Name.Image, "Width": 256, "Height": 256, "BitsPerComponent": 8}
PDFS = [
    pytest.param(lambda t: behind_object(b"% " + t), id="a remark"),
    pytest.param(lambda t: behind_object(b"1 0 R % " + t), id="a remark behind something"),
    pytest.param(lambda t: behind_object(b"%PDF-1.4" + t), id="behind a first line"),
    pytest.param(lambda t: behind_object(b"%%EOF" + t), id="behind a last line"),
    pytest.param(
        lambda t: behind_object(b"% " + b"x y" * 1_000 + t), id="at the end of a long remark"
    ),
    pytest.param(behind_object, id="between objects"),
    pytest.param(lambda t: behind_object(b"99 0 obj /" + CODE.encode() + b" endobj"), id="a name"),
    pytest.param(
        lambda t: behind_object(b"99 0 obj /#48AYABUSA-2718 endobj"), id="a name with a code"
    ),
    pytest.param(
        lambda t: behind_object(b"99 0 obj <" + t.hex().encode() + b"> endobj"), id="in hex"
    ),
    pytest.param(lambda t: PDF.replace(b"xref\n0", b"xref %" + t + b"\n0"), id="in the table"),
    pytest.param(lambda t: PDF.replace(b"startxref", t + b"\nstartxref"), id="before its address"),
    pytest.param(lambda t: PDF.replace(b"\n", b" " + t + b"\n", 1), id="in the first line"),
    pytest.param(lambda t: PDF + t, id="behind the end"),
    pytest.param(lambda t: t + b"\n" + PDF, id="before the beginning"),
    pytest.param(
        lambda t: in_stream(b"q % " + t + b"\n0 0 m 9 9 l S Q"), id="a remark of a drawing"
    ),
    pytest.param(lambda t: in_stream(b"q BT ET\n" + t + b"\nQ"), id="words of a drawing"),
    pytest.param(
        lambda t: in_stream(zlib.compress(b"0 0 m 9 9 l S") + t, Filter=FLATE),
        id="behind a drawing",
    ),
    pytest.param(
        lambda t: in_stream(zlib.compress(bytes(65_536)) + t, Filter=FLATE, **IMAGE),
        id="behind a picture",
    ),
    pytest.param(
        lambda t: in_stream(a_segment(0xFE, t), Filter=PHOTO, **IMAGE),
        id="a remark of a photograph",
    ),
    pytest.param(lambda t: in_stream(JPEG + t, Filter=PHOTO, **IMAGE), id="behind a photograph"),
]


@pytest.mark.parametrize("text", [TEXT, NARROW], ids=["UTF-8", "932"])
@pytest.mark.parametrize("hide", PDFS)
def test_no_corner_of_a_pdf_hides_a_text(hide: Hide, text: bytes) -> None:
    assert is_told(hide(text))
    assert is_told(a_zip({"a.bin": hide(text)}))


def test_a_pdf_of_objects_and_drawings_has_no_loose_words() -> None:
    page = b"q 1 0 0 1 2 3 cm /F1 12 Tf BT (\\)a(b)) Tj <41> Tj T* ET BI /W 1 ID \0\xffa b EI Q\n"
    entry = b"1 0 obj\n<</A/B#20c/D[1 2.5 -3 true null 4 0 R]>>\nendobj\n"
    table = b"xref\n0 1\n0000000000 65535 f \n"
    assert (
        list(pdf_loose.texts(page + entry + table + b"trailer\n<<>>\nstartxref\n9\n%%EOF\n")) == []
    )


# ---------------------------------------------------------------- gzip, XML, HTML


GZIP = gzip.compress(CLEAN.encode())
MARKUP = [
    pytest.param(lambda t: GZIP + t, id="behind gzip"),
    pytest.param(lambda t: GZIP + bytes(99) + t, id="behind zeros behind gzip"),
    pytest.param(lambda t: GZIP + gzip.compress(t), id="a second member of gzip"),
    *(
        pytest.param(
            lambda t, m=markup: m.replace("{}", t.decode()).encode(), id=markup.partition("{}")[0]
        )
        for markup in (
            '<svg xmlns="http://www.w3.org/2000/svg"><!-- {} --></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><metadata><a b="{}"/></metadata></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><desc>{}</desc></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><?a {}?></svg>',
            '<svg xmlns="http://www.w3.org/2000/svg"><g class="{}"/></svg>',
            f'<svg xmlns="http://www.w3.org/2000/svg"><{CODE}/><!--{{}}--></svg>',
            '<!DOCTYPE svg [<!-- {} -->]><svg xmlns="http://www.w3.org/2000/svg"/>',
            "<html><!-- {} --></html>",
            "<html><p class='{}'>a</p></html>",
            "<html><p {}=1>a</p></html>",
            "<html><?{}?></html>",
            "<!doctype html {}><html></html>",
            "<html></p {}></html>",
            "<html><style>/* {} */</style></html>",
        )
    ),
]


@pytest.mark.parametrize("hide", MARKUP)
def test_no_corner_of_markup_or_gzip_hides_a_text(hide: Hide) -> None:
    assert is_told(hide(TEXT))
    assert is_told(a_zip({"a.bin": hide(TEXT)}))
