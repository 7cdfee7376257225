"""The one path that every question takes. Read this file first.

    Request -identify-> Destination -read-> Prompt -classify-> Findings -> Facts -decide-> Reasons
    Judgement <- Forward | Rewrite | Refuse <-------------------------------------------------|

The proxy, `sekisho check`, a policy's own tests and any other plane ask the same function with what
they have: a request's bytes, plain texts, a file. Pure but for its cache of texts seen before: same
question, same policy, same judgement.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date

from gateway import formats
from gateway.content.documents.model import ReadDocument
from gateway.engine.classify import Search
from gateway.engine.content import Content, Sent, Texts
from gateway.engine.decide import MAX_FINDINGS, decide
from gateway.engine.directory import Directory
from gateway.engine.facts import Facts, kept_unread, tallies, with_digests
from gateway.engine.finding_cache import Seen
from gateway.engine.judgement import Judgement
from gateway.engine.listing import listed
from gateway.engine.redact import Asked, redact
from gateway.engine.scrub import NAME_LENGTH, found_in, is_harmless, plain, recorded_host
from gateway.model import (
    Action,
    CannotRewriteError,
    Decision,
    Destination,
    Finding,
    Forward,
    Mode,
    Part,
    Policy,
    Problem,
    Prompt,
    Refuse,
    Request,
    Rewrite,
    Segment,
    Speaks,
    Standing,
    Verdict,
    args,
)
from gateway.policy.rights import groups_of
from gateway.redaction import Placeholders, Remembered, headers_with_digest

OF_THE_BYTES = re.compile(
    r"(?:.*-)?(?:md[45]|sha-?(?:1|2|3|224|256|384|512)|crc-?(?:32c?|64(?:nvme)?)|xxh(?:32|64|128)"
    r"|blake[23][bs]?|digest|checksum|hash|etag)(?:-.*)?"
)
"""Names of headers that hold a digest of the body: those of RFC 9530, and every vendor's own
(`x-amz-content-sha256`, `x-goog-hash`, `x-ms-content-md5`). Of a body that was rewritten it is
wrong, and whoever has it can try values against it: all telephone numbers in ten seconds."""


@dataclass(frozen=True, slots=True)
class Engine:
    """A policy at work: everything that a judgement needs, swapped whole on a reload."""

    policy: Policy
    directory: Directory
    search: Search = field(repr=False)
    placeholder_key: bytes = field(repr=False)
    lacking: tuple[str, ...] = ()
    """What it should look with and cannot, as codes: `register`."""

    def judge(
        self,
        request: Request,
        today: date,
        content: Content | None = None,
        documents: ReadDocument | None = None,
        remembered: Remembered | None = None,
        to: Destination | None = None,
    ) -> Judgement:
        """Decide what becomes of a request, and make what the edge must do of it.

        `content` is what is asked about where it is not the request's own body. `documents` reads
        the files within it; without it they are unread. `remembered` is what was taken out for
        this person before. `to` is whom it goes to, where that was named otherwise than by a host.
        """
        destination = to or self.directory.identify(request.host, request.path, request.body)
        content = content or Sent(
            request, destination.format_of(request.path), destination.signs_in(request.path)
        )
        signs_in = destination.standing is Standing.SIGN_IN  # passes unread
        prompt = Prompt() if signs_in else content.read(documents)
        prompt, findings = self.look(prompt, remembered)
        lacking = self.lacking if self.lacking and any(map(_is_said, prompt.segments)) else ()
        if content.signs_in:
            prompt, findings = _of_sign_in(prompt, findings)
        asked = Asked(request, destination, content, prompt, findings)
        facts = self._facts(asked, today, lacking)
        decision = self._decision(facts, asked)
        action: Action = self._forward(asked)
        if decision.verdict is Verdict.REDACT:
            try:
                decision, action = self._redacted(facts, decision, asked, remembered)
            except CannotRewriteError as e:
                facts = replace(facts, not_rewritable=str(e))
                decision = self._decision(facts, asked)
        enforced = self.policy.mode is Mode.ENFORCE or decision.verdict is Verdict.ALLOW
        if not enforced:
            action = self._forward(asked)
        elif decision.verdict is Verdict.BLOCK:
            action = Refuse()
        if facts.found:
            facts = replace(facts, found=with_digests(facts.found, listed(decision.findings)))
        before = request.before
        carried = () if before is None else formats.carried(before, prompt.whole_segments)
        return Judgement(
            request, destination, self.policy, facts, decision, action, enforced, prompt, carried
        )

    def look(
        self, prompt: Prompt, remembered: Remembered | None = None
    ) -> tuple[Prompt, tuple[Finding, ...]]:
        """The findings in a prompt whoever it goes to; what could not be looked into is in it."""
        findings, late = self.search(prompt, self.policy, remembered)
        if late:
            prompt = replace(prompt, unread=prompt.unread + late)
        return prompt, _path_first(findings)

    def refuse(self, request: Request, problem: Problem, **values: str | int) -> Judgement:
        """A request that was not looked at: refused in every mode."""
        destination = self.directory.identify(request.host, request.path)
        asked = Asked(request, destination, Texts(()), Prompt(), ())
        facts = replace(
            self._facts(asked, date.min),
            problem=problem.code,
            problem_args=args(**values),
        )
        decision, action = self._decision(facts, asked), Refuse(problem)
        return Judgement(request, destination, self.policy, facts, decision, action)

    def looking(
        self,
        go_on: Callable[[], None] | None = None,
        most: int | None = None,
        ask: Callable[[Iterable[bytes]], Seen] | None = None,
    ) -> Engine:
        """The same for one judgement, with a way of looking: see Search. `go_on` raises
        StoppedError; more than `most` raise TooLongHereError."""
        return replace(self, search=replace(self.search, go_on=go_on, most=most, ask=ask))

    # ------------------------------------------------------------ what follows

    def _facts(self, asked: Asked, today: date, lacking: tuple[str, ...] = ()) -> Facts:
        request, to = asked.request, asked.destination
        kept = asked.findings[:MAX_FINDINGS]
        found = found_in(kept, asked.prompt)
        return Facts(
            to.standing,
            host=recorded_host(to, found),
            actor=plain(request.actor, NAME_LENGTH),
            groups=groups_of(self.policy, request.actor, request.client),
            service=to.service.id if to.service else "",
            ai=to.entry.name if to.entry else "",
            today=today,
            has_text=any(s.part is Part.BODY and s.text.strip() for s in asked.prompt.segments),
            not_rewritable=asked.content.not_rewritable(asked.prompt),
            found=tallies(asked.findings, asked.prompt),
            unlisted=len(asked.findings) - len(listed(kept)),
            unread=kept_unread(asked.prompt.unread),
            lacking=lacking,
        )

    def _decision(self, facts: Facts, asked: Asked) -> Decision:
        segments = asked.prompt.segments
        return Decision(
            decide(facts, self.policy),
            asked.findings[:MAX_FINDINGS],
            facts.unread,
            len(segments),
            sum(len(s.text) for s in segments),
        )

    def _redacted(
        self, facts: Facts, decision: Decision, asked: Asked, remembered: Remembered | None
    ) -> tuple[Decision, Action]:
        """The content with placeholders. Raises CannotRewriteError where one cannot be put in, or
        hides too little."""
        before = remembered.values if remembered else None
        names = Placeholders.for_prompt(self.placeholder_key, asked.prompt, before)
        content, more = redact(asked, facts, self.policy, self.search, names)
        findings = (*decision.findings, *more)[:MAX_FINDINGS]
        to_set, to_drop = self._headers(asked)
        action = Rewrite(
            content.body,
            content.texts,
            to_set,
            to_drop | _of_the_bytes(asked.request) | _with_digest(asked.request),
            dict(names.values),
            names.classes,
        )
        return replace(decision, findings=findings), action

    def _forward(self, asked: Asked) -> Forward | Rewrite:
        """What was packed goes on as it was read: what a packing has room for, a name, a remark, a
        block that is passed over, nobody has seen."""
        unpacked, headers = asked.content.unpacked(), self._headers(asked)
        if unpacked is None:
            return Forward(*headers)
        return Rewrite(unpacked, (), headers[0], headers[1] | _of_the_bytes(asked.request))

    def _headers(self, asked: Asked) -> tuple[tuple[tuple[str, str], ...], frozenset[str]]:
        """To be set and to be dropped. A client's own copy of a restriction header never leaves,
        whoever it is sent to."""
        forged = self.directory.catalogue.is_restriction_header
        return (
            self.directory.restrictions(asked.destination),
            frozenset(n.lower() for n, _ in asked.request.headers if forged(n.lower())),
        )


def _of_sign_in(
    prompt: Prompt, findings: tuple[Finding, ...]
) -> tuple[Prompt, tuple[Finding, ...]]:
    """Names, passwords and keys are what signing in is made of; a document is no part of it."""
    kept = tuple(f for f in findings if f.speaks is not Speaks.VALUE)
    return (prompt if kept else replace(prompt, segments=())), kept


def _is_said(segment: Segment) -> bool:
    """Is this more than the words of an API?"""
    return bool(segment.text.strip()) and not (
        segment.part is Part.PATH and is_harmless(segment.text)
    )


def _of_the_bytes(request: Request) -> frozenset[str]:
    """By their names in lower case; servers that hand them on as variables know no `-`."""
    names = {n.lower() for n, _ in request.headers}
    return frozenset(n for n in names if OF_THE_BYTES.fullmatch(n.replace("_", "-")))


def _with_digest(request: Request) -> frozenset[str]:
    return headers_with_digest(request.body, request.headers)


def _path_first(findings: tuple[Finding, ...]) -> tuple[Finding, ...]:
    """Where not all are kept, those in the path are: they say what of it may be recorded."""
    if len(findings) <= MAX_FINDINGS:
        return findings
    return tuple(sorted(findings, key=lambda f: not f.place.startswith(Part.PATH)))
