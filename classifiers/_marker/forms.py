"""The forms in which a text bears a marker. What comes out is the form, or None: it is spoken of.

A word counts for nothing unless it stands in one of these forms. The first that fits is the
answer, unless something speaks against it: a denial, a list of levels, a program.
"""

from __future__ import annotations

import enum
from collections.abc import Callable, Mapping

from classifiers._marker import edges, lists, speaking
from classifiers._marker.brackets import is_bracketed
from classifiers._marker.elements import is_element, is_on_screen
from classifiers._marker.fields import is_field
from classifiers._marker.files import is_file_name
from classifiers._marker.lexicon import Cues
from classifiers._marker.lines import is_alone, is_of_glossary, leads, trails
from classifiers._marker.setting import Setting
from classifiers._marker.stated import is_stated
from classifiers._marker.tables import is_in_column, is_translated


class Form(enum.Enum):
    """How a text bears a marker, and how sure that is."""

    FIELD = ("field", 1.0)
    FILE = ("file-name", 0.9)
    COLUMN = ("column", 0.9)
    ALONE = ("alone", 1.0)
    BRACKET = ("brackets", 1.0)
    ELEMENT = ("element", 0.9)
    LEAD = ("head-of-line", 0.9)
    TAIL = ("end-of-line", 0.9)
    STATED = ("stated", 0.9)
    SENT = ("sent-file-name", 1.0)

    @property
    def code(self) -> str:
        return self.value[0]

    @property
    def confidence(self) -> float:
        return self.value[1]


def form(here: Setting, cues: Cues) -> Form | None:
    """The form in which the text bears the word, or None if it speaks of it or means another."""
    if not edges.is_whole_word(here, cues):
        return None
    fitting = next((name for name, fits in _possible(here).items() if fits(here, cues)), None)
    return None if fitting is None or _speaks_against(fitting, here, cues) else fitting


Fits = Callable[[Setting, Cues], bool]

_ALL: Mapping[Form, Fits] = {
    Form.FIELD: is_field,
    Form.FILE: is_file_name,
    Form.COLUMN: is_in_column,
    Form.ALONE: is_alone,
    Form.BRACKET: is_bracketed,
    Form.ELEMENT: is_element,
    Form.LEAD: leads,
    Form.TAIL: trails,
    Form.STATED: is_stated,
}
_GLUED = {name: _ALL[name] for name in (Form.FIELD, Form.FILE)}
"""Of a word that is glued to another: cost_CONFIDENTIAL.xlsx."""

_COMMON = {name: _ALL[name] for name in (Form.FIELD, Form.COLUMN, Form.STATED)}
"""Of a word that programs are full of, in small letters in the middle of a text."""


def _possible(here: Setting) -> Mapping[Form, Fits]:
    if edges.is_glued(here):
        return _GLUED
    return _COMMON if here.is_common and not edges.is_shown(here) else _ALL


def _speaks_against(fitting: Form, here: Setting, cues: Cues) -> bool:
    """Is the word denied, listed, looked up, or part of a program?"""
    if speaking.is_denied(here, cues):
        return True
    if fitting in {Form.FILE, Form.COLUMN}:
        return False
    if lists.is_listed(here, cues):
        return True
    if fitting is Form.FIELD:
        return False
    if is_of_glossary(here) or is_translated(here, cues):
        return True
    return speaking.is_entry(here, cues) or speaking.is_in_code(here) or is_on_screen(here)
