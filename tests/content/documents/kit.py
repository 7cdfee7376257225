"""Writers of small real files: Office, OpenDocument, PDF, OLE storage, archives, mail."""

from __future__ import annotations

import base64
import io
import struct
import tarfile
import zipfile
import zlib
from collections.abc import Mapping, Sequence
from email.message import EmailMessage
from xml.sax.saxutils import escape

MARK = "【社外秘】第3四半期の原価表"
GUID = "0f8fad5b-d9cb-469f-a165-70867728950e"

W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
A = 'xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"'
REL = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
SHEET = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
PACKAGE = "http://schemas.openxmlformats.org/package/2006"


def a_zip(members: Mapping[str, str | bytes], method: int = zipfile.ZIP_DEFLATED) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", method) as package:
        for name, content in members.items():
            package.writestr(name, content)
    return out.getvalue()


def a_tar(members: Mapping[str, bytes], links: Mapping[str, str] | None = None) -> bytes:
    out = io.BytesIO()
    with tarfile.open(fileobj=out, mode="w") as archive:
        for name, content in members.items():
            info = tarfile.TarInfo(name)
            info.size = len(content)
            archive.addfile(info, io.BytesIO(content))
        for name, target in (links or {}).items():
            info = tarfile.TarInfo(name)
            info.type, info.linkname = tarfile.SYMTYPE, target
            archive.addfile(info)
    return out.getvalue()


# ---------------------------------------------------------------- Office


def _run(text: str) -> str:
    return (
        f'<w:r><w:rPr><w:b/><w:sz w:val="20"/></w:rPr><w:t xml:space="preserve">{text}</w:t></w:r>'
    )


def paragraph(*runs: str) -> str:
    return (
        "<w:p><w:pPr/>"
        + "".join(r if r.startswith("<") else _run(escape(r)) for r in runs)
        + "</w:p>"
    )


def a_docx(*paragraphs: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    """Paragraphs are plain text, or XML where they begin with `<`."""
    body = "".join(p if p.startswith("<") else paragraph(p) for p in paragraphs)
    return a_zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": f'<Relationships xmlns="{PACKAGE}/relationships"/>',
            "word/document.xml": f"<w:document {W}><w:body>{body}</w:body></w:document>",
            **(more or {}),
        }
    )


def story(kind: str, text: str) -> str:
    """A header, a footer, notes: a part of its own beside the document."""
    return f"<w:{kind} {W}>{paragraph(text)}</w:{kind}>"


def a_slide(text: str, show: str = "") -> str:
    return (
        f'<p:sld xmlns:p="p" {A} {show}><p:cSld><p:spTree><p:sp><p:txBody>'
        f"<a:p><a:r><a:t>{escape(text)}</a:t></a:r></a:p>"
        "</p:txBody></p:sp></p:spTree></p:cSld></p:sld>"
    )


def a_pptx(*slides: str, more: Mapping[str, str | bytes] | None = None) -> bytes:
    parts = {f"ppt/slides/slide{n}.xml": a_slide(s) for n, s in enumerate(slides, 1)}
    types = f'<Types xmlns="{PACKAGE}/content-types"/>'
    return a_zip(
        {"[Content_Types].xml": types, "ppt/presentation.xml": "<p/>", **parts, **(more or {})}
    )


def a_cell(reference: str, value: str | float) -> str:
    if isinstance(value, str):
        return f'<c r="{reference}" t="inlineStr"><is><t>{escape(value)}</t></is></c>'
    return f'<c r="{reference}"><v>{value}</v></c>'


def sheet_xml(rows: Sequence[Sequence[str | float]], after: str = "") -> str:
    lines = (
        f'<row r="{y}">'
        + "".join(a_cell(f"{chr(64 + x)}{y}", v) for x, v in enumerate(r, 1))
        + "</row>"
        for y, r in enumerate(rows, 1)
    )
    return f'<worksheet xmlns="{SHEET}"><sheetData>{"".join(lines)}</sheetData>{after}</worksheet>'


def an_xlsx(
    *sheets: str, names: Sequence[str] = (), more: Mapping[str, str | bytes] | None = None
) -> bytes:
    """Sheets as XML; the second is hidden."""

    def state(number: int) -> str:
        return ' state="hidden"' if number == 2 else ""

    called = [*names, *(f"Sheet{n}" for n in range(len(names) + 1, len(sheets) + 1))]
    listed = "".join(
        f'<sheet name="{escape(c)}" sheetId="{n}" r:id="rId{n}"{state(n)}/>'
        for n, c in enumerate(called, 1)
    )
    related = "".join(
        f'<Relationship Id="rId{n}" Type="{REL}/worksheet" Target="worksheets/sheet{n}.xml"/>'
        for n in range(1, len(sheets) + 1)
    )
    main = f'<Relationship Id="rId1" Type="{REL}/officeDocument" Target="xl/workbook.xml"/>'
    relationships = f'<Relationships xmlns="{PACKAGE}/relationships">'
    return a_zip(
        {
            "[Content_Types].xml": f'<Types xmlns="{PACKAGE}/content-types"/>',
            "_rels/.rels": f"{relationships}{main}</Relationships>",
            "xl/workbook.xml": f'<workbook xmlns="{SHEET}" xmlns:r="{REL}">'
            f"<sheets>{listed}</sheets></workbook>",
            "xl/_rels/workbook.xml.rels": f"{relationships}{related}</Relationships>",
            **{f"xl/worksheets/sheet{n}.xml": s for n, s in enumerate(sheets, 1)},
            **(more or {}),
        }
    )


def core(title: str = "", author: str = "") -> str:
    return (
        '<cp:coreProperties xmlns:cp="cp" xmlns:dc="dc">'
        f"<dc:title>{escape(title)}</dc:title><dc:creator>{escape(author)}</dc:creator>"
        "</cp:coreProperties>"
    )


def custom(properties: Mapping[str, str]) -> str:
    found = "".join(
        f'<property fmtid="{{D5CDD505}}" pid="{n}" name="{escape(k)}">'
        f"<vt:lpwstr>{escape(v)}</vt:lpwstr></property>"
        for n, (k, v) in enumerate(properties.items(), 2)
    )
    return f'<Properties xmlns="p" xmlns:vt="vt">{found}</Properties>'


def labelled(guid: str = GUID, enabled: str = "true", name: str = "Project") -> str:
    head = f"MSIP_Label_{guid}_"
    return custom({f"{head}Enabled": enabled, f"{head}SiteId": GUID, f"{head}Name": name})


OPEN = "urn:oasis:names:tc:opendocument:xmlns"


def an_odt(body: str, kind: str = "text", more: Mapping[str, str | bytes] | None = None) -> bytes:
    content = (
        f'<office:document-content xmlns:office="{OPEN}:office:1.0" xmlns:text="{OPEN}:text:1.0" '
        f'xmlns:table="{OPEN}:table:1.0" xmlns:draw="{OPEN}:drawing:1.0"><office:body>{body}'
        "</office:body></office:document-content>"
    )
    mimetype = f"application/vnd.oasis.opendocument.{kind}"
    return a_zip({"mimetype": mimetype, "content.xml": content, **(more or {})})


# ---------------------------------------------------------------- PDF


def a_pdf(
    *contents: bytes,
    resources: bytes = b"",
    objects: Sequence[bytes] = (),
    info: bytes = b"",
    catalog: bytes = b"",
    page: bytes = b"",
) -> bytes:
    """One page for each content stream. `objects` are numbered from 100."""
    count = len(contents)
    kids = b" ".join(b"%d 0 R" % (10 + 2 * n) for n in range(count))
    numbered = {
        1: b"<</Type/Catalog/Pages 2 0 R" + catalog + b">>",
        2: b"<</Type/Pages/Kids[" + kids + b"]/Count %d>>" % count,
        3: b"<<" + info + b">>",
    }
    for n, content in enumerate(contents):
        numbered[10 + 2 * n] = (
            b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<" + resources
            + b">>/Contents %d 0 R" % (11 + 2 * n) + page + b">>"
        )  # fmt: skip
        numbered[11 + 2 * n] = a_stream(content)
    numbered.update({100 + n: o for n, o in enumerate(objects)})
    return assembled(numbered)


def assembled(numbered: Mapping[int, bytes]) -> bytes:
    out = bytearray(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    offsets = {}
    for number in sorted(numbered):
        offsets[number] = len(out)
        out += b"%d 0 obj\n" % number + numbered[number] + b"\nendobj\n"
    start, size = len(out), max(numbered) + 1
    out += b"xref\n0 1\n0000000000 65535 f \n"
    for number, offset in offsets.items():
        out += b"%d 1\n%010d 00000 n \n" % (number, offset)
    out += b"trailer\n<</Size %d/Root 1 0 R/Info 3 0 R>>\nstartxref\n%d\n%%%%EOF\n" % (size, start)
    return bytes(out)


def a_stream(content: bytes, head: bytes = b"") -> bytes:
    return b"<<%s/Length %d>>\nstream\n%s\nendstream" % (head, len(content), content)


def cid_pdf(text: str) -> bytes:
    """Text in a composite font with Identity-H and a ToUnicode map, as print drivers write it."""
    codes = {c: n for n, c in enumerate(dict.fromkeys(text), 1)}
    rows = "\n".join(f"<{n:04x}> <{c.encode('utf-16-be').hex()}>" for c, n in codes.items())
    cmap = (
        "/CIDInit /ProcSet findresource begin 12 dict begin begincmap "
        "/CMapName /X def /CMapType 2 def "
        f"1 begincodespacerange <0000> <ffff> endcodespacerange {len(codes)} beginbfchar\n{rows}\n"
        "endbfchar endcmap end end"
    )
    shown = "".join(f"{codes[c]:04x}" for c in text)
    return a_pdf(
        f"BT /F1 12 Tf 50 700 Td <{shown}> Tj ET".encode(),
        resources=b"/Font<</F1 100 0 R>>",
        objects=(
            b"<</Type/Font/Subtype/Type0/BaseFont/X/Encoding/Identity-H"
            b"/DescendantFonts[101 0 R]/ToUnicode 102 0 R>>",
            b"<</Type/Font/Subtype/CIDFontType2/BaseFont/X"
            b"/CIDSystemInfo<</Registry(Adobe)/Ordering(Identity)"
            b"/Supplement 0>>/FontDescriptor 103 0 R/DW 1000>>",
            a_stream(zlib.compress(cmap.encode()), b"/Filter/FlateDecode"),
            b"<</Type/FontDescriptor/FontName/X/Flags 4"
            b"/FontBBox[0 0 1000 1000]/ItalicAngle 0/Ascent 800"
            b"/Descent -200/CapHeight 700/StemV 80>>",
        ),
    )


def japanese_pdf(*pages: str, **more: bytes) -> bytes:
    """Text in Shift_JIS in a font that is not embedded, as Japanese business software writes it."""
    contents = (
        f"BT /F1 12 Tf 50 700 Td <{text.encode('cp932').hex()}> Tj ET".encode() for text in pages
    )
    return a_pdf(
        *contents,
        resources=b"/Font<</F1 100 0 R>>",
        objects=(
            b"<</Type/Font/Subtype/Type0/BaseFont/Ryumin-Light/Encoding/90ms-RKSJ-H"
            b"/DescendantFonts[101 0 R]>>",
            b"<</Type/Font/Subtype/CIDFontType0/BaseFont/Ryumin-Light"
            b"/CIDSystemInfo<</Registry(Adobe)"
            b"/Ordering(Japan1)/Supplement 2>>/FontDescriptor 102 0 R>>",
            b"<</Type/FontDescriptor/FontName/Ryumin-Light/Flags 4"
            b"/FontBBox[0 0 1000 1000]/ItalicAngle 0"
            b"/Ascent 800/Descent -200/CapHeight 700/StemV 80>>",
        ),
        **more,
    )


def scanned_pdf() -> bytes:
    """A page that is nothing but a picture."""
    picture = a_stream(
        zlib.compress(bytes(100 * 100)),
        b"/Type/XObject/Subtype/Image/Width 100/Height 100/ColorSpace/DeviceGray"
        b"/BitsPerComponent 8/Filter/FlateDecode",
    )
    return a_pdf(
        b"q 500 0 0 500 0 0 cm /I Do Q", resources=b"/XObject<</I 100 0 R>>", objects=(picture,)
    )


def a_png(width: int = 100, height: int = 100, pixels: bytes = b"") -> bytes:
    def chunk(kind: bytes, data: bytes) -> bytes:
        return (
            struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))
        )

    pixels = pixels or bytes(width * height)
    rows = b"".join(b"\0" + pixels[y * width : (y + 1) * width] for y in range(height))
    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    return (
        b"\x89PNG\r\n\x1a\n"
        + chunk(b"IHDR", head)
        + chunk(b"IDAT", zlib.compress(rows))
        + chunk(b"IEND", b"")
    )


# ---------------------------------------------------------------- OLE storage

SECTOR, MINI = 512, 64
END, FREE = 0xFFFFFFFE, 0xFFFFFFFF


def an_ole(streams: Mapping[str, bytes]) -> bytes:
    """A compound file ([MS-CFB]). Storages are the parts of a name before each `/`."""
    tree: dict[str, object] = {}
    for name, content in streams.items():
        *above, last = name.split("/")
        at = tree
        for part in above:
            at = at.setdefault(part, {})  # type: ignore[assignment]
        at[last] = content
    sectors: list[bytes] = []
    fat: list[int] = []
    mini, minifat = bytearray(), []

    def chain(data: bytes) -> int:
        if not data:
            return END
        first = len(sectors)
        for at in range(0, len(data), SECTOR):
            sectors.append(data[at : at + SECTOR].ljust(SECTOR, b"\0"))
            fat.append(len(sectors))
        fat[-1] = END
        return first

    def stored(data: bytes) -> int:
        if len(data) >= 4096:
            return chain(data)
        first = len(mini) // MINI
        count = -(-len(data) // MINI)
        minifat.extend([*range(first + 1, first + count), END] if count else [])
        mini.extend(data.ljust(count * MINI, b"\0"))
        return first if count else END

    entries: list[list[object]] = [["Root Entry", 5, FREE, FREE, FREE, 0, 0]]

    def add(folder: Mapping[str, object]) -> int:
        """Siblings as a chain to the right: a tree, though a leaning one."""
        first = before = FREE
        for name in sorted(folder, key=lambda n: (len(n), n.upper())):
            content = folder[name]
            number = len(entries)
            if isinstance(content, bytes):
                entries.append([name, 2, FREE, FREE, FREE, stored(content), len(content)])
            else:
                entries.append([name, 1, FREE, FREE, FREE, 0, 0])
                entries[number][4] = add(content)  # type: ignore[arg-type]
            if before == FREE:
                first = number
            else:
                entries[before][3] = number
            before = number
        return first

    entries[0][4] = add(tree)
    entries[0][5], entries[0][6] = chain(bytes(mini)), len(mini)
    raw = bytearray()
    for called, kind, left, right, child, start, size in entries:
        wide = str(called).encode("utf-16-le")
        raw += wide.ljust(64, b"\0") + struct.pack(
            "<HBB3I", len(wide) + 2, kind, 1, left, right, child
        )
        raw += bytes(16 + 4 + 16) + struct.pack("<IQ", start, size)
    raw += bytes(-len(raw) % SECTOR)
    directory = chain(bytes(raw))
    small = struct.pack(f"<{len(minifat)}I", *minifat)
    small += b"\xff" * (-len(small) % SECTOR)
    minis = chain(small)
    needed = -(-(len(fat) + 8) // 128)
    table = [*fat, *[0xFFFFFFFD] * needed]
    first_fat = len(sectors)
    packed = struct.pack(f"<{len(table)}I", *table).ljust(needed * SECTOR, b"\xff")
    head = (
        b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<5H", 0x3E, 3, 0xFFFE, 9, 6)
    )
    head += bytes(6) + struct.pack(
        "<9I", 0, needed, directory, 0, 4096, minis, len(small) // SECTOR, END, 0
    )
    fats = [first_fat + n for n in range(needed)]
    head += struct.pack("<109I", *fats, *[FREE] * (109 - needed))
    return head + b"".join(sectors) + packed


def a_doc(text: str, more: Mapping[str, bytes] | None = None) -> bytes:
    """Word 97: one piece of UTF-16; further streams."""
    body = text.encode("utf-16-le")
    main = bytearray(2048)
    struct.pack_into("<HH", main, 0, 0xA5EC, 0xC1)
    struct.pack_into("<H", main, 0x0A, 0x0200)
    clx = (
        b"\x02"
        + struct.pack("<I", 16)
        + struct.pack("<II", 0, len(text))
        + struct.pack("<HIH", 0, 2048, 0)
    )
    struct.pack_into("<II", main, 0x01A2, 0, len(clx))
    document = (bytes(main) + body).ljust(4096, b"\0")
    return an_ole({"WordDocument": document, "1Table": clx, **(more or {})})


def a_ppt(text: str) -> bytes:
    body = text.encode("utf-16-le")
    atom = struct.pack("<HHI", 0, 0x0FA0, len(body)) + body
    return an_ole({"PowerPoint Document": struct.pack("<HHI", 0xF, 0x03E8, len(atom)) + atom})


def a_msg(subject: str, body: str, attachments: Mapping[str, bytes] | None = None) -> bytes:
    prefix = "__substg1.0_"
    streams = {
        "__properties_version1.0": bytes(32),
        f"{prefix}0037001F": subject.encode("utf-16-le"),
        f"{prefix}1000001F": body.encode("utf-16-le"),
    }
    for n, (name, data) in enumerate((attachments or {}).items()):
        top = f"__attach_version1.0_#{n:08X}/"
        streams |= {
            f"{top}{prefix}37010102": data,
            f"{top}{prefix}3707001F": name.encode("utf-16-le"),
        }
    return an_ole(streams)


def a_macro(comment: str, page: int = 932) -> bytes:
    """The stream of a module: its source in chunks of literals ([MS-OVBA], 2.4.1)."""
    source = b'Attribute VB_Name = "M"\r\n\' ' + comment.encode(f"cp{page}")
    return bytes(50) + compressed(source)


def compressed(data: bytes) -> bytes:
    out = b"\x01"
    for at in range(0, len(data), 1024):
        chunk = data[at : at + 1024]
        packed = b"".join(b"\0" + chunk[n : n + 8] for n in range(0, len(chunk), 8))
        out += struct.pack("<H", 0xB000 | (len(packed) - 1)) + packed
    return out


def a_project(
    modules: Mapping[str, bytes], page: int = 932, more: Mapping[str, bytes] | None = None
) -> dict[str, bytes]:
    """The streams of a VBA project, whose directory names its modules and its code page."""

    def record(kind: int, body: bytes) -> bytes:
        return struct.pack("<HI", kind, len(body)) + body

    directory = record(3, struct.pack("<H", page)) + struct.pack("<HIIH", 9, 4, 1, 1)
    for name in modules:
        directory += record(0x1A, name.encode()) + record(0x32, name.encode("utf-16-le"))
        directory += record(0x31, struct.pack("<I", 50)) + record(0x2B, b"")
    streams = {f"VBA/{name}": stream for name, stream in modules.items()}
    return {"VBA/dir": compressed(directory), **streams, **(more or {})}


def a_property_set(
    page: int, properties: Mapping[int, bytes], custom: Mapping[bytes, bytes] | None = None
) -> bytes:
    """DocumentSummaryInformation ([MS-OLEPS]): strings in a code page, some under own names."""

    def section(values: Mapping[int, bytes]) -> bytes:
        heads, body = b"", b""
        for key, value in values.items():
            heads += struct.pack("<II", key, 8 + 8 * len(values) + len(body))
            body += value + bytes(-len(value) % 4)
        return struct.pack("<II", 8 + len(heads) + len(body), len(values)) + heads + body

    def string(raw: bytes) -> bytes:
        return struct.pack("<II", 30, len(raw) + 1) + raw + b"\0"

    code = {1: struct.pack("<IHH", 2, page, 0)}
    first = section({**code, **{k: string(v) for k, v in properties.items()}})
    names = list(custom or {})
    listed = struct.pack("<I", len(names))
    for number, name in enumerate(names, 2):
        listed += struct.pack("<II", number, len(name) + 1) + name + b"\0"
    values = {n: string(v) for n, v in enumerate((custom or {}).values(), 2)}
    second = section({0: listed, **code, **values})
    office = bytes.fromhex("02d5cdd59c2e1b10939708002b2cf9ae")
    people = bytes.fromhex("05d5cdd59c2e1b10939708002b2cf9ae")
    start = 28 + 2 * 20
    head = struct.pack("<HHI16xI", 0xFFFE, 0, 0, 2)
    head += office + struct.pack("<I", start) + people + struct.pack("<I", start + len(first))
    return head + first + second


def a_list(head: int, **numbers: int) -> bytes:
    """`__properties_version1.0`: properties that are numbers, by their hexadecimal key."""
    entries = (struct.pack("<HHIII", 3, int(k[1:], 16), 6, v, 0) for k, v in numbers.items())
    return bytes(head) + b"".join(entries)


def an_object(name: str, content: bytes) -> bytes:
    """Ole10Native: a file as a package ([MS-OLEDS], 2.3.6)."""
    coded = name.encode("cp932") + b"\0"
    body = b"\2\0" + coded + coded + bytes((0, 0, 3, 0))
    body += struct.pack("<I", len(coded)) + coded + struct.pack("<I", len(content)) + content
    return struct.pack("<I", len(body)) + body


# ---------------------------------------------------------------- mail and text


def an_eml(subject: str, body: str, attachments: Mapping[str, bytes] | None = None) -> bytes:
    message = EmailMessage()
    message["From"], message["To"] = "a@sample.test", "b@sample.test"
    message["Subject"], message["Date"] = subject, "Mon, 06 Apr 2026 09:00:00 +0900"
    message.set_content(body)
    for name, data in (attachments or {}).items():
        message.add_attachment(data, maintype="application", subtype="octet-stream", filename=name)
    return message.as_bytes()


def old_mail(subject: str, body: str) -> bytes:
    """A mail in ISO-2022-JP, as Japanese mail programs wrote for thirty years."""
    coded = base64.b64encode(subject.encode("iso2022_jp")).decode()
    head = (
        f"From: a@sample.test\r\nTo: b@sample.test\r\nSubject: =?ISO-2022-JP?B?{coded}?=\r\n"
        "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=ISO-2022-JP\r\n\r\n"
    )
    return head.encode() + body.encode("iso2022_jp")


def an_rtf(text: str) -> bytes:
    """As Japanese Word writes: bytes of code page 932."""
    coded = "".join(f"\\'{b:02x}" for b in text.encode("cp932"))
    return (
        r"{\rtf1\ansi\ansicpg932\deff0{\fonttbl{\f0\fcharset128 MS Mincho;}}\pard\f0 "
        + coded
        + r"\par}"
    ).encode()


# ---------------------------------------------------------------- archives of other programs


def a_7z(members: Mapping[str, bytes]) -> bytes:
    return _by_libarchive("7zip", members)


def a_cpio(members: Mapping[str, bytes]) -> bytes:
    return _by_libarchive("cpio_newc", members)


def _by_libarchive(form: str, members: Mapping[str, bytes]) -> bytes:
    from libarchive.write import custom_writer

    out = bytearray()

    def take(piece: bytes) -> int:
        out.extend(piece)
        return len(piece)

    with custom_writer(take, form) as archive:
        for name, content in members.items():
            archive.add_file_from_memory(name, len(content), content)
    return bytes(out)


def an_ar(members: Mapping[str, bytes]) -> bytes:
    out = b"!<arch>\n"
    for name, content in members.items():
        head = f"{name + '/':16}{0:<12}{0:<6}{0:<6}{'100644':8}{len(content):<10}`\n"
        out += head.encode() + content + b"\n" * (len(content) % 2)
    return out


def an_lzh(name: bytes, content: bytes) -> bytes:
    """One file, stored, with a head of level 0, which does not say its code page."""
    fixed = struct.pack("<5sIIIBB", b"-lh0-", len(content), len(content), 0, 0x20, 0)
    head = fixed + bytes([len(name)]) + name + struct.pack("<H", _crc16(content))
    return bytes([len(head), sum(head) & 0xFF]) + head + content + b"\0"


def a_new_lzh(name: str, content: bytes) -> bytes:
    """One file, stored, with a head of level 2, which says that names are in code page 932."""

    def further(kind: int, body: bytes) -> bytes:
        return struct.pack("<HB", len(body) + 3, kind) + body

    heads = further(1, name.encode("cp932")) + further(0x46, struct.pack("<I", 932))
    heads += further(0, bytes(2)) + bytes(2)  # a checksum of all of it
    fixed = struct.pack(
        *("<H5sIIIBBHB", 24 + len(heads), b"-lh0-", len(content), len(content), 0, 0x20, 2),
        *(_crc16(content), ord("w")),
    )
    checked = struct.pack("<H", _crc16(fixed + heads))
    return fixed + heads[:-4] + checked + bytes(2) + content + b"\0"


def _crc16(data: bytes) -> int:
    crc = 0
    for byte in data:
        crc ^= byte
        for _ in range(8):
            crc = crc >> 1 ^ (0xA001 if crc & 1 else 0)
    return crc


def a_cab(members: Mapping[bytes, bytes], own: bytes = b"", flags: int = 0) -> bytes:
    """Files stored in one folder ([MS-CAB], 2); `own` is what its maker keeps in the head."""
    content = b"".join(members.values())
    reserved = struct.pack("<HBB", len(own), 0, 0) + own if own else b""
    files, at = b"", 0
    for name, data in members.items():
        files += struct.pack("<IIHHHH", len(data), at, 0, 0x5A21, 0, 0x20) + name + b"\0"
        at += len(data)
    if flags & 2:
        reserved += b"next.cab\0disk 2\0"
    start = 36 + len(reserved) + 8
    whole = start + len(files) + 8 + len(content)
    head = struct.pack(
        *("<4sIIIIIBBHHHHH", b"MSCF", 0, whole, 0, start, 0, 3, 1, 1, len(members)),
        *(flags | 4 * bool(own), 0, 0),
    )
    folder = struct.pack("<IHH", start + len(files), 1, 0)
    block = struct.pack("<IHH", 0, len(content), len(content))
    return head + reserved + folder + files + block + content


def a_rar(members: Mapping[str, bytes], flags: int = 0, **services: bytes) -> bytes:
    """RAR 5, stored. `services` are remarks (CMT) and streams (STM)."""

    def block(kind: int, fields: bytes, data: bytes | None = None) -> bytes:
        size = b"" if data is None else _vint(len(data))
        body = _vint(kind) + _vint(2 if size else 0) + size + fields
        body = _vint(len(body)) + body
        return struct.pack("<I", zlib.crc32(body)) + body + (data or b"")

    def named(name: bytes, data: bytes) -> bytes:
        checked = struct.pack("<I", zlib.crc32(data))
        return (
            _vint(4)
            + _vint(len(data))
            + _vint(0o644)
            + checked
            + bytes(2)
            + _vint(len(name))
            + name
        )

    out = b"Rar!\x1a\x07\x01\0" + block(1, _vint(flags))
    for name, data in members.items():
        out += block(2, named(name.encode(), data), data)
    for kind, data in services.items():
        out += block(3, named(kind.encode(), data), data)
    return out + block(5, _vint(0))


def _vint(number: int) -> bytes:
    out = bytearray()
    while number > 0x7F:
        out.append(number & 0x7F | 0x80)
        number >>= 7
    return bytes((*out, number))
