"""A reason, a finding, something unread -> the words for it, by the tables; its code where no
table knows it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict

from gateway.messages.both import Both
from gateway.messages.findings import FINDINGS, TERMS
from gateway.messages.not_read import PLACES, UNREAD
from gateway.messages.reasons import CAUSES, REASONS
from gateway.messages.registering import REGISTERING
from gateway.model import Args, ClassId, Finding, Language, Policy, Reason, Unread


def reason(reason: Reason, policy: Policy, language: Language | None = None) -> str:
    """Why one rule asked for its verdict, in the policy's language or another."""
    language = language or policy.language
    words = REASONS.get(reason.code)
    return words.say(language, _filled(reason.args, policy, language)) if words else reason.code


def _filled(args: Args, policy: Policy, language: Language) -> dict[str, object]:
    """The arguments as a person reads them: labels, causes in words, numbers with commas."""
    filled: dict[str, object] = {n: _number(v) for n, v in args}
    if class_id := filled.get("information_class"):
        filled["label"] = label(ClassId(str(class_id)), policy)
    if "code" in filled:
        filled["what"] = unread(_unread(args), language)
    if cause := filled.get("cause"):
        filled["cause"] = CAUSES[str(cause)].in_(language) if cause in CAUSES else cause
    return filled


def _unread(args: Args) -> Unread:
    """What a reason names that could not be read."""
    said = dict(args)
    place, code = str(said.pop("place", "")), str(said.pop("code"))
    return Unread(place, code, tuple(said.items()))


_CAUSES = UNREAD | REGISTERING


def unread(unread: Unread, language: Language) -> str:
    """Where something could not be read, and why."""
    words, place = _CAUSES.get(unread.code), unread.place
    said = {name: _number(value) for name, value in unread.args}
    try:
        cause = words.say(language, said) if words else unread.code
    except KeyError:  # of another build, or from a reader that was made to send it
        cause = unread.code
    place = PLACES[place].in_(language) if place in PLACES else place
    return f"{place}: {cause}" if place else cause


def _number(value: str | int | float) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def label(class_id: ClassId, policy: Policy) -> str:
    """A class as the policy calls it."""
    listed = policy.classes.get(class_id)
    return listed.label if listed else class_id


def finding(finding: Finding, language: Language) -> str:
    """Why a finding was made."""
    words = _words(finding.code)
    return words.say(language, _blanks(finding, language)) if words else finding.code


def _words(code: str) -> Both | None:
    """The words of a code, else of the nearest one above it: of `pattern/drawing` its `pattern`."""
    while code and code not in FINDINGS:
        code = code.rpartition("/")[0]
    return FINDINGS.get(code)


def _blanks(finding: Finding, language: Language) -> dict[str, str]:
    """What the blanks of its words are filled with."""
    evidence = asdict(finding.evidence) if finding.evidence else {}
    given = {"rule": finding.rule, "title": finding.title, **evidence, **dict(finding.args)}
    plain = {name: _number(value) for name, value in given.items()}
    return {name: _term(name, plain, language) for name in plain}


def _term(name: str, plain: Mapping[str, str], language: Language) -> str:
    """An argument that is a code in words, any other as it is."""
    words = TERMS.get(name, {}).get(plain[name])
    return words.say(language, plain) if words else plain[name]
