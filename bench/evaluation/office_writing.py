"""How the invented office writes: sentences, source code, requests to an AI; all drawn by a seed."""

# ruff: noqa: E501 frames read best unbroken

from __future__ import annotations

import random
import re
from collections.abc import Callable

from bench.evaluation import office_words as w

SLOT = re.compile(r"\{([A-Za-z0-9]+)\}")
Draw = Callable[[random.Random], str]


def fill(frame: str, rng: random.Random) -> str:
    """A frame whose slots are drawn, and the slots of what was drawn."""
    return SLOT.sub(lambda m: fill(SLOTS[m[1]](rng), rng), frame)


def _one(pool: tuple[str, ...]) -> Draw:
    return lambda rng: rng.choice(pool)


def _compound(rng: random.Random) -> str:
    return w.compound(rng) if rng.random() < 0.6 else f"{w.compound(rng)}の{w.compound(rng)}"


def _date(rng: random.Random) -> str:
    month, day = rng.randrange(1, 13), rng.randrange(1, 29)
    return rng.choice(
        (
            f"{month}月{day}日",
            f"20{rng.randrange(24, 29)}年{month}月",
            f"{month}/{day}",
            f"{month}月第{rng.randrange(1, 5)}週",
        )
    )


def _money(rng: random.Random) -> str:
    n = rng.randrange(12, 9990)
    return rng.choice((f"{n:,}万円", f"{n}千円", f"約{n // 10}百万円", f"{n * 137:,}円"))


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _english_date(rng: random.Random) -> str:
    month, day, year = rng.choice(w.MONTHS), rng.randrange(1, 29), rng.randrange(2024, 2029)
    return rng.choice(
        (
            f"{month} {day}",
            f"{day} {month[:3]} {year}",
            f"Q{rng.randrange(1, 5)} {year}",
            f"{month} {year}",
            f"week {rng.randrange(2, 52)}",
            f"{year}-{rng.randrange(10, 13)}-{day:02}",
        )
    )


def _noun(rng: random.Random) -> str:
    return rng.choice(w.EN_COMMON_NOUNS)


def _person(rng: random.Random) -> str:
    posts = (
        "課長",
        "部長",
        "主任",
        "係長",
        "さん",
        "室長",
        "氏",
        "取締役",
        "工場長",
        "マネージャー",
    )
    return rng.choice(w.SURNAMES) + rng.choice(posts)


SLOTS: dict[str, Draw] = {
    "c": _compound,
    "m": lambda rng: rng.choice(w.MODIFIERS) if rng.random() < 0.7 else "",
    "v": _one(w.VERBS),
    "v2": lambda rng: rng.choice(
        tuple(v.removesuffix("する") for v in w.VERBS if v.endswith("する"))
    ),
    "e": _one(w.ENDINGS),
    "reason": _one(w.REASONS),
    "q": _one(w.QUANTITIES),
    "u": _one(w.UNITS),
    "n": lambda rng: rng.choice(
        (str(rng.randrange(2, 99)), str(rng.randrange(100, 2000)), f"{rng.uniform(0.5, 40):.1f}")
    ),
    "r": lambda rng: f"{rng.uniform(0.2, 60):.1f}",
    "d": _date,
    "y": _money,
    "p": _person,
    "co": _one(w.COMPANIES),
    "k": w.code,
    "w": lambda rng: rng.choice(
        (
            f"{rng.choice(w.EN_NOUNS)} {rng.choice(w.EN_HEADS)}",
            f"{_noun(rng)} {rng.choice(w.EN_HEADS)}",
            _noun(rng),
        )
    ),
    "o": _one(
        (
            "the {w}",
            "the {a} {w}",
            "the {w} of {k}",
            "{eco}'s {w}",
            "the {noun} and {noun} of the {w}",
            "every {a} {w}",
            "its {w}",
            "the {a} {noun}",
        )
    ),
    "a": lambda rng: rng.choice(rng.choice((w.EN_ADJ, w.EN_COMMON_ADJECTIVES))),
    "ev": lambda rng: rng.choice(rng.choice((w.EN_VERBS, w.EN_COMMON_VERBS))),
    "noun": lambda rng: _noun(rng),
    "adv": _one(w.EN_ADVERBS),
    "Adv": lambda rng: _capital(rng.choice(w.EN_ADVERBS)),
    "t": lambda rng: (
        rng.choice(w.EN_TEAMS)
        if rng.random() < 0.4
        else f"the {_noun(rng)} {rng.choice(w.EN_GROUPS)}"
    ),
    "because": _one(w.EN_BECAUSE),
    "Because": lambda rng: _capital(fill(rng.choice(w.EN_BECAUSE), rng)),
    "eu": _one(w.EN_UNITS),
    "eco": _one(w.EN_COMPANIES),
    "ep": lambda rng: f"{rng.choice(w.EN_FIRST)} {rng.choice(w.EN_LAST)}",
    "ed": lambda rng: rng.choice(
        (
            f"{rng.choice(w.MONTHS)} {rng.randrange(1, 29)}",
            f"Q{rng.randrange(1, 5)} 20{rng.randrange(24, 29)}",
        )
    ),
    "ey": lambda rng: f"{rng.choice(('$', 'EUR ', 'JPY '))}{rng.randrange(3, 990) * 100:,}",
}


def sentence(rng: random.Random) -> str:
    return fill(rng.choice(w.SENTENCES), rng)


def english(rng: random.Random) -> str:
    return fill(rng.choice(w.EN_SENTENCES), rng)


# ---------------------------------------------------------------- source code


NAMING = (w.EN_NOUNS, w.EN_HEADS, w.EN_VERBS, w.EN_COMMON_NOUNS, w.EN_COMMON_VERBS)


def _identifier(rng: random.Random) -> str:
    parts = [
        rng.choice(rng.choice(NAMING)).replace("-", "_") for _ in range(rng.choice((1, 2, 2, 3)))
    ]
    return "_".join(parts)


def _class_name(rng: random.Random) -> str:
    return "".join(part.capitalize() for part in _identifier(rng).split("_"))


def _literal(rng: random.Random) -> str:
    return rng.choice(
        (
            str(rng.randrange(2, 5000)),
            f"{rng.uniform(0.01, 9):.3f}",
            f'"{_identifier(rng)}"',
            f'"{w.code(rng)}"',
            f"{_identifier(rng)}.{_identifier(rng)}",
        )
    )


def _statement(rng: random.Random, depth: int = 0) -> list[str]:
    def i() -> str:
        return _identifier(rng)

    def lit() -> str:
        return _literal(rng)

    kind = rng.randrange(9 if depth < 2 else 5)
    simple = (
        f"{i()} = self.{i()}.{i()}({lit()}, {i()}={lit()})",
        f"{i()}[{lit()}] = {i()} * {lit()} - {i()}.{i()}",
        f"self.{i()} = {_class_name(rng)}({i()}, {i()}={lit()})",
        f'log.{rng.choice(("info", "warning", "debug"))}("{i()} %s: {i()} %d", {i()}, {i()})',
        f"{i()} = sorted({i()}, key=lambda {i()}: {i()}.{i()})",
    )
    if kind < 5:
        return [simple[kind]]
    head = (
        f"for {i()}, {i()} in {i()}.{i()}({lit()}):",
        f"if {i()}.{i()} > {lit()} and not self.{i()}:",
        f"while {i()} < {lit()}:",
        f"with {i()}.{i()}({lit()}) as {i()}:",
    )[kind - 5]
    body = [line for _ in range(rng.randrange(1, 4)) for line in _statement(rng, depth + 1)]
    return [head, *(f"    {line}" for line in body)]


def function(rng: random.Random, indent: str = "    ") -> str:
    arguments = ", ".join(
        f"{_identifier(rng)}: {rng.choice(('int', 'str', 'float', _class_name(rng)))}"
        for _ in range(rng.randrange(1, 4))
    )
    lines = [
        f"def {_identifier(rng)}(self, {arguments}) -> {rng.choice(('None', 'bool', _class_name(rng)))}:"
    ]
    if rng.random() < 0.5:
        lines.append(f'    """{fill("{ev} the {a} {w} of {k}", rng).capitalize()}."""')
    for _ in range(rng.randrange(3, 8)):
        lines += [f"    {line}" for line in _statement(rng)]
    lines.append(f"    return {_identifier(rng)}.{_identifier(rng)}")
    return "\n".join(indent + line for line in lines)


def source(rng: random.Random) -> str:
    imports = "\n".join(
        f"from {_identifier(rng)} import {_class_name(rng)}" for _ in range(rng.randrange(2, 6))
    )
    classes = [
        f"class {_class_name(rng)}:\n"
        + "\n\n".join(function(rng) for _ in range(rng.randrange(3, 7)))
        for _ in range(rng.randrange(1, 4))
    ]
    return f"{imports}\n\n\n" + "\n\n\n".join(classes) + "\n"
