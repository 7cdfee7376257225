"""What a program puts into each of its files is nobody's secret; what people write into them is."""

from __future__ import annotations

import io
import random
import struct
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from pptx import Presentation

from classifiers import asset
from gateway import formats, keyring
from gateway.content import documents
from gateway.content.documents import Document, wire
from gateway.content.documents.model import Passage
from gateway.engine.finding_cache import FindingCache
from gateway.model import ClassId, Finding, Needs, Segment
from gateway.register import index
from gateway.register.opening import index_folder
from tests.content.documents.kit import an_ole
from tests.register import kit
from tests.register.office_files import MAKERS, Say

PLACES = 4
FILES = 3
_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def words_of(seed: object) -> Say:
    """Sentences that nobody else has, one for each place of a file."""

    def say(place: int) -> str:
        lot = random.Random(f"{seed}/{place}")
        words = ["".join(lot.choices(_LETTERS, k=lot.randint(3, 9))) for _ in range(14)]
        return " ".join(words).capitalize()

    return say


def with_one(say: Say, place: int, text: str) -> Say:
    return lambda p: text if p == place else say(p)


@pytest.fixture(scope="module")
def registered(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A state folder in which files of every kind are registered."""
    folder = tmp_path_factory.mktemp("share")
    state = tmp_path_factory.mktemp("home") / "state"
    for kind, (suffix, make) in MAKERS.items():
        for number in range(FILES):
            file = folder / f"{kind} {number}.{suffix}"
            file.write_bytes(make(words_of((kind, number))))
    results = kit.add(state, [folder], processes=1)
    assert all(r.asset for r in results)
    return state


@pytest.fixture(scope="module")
def findings(registered: Path) -> Callable[[bytes], list[Finding]]:
    """What the classifier says of a file that is sent."""
    key = keyring.load(registered).derive(index.PURPOSE)
    opened = index.open_index(index_folder(registered), key)
    classifier = asset.classifier(Needs(frozenset({ClassId("confidential")}), assets=opened))

    def of(data: bytes) -> list[Finding]:
        prompt = formats.read_document(data, "", documents.read)
        return [f for segment in prompt.segments for f in classifier.classify(segment)]

    return of


@pytest.mark.parametrize("kind", MAKERS)
def test_an_unrelated_file_of_the_same_program_raises_no_alarm(
    kind: str, findings: Callable[[bytes], list[Finding]]
) -> None:
    make = MAKERS[kind][1]
    for number in range(10):
        assert findings(make(words_of((kind, "unrelated", number)))) == []


@pytest.mark.parametrize("kind", MAKERS)
@pytest.mark.parametrize("place", range(PLACES))
def test_what_was_written_in_a_registered_file_is_found_wherever_it_stands(
    kind: str, place: int, findings: Callable[[bytes], list[Finding]]
) -> None:
    """In a prompt, and in each place of a file of another kind."""
    secret = words_of((kind, 0))(place)
    assert {f.title.rpartition(".")[0] for f in findings(secret.encode())} == {f"{kind} 0"}
    other = words_of("other")
    for there in range(PLACES):
        assert findings(MAKERS[kind][1](with_one(other, there, secret))), there


def test_what_a_template_says_is_read_for_everything_else() -> None:
    """A marker on a master is one; a document that was pasted into one is not looked for."""
    deck = Presentation()
    deck.slide_master.placeholders[0].text_frame.text = "社外秘 " + words_of("master")(0)
    out = io.BytesIO()
    deck.save(out)
    prompt = formats.read_document(out.getvalue(), "", documents.read)
    (segment,) = (s for s in prompt.segments if "社外秘" in s.text)
    assert segment.is_template


@pytest.mark.parametrize(
    ("root", "is_template"),
    [
        pytest.param("styles", True, id="of styles"),
        pytest.param("document", False, id="of a document, whatever the part is called"),
    ],
)
def test_a_template_is_known_by_its_outermost_element(root: str, is_template: bool) -> None:
    """Not by its name, which anyone can choose: Word follows the relations of the parts."""
    part = f'<w:{root} xmlns:w="w"><w:p><w:r><w:t>what it says</w:t></w:r></w:p></w:{root}>'
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as package:
        package.writestr("[Content_Types].xml", "<Types/>")
        package.writestr("word/theme/theme1.xml", part)
    (said,) = (p for p in documents.read(out.getvalue(), "").parts if "what it says" in p.text)
    assert said.is_template is is_template


def test_a_passage_comes_from_a_reader_as_it_was_told() -> None:
    told = Document(parts=(Passage("/a", "x", is_template=True), Passage("/b", "y")))
    assert wire.parse_answer(wire.answer(told)) == told


def test_the_same_text_is_looked_at_anew_where_it_is_no_template() -> None:
    """A cache that mixed them up would hide a document behind a template."""
    cache = FindingCache(b"key")
    cache.recall(Segment("/x", "text", is_template=True), lambda _: ())
    found = (Finding("asset/fragment", ClassId("confidential"), 0, 4),)
    assert cache.recall(Segment("/y", "text"), lambda _: found) == found


def an_atom(kind: int, body: bytes, version: int = 0) -> bytes:
    return struct.pack("<HHI", version, kind, len(body)) + body


def test_a_master_of_old_slides_ends_where_a_slide_begins() -> None:
    """Whatever it says of its length."""
    text = {n: an_atom(0x0FA0, n.encode("utf-16-le")) for n in ("on the master", "on the slide")}
    slide = an_atom(0x03EE, text["on the slide"], 0xF)
    whole = an_atom(0x03F8, text["on the master"] + slide, 0xF)
    document = documents.read(an_ole({"PowerPoint Document": whole}), "")
    assert [(p.text, p.is_template) for p in document.parts if p.place == "/body"] == [
        ("on the slide", False),
        ("on the master", True),
    ]
