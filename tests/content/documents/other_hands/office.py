"""LibreOffice: one text, one workbook and one presentation with a sentence at each of their places,
written in every format that it knows.

The originals are flat OpenDocument; `{a place}` in them is where a sentence goes.
"""

from __future__ import annotations

import html
import re
import string
import subprocess
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from xml.sax.saxutils import escape

import yaml

from tests.content.documents.other_hands.planted import a_name_of, word_of

PROGRAM = "soffice"
ORIGINALS = ("everything.fodt", "everything.fods", "everything.fodp")
HERE = Path(__file__).parent
LANGUAGES: Mapping[str, str] = {
    "Japanese": "【社外秘】第{}工場の原価表、髙﨑～①",
    "English": "Plant {}'s costs & R&D are secret",
}
_WIDE = str.maketrans("0123456789", "０１２３４５６７８９")
"""Figures in the font of the text, beside which a PDF has no gap."""


@dataclass(frozen=True, slots=True)
class Format:
    """One that LibreOffice writes, and which places it leaves out of it.

    `again`: can it read the format again? Then it is asked whether it left a place out indeed.
    `unread` is the cause that a reader states for a part that it does not look into.
    """

    original: str
    name: str
    kind: str
    filter: str = ""
    again: bool = True
    unread: str = ""
    left_out: tuple[str, ...] = ()

    def __str__(self) -> str:
        return f"{Path(self.original).suffix[1:]} as {self.name}"

    @property
    def ending(self) -> str:
        return self.name.partition(" ")[0]


def formats() -> Iterator[Format]:
    known = yaml.safe_load((HERE / "everything.yaml").read_text())
    for original, written in known.items():
        for name, said in written.items():
            left_out = tuple(said.pop("left out", ()))
            yield Format(original, name, left_out=left_out, **said)


class _Sentence(str):
    """What stands at a place, in the form that the place can hold: a whole, a word, a name."""

    def __format__(self, form: str) -> str:
        return escape(_FORMS[form](self), {'"': "&quot;"})


def _half(text: str) -> str:
    return text[: len(text) // 2]


def _rest(text: str) -> str:
    return text[len(text) // 2 :]


_FORMS: Mapping[str, Callable[[str], str]] = {
    "": str,
    "word": word_of,
    "name": a_name_of,
    "half": _half,
    "rest": _rest,
}


@cache
def places(original: str) -> Mapping[str, str]:
    """The places of an original, and the form in which each holds a sentence."""
    fields = string.Formatter().parse((HERE / original).read_text())
    return {place: form or "" for _, place, form, _ in fields if place}


def planted(original: str, language: str) -> Mapping[str, str]:
    """The sentence at each place, numbered, in the form that the place can hold."""
    forms = places(original)
    whole = {"half": "", "rest": ""}
    return {
        place: _FORMS[whole.get(forms[place], forms[place])](sentence)
        for place, sentence in _sentences(original, language).items()
    }


def _sentences(original: str, language: str) -> Mapping[str, _Sentence]:
    numbered = ((place, str(n)) for n, place in enumerate(places(original), 1))
    wide = language == "Japanese"
    return {
        place: _Sentence(LANGUAGES[language].format(n.translate(_WIDE) if wide else n))
        for place, n in numbered
    }


def write_originals(folder: Path) -> None:
    """Each original in each language, as `Japanese.fodt` and so on."""
    for original in ORIGINALS:
        for language in LANGUAGES:
            said = _sentences(original, language)
            text = (HERE / original).read_text().format_map(said)
            (folder / f"{language}{Path(original).suffix}").write_text(text)


class Office:
    """LibreOffice, and what it wrote already: each original in each format, once."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        write_originals(folder)

    def written(self, form: Format, language: str) -> Path:
        """An original in one of the formats."""
        ending = Path(form.original).suffix
        originals = [self._folder / f"{spoken}{ending}" for spoken in LANGUAGES]
        to = f"{form.ending}:{form.filter}" if form.filter else form.ending
        return self._converted(originals, to, f"{ending[1:]}, {form.name}", form.ending, language)

    def read_again(self, form: Format, language: str) -> str:
        """What it finds itself in what it wrote: marked up and as it reads."""
        written = [self.written(form, spoken) for spoken in LANGUAGES]
        ending = Path(form.original).suffix[1:]
        again = self._converted(written, ending, f"{ending}, {form.name} again", ending, language)
        text = again.read_text("utf-8")
        return html.unescape(text) + html.unescape(re.sub(r"<[^<>]*>", "", text))

    def _converted(self, files: list[Path], to: str, name: str, ending: str, language: str) -> Path:
        folder = self._folder / name
        if not folder.exists():
            self._convert(files, to, folder)
        return folder / f"{language}.{ending}"

    def _convert(self, files: list[Path], to: str, folder: Path) -> None:
        """In one run for both languages."""
        own = f"-env:UserInstallation={(self._folder / 'profile').as_uri()}"
        command = [PROGRAM, own, "--headless", "--convert-to", to, "--outdir", str(folder)]
        subprocess.run([*command, *map(str, files)], check=True, capture_output=True, timeout=300)
