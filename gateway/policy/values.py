"""One written value of allowlist.yaml -> what it means, or what is wrong with it and the remedy.

Each type is a pydantic annotation: a validator that takes a `lines.Scalar`, and the JSON Schema
of the value. What refers to something else in the policy is in `names`.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date
from functools import lru_cache
from typing import Annotated, Any
from unicodedata import normalize

from pydantic import BeforeValidator, WithJsonSchema
from pydantic_core import PydanticCustomError

from gateway.policy.lines import Scalar
from gateway.policy.syntax import shorten

MAX_NAME = 64  # of a class, service, group or pattern: it stands in every record of the trail
MAX_OPTIONS = 200  # names among which the nearest is sought: 5 ms
MAX_SIZE = 2**30  # 1 GiB: a body is held in memory while it is looked at
MAX_SPAN = 30 * 24 * 60 * 60  # seconds; what is silent for a month is gone
MAX_COUNT = 10**6


def wrong(en: str, ja: str) -> PydanticCustomError:
    """What is wrong with a value, with the remedy, in both languages."""
    return PydanticCustomError("value", "wrong", {"say": lambda: (en, ja)})


def wrong_name(say: Callable[[], tuple[str, str]]) -> PydanticCustomError:
    """The same, put into words only if it is told: the nearest name costs time to find."""
    return PydanticCustomError("value", "wrong", {"say": say})


def described(kind: str, **more: object) -> WithJsonSchema:
    """The JSON Schema of a value, for editors."""
    return WithJsonSchema({"type": kind, **more})


# ---------------------------------------------------------------- words and numbers


def text(value: Any) -> str:
    """Any single value, as it is written."""
    if not isinstance(value, Scalar):
        raise wrong("write one text here, not a list or mapping", "ここには文を1つ書いてください")
    return str(value)


def _word(value: Any) -> str:
    if not (word := text(value).strip()):
        raise wrong(
            "this is empty; write a word or take it away", "空です。書くか取り除いてください"
        )
    return word


def _flag(value: Any) -> bool:
    word = text(value)
    if word.lower() not in ("true", "false"):
        raise wrong(
            f"{shorten(word)} is neither true nor false; write one of them",
            f"{shorten(word)} ではなく true か false を書いてください",
        )
    return word.lower() == "true"


def _flag_or_unknown(value: Any) -> bool | None:
    return None if text(value).lower() == "unknown" else _flag(value)


def _count(least: int) -> Callable[[Any], int]:
    def check(value: Any) -> int:
        word = text(value)
        if not re.fullmatch("[0-9]{1,9}", word) or not least <= int(word) <= MAX_COUNT:
            raise wrong(
                f"{shorten(word)} is no number from {least} to {MAX_COUNT:,}; write one",
                f"{shorten(word)} ではなく {least} から {MAX_COUNT:,} までの数を書いてください",
            )
        return int(word)

    return check


def _days_or_unknown(value: Any) -> int | None:
    return None if text(value).lower() == "unknown" else _count(0)(value)


def _version(value: Any) -> int:
    if text(value) != "1":
        raise wrong(
            f"version {shorten(text(value))} is not known to this gate; write 1",
            f"version {shorten(text(value))} は扱えません。1 と書いてください",
        )
    return 1


_UNITS = {"": 1, "b": 1} | {
    f"{letter}{i}b": base**power
    for power, letter in enumerate("kmg", 1)
    for i, base in (("", 1000), ("i", 1024))
}


def _size(value: Any) -> int:
    word = text(value)
    match = re.fullmatch(r"([0-9]{1,12}(?:\.[0-9]{1,6})?) ?([A-Za-z]{0,3})", word.strip())
    factor = _UNITS.get(match[2].lower()) if match else None
    size = int(float(match[1]) * factor) if match and factor else 0
    if not 1 <= size <= MAX_SIZE:
        raise wrong(
            f"{shorten(word)} is no size up to 1GiB; write it like 20MiB, 500 KB or 1048576",
            f"{shorten(word)} ではなく、20MiB、500 KB、1048576 のような大きさ"
            "（1GiB まで）を書いてください",
        )
    return size


_SECONDS = {"s": 1, "m": 60, "h": 60 * 60, "d": 24 * 60 * 60}


def _span(value: Any) -> int:
    """A span of time in seconds."""
    word = text(value)
    match = re.fullmatch(r"([0-9]{1,9}) ?([smhd])", word.strip().lower(), re.ASCII)
    seconds = int(match[1]) * _SECONDS[match[2]] if match else 0
    if not 1 <= seconds <= MAX_SPAN:
        raise wrong(
            f"{shorten(word)} is no span of time up to 30d; write it like 90s, 60m, 24h or 7d",
            f"{shorten(word)} ではなく、90s、60m、24h、7d のような時間（30d まで）を書いてください",
        )
    return seconds


def day(value: Any) -> date:
    word = text(value)
    try:
        if re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", word, re.ASCII):
            return date.fromisoformat(word)
    except ValueError:
        pass
    raise wrong(
        f"{shorten(word)} is no date; write it like 2026-04-01",
        f"{shorten(word)} は日付ではありません。2026-04-01 のように書いてください",
    )


def one_of(*options: str) -> BeforeValidator:
    """One of a few words; the message names them, and the nearest."""

    def check(value: Any) -> str:
        word = text(value)
        if word not in options:
            raise wrong(
                f"{shorten(word)} is not one of {', '.join(options)}{hint(word, options)}",
                f"{shorten(word)} ではなく {'、'.join(options)} のどれかを書いてください",
            )
        return word

    return BeforeValidator(check)


# ---------------------------------------------------------------- what was probably meant


def nearest(word: str, options: tuple[str, ...]) -> str | None:
    """The option that was most likely meant, or None."""
    folded = {_folded(o): o for o in options[:MAX_OPTIONS]}
    from difflib import get_close_matches

    found = get_close_matches(_folded(word[:MAX_NAME]), folded, 1, 0.6)
    return folded[found[0]] if found else None


_nearest = lru_cache(maxsize=256)(nearest)


def _folded(word: str) -> str:
    return normalize("NFKC", word).lower().replace("-", "_").strip(" ：:")


def hint(word: str, options: tuple[str, ...]) -> str:
    """`; did you mean X?`, or nothing."""
    found = _nearest(word, options)
    return f"; did you mean {found}?" if found else ""


def hint_ja(word: str, options: tuple[str, ...]) -> str:
    found = _nearest(word, options)
    return f"{found} のことですか" if found else ""


# ---------------------------------------------------------------- the types

Text = Annotated[str, BeforeValidator(text)]
Word = Annotated[str, BeforeValidator(_word), described("string", minLength=1)]
Flag = Annotated[bool, BeforeValidator(_flag)]
FlagOrUnknown = Annotated[
    bool | None,
    BeforeValidator(_flag_or_unknown),
    WithJsonSchema({"enum": [True, False, "unknown"]}),
]
DaysOrUnknown = Annotated[
    int | None,
    BeforeValidator(_days_or_unknown),
    WithJsonSchema(
        {"anyOf": [{"type": "integer", "minimum": 0, "maximum": MAX_COUNT}, {"const": "unknown"}]}
    ),
]
Days = Annotated[
    int, BeforeValidator(_count(0)), described("integer", minimum=0, maximum=MAX_COUNT)
]
Count = Annotated[
    int, BeforeValidator(_count(1)), described("integer", minimum=1, maximum=MAX_COUNT)
]
Version = Annotated[int, BeforeValidator(_version), WithJsonSchema({"const": 1})]
Span = Annotated[int, BeforeValidator(_span), described("string", pattern=r"^[0-9]+ ?[smhdSMHD]$")]
Size = Annotated[
    int,
    BeforeValidator(_size),
    WithJsonSchema(
        {
            "anyOf": [
                {"type": "integer", "minimum": 1, "maximum": MAX_SIZE},
                {"type": "string", "pattern": r"^[0-9]+(\.[0-9]+)? ?([KkMmGg][Ii]?)?[Bb]?$"},
            ]
        }
    ),
]
DATE = described("string", format="date", pattern="^[0-9]{4}-[0-9]{2}-[0-9]{2}$")
Day = Annotated[date, BeforeValidator(day), DATE]
