"""What programs of other hands wrote is read, wherever in a file it stands."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from urllib.parse import quote

import pytest

from gateway.content import documents
from gateway.content.documents import Document
from tests.content.documents.kit import a_zip
from tests.content.documents.other_hands import (
    mail,
    open_document,
    pdf,
    pictures,
    sheets,
    sheets_too,
    slides,
    word,
)
from tests.content.documents.other_hands.office import (
    LANGUAGES,
    PROGRAM,
    Format,
    Office,
    formats,
    planted,
)
from tests.content.documents.other_hands.planted import ENGLISH, JAPANESE, Planted
from tests.content.documents.other_hands.samples import said_in, samples, samples_of_office
from tests.kit.unread import told

ROWS = tuple(
    row
    for module in (word, slides, sheets, sheets_too, open_document, pdf, mail, pictures)
    for row in module.ROWS
)


NO_TEXT = frozenset({"pictures/no-text", "pictures/within"})
"""What is said of a picture where there is no OCR."""


def texts_of(document: Document) -> list[str]:
    return [p.text for p in (*document.parts, *document.properties)]


@pytest.mark.parametrize(
    "sentence", [pytest.param(JAPANESE, id="Japanese"), pytest.param(ENGLISH, id="English")]
)
@pytest.mark.parametrize("row", ROWS, ids=str)
def test_a_sentence_is_read(row: Planted, sentence: str) -> None:
    document = documents.read(row.make(sentence))
    assert document.kind == row.kind
    assert any(row.said(sentence) in text for text in texts_of(document)), texts_of(document)
    assert [u for u in document.unread if not row.kind.startswith("image/")] == []
    assert all(u.code in NO_TEXT for u in document.unread)


@pytest.mark.parametrize(
    "number", [312345678, 4_111_111_111_111_111, 0.5, -17, 2**53 - 1], ids=lambda n: str(n)
)
def test_a_number_is_read_as_a_person_would_type_it(number: float) -> None:
    data = sheets.written(lambda book: book.active.append(["a", number]))
    (table,) = documents.read(data).tables
    assert table.rows == (("a", str(number)),)


def not_read_of(sample: Path, document: Document) -> list[str]:
    """The lines of a sample that its own package finds in it, and we do not."""
    lines = [" ".join(line.split()) for text in texts_of(document) for line in text.splitlines()]
    said = [" ".join(line.split()) for line in said_in(sample)]
    return [s for s in said if not any(s in line for line in lines)]


@pytest.mark.parametrize("sample", tuple(samples()), ids=lambda p: f"{p.parent.name}/{p.name}")
def test_a_file_that_a_package_ships_is_read_as_the_package_reads_it(sample: Path) -> None:
    document = documents.read(sample.read_bytes())
    assert document.parts
    assert not_read_of(sample, document) == []


# ---------------------------------------------------------------- LibreOffice


@pytest.fixture(scope="session")
def office(tmp_path_factory: pytest.TempPathFactory) -> Office:
    if not shutil.which(PROGRAM):
        pytest.skip(f"{PROGRAM} is missing: libreoffice-writer-nogui, -calc-nogui, -impress-nogui")
    return Office(tmp_path_factory.mktemp("office"))


def has_japanese_font() -> bool:
    found = subprocess.run(["fc-list", ":lang=ja"], capture_output=True, check=True)
    return bool(found.stdout.strip())


@pytest.mark.office
@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("form", tuple(formats()), ids=str)
def test_what_libreoffice_writes_is_read(office: Office, form: Format, language: str) -> None:
    if form.kind == "pdf" and language == "Japanese" and not has_japanese_font():
        pytest.skip("no font for Japanese: fonts-ipafont-gothic")
    data = office.written(form, language).read_bytes()
    document = documents.read(a_zip({"a.html": data}) if form.kind == "html" else data)
    said = "\n".join(texts_of(document))
    sentences = planted(form.original, language)
    missing = [p for p, s in sentences.items() if s not in said and quote(s) not in said]
    assert [p for p in missing if p not in form.left_out] == []
    if form.again and missing:
        found = office.read_again(form, language)
        assert [p for p in missing if sentences[p] in found] == []
    unread = [u for u in document.unread if u.code not in NO_TEXT]
    assert [u for u in told(unread) if not form.unread or not u.endswith(form.unread)] == []


@pytest.mark.office
@pytest.mark.parametrize("sample", tuple(samples_of_office()), ids=lambda p: p.name)
def test_a_template_of_libreoffice_is_read(sample: Path) -> None:
    document = documents.read(sample.read_bytes())
    assert document.parts
    assert not_read_of(sample, document) == []
    assert all(u.code in {*NO_TEXT, "opaque/unknown-type"} for u in document.unread), document
