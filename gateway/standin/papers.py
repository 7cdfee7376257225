"""Words and rows -> the bytes of a docx and of an xlsx: real files for the demo and for tests.

python -m gateway.standin.papers FOLDER [ja|en]     writes the demo's papers, to try things on
"""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from xml.sax.saxutils import escape

from gateway.standin.scenes import PAPERS

_HEAD = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
_OFFICE = "http://schemas.openxmlformats.org"
_WHEN = (2026, 4, 1, 0, 0, 0)  # the same words are the same file, whenever it is made


def write_papers(folder: Path, language: str) -> None:
    """What the company of the demo has registered, as files."""
    folder.mkdir(parents=True, exist_ok=True)
    for paper in PAPERS[language]:
        content = a_xlsx(paper.rows) if paper.rows else a_docx(paper.paragraphs)
        (folder / paper.name).write_bytes(content)


def a_docx(paragraphs: Iterable[str]) -> bytes:
    """A Word document of these paragraphs (ECMA-376, part 1, 17.2)."""
    body = "".join(
        f'<w:p><w:r><w:t xml:space="preserve">{escape(p)}</w:t></w:r></w:p>' for p in paragraphs
    )
    main = f'<w:document xmlns:w="{_OFFICE}/wordprocessingml/2006/main"><w:body>{body}'
    parts = {"word/document.xml": f"{main}</w:body></w:document>"}
    return _package("word/document.xml", "wordprocessingml.document", parts)


def a_xlsx(rows: Iterable[Sequence[str]], sheet: str = "Sheet1") -> bytes:
    """A workbook of one sheet with these cells as text (ECMA-376, part 1, 18.3)."""
    lines = "".join(_row(number, row) for number, row in enumerate(rows, 1))
    cells = f"<sheetData>{lines}</sheetData>"
    namespace = f'xmlns="{_OFFICE}/spreadsheetml/2006/main"'
    linked = f'xmlns:r="{_OFFICE}/officeDocument/2006/relationships"'
    named = f'<sheet name="{escape(sheet)}" sheetId="1" r:id="rId1"/>'
    parts = {
        "xl/workbook.xml": f"<workbook {namespace} {linked}><sheets>{named}</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": _relation("worksheet", "worksheets/sheet1.xml"),
        "xl/worksheets/sheet1.xml": f"<worksheet {namespace}>{cells}</worksheet>",
    }
    return _package("xl/workbook.xml", "spreadsheetml.sheet", parts)


def _row(number: int, row: Sequence[str]) -> str:
    cells = (
        f'<c r="{_column(at)}{number}" t="inlineStr"><is><t>{escape(cell)}</t></is></c>'
        for at, cell in enumerate(row)
    )
    return f'<row r="{number}">{"".join(cells)}</row>'


def _column(at: int) -> str:
    """0 -> A, 25 -> Z, 26 -> AA."""
    name = chr(ord("A") + at % 26)
    return _column(at // 26 - 1) + name if at >= 26 else name


def _relation(kind: str, target: str) -> str:
    one = f'Id="rId1" Type="{_OFFICE}/officeDocument/2006/relationships/{kind}" Target="{target}"'
    space = f"{_OFFICE}/package/2006/relationships"
    return f'<Relationships xmlns="{space}"><Relationship {one}/></Relationships>'


def _package(main: str, kind: str, parts: Mapping[str, str]) -> bytes:
    """The parts in a zip, with what leads a reader to the first (ECMA-376, part 2)."""
    types = {main: f"application/vnd.openxmlformats-officedocument.{kind}.main+xml"}
    if "xl/worksheets/sheet1.xml" in parts:
        sheet = "application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml"
        types["xl/worksheets/sheet1.xml"] = sheet
    overrides = "".join(
        f'<Override PartName="/{part}" ContentType="{type}"/>' for part, type in types.items()
    )
    relations = "application/vnd.openxmlformats-package.relationships+xml"
    default = f'<Default Extension="rels" ContentType="{relations}"/>'
    space = f'xmlns="{_OFFICE}/package/2006/content-types"'
    every = {
        "[Content_Types].xml": f"<Types {space}>{default}{overrides}</Types>",
        "_rels/.rels": _relation("officeDocument", main),
        **parts,
    }
    made = io.BytesIO()
    with zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as file:
        for name, text in every.items():
            file.writestr(zipfile.ZipInfo(name, _WHEN), _HEAD + text)
    return made.getvalue()


if __name__ == "__main__":
    if {"-h", "--help"} & {*sys.argv[1:]}:
        print(__doc__)
        sys.exit()
    if len(sys.argv) not in (2, 3) or sys.argv[1].startswith("-"):
        sys.exit(__doc__)
    if (sys.argv[2:] or ["ja"])[0] not in PAPERS:
        sys.exit(__doc__)
    write_papers(Path(sys.argv[1]), (sys.argv[2:] or ["ja"])[0])
