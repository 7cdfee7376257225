"""The tools that we are compared with, on the same texts, each as it comes and at its best.

**Presidio**: AnalyzerEngine with the registry of predefined recognizers, what it loads for `en` and
what it loads for `ja` (those that know no language: e-mail, IBAN, telephone, date ...). In its
favour the Japanese set has cards too, and the telephone recognizer knows Japan besides its own
eight regions. No model can be fetched, so there is no named-entity recognizer; names are compared
apart. Results count from score 0.4, that of its telephone numbers: lower ones it calls weak itself
(any eight digits are a bank account at 0.05), and they would only hurt its precision.

Its types become ours: EMAIL_ADDRESS EMAIL, PHONE_NUMBER PHONE, CREDIT_CARD, IBAN_CODE IBAN, US_SSN,
US_BANK_NUMBER BANK_ACCOUNT, US_PASSPORT PASSPORT, US_DRIVER_LICENSE DRIVING_LICENCE, PERSON.
DATE_TIME is right where it touches a date of birth, and never false. What it finds of other types
(URL, IP_ADDRESS, MAC_ADDRESS, crypto addresses ...) is not asked for here, and never false.

**detect-secrets**: every plugin with its default filters, over a file named as such a text would be
(`.env`, `.py`, `.csv`), as its `scan` command does. Whatever it finds is a secret. No secret is
verified over the network.
"""

from __future__ import annotations

import logging
import tempfile
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

from bench.evaluation.scoring import Finder
from bench.evaluation.texts import Span, Text

TYPES = {
    "EMAIL_ADDRESS": "EMAIL",
    "PHONE_NUMBER": "PHONE",
    "CREDIT_CARD": "CREDIT_CARD",
    "IBAN_CODE": "IBAN",
    "US_SSN": "US_SSN",
    "US_BANK_NUMBER": "BANK_ACCOUNT",
    "US_PASSPORT": "PASSPORT",
    "US_DRIVER_LICENSE": "DRIVING_LICENCE",
    "PERSON": "PERSON",
}
ENOUGH = 0.4


@cache
def presidio_engine() -> Any:
    """Made without network: the list of public suffixes is the one in tldextract's package."""
    import tldextract

    # tldextract would fetch the list of public suffixes at its first use.
    extract: Any = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None)
    tldextract.extract = extract
    logging.getLogger("presidio-analyzer").setLevel(logging.ERROR)
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import NoOpNlpEngine

    nlp = NoOpNlpEngine(models=[{"lang_code": c, "model_name": ""} for c in ("en", "ja")])
    nlp.load()
    registry = RecognizerRegistry(supported_languages=["en", "ja"])
    registry.load_predefined_recognizers(languages=["en", "ja"], nlp_engine=nlp)
    _know_japan(registry)
    return AnalyzerEngine(registry=registry, nlp_engine=nlp, supported_languages=["en", "ja"])


def _know_japan(registry: Any) -> None:
    from presidio_analyzer.predefined_recognizers import CreditCardRecognizer, PhoneRecognizer

    regions = (*PhoneRecognizer.DEFAULT_SUPPORTED_REGIONS, "JP")
    registry.remove_recognizer("PhoneRecognizer", language="ja")
    registry.add_recognizer(PhoneRecognizer(supported_language="ja", supported_regions=regions))
    registry.add_recognizer(CreditCardRecognizer(supported_language="ja"))


def presidio(text: Text) -> tuple[Span, ...]:
    results = presidio_engine().analyze(text.text, language=text.language, score_threshold=ENOUGH)
    spans = (_of_presidio(text, r.start, r.end, r.entity_type) for r in results)
    return tuple(span for span in spans if span)


def _of_presidio(text: Text, start: int, end: int, type_: str) -> Span | None:
    if type_ == "DATE_TIME":
        born = Span(start, end, "BIRTH_DATE")
        births = (s for s in text.spans if s.type == "BIRTH_DATE")
        return born if any(s.overlap(born) for s in births) else None
    return Span(start, end, TYPES[type_]) if type_ in TYPES else None


def detect_secrets(folder: Path) -> Finder:
    """A finder that writes each text to a file in the folder, and scans the file."""

    def find(text: Text) -> tuple[Span, ...]:
        name = folder / f"text{text.suffix}"
        name.write_text(text.text, "utf-8", newline="")
        lines = text.text.splitlines(keepends=True)
        return tuple(_spans(scan(name), lines))

    return find


def scan(name: Path) -> list[Any]:
    from detect_secrets.core.secrets_collection import SecretsCollection
    from detect_secrets.settings import default_settings

    secrets = SecretsCollection()
    with default_settings():
        secrets.scan_file(str(name))
    return [secret for _, secret in secrets]


def _spans(secrets: list[Any], lines: list[str]) -> Iterator[Span]:
    starts = [0]
    for line in lines:
        starts.append(starts[-1] + len(line))
    for secret in secrets:
        number = secret.line_number - 1
        if secret.type == "Private Key":
            yield _block(lines, starts, number)
        elif secret.secret_value and number < len(lines):
            at = lines[number].find(secret.secret_value)
            if at >= 0:
                begin = starts[number] + at
                yield Span(begin, begin + len(secret.secret_value), "SECRET")


def _block(lines: list[str], starts: list[int], number: int) -> Span:
    """It reports a key's first line alone; count the whole block as found, in its favour."""
    last = number
    while last + 1 < len(lines) and "END" not in lines[last]:
        last += 1
    return Span(starts[number], starts[last] + len(lines[last]), "SECRET")


def in_a_folder() -> tempfile.TemporaryDirectory[str]:
    """For detect-secrets' files; nothing of them stays."""
    return tempfile.TemporaryDirectory(prefix="sekisho-evaluation-")
