"""Check digits: a string of digits (or capitals) -> does it hold by its standard?

Each says what it is by and how many random numbers pass. Ours, and not python-stdnum's: they are
asked of thousands of candidates a text. It is the oracle of the tests.
"""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from operator import mul

from classifiers._personal.listed import listed


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


_BBAN = dict(
    form.split(":")
    for form in listed("""
    AD:8n12c AE:19n AL:8n16c AT:16n AZ:4a20c BA:16n BE:12n BG:4a6n8c BH:4a14c BI:23n BR:23n1a1c
    BY:4c4n16c CH:5n12c CR:18n CY:8n16c CZ:20n DE:18n DJ:23n DK:14n DO:4c20n EE:16n EG:25n
    ES:20n FI:14n FK:2a12n FO:14n FR:10n11c2n GB:4a14n GE:2a16n GI:4a15c GL:14n GR:7n16c GT:24c
    HN:4a20n HR:17n HU:24n IE:4a14n IL:19n IQ:4a15n IS:22n IT:1a10n12c JO:4a4n18c KW:4a22c
    KZ:3n13c LB:4n20c LC:4a24c LI:5n12c LT:16n LU:3n13c LV:4a13c LY:21n MC:10n11c2n MD:20c
    ME:18n MK:3n10c2n MN:16n MR:23n MT:4a5n18c MU:4a19n3a NI:4a20n NL:4a10n NO:11n OM:3n16c
    PK:4a16c PL:24n PS:4a21c PT:21n QA:4a21c RO:4a16c RS:18n RU:14n15c SA:2n18c SC:4a20n3a
    SD:14n SE:20n SI:15n SK:20n SM:1a10n12c SO:19n ST:21n SV:4a20n TL:19n TN:20n TR:6n16c
    UA:6n19c VA:18n VG:4a16n XK:16n YE:4a4n18c
    """)
)
"""ISO 13616, the registry of SWIFT: what follows the check digits of an IBAN by country, as so many
digits (n), capitals (a) or either (c)."""

IBAN_LENGTHS = {
    country: 4 + sum(map(int, re.findall(r"\d+", form))) for country, form in _BBAN.items()
}


@cache
def _bban(country: str) -> re.Pattern[str]:
    signs = {"n": "[0-9]", "a": "[A-Z]", "c": "[A-Z0-9]"}
    parts = re.findall(r"(\d+)([nac])", _BBAN[country])
    return re.compile("".join(f"{signs[kind]}{{{count}}}" for count, kind in parts))


def iban(text: str) -> bool:
    """ISO 13616, capitals and digits without spaces. One in 97 passes."""
    if IBAN_LENGTHS.get(text[:2]) != len(text) or not text[2:4].isdigit():
        return False
    if not _bban(text[:2]).fullmatch(text, 4):
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
    total = _weighted(d, (2, 3, 4, 5, 6, 7, 8, 9, 2, 3, 4, 5))
    if d[6] in "5678":  # a foreigner's: an office in place of the region, a check of its own
        return korean_birth(d) and int(d[12]) == (13 - total % 11) % 10
    return korean_birth(d) and int(d[7:9]) <= 96 and int(d[12]) == (11 - total % 11) % 10


def korean_birth(d: str) -> bool:
    """Does it begin with a day, and its seventh digit fit one?"""
    century = {"1": 1900, "2": 1900, "5": 1900, "6": 1900, "3": 2000, "4": 2000, "7": 2000,
               "8": 2000, "9": 1800, "0": 1800}[d[6]]  # fmt: skip
    return is_day(century + int(d[:2]), int(d[2:4]), int(d[4:6]))


_PROVINCES = frozenset(
    map(str, [*range(11, 16), *range(21, 24), *range(31, 38), *range(41, 47), *range(50, 55),
              *range(61, 66), 71, 81, 82, 83])
)  # fmt: skip
"""GB/T 2260: the first two digits of every region; 81 to 83 of Hong Kong, Macau and Taiwan."""


def chinese_id(text: str) -> bool:
    """18 characters, GB 11643-1999: region, birth date, serial, check (ISO 7064 mod 11-2).

    A foreigner's begins with 9, then the province (permanent residence, since 2023).
    """
    province = text[1:3] if text[0] == "9" else text[:2]
    if province not in _PROVINCES:
        return False
    if not is_day(int(text[6:10]), int(text[10:12]), int(text[12:14])):
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
    """13 digits: kind of person (1 to 8), office, serial, check (mod 11). One in ten passes."""
    total = _weighted(d, tuple(range(13, 1, -1)))
    return d[0] not in "09" and int(d[12]) == (11 - total % 11) % 10


_INDONESIAN = frozenset(
    map(str, [*range(11, 20), 21, *range(31, 37), *range(51, 54), *range(61, 66), *range(71, 77),
              81, 82, *range(91, 97)])
)  # fmt: skip
"""The provinces by the code of the Ministry of Home Affairs."""


def indonesian_nik(d: str) -> bool:
    """16 digits: province, regency, district, birth date (day + 40 for women), serial. No check."""
    day = int(d[6:8]) - (40 if int(d[6:8]) > 40 else 0)
    year = int(d[10:12])
    is_born = is_day(1900 + year, int(d[8:10]), day) or is_day(2000 + year, int(d[8:10]), day)
    return d[:2] in _INDONESIAN and is_born and d[12:] != "0000"


_VOID = frozenset(("078051120", "219099999", "457555462"))
"""Printed in wallets, leaflets and advertisements, so that everybody knows them: void."""


def us_ssn(d: str) -> bool:
    """9 digits in the ranges that were ever given (Social Security Administration). No check."""
    if d[:3] in {"000", "666"} or d[0] == "9" or d in _VOID:
        return False
    return d[3:5] != "00" and d[5:] != "0000"
