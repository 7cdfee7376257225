"""Check digits against examples that were published with their definitions."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bench.evaluation import check_digits, numbers

eleven = st.text("0123456789", min_size=11, max_size=11)


@pytest.mark.parametrize(
    ("number", "rule"),
    [
        pytest.param("123456789018", check_digits.my_number, id="My Number in a manual"),
        pytest.param("983205673214", check_digits.my_number, id="My Number of a test set"),
        pytest.param("621498320257", check_digits.my_number, id="My Number, remainder of one"),
        pytest.param("4111111111111111", check_digits.luhn, id="Visa's test number"),
        pytest.param("378282246310005", check_digits.luhn, id="American Express's test number"),
        pytest.param("33120015", check_digits.luhn, id="a health insurer"),
        pytest.param("4901234567894", check_digits.ean, id="a JAN code"),
        pytest.param("9780306406157", check_digits.ean, id="an ISBN"),
    ],
)
def test_the_last_digit_is_the_check_digit(number: str, rule: object) -> None:
    assert callable(rule)
    assert rule(number[:-1]) == number[-1]


@pytest.mark.parametrize("number", ["7123456789012", "4011001098993", "2120901007402"])
def test_the_first_digit_of_a_corporate_number(number: str) -> None:
    assert check_digits.corporate_number(number[1:]) == number[0]


def test_the_eleventh_digit_of_a_driving_licence() -> None:
    assert check_digits.driving_licence("3090123456") == "2"


@pytest.mark.parametrize(
    ("field", "digit"),
    [
        pytest.param("D23145890734", "9", id="Doc 9303, part 3, example 1"),
        pytest.param("520727", "3", id="Doc 9303, a date"),
        pytest.param("L898902C3", "6", id="Doc 9303, part 4, document number"),
        pytest.param("740812", "2", id="Doc 9303, part 4, date of birth"),
        pytest.param("TR1234567", "2", id="a Japanese passport"),
    ],
)
def test_a_field_of_a_machine_readable_zone(field: str, digit: str) -> None:
    assert check_digits.mrz(field) == digit


@pytest.mark.parametrize(
    "iban", ["GB29NWBK60161331926819", "DE89370400440532013000", "FR1420041010050500013M02606"]
)
def test_the_check_digits_of_an_iban(iban: str) -> None:
    assert check_digits.iban(iban[:2], iban[4:]) == iban[2:4]


@given(eleven, st.integers(0, 10), st.integers(1, 9))
def test_another_digit_in_a_card_changes_its_check_digit(body: str, at: int, by: int) -> None:
    other = body[:at] + str((int(body[at]) + by) % 10) + body[at + 1 :]
    assert check_digits.luhn(body) != check_digits.luhn(other)


def test_the_zone_of_a_passport_has_two_lines_of_44_with_right_digits() -> None:
    first, second = numbers.mrz(random.Random(1)).text.splitlines()
    assert (len(first), len(second)) == (44, 44)
    assert check_digits.mrz(second[:9]) == second[9]
    assert check_digits.mrz(second[13:19]) == second[19]
    assert check_digits.mrz(second[21:27]) == second[27]
    assert check_digits.mrz(second[:10] + second[13:20] + second[21:43]) == second[43]
