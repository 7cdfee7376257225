"""A claim: that a value which stands beside a label is a secret. And how sure one can be of it."""

from __future__ import annotations

from dataclasses import dataclass, field

from classifiers import _lazy_re as re
from classifiers._credentials.label_lexicon import Label, word_list
from classifiers._credentials.sentences import Link

# How sure, from 0 to 1. A policy may set a floor.
SURE, LIKELY, FAIR, WEAK, NOT = 0.95, 0.9, 0.8, 0.6, 0.0


@dataclass(frozen=True, slots=True)
class Claim:
    """A value that stands beside a label, and how."""

    label: Label
    link: Link
    value: str = field(repr=False)
    quoted: bool = False
    after: str = field(default="", repr=False)
    """The text that follows the value (and its quotes)."""
    flag: bool = False
    """Does the form alone say that a value follows: an option, a line of `.netrc`, a setter?"""
    user: bool = False
    """Does a user name stand before the label, or is the label the end of a longer name? Asked of
    the labels alone that have other meanings."""
    whole: bool = False
    """Is it all that a cell of a table holds?"""
    code: bool = False
    """Does the value stand in a program, where what is not quoted is a name?"""


_TECHNICAL = re.compile(
    rf"(?:{'|'.join(word_list('technical'))})[-_. ]?v?\d+[a-z]{{0,3}}(?:[-_./:]\w{{1,8}}){{0,3}}"
    rf"|(?:{'|'.join(word_list('products'))})\d{{2,4}}|\d{{1,2}}(?:fa|factor|nd|st|rd|th|step)",
    re.IGNORECASE,
)
_COUNTED = re.compile(
    rf"[ \t\u3000]{{0,2}}(?:{'|'.join(word_list('units'))}"
    rf"|-?(?:{'|'.join(word_list('units_english'))}|or more|or longer|of them)(?![a-z]))",
    re.IGNORECASE,
)
_REST_OF_LINE = re.compile(r"""["'`)\]}>*_,;.。、]{0,3}[ \t]*(?:#[^\n]*)?(?:\r?\n|$)""")


def is_technical(value: str) -> bool:
    """Is it the name of a standard, a method or a product, with its number?"""
    return _TECHNICAL.fullmatch(value) is not None


def is_counted(claim: Claim) -> bool:
    """Is the value the number of something: 8文字, 4 digits?"""
    return _COUNTED.match(claim.after) is not None


def ends_line(claim: Claim) -> bool:
    """Does nothing more stand on the value's line?"""
    return _REST_OF_LINE.match(claim.after) is not None
