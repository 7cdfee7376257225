"""The rules by which personal information is found; hits in a text -> the hits that stay: none
overlaps another, the surer one stays."""

from __future__ import annotations

import enum
from collections.abc import Iterable
from typing import NamedTuple

from gateway.model import Args


class Hit(NamedTuple):
    """Characters [start, end) of the folded text are of a kind, by which rule, and what words for
    it are made with: words of our own lists, never the text."""

    start: int
    end: int
    kind: str
    rule: str
    args: Args = ()
    confidence: float = 0.9
    silences: bool = False
    """Is it public or no number of a person? It silences what it covers."""
    needs_company: bool = False
    """Does it say who somebody is only beside something else of a person?"""


_LABEL = ("label", "where")


class Rule(enum.Enum):
    """What a value is found by: the rule's code, the kind of the value, its arguments' names.

    A rule `...-beside-label` has the label from our lists and `where` the value stands to it, a
    code of `Where`.
    """

    MY_NUMBER = ("my-number-beside-label", "MY_NUMBER", *_LABEL)
    MY_NUMBER_BY_TOPIC = ("my-number-by-topic", "MY_NUMBER")
    DRIVING_LICENCE = ("driving-licence-beside-label", "DRIVING_LICENCE", *_LABEL)
    PASSPORT = ("passport-beside-label", "PASSPORT", *_LABEL)
    PASSPORT_ZONE = ("passport-zone", "PASSPORT")
    PASSPORT_ZONE_NAMES = ("passport-zone-names", "PASSPORT")
    IDENTITY_CARD_ZONE = ("identity-card-zone", "IDENTITY_CARD")
    RESIDENCE_CARD = ("residence-card-beside-label", "RESIDENCE_CARD", *_LABEL)
    HEALTH_INSURANCE = ("health-insurance-beside-label", "HEALTH_INSURANCE", *_LABEL)
    HEALTH_INSURER = ("health-insurer-beside-label", "HEALTH_INSURANCE", *_LABEL)
    PENSION_NUMBER = ("pension-number-beside-label", "PENSION_NUMBER", *_LABEL)
    EMPLOYMENT_INSURANCE = ("employment-insurance-beside-label", "EMPLOYMENT_INSURANCE", *_LABEL)
    BANK_ACCOUNT = ("bank-account-beside-label", "BANK_ACCOUNT", *_LABEL)
    POSTAL_SAVINGS = ("postal-savings-beside-label", "BANK_ACCOUNT", *_LABEL)
    CREDIT_CARD = ("credit-card-beside-label", "CREDIT_CARD", "brand", *_LABEL)
    CREDIT_CARD_GROUPED = ("credit-card-grouped", "CREDIT_CARD", "brand")
    PHONE = ("phone", "PHONE", "numbering")
    PHONE_BESIDE_LABEL = ("phone-beside-label", "PHONE", "numbering", *_LABEL)
    EMAIL = ("email", "EMAIL")
    POSTAL_CODE = ("postal-code", "POSTAL_CODE")
    POSTAL_CODE_BESIDE_LABEL = ("postal-code-beside-label", "POSTAL_CODE", *_LABEL)
    ADDRESS_FROM_PREFECTURE = ("address-from-prefecture", "ADDRESS")
    ADDRESS_FROM_MUNICIPALITY = ("address-from-municipality", "ADDRESS")
    ADDRESS_BESIDE_LABEL = ("address-beside-label", "ADDRESS", *_LABEL)
    ADDRESS_IN_LATIN_LETTERS = ("address-in-latin-letters", "ADDRESS")
    ADDRESS_WITH_ZIP_CODE = ("address-with-zip-code", "ADDRESS")
    BIRTH_DATE = ("birth-date-beside-label", "BIRTH_DATE", *_LABEL)
    BIRTH_DATE_BORN = ("birth-date-beside-born", "BIRTH_DATE", "word")
    PERSON_BESIDE_LABEL = ("person-beside-label", "PERSON", *_LABEL)
    PERSON_BESIDE_HONORIFIC = ("person-beside-honorific", "PERSON", "word")
    PERSON_BESIDE_ROLE = ("person-beside-role", "PERSON", "word")
    PERSON_FULL_NAME = ("person-full-name", "PERSON")
    PERSON_WHO_WRITES = ("person-who-writes", "PERSON")
    PERSON_KNOWN_GIVEN_NAME = ("person-known-given-name", "PERSON")
    PERSON_KNOWN_FAMILY_NAME = ("person-known-family-name", "PERSON")
    PERSON_IN_CONTEXT = ("person-in-context", "PERSON")
    PERSON_JAPANESE = ("person-japanese-in-latin-letters", "PERSON")
    IBAN = ("iban", "IBAN")
    CHINESE_ID = ("chinese-id", "CHINESE_ID")
    KOREAN_RRN = ("korean-rrn", "KOREAN_RRN")
    KOREAN_RRN_BESIDE_LABEL = ("korean-rrn-beside-label", "KOREAN_RRN", *_LABEL)
    TAIWAN_ID = ("taiwan-id-beside-label", "TAIWAN_ID", *_LABEL)
    SINGAPORE_ID = ("singapore-id-beside-label", "SINGAPORE_ID", *_LABEL)
    SINGAPORE_ID_NEAR_COUNTRY = ("singapore-id-near-country", "SINGAPORE_ID")
    THAI_ID = ("thai-id", "THAI_ID")
    THAI_ID_BESIDE_LABEL = ("thai-id-beside-label", "THAI_ID", *_LABEL)
    INDONESIAN_NIK = ("indonesian-nik-beside-label", "INDONESIAN_NIK", *_LABEL)
    US_SSN = ("us-ssn-beside-label", "US_SSN", *_LABEL)

    code: str
    kind: str
    takes: tuple[str, ...]

    def __init__(self, code: str, kind: str, *takes: str) -> None:
        self.code, self.kind, self.takes = code, kind, takes

    def at(
        self,
        start: int,
        end: int,
        confidence: float,
        *given: str,
        needs_company: bool = False,
    ) -> Hit:
        """A hit of this rule, with its arguments in their order."""
        args = tuple(zip(self.takes, given, strict=True))
        return Hit(start, end, self.kind, self.code, args, confidence, False, needs_company)


class Where(enum.StrEnum):
    """How a value stands to its label."""

    BESIDE = "beside"
    BELOW = "below"  # a heading, or the key of the whole text
    NEAR = "near"  # a few words behind, in a form that nothing else has


def silence(start: int, end: int) -> Hit:
    """What stands there is nobody's."""
    return Hit(start, end, "", "", confidence=1.0, silences=True)


def distinct(hits: Iterable[Hit]) -> list[Hit]:
    """Hits in order of place, none overlapping another, the silencing ones taken out."""
    ranked = sorted(hits, key=_rank)
    taken = bytearray(max((hit.end for hit in ranked), default=0))
    kept: list[Hit] = []
    for hit in ranked:
        start, end = hit.start, hit.end
        if taken.find(1, start, end) < 0:
            taken[start:end] = b"\x01" * (end - start)
            if not hit.silences:
                kept.append(hit)
    kept.sort()
    return kept


def _rank(hit: Hit) -> tuple[bool, float, int, int]:
    return not hit.silences, -hit.confidence, hit.start - hit.end, hit.start
