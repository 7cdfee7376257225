"""A claim for a password, a code number or a passphrase -> how sure it is.

A password may be weak. What it must be like depends on the link: after `パスワード：` nearly
anything is one, in a sentence only what nobody writes as a word.
"""

from __future__ import annotations

from collections.abc import Callable

from classifiers import _lazy_re as re
from classifiers._credentials.claims import (
    FAIR,
    LIKELY,
    NOT,
    SURE,
    WEAK,
    Claim,
    ends_line,
    is_technical,
)
from classifiers._credentials.label_lexicon import word_list
from classifiers._credentials.sentences import Link
from classifiers._credentials.values import Make, is_random, is_wordy, make

_CLOSE = r"""["'`”’」』】）)\]*]{0,3}[ \t\u3000]*"""
_ENDS = re.compile(
    rf"{_CLOSE}(?:{'|'.join(word_list('ends'))}|で(?:す|した)"
    r"|。|、|，|．|,|\.(?!\w)|\r?\n|$|（|\(|！|!|/|／|｜|\|)"
)
_ENDS_SHORT = re.compile(
    rf"{_CLOSE}(?:{'|'.join(word_list('ends_short'))}|$|\r?\n|。|、|（|/|／|｜|\|)"
)
_IDENTIFIER = re.compile(r"[A-Za-z_$][A-Za-z0-9_]*")
_EMAIL = re.compile(r"[\w.+-]+@[\w-]+(?:\.[\w-]+)+")
_VARIABLE = re.compile(
    r"(?:pass(?:word)?|pwd?|passwd|token|secret|key|arg|param|value|val|str|tmp|user|string|text)s?_?\d{0,2}",
    re.IGNORECASE,
)
_PHRASE = re.compile(r"[a-z]{3,9}(?:(?:[ ,、]{1,2}|[-_.+])[a-z]{3,9}){3,23}", re.IGNORECASE)
_INSIDE = re.compile(r"[A-Za-z][!@#$%^&*+?~][A-Za-z]")
_SAID = re.compile(r"[」』】）)]?[ \t\u3000]*(?:です|でした|になり|（|。|、)")
_NEXT_FIELD = re.compile(r"[;&][ ]?[A-Za-z][\w .]{0,40}=")
_LONGEST_BELOW = 40  # characters
_PLAIN_LINKS = frozenset({Link.ASSIGNED, Link.ASSIGNED_BELOW, Link.TAG})


def password(claim: Claim, kinds: Make) -> float:
    """A password."""
    value = claim.value
    if kinds.length < 4 or not value.isascii() or not value.isprintable():
        return NOT
    if " " in value and not _is_spaced_password(claim, kinds):
        return NOT
    if _EMAIL.fullmatch(value) or (is_technical(value) and not _is_plainly_said(claim)):
        return NOT
    return _BY_LINK[claim.link](claim, kinds)


_WORDS = re.compile(r"(?<![A-Za-z0-9])[A-Za-z][a-z]{2,}(?![A-Za-z0-9])")
_MOST_BLANKS = 2


def _is_spaced_password(claim: Claim, kinds: Make) -> bool:
    """Are the quotes around no sentence: 'Q5 wn8!Rz3t'?"""
    is_set = claim.quoted and claim.link is Link.ASSIGNED and kinds.is_strong
    is_set = is_set and make(max(claim.value.split(), key=len)).is_strong
    return is_set and claim.value.count(" ") <= _MOST_BLANKS and not _WORDS.search(claim.value)


def short(claim: Claim, kinds: Make) -> float:
    """`pass: 12 tests`, `パス：docs/a2` and the like speak of other things than passwords."""
    value = claim.value
    if kinds.is_number and kinds.length < 6:
        return NOT
    if ("/" in value or "\\" in value) and not (kinds.is_strong and kinds.marks > 1):
        return NOT
    known = claim.flag or claim.user
    if claim.label.word in {"pass", "パス"} and kinds.is_word and not known:
        return NOT
    if claim.label.word == "pass" and not claim.flag and _is_other_pass(claim, kinds):
        return NOT
    return password(claim, kinds)


def _is_other_pass(claim: Claim, kinds: Make) -> bool:
    """A test that passes, an argument that is passed, a statement that does nothing."""
    if claim.link in {Link.BELOW, Link.ASSIGNED_BELOW, Link.CALL}:
        return True
    if claim.link is Link.SPACED and (claim.quoted or not kinds.is_strong):
        return True
    if claim.link is Link.COPULA and (kinds.joins or not kinds.digits or kinds.length < 6):
        return True
    if kinds.is_strong or claim.user or claim.quoted:
        return False
    return bool(kinds.joins) or _is_name(claim.value, kinds)


def pin(claim: Claim, kinds: Make) -> float:
    """A code number: four to eight digits, or digits with marks and capitals."""
    if claim.link in {Link.CALL, Link.BELOW} or not 4 <= kinds.length <= 10:
        return NOT
    if claim.link is Link.SPACED and claim.label.word == "pin":  # a pin of a chip
        return NOT
    if kinds.is_number and kinds.digits <= 8:
        tabled = claim.link is Link.CELL and claim.code
        loose = claim.link is Link.SPACED and claim.label.word.isascii()
        return NOT if tabled or (loose and kinds.digits not in {4, 6}) else FAIR
    others = kinds.marks + kinds.joins + kinds.upper
    exact = kinds.digits >= 3 and kinds.digits + others == kinds.length
    return FAIR if exact and claim.link is not Link.SPACED else NOT


def phrase(claim: Claim, kinds: Make) -> float:
    """A passphrase of several words, or a password that is called so."""
    return FAIR if _PHRASE.fullmatch(claim.value) else password(claim, kinds)


# ---------------------------------------------------------------- by what leads to the value


def _assigned(claim: Claim, kinds: Make) -> float:
    value = claim.value
    if claim.quoted:
        return _grade(kinds)
    if _VARIABLE.fullmatch(value):
        return NOT
    if claim.code and _IDENTIFIER.fullmatch(value) and not _is_no_variable(value, kinds):
        return NOT
    if kinds.is_strong or kinds.is_medium:
        return NOT if claim.code and _is_name(value, kinds) else _grade(kinds)
    if kinds.is_number or _is_jumble(value, kinds):
        return FAIR
    return WEAK if kinds.is_word and not claim.code and _stands_alone(claim) else NOT


def _stands_alone(claim: Claim) -> bool:
    """Does a value end its line, its field or what Japanese says of it?"""
    if claim.flag or _NEXT_FIELD.match(claim.after) or _SAID.match(claim.after):
        return True
    return ends_line(claim) and claim.after[:1] not in {'"', "'"}


def _below(claim: Claim, kinds: Make) -> float:
    # A longer line is one of many of base64, and the label the chance end of the one before.
    if not ends_line(claim) or kinds.length > _LONGEST_BELOW:
        return NOT
    if kinds.is_strong:
        return LIKELY
    if ":" in claim.value or _is_name(claim.value, kinds):
        return NOT
    said = claim.link is Link.ASSIGNED_BELOW or (kinds.length >= 8 and kinds.digits > 1)
    return FAIR if kinds.is_medium and said else NOT


def _cell(claim: Claim, kinds: Make) -> float:
    if "|" in claim.value:
        return NOT
    if claim.quoted:
        drawn = kinds.is_medium and kinds.digits > 1 and not is_wordy(claim.value)
        return _grade(kinds) if claim.flag or drawn else NOT
    if kinds.is_strong and (kinds.marks or not claim.code):
        return LIKELY
    if claim.code or (kinds.is_number and kinds.length < 6):
        return NOT
    return FAIR if kinds.is_number or _is_bold(claim.value, kinds) else NOT


def _tag(claim: Claim, kinds: Make) -> float:
    return _grade(kinds) if claim.after.lstrip().startswith("<") else NOT


def _call(claim: Claim, kinds: Make) -> float:
    return LIKELY if claim.quoted and (kinds.is_strong or kinds.is_medium) else NOT


def _particle(claim: Claim, kinds: Make) -> float:
    ends = bool(_ENDS.match(claim.after))
    said = ends or claim.quoted
    if kinds.is_strong and (said or kinds.marks):
        return LIKELY
    if said and (kinds.is_medium or kinds.is_number or _is_jumble(claim.value, kinds)):
        return FAIR
    return WEAK if kinds.is_word and ends and _ENDS_SHORT.match(claim.after) else NOT


def _copula(claim: Claim, kinds: Make) -> float:
    if claim.quoted:
        return _grade(kinds)
    if kinds.is_strong:
        return LIKELY
    return FAIR if kinds.is_number or _is_bold(claim.value, kinds) else NOT


def _spaced(claim: Claim, kinds: Make) -> float:
    if claim.flag:
        return _grade(kinds)
    if claim.quoted:
        drawn = kinds.is_medium or kinds.is_strong or _is_jumble(claim.value, kinds)
        return FAIR if kinds.is_number or drawn else NOT
    if not claim.label.word[-1].isascii():
        return _particle(claim, kinds) if kinds.is_medium else NOT
    if kinds.is_strong and kinds.digits and not _is_name(claim.value, kinds):
        return FAIR
    if kinds.is_medium and kinds.digits >= 2 + (not kinds.joins) and kinds.length >= 8:
        return FAIR
    plain = claim.label.family == "short" and kinds.is_medium and kinds.digits
    return FAIR if plain and _ENDS.match(claim.after) else NOT


_BY_LINK: dict[Link, Callable[[Claim, Make], float]] = {
    Link.ASSIGNED: _assigned,
    Link.ASSIGNED_BELOW: _below,
    Link.CELL: _cell,
    Link.TAG: _tag,
    Link.CALL: _call,
    Link.PARTICLE: _particle,
    Link.COPULA: _copula,
    Link.SPACED: _spaced,
    Link.BELOW: _below,
}


def _grade(kinds: Make) -> float:
    if kinds.is_strong:
        return SURE
    return LIKELY if kinds.is_medium else FAIR


def _is_plainly_said(claim: Claim) -> bool:
    if claim.whole or claim.link in _PLAIN_LINKS:
        return True
    return claim.quoted and claim.link is not Link.CELL


def _is_jumble(value: str, kinds: Make) -> bool:
    """Letters alone, but small and capital ones as no word and no name has them."""
    return (
        kinds.letters + kinds.joins == kinds.length
        and kinds.length >= 8 + 2 * kinds.joins
        and min(kinds.upper, kinds.lower) > 1
        and (not is_wordy(value))
    )


def _is_bold(value: str, kinds: Make) -> bool:
    """Is it a password even where names of things may stand: `hunter2`, `aKwXqLmZ`?"""
    if kinds.is_medium and kinds.digits:
        return not kinds.joins or not _is_name(value, kinds)
    cased = kinds.length >= 8 and kinds.upper and kinds.lower
    return _is_jumble(value, kinds) or bool(cased and _INSIDE.search(value))


def _is_name(value: str, kinds: Make) -> bool:
    """Is it the name of a thing, as `utf8-general` is, and `sunset2019` is not?"""
    return kinds.digits < 2 and is_wordy(value)


def _is_no_variable(value: str, kinds: Make) -> bool:
    """Would nobody call a variable so? `sunset2019`, `aK3x9Qz1`; but `pw2`, `user_hash1`."""
    if kinds.joins and not (kinds.upper and kinds.lower and kinds.digits):
        return False
    return is_random(value, 2.8) or (not kinds.joins and kinds.digits >= 3)
