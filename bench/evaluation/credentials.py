"""A seed -> texts with credentials, and the spans of the secrets."""

from __future__ import annotations

import random
from collections.abc import Iterator
from itertools import cycle

from bench.evaluation import frames_ja, frames_secret, keys, passwords
from bench.evaluation.grammar import Grammar, Slot
from bench.evaluation.people import surname
from bench.evaluation.providers import BARE, LABELLED, Provider, drawn
from bench.evaluation.texts import Text, Value

PHRASES = {**frames_secret.PHRASES, "bye": frames_ja.PHRASES["bye"]}


def _form(form: str) -> Slot:
    return lambda rng: Value(drawn(form, rng), "SECRET")


def _innocent_surname(rng: random.Random) -> Value:
    return Value(surname(rng).text)


SLOTS: dict[str, Slot] = {
    "pw": passwords.password,
    "upw": passwords.url_password,
    "pin": passwords.pin,
    "phrase": passwords.passphrase,
    "pem": keys.pem,
    "pgp": keys.pgp,
    "jwt": keys.jwt,
    "akia": _form("AKIA[216]"),
    "aws": _form("[b40]"),
    "npm": next(p for p in BARE if p.name == "npm").token,
    "openai": next(p for p in BARE if p.name == "OpenAI project key").token,
    "azure": _form("[b86]=="),
    "sas": _form("[b43]="),
    "hexkey": _form("[h32]"),
    "sur": _innocent_surname,
}


def texts(seed: int, count: int) -> Iterator[Text]:
    """So many texts; the same for the same seed. Providers take turns, so that all come up."""
    rng = random.Random(f"credentials {seed}")
    bare, all_of_them = cycle(BARE), cycle((*BARE, *LABELLED))
    for _ in range(count):
        (kind,) = rng.choices(tuple(frames_secret.SHARES), tuple(frames_secret.SHARES.values()))
        yield one(kind, next(bare if kind == "token" else all_of_them), rng)


def any_one(rng: random.Random) -> Text:
    """A text of any kind with a token of any provider."""
    (kind,) = rng.choices(tuple(frames_secret.SHARES), tuple(frames_secret.SHARES.values()))
    return one(kind, rng.choice(BARE if kind == "token" else (*BARE, *LABELLED)), rng)


def one(kind: str, provider: Provider, rng: random.Random) -> Text:
    if kind == "key or JWT" and rng.random() < 0.1:
        return keys.service_account(rng)
    grammar = Grammar({**SLOTS, **slots_of(provider)}, PHRASES)
    draft = grammar.draw(rng.choice(frames_secret.KINDS[kind]), rng)
    language = "ja" if any(ord(c) > 0x3000 for part in draft.parts for c in part) else "en"
    return draft.text(kind, language, frames_secret.SUFFIXES.get(kind, ".txt"))


def slots_of(provider: Provider) -> dict[str, Slot]:
    """What frames may name of a provider."""
    return {
        "tok": provider.token,
        "var": lambda _: Value(provider.variable),
        "service": lambda _: Value(provider.name),
    }
