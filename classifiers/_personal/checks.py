"""Check digits: a string of digits (or capitals) -> does it hold by its standard?

Each says what it is by and how many random numbers pass.
"""

from __future__ import annotations

from datetime import date
from operator import mul


def _weighted(digits: str, weights: tuple[int, ...]) -> int:
    return sum(map(mul, weights, map(int, digits)))


def my_number(d: str) -> bool:
    """12 digits, the last one checks: ordinance 85 (2014) of the Ministry of Internal Affairs,
    article 5. One in ten passes.
    """
    if len(d) != 12 or len(set(d)) == 1:
        return False
    rest = _weighted(d[:11], (6, 5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(d[11]) == (0 if rest <= 1 else 11 - rest)


def corporate_number(d: str) -> bool:
    """13 digits, the first one checks: ordinance 70 (2014), Ministry of Finance, article 2."""
    if len(d) != 13 or d[0] == "0":
        return False
    total = sum(int(c) * (2 if i % 2 else 1) for i, c in enumerate(reversed(d[1:])))
    return int(d[0]) == 9 - total % 9


_LICENCE_OFFICES = frozenset(
    map(str, [*range(10, 15), *range(20, 26), 30, *range(40, 56), *range(60, 66), *range(70, 75),
              *range(80, 84), *range(90, 98)])
)  # fmt: skip


def driving_licence(d: str) -> bool:
    """12 digits: office (2), year (2), serial (6), check digit, times reissued. One in twenty."""
    if len(d) != 12 or d[:2] not in _LICENCE_OFFICES or len(set(d)) == 1:
        return False
    check = 11 - _weighted(d, (5, 4, 3, 2, 7, 6, 5, 4, 3, 2)) % 11
    return int(d[10]) == check % 10


_DOUBLED = bytes.maketrans(b"0123456789", b"0246813579")
_ZERO = ord("0")


def luhn(d: str) -> bool:
    """ISO/IEC 7812-1, annex B. One in ten passes."""
    codes = (d if d.isascii() else "".join(str(int(c)) for c in d)).encode()
    total = sum(codes[-1::-2]) + sum(codes[-2::-2].translate(_DOUBLED)) - _ZERO * len(codes)
    return total % 10 == 0 and len(set(codes)) > 1


def card_brand(d: str) -> str:
    """The brand that issues card numbers of this length and beginning, or the empty string."""
    two, four, length = int(d[:2]), int(d[:4]), len(d)
    if length == 16:
        return _brand_of_16(d, two, four)
    if length == 15:
        return "American Express" if two in {34, 37} else ""
    if length == 14:
        return "Diners Club" if two in {36, 38, 39} or 3000 <= four <= 3059 else ""
    return ""


def _brand_of_16(d: str, two: int, four: int) -> str:
    if d[0] == "4":
        return "Visa"
    if 51 <= two <= 55 or 2221 <= four <= 2720:
        return "Mastercard"
    if 3528 <= four <= 3589:
        return "JCB"
    if two == 62:
        return "UnionPay"
    return "Discover" if four == 6011 or two in {64, 65} else ""


def mrz(text: str) -> str:
    """The check digit of a field in a machine-readable zone: ICAO 9303-3, section 4.9."""
    values = (0 if c == "<" else int(c, 36) for c in text)
    return str(sum(v * (7, 3, 1)[i % 3] for i, v in enumerate(values)) % 10)


IBAN_LENGTHS = {
    "AD": 24, "AE": 23, "AL": 28, "AT": 20, "AZ": 28, "BA": 20, "BE": 16, "BG": 22, "BH": 22,
    "BR": 29, "BY": 28, "CH": 21, "CR": 22, "CY": 28, "CZ": 24, "DE": 22, "DK": 18, "DO": 28,
    "EE": 20, "EG": 29, "ES": 24, "FI": 18, "FO": 18, "FR": 27, "GB": 22, "GE": 22, "GI": 23,
    "GL": 18, "GR": 27, "GT": 28, "HR": 21, "HU": 28, "IE": 22, "IL": 23, "IQ": 23, "IS": 26,
    "IT": 27, "JO": 30, "KW": 30, "KZ": 20, "LB": 28, "LI": 21, "LT": 20, "LU": 20, "LV": 21,
    "MC": 27, "MD": 24, "ME": 22, "MK": 19, "MR": 27, "MT": 31, "MU": 30, "NL": 18, "NO": 15,
    "PK": 24, "PL": 28, "PS": 29, "PT": 25, "QA": 29, "RO": 24, "RS": 22, "SA": 24, "SE": 24,
    "SI": 19, "SK": 24, "SM": 27, "TN": 24, "TR": 26, "UA": 29, "VA": 22, "VG": 24, "XK": 20,
}  # fmt: skip
"""ISO 13616: the length of an IBAN by country."""


def iban(text: str) -> bool:
    """ISO 13616, capitals and digits without spaces. One in 97 passes."""
    if IBAN_LENGTHS.get(text[:2]) != len(text) or not text[2:4].isdigit():
        return False
    return int("".join(str(int(c, 36)) for c in text[4:] + text[:4])) % 97 == 1


def is_day(year: int, month: int, day: int) -> bool:
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def korean_rrn(d: str) -> bool:
    """13 digits: birth date, century and sex, region, check (numbers given until 2020)."""
    check = (11 - _weighted(d, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5)) % 11) % 10
    return korean_birth(d) and int(d[12]) == check


def korean_birth(d: str) -> bool:
    """Does it begin with a day, and its seventh digit fit one?"""
    century = {"1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000,
               "8": 2000, "9": 1800, "0": 1800}[d[6]]  # fmt: skip
    return is_day(century + int(d[:2]), int(d[2:4]), int(d[4:6]))


def chinese_id(text: str) -> bool:
    """18 characters, GB 11643-1999: region, birth date, serial, check (ISO 7064 mod 11-2)."""
    if not is_day(int(text[6:10]), int(text[10:12]), int(text[12:14])) or text[0] not in "12345689":
        return False
    weights = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
    return "10X98765432"[_weighted(text[:17], weights) % 11] == text[17].upper()


def taiwan_id(text: str) -> bool:
    """A capital and nine digits. One in ten passes."""
    letter = "ABCDEFGHJKLMNPQRSTUVXYWZIO".find(text[0]) + 10
    total = letter // 10 + letter % 10 * 9 + _weighted(text[1:9], (8, 7, 6, 5, 4, 3, 2, 1))
    return (total + int(text[9])) % 10 == 0


def singapore_id(text: str) -> bool:
    """NRIC and FIN: S, T, F, G or M, seven digits, a letter."""
    total = _weighted(text[1:8], (2, 7, 6, 5, 4, 3, 2)) + {"T": 4, "G": 4, "M": 3}.get(text[0], 0)
    letters = {"S": "JZIHGFEDCBA", "T": "JZIHGFEDCBA", "M": "XWUTRQPNJLK"}
    table = letters.get(text[0], "XWUTRQPNMLK")
    return table[total % 11] == text[8]


def thai_id(d: str) -> bool:
    """13 digits, mod 11. One in ten passes."""
    total = _weighted(d, tuple(range(13, 1, -1)))
    return d[0] != "0" and int(d[12]) == (11 - total % 11) % 10


def indonesian_nik(d: str) -> bool:
    """16 digits: province, regency, district, birth date (day + 40 for women), serial. No check."""
    day = int(d[6:8]) - (40 if int(d[6:8]) > 40 else 0)
    year = int(d[10:12])
    is_born = is_day(1900 + year, int(d[8:10]), day) or is_day(2000 + year, int(d[8:10]), day)
    return 11 <= int(d[:2]) <= 96 and is_born and d[12:] != "0000"


def us_ssn(d: str) -> bool:
    """9 digits in the ranges that were ever given (Social Security Administration). No check."""
    return d[:3] not in {"000", "666"} and d[0] != "9" and d[3:5] != "00" and d[5:] != "0000"
