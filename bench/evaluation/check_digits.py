"""Check digits by their public definitions. Digits are strings; the check digit is returned."""

from __future__ import annotations

from collections.abc import Iterable

# The Ordinance on My Number (総務省令第85号, 2014), article 5: the 11 digits from the left.
MY_NUMBER_WEIGHTS = (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
LICENCE_WEIGHTS = (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)
MRZ_WEIGHTS = (7, 3, 1)  # ICAO Doc 9303, part 3, 4.9


def _weighted(digits: str, weights: Iterable[int]) -> int:
    return sum(int(d) * w for d, w in zip(digits, weights, strict=True))


def my_number(body: str) -> str:
    """The 12th digit of an individual number, for the 11 before it."""
    rest = _weighted(body, MY_NUMBER_WEIGHTS) % 11
    return str(0 if rest <= 1 else 11 - rest)


def corporate_number(body: str) -> str:
    """The first digit of a corporate number, for the 12 after it (財務省令第70号, article 2)."""
    total = sum(int(d) * (1 + i % 2) for i, d in enumerate(reversed(body)))
    return str(9 - total % 9)


def driving_licence(body: str) -> str:
    """The 11th digit of a Japanese driving licence, for the 10 before it."""
    return str((11 - _weighted(body, LICENCE_WEIGHTS) % 11) % 10)


def luhn(body: str) -> str:
    """ISO/IEC 7812-1, annex B: the last digit of a card or of a health insurer's number."""
    total = 0
    for place, digit in enumerate(reversed(body)):
        value = int(digit) * (2 if place % 2 == 0 else 1)
        total += value - 9 if value > 9 else value
    return str(-total % 10)


def ean(body: str) -> str:
    """The last digit of a JAN (EAN) code or of an ISBN-13, for the digits before it."""
    total = sum(int(d) * (3 if i % 2 == 0 else 1) for i, d in enumerate(reversed(body)))
    return str(-total % 10)


def mrz(field: str) -> str:
    """The check digit of a field of a machine-readable zone: 0-9, A-Z and the filler."""
    values = ["0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ".find(c) if c != "<" else 0 for c in field]
    return str(sum(v * MRZ_WEIGHTS[i % 3] for i, v in enumerate(values)) % 10)


def iban(country: str, account: str) -> str:
    """The two check digits of an IBAN (ISO 13616, by ISO/IEC 7064 MOD 97-10)."""
    digits = "".join(str(int(c, 36)) for c in f"{account}{country}00")
    return f"{98 - int(digits) % 97:02}"
