"""Presidio's side: our rules as its recognizers, and a company's own recognizers in its form.

Presidio takes two seconds and 70 MB to import (it brings spaCy with it), so that this module
imports it only when it is asked for one of the two. No language model is loaded: the engine is
NoOpNlpEngine, which has none.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any

from classifiers._company import company_rule
from classifiers._personal.hits import Hit, Rule
from classifiers._personal.rules import recognise
from classifiers._typed import typed
from gateway.errors import ClassifierTimeout
from gateway.model import Segment

if TYPE_CHECKING:
    from presidio_analyzer import EntityRecognizer

LANGUAGE = "ja"
"""Recognizers are asked under one language whatever they name: a prompt mixes them."""


def check(document: Mapping[str, Any]) -> list[str]:
    """What is wrong with a company's recognizers, in words; nothing if they can be used."""
    try:
        Company.of(document)
    except ValueError as e:
        return [str(e)]
    return []


@dataclass(frozen=True, slots=True)
class Company:
    """A company's own recognizers at work. Raises ClassifierTimeout where one could not finish."""

    engine: Any = field(repr=False)

    @classmethod
    def of(cls, document: Mapping[str, Any]) -> Company:
        """Raises ValueError if the document is not in Presidio's form."""
        return cls(_engine(tuple(_recognizers(document))))

    def hits(self, segment: Segment) -> list[Hit]:
        """What they find in the folded text, where full width and capitals make no difference, and
        as a keyboard types it, where dashes and digits of other scripts make none."""
        text = segment.searchable.text
        found = {hit: None for form in {text: 0, typed(text): 0} for hit in self._hits(form)}
        return list(found)

    def _hits(self, text: str) -> list[Hit]:
        results = self.engine.analyze(text=text, language=LANGUAGE, score_threshold=_ENOUGH)
        return [_hit(result) for result in results]


_ENOUGH = 0.4
"""Presidio's scores below it are guesses by its own books; context words add to them."""


def kind_of(entity: str) -> str:
    """A type of entity as a placeholder has it: capitals and underscores."""
    kept = "".join(c if c.isascii() and c.isalnum() else "_" for c in entity.upper())
    return kept.strip("_") or "PERSONAL"


def _hit(result: Any) -> Hit:
    name = str((result.recognition_metadata or {}).get("recognizer_name", "?"))
    return Hit(
        result.start,
        result.end,
        kind_of(result.entity_type),
        company_rule(name),
        (("recognizer", name),),
        min(result.score, 1.0),
    )


# ---------------------------------------------------------------- a company's recognizers

_FIELDS = {
    "name", "type", "enabled", "patterns", "deny_list", "deny_list_score", "context",
    "supported_entity", "supported_language", "supported_languages", "global_regex_flags",
}  # fmt: skip


def _recognizers(document: Mapping[str, Any]) -> Iterator[EntityRecognizer]:
    entries = document.get("recognizers") if isinstance(document, Mapping) else None
    if not isinstance(entries, list):
        raise ValueError("has no list `recognizers`")  # noqa: TRY004 a fault of the file
    for number, entry in enumerate(entries, 1):
        if not isinstance(entry, Mapping):
            raise ValueError(  # noqa: TRY004 a fault of the file
                f"recognizer {number} is no mapping; Presidio's own cannot be named"
            )
        if entry.get("enabled", True):
            yield _recognizer(number, entry)


def _recognizer(number: int, entry: Mapping[str, Any]) -> EntityRecognizer:
    import regex
    from presidio_analyzer import PatternRecognizer

    name = entry.get("name") or f"recognizer {number}"
    if entry.get("type", "custom") != "custom":
        raise ValueError(f"{name}: type must be custom; Presidio's own recognizers are not loaded")
    if unknown := set(entry) - _FIELDS:
        raise ValueError(f"{name}: unknown key {min(map(str, unknown))!r}")
    plain = {
        k: v for k, v in entry.items() if k in _FIELDS - {"enabled", "type", "supported_languages"}
    }
    # ASCII: without it \b and \w take kana and kanji for letters of a word and find nothing.
    flags = regex.DOTALL | regex.MULTILINE | regex.IGNORECASE | regex.ASCII
    try:
        for pattern in plain.get("patterns") or ():
            regex.compile(pattern["regex"], flags)
        recognizer = PatternRecognizer.from_dict(
            {**plain, "name": name, "supported_language": LANGUAGE, "global_regex_flags": flags}
        )
        for pattern in _patterns(recognizer):
            pattern.compiled_with_flags = flags
            pattern.compiled_regex = _Timed(name, regex.compile(pattern.regex, flags))
    except (ValueError, TypeError, KeyError, AttributeError, regex.error) as e:
        raise ValueError(f"{name}: {type(e).__name__}: {e}") from None
    return recognizer


def _patterns(recognizer: Any) -> list[Any]:
    """Its patterns, the one that its list of words became among them."""
    return list(recognizer.patterns)


# ---------------------------------------------------------------- the engine


def _engine(recognizers: tuple[EntityRecognizer, ...]) -> Any:
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    nlp = NoOpNlpEngine(models=[{"lang_code": LANGUAGE, "model_name": ""}])
    nlp.load()
    # Never empty: of an empty registry AnalyzerEngine makes one with all of Presidio's own.
    registry = RecognizerRegistry(
        recognizers=[*recognizers] or [_nothing()], supported_languages=[LANGUAGE]
    )
    return AnalyzerEngine(
        registry=registry,
        nlp_engine=nlp,
        supported_languages=[LANGUAGE],
        context_aware_enhancer=_window_enhancer()(),
    )


def _nothing() -> EntityRecognizer:
    from presidio_analyzer import Pattern, PatternRecognizer

    never = [Pattern("never", r"(?!)", 0.0)]
    return PatternRecognizer("NOTHING", patterns=never, supported_language=LANGUAGE)


@cache
def _window_enhancer() -> Any:
    """Context words in the characters around a hit: Presidio's own enhancer asks for the tokens
    of a model, misses words that a tokenizer cuts, and is quadratic in the number of hits.
    """
    from presidio_analyzer import RecognizerResult
    from presidio_analyzer.context_aware_enhancers import ContextAwareEnhancer

    class WindowEnhancer(ContextAwareEnhancer):
        def __init__(self) -> None:
            super().__init__(
                context_similarity_factor=0.35,
                min_score_with_context_similarity=0.4,
                context_prefix_count=30,
                context_suffix_count=10,
            )

        def enhance_using_context(
            self,
            text: str,
            raw_results: Any,
            nlp_artifacts: Any,
            recognizers: Any,
            context: Any = None,
        ) -> Any:
            words = {r.id: [w.lower() for w in r.context or ()] for r in recognizers}
            for result in raw_results:
                metadata = result.recognition_metadata
                own = words.get(metadata[RecognizerResult.RECOGNIZER_IDENTIFIER_KEY], ())
                before = text[max(0, result.start - self.context_prefix_count) : result.start]
                after = text[result.end : result.end + self.context_suffix_count]
                around = f"{before}\n{after}".lower()
                if any(word in around for word in own):
                    raised = result.score + self.context_similarity_factor
                    result.score = min(1.0, max(raised, self.min_score_with_context_similarity))
            return raw_results

    return WindowEnhancer


# ---------------------------------------------------------------- time-outs


PATIENCE = 0.25
"""Seconds for one pattern in one text; a sensible one needs thousandths."""


@dataclass(frozen=True, slots=True)
class _Timed:
    """A compiled pattern against a clock. Presidio waits a minute, then skips the pattern with a
    line in the log, as if nothing had been found; here what was not looked at counts as unread.
    """

    name: str
    compiled: Any

    def finditer(self, text: str, timeout: float | None = None) -> Iterator[Any]:
        try:
            yield from self.compiled.finditer(text, timeout=PATIENCE)
        except TimeoutError:
            raise ClassifierTimeout("late/recognizer", recognizer=self.name) from None


# ---------------------------------------------------------------- ours, for Presidio

KINDS = list(dict.fromkeys(rule.kind for rule in Rule))
"""Every kind that the rules find."""


def recognizers(language: str = LANGUAGE) -> list[EntityRecognizer]:
    """Our rules as Presidio recognizers, one a kind, for use in any AnalyzerEngine."""
    return [_ours()(kind, language) for kind in KINDS]


@cache
def _ours() -> Any:
    from presidio_analyzer import AnalysisExplanation, EntityRecognizer, RecognizerResult

    class SekishoRecognizer(EntityRecognizer):
        def __init__(self, kind: str, language: str) -> None:
            super().__init__(
                supported_entities=[kind], name=f"Sekisho {kind}", supported_language=language
            )

        def load(self) -> None:
            """Nothing to load."""

        def analyze(self, text: str, entities: list[str], nlp_artifacts: Any = None) -> list[Any]:
            segment = Segment("", text)
            found = [h for h in recognise(segment) if h.kind in self.supported_entities]
            return [self._result(segment, hit) for hit in found]

        def _result(self, segment: Segment, hit: Hit) -> Any:
            start, end = segment.searchable.span(hit.start, hit.end)
            why = AnalysisExplanation(
                f"Sekisho {hit.kind}", hit.confidence, textual_explanation=hit.rule
            )
            return RecognizerResult(hit.kind, start, end, hit.confidence, why)

    return SekishoRecognizer
