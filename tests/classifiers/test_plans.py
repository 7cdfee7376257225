"""The numbering plans of the world say what phonenumbers, asked number by number, says."""

from __future__ import annotations

import phonenumbers
import pytest
from hypothesis import assume, example, given
from hypothesis import strategies as st

from classifiers._personal.plans import Standing, standing
from classifiers.personal import classifier
from gateway.model import ClassId, Needs, Segment


def samples() -> list[str]:
    """A number of every kind of every country, digits from the country code on."""
    kinds = sorted(phonenumbers.PhoneNumberType.values())
    numbers = [
        *(
            phonenumbers.example_number_for_type(country, kind)
            for country in sorted(phonenumbers.SUPPORTED_REGIONS)
            for kind in kinds
        ),
        *map(
            phonenumbers.example_number_for_non_geo_entity,
            sorted(phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS),
        ),
    ]
    form = phonenumbers.PhoneNumberFormat.E164
    return [phonenumbers.format_number(number, form)[1:] for number in numbers if number]


SAMPLES = samples()
SHORTEST = 8  # digits with the country code; shorter ones are too like any number


def is_whole(number: str) -> bool:
    """May it be dialled from anywhere? A few samples are only dialled within their country."""
    read = phonenumbers.parse(f"+{number}")
    said = phonenumbers.is_possible_number_with_reason(read)
    return bool(said == phonenumbers.ValidationResult.IS_POSSIBLE)


def test_a_number_of_every_kind_of_every_country_is_in_use() -> None:
    assert len(SAMPLES) > 1000
    assert [n for n in SAMPLES if is_whole(n) and standing(n) is not Standing.ASSIGNED] == []


@pytest.mark.parametrize(
    "form",
    [
        pytest.param(phonenumbers.PhoneNumberFormat.INTERNATIONAL, id="with blanks and hyphens"),
        pytest.param(phonenumbers.PhoneNumberFormat.E164, id="in one piece"),
    ],
)
def test_such_a_number_is_found_whole(form: int) -> None:
    finder = classifier(Needs(personal=True, classes=frozenset({ClassId("personal")})))

    def found(number: str) -> list[str]:
        text = f"see {number} today"
        return [text[f.start : f.end] for f in finder.classify(Segment("", text))]

    read = (phonenumbers.parse(f"+{n}") for n in SAMPLES if len(n) >= SHORTEST and is_whole(n))
    numbers = [phonenumbers.format_number(number, form) for number in read]
    assert [number for number in numbers if found(number) != [number]] == []


def of_the_library(number: str) -> Standing:
    """Skips where the library takes digits off that are dialled at home, or may well have to."""
    try:
        read = phonenumbers.parse(f"+{number}")
    except phonenumbers.NumberParseException:
        return Standing.NONE
    national = phonenumbers.national_significant_number(read)
    assume(f"{read.country_code}{national}" == number)
    if not is_whole(number):
        assume(not national.startswith("0"))
        return Standing.NONE
    return Standing.ASSIGNED if phonenumbers.is_valid_number(read) else Standing.POSSIBLE


@given(st.sampled_from(SAMPLES), st.integers(0, 8), st.text("0123456789", max_size=9))
@example("999", 0, "12345678")
@example("210", 0, "12345678")
def test_the_plans_are_those_of_the_library(sample: str, cut: int, more: str) -> None:
    """On samples, and on what becomes of them with another end."""
    number = sample[: len(sample) - cut] + more
    assert standing(number) == of_the_library(number)
