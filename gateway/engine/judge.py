"""The one path that a request takes. Read this file first.

    Request -identify-> Destination -read-> Prompt -classify-> Findings -decide-> Decision
    Judgement <- Forward | Rewrite | Refuse <------------------------------------------|

Pure but for its memory of texts seen before: same request, same policy, same judgement.
"""

from __future__ import annotations

import enum
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date

from gateway import formats, redaction
from gateway.content.documents.model import ReadDocument
from gateway.engine.decide import Facts, decide
from gateway.engine.directory import Directory
from gateway.engine.distinct_values import in_bulk, too_few
from gateway.engine.finding_cache import FindingCache
from gateway.errors import ClassifierTimeout
from gateway.messages.wording import refusal, say
from gateway.model import (
    Action,
    CannotRewriteError,
    Classifier,
    Decision,
    Destination,
    Finding,
    Forward,
    Judgement,
    Language,
    Mode,
    Part,
    Policy,
    Prompt,
    Reason,
    Refuse,
    Request,
    Rewrite,
    Segment,
    Standing,
    Verdict,
)

MAX_FINDINGS = 1_000
"""Findings that a decision keeps; a hostile prompt must not make a record of megabytes."""

ROUNDS = 3
"""Looks at a body that something was taken out of; after the last it is refused."""

MAX_UNREAD = 100
"""Places that could not be read that a decision names; one is enough to refuse by."""


OF_THE_BYTES = frozenset(("content-md5", "digest", "content-digest", "repr-digest"))
"""Headers that hold a digest of the body (RFC 9530). Of a body that was rewritten it is wrong, and
whoever has it can try values against it."""

SIGNED = ("signature", "signature-input")
"""Headers of a signed request (RFC 9421)."""


class Problem(enum.Enum):
    """What keeps a request from being looked at at all, with the status it is answered with."""

    TOO_LARGE = ("too-large", 413)
    UNDECODABLE = ("undecodable", 415)
    MALFORMED = ("malformed", 400)
    MISMATCH = ("mismatch", 421)
    WEBSOCKET = ("websocket", 426)
    METHOD = ("method", 501)
    FAILURE = ("failure", 500)
    NO_RECORD = ("no-space", 500)

    @property
    def rule(self) -> str:
        return self.value[0]

    @property
    def status(self) -> int:
        return self.value[1]


@dataclass(frozen=True, slots=True)
class Gate:
    """A policy at work: everything that a judgement needs, swapped whole on a reload."""

    policy: Policy
    directory: Directory
    classifiers: Sequence[Classifier]
    memory: FindingCache = field(repr=False)
    placeholder_key: bytes = field(repr=False)

    def judge(
        self,
        request: Request,
        today: date,
        documents: ReadDocument | None = None,
        remembered: redaction.Remembered | None = None,
    ) -> Judgement:
        """Decide what becomes of a request, and make what the edge must do of it.

        `documents` reads the files within it; without it they are unread. `remembered` is what
        was taken out for this person before.
        """
        destination = self.directory.identify(request.host, request.path)
        if destination.standing is Standing.SIGN_IN:
            return self._judgement(request, destination, Prompt(), (), today)
        prompt = formats.read(request, self._format(request, destination), documents)
        return self._looked_at(request, destination, prompt, today, remembered)

    def examine(
        self, prompt: Prompt, destination: Destination, actor: str, today: date
    ) -> Judgement:
        """Judge a text that no request carries: `sekisho check` and the policy's own tests."""
        request = Request("", actor, actor, destination.host)
        return self._looked_at(request, destination, prompt, today)

    def find(self, prompt: Prompt) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """The findings in a prompt whoever it goes to, and what could not be looked into."""
        findings, late = self._classify(prompt)
        return findings, _bounded(prompt.unread + late)

    def refuse(self, request: Request, problem: Problem, **values: str) -> Judgement:
        """A request that was not looked at: refused in every mode."""
        destination = self.directory.identify(request.host, request.path)
        text = say(self.policy.language, problem.rule, **values)
        decision = Decision((Reason(problem.rule, Verdict.BLOCK, text),), unread=(problem.rule,))
        action = self._refusal(request, destination, decision, problem.status)
        return Judgement(request, destination, decision, action)

    # ------------------------------------------------------------ findings

    def _classify(
        self, prompt: Prompt, remembered: redaction.Remembered | None = None
    ) -> tuple[tuple[Finding, ...], tuple[str, ...]]:
        """Every finding in every segment; and the places where a classifier ran out of time."""
        findings: list[Finding] = []
        late: list[str] = []
        for number, segment in enumerate(prompt.segments):
            try:
                found = self.memory.recall(segment, self._look)
            except ClassifierTimeout as e:
                late.append(f"{segment.place}: {e}")
            else:
                findings += (
                    replace(f, place=segment.place, segment=number)
                    for f in found
                    if segment.is_new(f.start, f.end)
                )
        if remembered:
            findings += list(remembered.find(prompt, findings))
        needs = self.policy.needs
        return in_bulk(findings, prompt, needs.bulk, self.policy.classes), tuple(late)

    def _look(self, segment: Segment) -> tuple[Finding, ...]:
        return tuple(f for c in self.classifiers for f in c.classify(segment))

    # ------------------------------------------------------------ what follows

    def _looked_at(
        self,
        request: Request,
        destination: Destination,
        prompt: Prompt,
        today: date,
        remembered: redaction.Remembered | None = None,
    ) -> Judgement:
        findings, late = self._classify(prompt, remembered)
        prompt = replace(prompt, unread=_bounded(prompt.unread + late))
        return self._judgement(request, destination, prompt, findings, today, remembered)

    def _judgement(
        self,
        request: Request,
        destination: Destination,
        prompt: Prompt,
        findings: tuple[Finding, ...],
        today: date,
        remembered: redaction.Remembered | None = None,
    ) -> Judgement:
        facts = Facts(
            destination,
            request.actor,
            request.client,
            findings,
            prompt.unread,
            has_text=any(s.part is Part.BODY and s.text.strip() for s in prompt.segments),
            fixed=_why_fixed(request, prompt),
            today=today,
            few=too_few(findings, prompt, self.policy.classes),
        )
        decision = self._decision(decide(facts, self.policy), findings, prompt)
        action: Action = self._forward(request, destination)
        if decision.verdict is Verdict.REDACT:
            decision, action = self._redacted(facts, decision, prompt, request, remembered)
        enforced = self.policy.mode is Mode.ENFORCE or decision.verdict is Verdict.ALLOW
        if not enforced:
            action = self._forward(request, destination)
        elif decision.verdict is Verdict.BLOCK:
            action = self._refusal(request, destination, decision)
        return Judgement(request, destination, decision, action, enforced, prompt)

    def _decision(
        self, reasons: tuple[Reason, ...], findings: tuple[Finding, ...], prompt: Prompt
    ) -> Decision:
        if len(findings) > MAX_FINDINGS:  # those in the path first: they say what may be recorded
            findings = tuple(sorted(findings, key=lambda f: not f.place.startswith(Part.PATH)))
            text = say(
                self.policy.language, "many", count=f"{len(findings):,}", kept=f"{MAX_FINDINGS:,}"
            )
            reasons += (Reason("findings", Verdict.ALLOW, text),)
        characters = sum(len(s.text) for s in prompt.segments)
        return Decision(
            reasons, findings[:MAX_FINDINGS], prompt.unread, len(prompt.segments), characters
        )

    def _redacted(
        self,
        facts: Facts,
        decision: Decision,
        prompt: Prompt,
        request: Request,
        remembered: redaction.Remembered | None,
    ) -> tuple[Decision, Action]:
        """The body with placeholders; a refusal where one cannot be put in, or hides too little."""
        withheld = self._withheld(facts)
        more = tuple(redaction.elsewhere(prompt, withheld))
        withheld += more
        decision = replace(decision, findings=(*decision.findings, *more)[:MAX_FINDINGS])
        names = redaction.Placeholders.for_prompt(
            self.placeholder_key, prompt, remembered.values if remembered else None
        )
        try:
            body = self._rewritten(prompt, withheld, names, facts, request)
        except CannotRewriteError as e:
            reasons = decide(replace(facts, fixed=str(e)), self.policy)
            return replace(decision, reasons=reasons), self._forward(request, facts.destination)
        forward = self._forward(request, facts.destination)
        dropped = forward.drop_headers | {n.lower() for n, _ in request.headers} & OF_THE_BYTES
        return decision, Rewrite(
            body, forward.set_headers, dropped, dict(names.values), names.classes
        )

    def _withheld(self, facts: Facts) -> list[Finding]:
        """The findings that the service may not receive: those that alone would not be allowed."""
        verdicts: dict[tuple[str, str], bool] = {}
        for f in facts.findings:
            key = (f.information_class, f.classifier)
            if key not in verdicts:
                alone = replace(facts, findings=(f,), unread=())
                reasons = [r for r in decide(alone, self.policy) if r.rule == "information-class"]
                verdicts[key] = any(r.verdict is not Verdict.ALLOW for r in reasons)
        return [f for f in facts.findings if verdicts[f.information_class, f.classifier]]

    def _rewritten(
        self,
        prompt: Prompt,
        withheld: list[Finding],
        names: redaction.Placeholders,
        facts: Facts,
        request: Request,
    ) -> bytes:
        """The body without what is withheld. Raises CannotRewriteError.

        Once a password has gone, the word behind it may be taken for the one that the label speaks
        of: that is taken out too, unless a placeholder stands in it.
        """
        for _ in range(ROUNDS):
            assert prompt.rewrite
            body = prompt.rewrite(redaction.edits(prompt, withheld, names))
            prompt, withheld = self._left_over(body, facts, request)
            if not withheld:
                return body
            reasons = decide(replace(facts, findings=tuple(withheld)), self.policy)
            if Decision(reasons).verdict is not Verdict.REDACT:
                raise CannotRewriteError(withheld[0].place)
            for f in withheld:
                if redaction.may_hold_placeholder(prompt.segments[f.segment].text[f.start : f.end]):
                    raise CannotRewriteError(f.place)
        raise CannotRewriteError(withheld[0].place)

    def _left_over(
        self, body: bytes, facts: Facts, request: Request
    ) -> tuple[Prompt, list[Finding]]:
        """Look again at what would be sent: a value may stand in more places than it was found.

        But for the files within it, which no edit reaches.
        """
        if not request.id and not request.body:
            return Prompt(), []
        sent = replace(request, body=body)
        again = formats.read(sent, self._format(sent, facts.destination))
        findings, late = self._classify(again)
        for place in late:
            raise CannotRewriteError(place)
        return again, self._withheld(replace(facts, findings=findings))

    def _forward(self, request: Request, destination: Destination) -> Forward:
        """A client's own copy of a restriction header never leaves, whoever it is sent to."""
        forged = self.directory.catalogue.is_restriction_header
        return Forward(
            self.directory.restrictions(destination),
            frozenset(name.lower() for name, _ in request.headers if forged(name.lower())),
        )

    # ------------------------------------------------------------ refusing

    def _format(self, request: Request, destination: Destination) -> str:
        return destination.entry.format_of(request.path) if destination.entry else "generic"

    def _refusal(
        self, request: Request, destination: Destination, decision: Decision, status: int = 0
    ) -> Refuse:
        lines = refusal(decision, self.policy, request.id)
        if request.is_navigation:
            headers, body = self._page(lines, request.id)
            return Refuse(status or 403, headers, body)
        status = status or 400
        if call := formats.call_of(request):
            text = "\n".join(lines)
            return Refuse(*formats.refuse_call(call, request, status, "blocked_by_gate", text))
        format = self._format(request, destination)
        headers, body = formats.refuse(
            format,
            status,
            "blocked_by_gate",
            "\n".join(lines),
            request.id,
        )
        return Refuse(formats.status_of(format, status), headers, body)

    def _page(
        self, lines: list[str], decision_id: str
    ) -> tuple[tuple[tuple[str, str], ...], bytes]:
        language: Language = self.policy.language
        return formats.page(say(language, "title"), lines, decision_id, language)


def _bounded(unread: tuple[str, ...]) -> tuple[str, ...]:
    if len(unread) <= MAX_UNREAD:
        return unread
    return (*unread[:MAX_UNREAD], f"{len(unread) - MAX_UNREAD:,} more places")


def _why_fixed(request: Request, prompt: Prompt) -> str:
    """Why the body cannot be rewritten, or the empty string."""
    query = request.target.partition("?")[2].lower()
    if request.header("authorization").upper().startswith("AWS4-") or "x-amz-signature=" in query:
        return "AWS Signature Version 4"  # the signature covers the body's hash
    if any(request.header(name) for name in SIGNED):
        return "a signature"
    return "" if prompt.rewrite else "this body"
