"""A reason or a finding -> the words for it, by the tables; its code where no table knows it."""

from __future__ import annotations

from dataclasses import asdict

from gateway.messages.findings import FINDINGS
from gateway.messages.reasons import CAUSES, REASONS
from gateway.model import Args, ClassId, Finding, Language, Policy, Reason


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
    if cause := filled.get("cause"):
        filled["cause"] = CAUSES[str(cause)].in_(language) if cause in CAUSES else cause
    return filled


def _number(value: str | int | float) -> str:
    return f"{value:,}" if isinstance(value, int) else str(value)


def label(class_id: ClassId, policy: Policy) -> str:
    """A class as the policy calls it."""
    listed = policy.classes.get(class_id)
    return listed.label if listed else class_id


def finding(finding: Finding, language: Language) -> str:
    """Why a finding was made."""
    words = FINDINGS.get(finding.code) or FINDINGS.get(finding.classifier)
    if not words:
        return finding.code
    evidence = asdict(finding.evidence) if finding.evidence else {}
    own = {"rule": finding.rule, "title": finding.title, **evidence}
    return words.say(language, {**own, **dict(finding.args)})
