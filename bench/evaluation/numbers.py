"""Numbers that say who somebody is, each with the check digit that its definition asks for."""

# ruff: noqa: E501 the rows of a table read best unbroken

from __future__ import annotations

import random

from bench.evaluation import check_digits
from bench.evaluation.people import digits, given_names, surnames
from bench.evaluation.texts import Value

UPPER = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
# The first two digits are the office that issued the licence first.
LICENCE_OFFICES = (
    10,
    11,
    12,
    20,
    21,
    22,
    23,
    24,
    30,
    40,
    41,
    42,
    43,
    44,
    45,
    46,
    50,
    51,
    52,
    53,
    54,
    60,
    61,
    62,
    63,
    64,
    65,
    70,
    71,
    72,
    73,
    74,
    80,
    81,
    82,
    83,
    90,
    91,
    92,
    93,
    94,
    95,
    96,
    97,
)


def letters(rng: random.Random, count: int, of: str = UPPER) -> str:
    return "".join(rng.choices(of, k=count))


def grouped(rng: random.Random, number: str, sizes: tuple[int, ...]) -> str:
    """In one piece, with hyphens or with spaces."""
    mark = rng.choices(("", "-", " "), (4, 3, 3))[0]
    pieces, at = [], 0
    for size in sizes:
        pieces.append(number[at : at + size])
        at += size
    return mark.join(pieces)


def my_number(rng: random.Random) -> Value:
    body = digits(rng, 11)
    return Value(grouped(rng, body + check_digits.my_number(body), (4, 4, 4)), "MY_NUMBER")


def driving_licence(rng: random.Random) -> Value:
    body = f"{rng.choice(LICENCE_OFFICES)}{rng.randrange(100):02}{digits(rng, 6)}"
    return Value(
        body + check_digits.driving_licence(body) + rng.choices("0123", (12, 4, 2, 1))[0],
        "DRIVING_LICENCE",
    )


def passport(rng: random.Random) -> Value:
    """Two letters (T of ten years, M of five first) and seven digits."""
    return Value(
        rng.choice("TTM") + letters(rng, 1, "ABCDEFGHJKLMNPRSTUVWXYZ") + digits(rng, 7), "PASSPORT"
    )


def mrz(rng: random.Random) -> Value:
    """The two lines of a passport's machine-readable zone (TD3), with all check digits."""
    family, given = rng.choice(surnames())[2].upper(), rng.choice(given_names())[2].upper()
    number = passport(rng).text
    born = f"{rng.randrange(50, 99)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    ends = f"{rng.randrange(26, 36)}{rng.randrange(1, 13):02}{rng.randrange(1, 29):02}"
    a, b, c = check_digits.mrz(number), check_digits.mrz(born), check_digits.mrz(ends)
    own = "<" * 14
    last = check_digits.mrz(f"{number}{a}{born}{b}{ends}{c}{own}<")
    second = f"{number}{a}JPN{born}{b}{rng.choice('MF')}{ends}{c}{own}<{last}"
    return Value(f"P<JPN{family}<<{given}".ljust(44, "<") + "\n" + second, "PASSPORT")


def residence_card(rng: random.Random) -> Value:
    return Value(letters(rng, 2) + digits(rng, 8) + letters(rng, 2), "RESIDENCE_CARD")


def insurer_number(rng: random.Random) -> Value:
    """Eight digits: the law by two digits, the prefecture, the insurer, the check digit."""
    body = f"{rng.choice(('01', '06', '31', '32', '33', '34', '39'))}{rng.randrange(1, 48):02}{digits(rng, 3)}"
    return Value(body + check_digits.luhn(body), "HEALTH_INSURANCE")


def insured_symbol(rng: random.Random) -> Value:
    return Value(digits(rng, rng.choice((4, 5, 8))), "HEALTH_INSURANCE")


def insured_number(rng: random.Random) -> Value:
    return Value(str(rng.randrange(100, 10 ** rng.choice((4, 5, 6)))), "HEALTH_INSURANCE")


def pension_number(rng: random.Random) -> Value:
    mark = rng.choices(("-", "", " "), (7, 2, 1))[0]
    return Value(digits(rng, 4) + mark + digits(rng, 6), "PENSION_NUMBER")


def employment_insurance(rng: random.Random) -> Value:
    mark = rng.choices(("-", ""), (8, 2))[0]
    return Value(
        mark.join((digits(rng, 4), digits(rng, 6), digits(rng, 1))), "EMPLOYMENT_INSURANCE"
    )


def account(rng: random.Random) -> Value:
    return Value(digits(rng, 7), "BANK_ACCOUNT")


def yucho_symbol(rng: random.Random) -> Value:
    return Value(f"1{digits(rng, 3)}0", "BANK_ACCOUNT")


def yucho_number(rng: random.Random) -> Value:
    return Value(f"{rng.randrange(1, 10)}{digits(rng, rng.choice((5, 6)))}1", "BANK_ACCOUNT")


def credit_card(rng: random.Random) -> Value:
    """Visa, Mastercard (5 and 2 series), JCB, American Express, Diners; Luhn digit computed."""
    prefix, length, sizes = rng.choice(
        (
            ("4", 16, (4, 4, 4, 4)),
            (str(rng.randrange(51, 56)), 16, (4, 4, 4, 4)),
            (str(rng.randrange(2221, 2721)), 16, (4, 4, 4, 4)),
            (str(rng.randrange(3528, 3590)), 16, (4, 4, 4, 4)),
            (rng.choice(("34", "37")), 15, (4, 6, 5)),
            ("36", 14, (4, 6, 4)),
        )
    )
    body = prefix + digits(rng, length - 1 - len(prefix))
    return Value(grouped(rng, body + check_digits.luhn(body), sizes), "CREDIT_CARD")


def iban(rng: random.Random) -> Value:
    country, account = rng.choice(
        (
            ("DE", digits(rng, 18)),
            ("FR", digits(rng, 20) + letters(rng, 1) + digits(rng, 2)),
            ("GB", letters(rng, 4) + digits(rng, 14)),
            ("NL", letters(rng, 4) + digits(rng, 10)),
            ("ES", digits(rng, 20)),
            ("IT", letters(rng, 1) + digits(rng, 22)),
            ("CH", digits(rng, 17)),
        )
    )
    whole = country + check_digits.iban(country, account) + account
    if rng.random() < 0.6:
        whole = " ".join(whole[i : i + 4] for i in range(0, len(whole), 4))
    return Value(whole, "IBAN")


def us_ssn(rng: random.Random) -> Value:
    """Area 001 to 899 but 666, group 01 to 99, serial 0001 to 9999."""
    area = rng.choice([n for n in range(1, 900) if n != 666])
    return Value(f"{area:03}-{rng.randrange(1, 100):02}-{rng.randrange(1, 10000):04}", "US_SSN")
