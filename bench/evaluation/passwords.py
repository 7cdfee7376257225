"""Passwords as people and programs make them, code numbers and passphrases."""

from __future__ import annotations

import random
import string

from bench.evaluation.people import digits, given_names
from bench.evaluation.providers import drawn
from bench.evaluation.texts import Value

WORDS = [
    "sakura",
    "himawari",
    "tokyo",
    "fuji",
    "yamada",
    "dragon",
    "summer",
    "winter",
    "coffee",
    "printer",
    "welcome",
    "soccer",
    "keiri",
    "soumu",
    "kaigi",
    "neko",
    "tanuki",
    "ramen",
    "mikan",
    "kaisha",
    "network",
    "backup",
    "server",
    "london",
    "guitar",
]
MARKS = "!#@%*?-_$&+="
SYLLABLES = ("ka", "ki", "ku", "shi", "su", "so", "ta", "chi", "tsu", "na", "ni", "ho", "ma", "yu")


def made_by_hand(rng: random.Random) -> str:
    word = rng.choice((rng.choice(WORDS), rng.choice(given_names())[2].lower()))
    mark, number = (
        rng.choice(MARKS),
        rng.choice((digits(rng, 2), digits(rng, 4), str(rng.randrange(1985, 2027)))),
    )
    # The first letter stays: a dollar sign there would make it a variable, to readers too.
    leet = word[0] + word[1:].translate(str.maketrans("aeos", "@30$"))
    return rng.choice(
        (
            f"{word.capitalize()}{number}{mark}",
            f"{word}{number}",
            f"{word.capitalize()}{mark}{number}",
            f"{leet}{number}",
            f"{word}{mark}{rng.choice(WORDS)}{number}",
            f"{number}{word.capitalize()}{mark}",
        )
    )


def drawn_by_lot(rng: random.Random) -> str:
    letters = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"
    body = (
        rng.choices(letters, k=rng.choice((7, 9, 11, 15)))
        + rng.choices("23456789", k=1)
        + rng.choices(MARKS, k=rng.choice((0, 1, 2)))
    )
    rng.shuffle(body)
    # What a mark begins or ends would be taken for punctuation, by readers too.
    while body[0] in MARKS or body[-1] in MARKS:
        rng.shuffle(body)
    return "".join(body)


def by_other_habits(rng: random.Random) -> str:
    """Famous ones with a number, syllables, words with hyphens, and what generators draw."""
    number = str(rng.randrange(1, 9999))
    famous = rng.choice(("P@ssw0rd", "Passw0rd", "Adm1n", "W3lcome", "Qwerty"))
    return rng.choice(
        (
            famous + number + rng.choice(("", "!", "#")),
            "".join(rng.choices(SYLLABLES, k=3)) + number,
            f"{rng.choice(WORDS)}-{rng.choice(WORDS)}-{rng.randrange(10, 99)}",
            drawn(rng.choice(("[x8]7c", "[x16]3Z", "[l4]_[x6]4Z")), rng),
            "".join(rng.choices(string.ascii_letters + string.digits + "!#$%&@^*+?", k=14)) + "a9!",
        )
    )


def password(rng: random.Random) -> Value:
    return Value((made_by_hand if rng.random() < 0.55 else drawn_by_lot)(rng), "SECRET")


def url_password(rng: random.Random) -> Value:
    """Without the marks that an address would have to escape."""
    return Value(drawn(rng.choice(("[x12]", "[x16]", "[x9]-[x6]", "[x20]")), rng), "SECRET")


def pin(rng: random.Random) -> Value:
    return Value(digits(rng, rng.choice((4, 4, 4, 6))), "SECRET")


def passphrase(rng: random.Random) -> Value:
    return Value("-".join(rng.sample(WORDS, 4)), "SECRET")
