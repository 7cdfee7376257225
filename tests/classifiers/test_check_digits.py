"""Our check digits agree with python-stdnum, which others wrote from the same standards."""

from __future__ import annotations

import random
import re
import string
from collections.abc import Callable
from dataclasses import dataclass
from importlib import resources

import pytest
from stdnum import ean, iban, luhn
from stdnum.cn import ric
from stdnum.id import nik
from stdnum.jp import cn, in_
from stdnum.kr import rrn
from stdnum.th import pin
from stdnum.us import ssn

from bench.evaluation import check_digits
from classifiers._personal import checks

DRAWN = 4000


def digits(rng: random.Random, count: int) -> str:
    return "".join(rng.choices(string.digits, k=count))


def either(rng: random.Random, right: str, wrong: str) -> str:
    """The right check digit, or as often any digit."""
    return rng.choice((right, wrong))


def born(rng: random.Random) -> str:
    """Six digits of a day, year first; some of none."""
    return f"{rng.randrange(100):02}{rng.randrange(14):02}{rng.randrange(33):02}"


def my_number(rng: random.Random) -> str:
    body = digits(rng, 11)
    return body + either(rng, in_.calc_check_digit(body), digits(rng, 1))


def corporate(rng: random.Random) -> str:
    body = digits(rng, 12)
    return either(rng, cn.calc_check_digit(body), digits(rng, 1)) + body


def card(rng: random.Random) -> str:
    body = digits(rng, rng.randrange(8, 19))
    return body + either(rng, luhn.calc_check_digit(body), digits(rng, 1))


def korean(rng: random.Random) -> str:
    body = born(rng) + digits(rng, 6)
    return body + either(rng, rrn.calc_check_digit(body), digits(rng, 1))


def chinese(rng: random.Random) -> str:
    """Of a county that still is one, or of no province; stdnum trips over one that never was."""
    place = rng.choice(COUNTIES) if rng.random() < 0.9 else rng.choice("1234678") + "9" + "0101"
    body = f"{place}{rng.choice((18, 19, 20, 20))}{born(rng)}{digits(rng, 3)}"
    return body + either(rng, ric.calc_check_digit(body + "0"), rng.choice("0123456789X"))


def thai(rng: random.Random) -> str:
    body = digits(rng, 12)
    return body + either(rng, pin.calc_check_digit(body + "0"), digits(rng, 1))


def indonesian(rng: random.Random) -> str:
    day = f"{rng.randrange(80):02}{rng.randrange(14):02}{digits(rng, 2)}"
    return f"{digits(rng, 6)}{day}{digits(rng, 4)}"


def american(rng: random.Random) -> str:
    area = rng.choice(("000", "666", *(digits(rng, 3) for _ in range(4))))
    group = rng.choice(("00", *(digits(rng, 2) for _ in range(4))))
    whole = area + group + rng.choice(("0000", *(digits(rng, 4) for _ in range(4))))
    return rng.choice((whole, whole, whole, "078051120", "219099999", "457555462"))


def account(rng: random.Random) -> str:
    """An IBAN of a country's form, or of nearly its form."""
    country: str = rng.choice(sorted(IBAN_FORMS))
    signs = {"n": string.digits, "a": string.ascii_uppercase, "c": string.digits + "ABCXYZ"}
    bban: str = "".join(
        "".join(rng.choices(signs[kind], k=int(count)))
        for count, kind in re.findall(r"(\d+)!([nac])", IBAN_FORMS[country])
    )
    if rng.random() < 0.3:
        at = rng.randrange(len(bban))
        bban = bban[:at] + rng.choice("A1") + bban[at + rng.choice((0, 1, 1, 1)) :]
    return (
        country + either(rng, iban.calc_check_digits(f"{country}00{bban}"), digits(rng, 2)) + bban
    )


def data(name: str) -> str:
    """A table that comes with stdnum."""
    return resources.files("stdnum").joinpath(*name.split("/")).read_text("utf-8")


IBAN_FORMS = dict(re.findall(r'^(\w\w) country=.* bban="([^"]*)"', data("iban.dat"), re.MULTILINE))


COUNTIES = [
    province + county
    for province, counties in re.findall(
        r"^(\d\d) .*\n((?:  .*\n)*)", data("cn/loc.dat"), re.MULTILINE
    )
    for county in re.findall(r'(?m)^  (\d{4}) county="[^\[]', counties)
]

Holds = Callable[[str], bool]


def is_iban(number: str) -> bool:
    """By ISO 13616 alone; several countries have check digits of their own within."""
    return iban.is_valid(number, check_country=False)


def is_one_digit(number: str) -> bool:
    """Nobody is given it, and people type it for a sample."""
    return len(set(number)) == 1


def is_foreign(number: str) -> bool:
    """Korea gives foreigners another check digit, of which stdnum does not know."""
    return number[6] in "5678"


def is_of_a_new_province(number: str) -> bool:
    """Indonesia has founded some since the table of stdnum. Nobody has the serial 0000."""
    return number[:2] in {"65", "92", "93", "95", "96"} or number.endswith("0000")


def nowhere(_: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of number: how one is drawn, what is said of it, and where we do not follow."""

    draw: Callable[[random.Random], str]
    ours: Holds
    theirs: Holds
    apart: Holds = nowhere


KINDS = [
    pytest.param(Kind(my_number, checks.my_number, in_.is_valid, is_one_digit), id="My Number"),
    pytest.param(Kind(corporate, checks.corporate_number, cn.is_valid), id="corporate number"),
    pytest.param(Kind(card, checks.luhn, luhn.is_valid, is_one_digit), id="card"),
    pytest.param(Kind(account, checks.iban, is_iban), id="IBAN"),
    pytest.param(Kind(american, checks.us_ssn, ssn.is_valid), id="US social security number"),
    pytest.param(Kind(korean, checks.korean_rrn, rrn.is_valid, is_foreign), id="Korean number"),
    pytest.param(Kind(chinese, checks.chinese_id, ric.is_valid), id="Chinese number"),
    pytest.param(Kind(thai, checks.thai_id, pin.is_valid), id="Thai number"),
    pytest.param(
        Kind(indonesian, checks.indonesian_nik, nik.is_valid, is_of_a_new_province),
        id="Indonesian number",
    ),
]


@pytest.mark.parametrize("kind", KINDS)
def test_it_holds_where_stdnum_says_so(kind: Kind) -> None:
    rng = random.Random(kind.ours.__name__)
    drawn = [kind.draw(rng) for _ in range(DRAWN)]
    numbers = [number for number in drawn if not kind.apart(number)]
    assert [n for n in numbers if kind.ours(n) is not kind.theirs(n)] == []
    assert DRAWN / 20 < sum(map(kind.ours, numbers)) < DRAWN * 19 / 20


@pytest.mark.parametrize(
    ("ours", "theirs", "number"),
    [
        pytest.param(checks.korean_rrn, rrn.is_valid, "8001015000001", id="a foreigner in Korea"),
        pytest.param(checks.chinese_id, ric.is_valid, "911156199001010010", id="one in China"),
        pytest.param(checks.indonesian_nik, nik.is_valid, "6501010101900001", id="a new province"),
    ],
)
def test_it_holds_though_stdnum_does_not_know_it(ours: Holds, theirs: Holds, number: str) -> None:
    assert ours(number)
    assert not theirs(number)


@pytest.mark.parametrize(
    ("ours", "theirs", "number"),
    [
        pytest.param(checks.my_number, in_.is_valid, "0" * 12, id="a My Number of zeros"),
        pytest.param(checks.luhn, luhn.is_valid, "0" * 16, id="a card of zeros"),
        pytest.param(checks.indonesian_nik, nik.is_valid, "1101010101900000", id="serial 0000"),
        pytest.param(checks.indonesian_nik, nik.is_valid, "1101018101900001", id="a day 81"),
    ],
)
def test_nobody_has_it_though_stdnum_lets_it_hold(ours: Holds, theirs: Holds, number: str) -> None:
    assert not ours(number)
    assert theirs(number)


@pytest.mark.parametrize(
    ("ours", "theirs", "length"),
    [
        pytest.param(check_digits.my_number, in_.calc_check_digit, 11, id="My Number"),
        pytest.param(check_digits.corporate_number, cn.calc_check_digit, 12, id="corporate number"),
        pytest.param(check_digits.luhn, luhn.calc_check_digit, 15, id="card"),
        pytest.param(check_digits.ean, ean.calc_check_digit, 12, id="JAN code"),
    ],
)
def test_the_evaluation_draws_what_stdnum_calls_right(
    ours: Callable[[str], str], theirs: Callable[[str], str], length: int
) -> None:
    rng = random.Random(length)
    bodies = [digits(rng, length) for _ in range(DRAWN)]
    assert [b for b in bodies if ours(b) != theirs(b)] == []
