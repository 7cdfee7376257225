"""A seed -> every sentence of sentences.yaml once a round, filled anew, and tokens of every form.

The other sets draw frames by lot; here each one comes up, so that a round of a second tells what
no longer works. Values whose key alone says what they are come only from here.
"""

from __future__ import annotations

import base64
import random
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import yaml
from faker import Faker

from bench.evaluation import credentials, frames_ja, innocents, keys, passwords, personal
from bench.evaluation.grammar import Grammar, Slot
from bench.evaluation.providers import ALSO, BARE, drawn
from bench.evaluation.texts import Draft, Text, Value
from bench.evaluation.widths import restyle

SENTENCES = yaml.safe_load(Path(__file__).with_suffix(".yaml").read_text("utf-8"))
SECRETS = ("password", "address", "key", "pin", "phrase", "pair")
BLOCKS = 4  # times that a form of a private key is drawn a round: there are six kinds of them
HEADS, TAILS = ("", "", "", *SENTENCES["heads"]), ("", "", *SENTENCES["tails"])
"""Half of the sentences stand alone."""


def _secret(*forms: str) -> Slot:
    return lambda rng: Value(drawn(rng.choice(forms), rng), "SECRET")


def _watchword(rng: random.Random) -> Value:
    return Value(rng.choice(("ひまわり", "サクラサク", "青い鳥")), "SECRET")


def _words(rng: random.Random) -> Value:
    return Value(" ".join(rng.sample(passwords.WORDS, 12)), "SECRET")


def _password(rng: random.Random) -> Value:
    if rng.random() < 0.5:
        return passwords.password(rng)
    return Value(passwords.by_other_habits(rng), "SECRET")


def _basic(rng: random.Random) -> Value:
    pair = f"bot:{_password(rng).text}"
    return Value(base64.b64encode(pair.encode()).decode(), "SECRET")


def _kube(rng: random.Random) -> Value:
    return Value(base64.b64encode(keys.pem(rng).text.encode()).decode(), "SECRET")


SLOTS: dict[str, Slot] = {
    **credentials.SLOTS,
    "uuid": innocents.SLOTS["uuid"],
    "pw": _password,
    "key": _secret("[h32]", "[x40]", "[h40]", "[x24]9aZ"),
    "mistyped": _secret("ghp_[x36]"),
    "sig": _secret("[x43]%3D"),
    "words": _words,
    "watchword": _watchword,
    "basic": _basic,
    "kube": _kube,
    "escaped": lambda rng: keys.pem(rng, "\\n"),
    "quoted": lambda rng: keys.pem(rng, "\n> "),
    "cut": keys.cut,
    "dated": keys.dated_pgp,
    "putty": keys.putty,
}
GRAMMAR = Grammar(SLOTS, credentials.PHRASES)


@cache
def _faker() -> Faker:
    return Faker("ja_JP")


def _any_address(rng: random.Random) -> Value:
    """Faker's: a prefecture, a municipality and a town that need not lie in one another."""
    _faker().seed_instance(rng.randrange(2**32))
    return Value(_faker().address().replace("\n", " "), "ADDRESS")


PERSONS = Grammar({**personal.SLOTS, "any_address": _any_address}, frames_ja.PHRASES)


def every(seed: int) -> Iterator[Text]:
    """A round of all of them."""
    for texts in (secrets, persons, innocent_of_secrets, innocent_of_persons):
        yield from texts(seed)


def secrets(seed: int, rounds: int = 1) -> Iterator[Text]:
    """Texts with credentials."""
    for rng in _rounds("secrets", seed, rounds):
        for token in (*(provider.token for provider in (*BARE, *ALSO)), keys.jwt):
            yield _around(*_with_token(token, rng), "token", rng)
        for kind in SECRETS:
            for sentence in SENTENCES[kind]:
                yield _around(GRAMMAR, sentence, kind, rng)
        for sentence in SENTENCES["block"] * BLOCKS:
            yield _around(GRAMMAR, sentence, "block", rng)
        for label, sentence in SENTENCES["keyed secret"]:
            yield _keyed(GRAMMAR, label, sentence, rng)


def persons(seed: int, rounds: int = 1) -> Iterator[Text]:
    """Texts about people: one to four sentences together."""
    for rng in _rounds("persons", seed, rounds):
        left = rng.sample(SENTENCES["person"], k=len(SENTENCES["person"]))
        while left:
            chosen, left = left[: (count := rng.randint(1, 4))], left[count:]
            sentence = rng.choice(("\n", "\n\n", "　")).join(chosen)
            yield restyle(PERSONS.text(sentence, rng, "sentences", "ja"), rng)
        for label, sentence in SENTENCES["keyed person"]:
            yield _keyed(PERSONS, label, sentence, rng)


def innocent_of_secrets(seed: int, rounds: int = 1) -> Iterator[Text]:
    """Texts that speak of credentials, or look like one."""
    for rng in _rounds("innocent of secrets", seed, rounds):
        for sentence in SENTENCES["innocent of secrets"]:
            yield _around(GRAMMAR, drawn(sentence, rng), "innocent", rng)
        for label, sentence in SENTENCES["keyed innocent of secrets"]:
            yield _keyed(GRAMMAR, label, drawn(sentence, rng), rng)


def innocent_of_persons(seed: int, rounds: int = 1) -> Iterator[Text]:
    """Texts with numbers and names of things."""
    for rng in _rounds("innocent of persons", seed, rounds):
        for sentence in SENTENCES["innocent of persons"]:
            yield PERSONS.text(drawn(sentence, rng), rng, "innocent", "ja")


def _rounds(what: str, seed: int, rounds: int) -> Iterator[random.Random]:
    return (random.Random(f"{what} {seed} {number}") for number in range(rounds))


def _with_token(token: Slot, rng: random.Random) -> tuple[Grammar, str]:
    """A sentence for a token; in an address it stands only if nothing in it ends one."""
    value, sentence = token(rng), rng.choice(SENTENCES["token"])
    if "@git" in sentence and set("/=: ") & set(value.text):
        sentence = "{tok}"
    return Grammar({"tok": lambda _: value}, {}), sentence


def _around(grammar: Grammar, sentence: str, kind: str, rng: random.Random) -> Text:
    """A sentence in surroundings drawn by lot."""
    draft = Draft()
    draft.add(rng.choice(HEADS))
    grammar.write(sentence, rng, draft)
    draft.add(rng.choice(TAILS))
    return draft.text(kind)


def _keyed(grammar: Grammar, label: str, sentence: str, rng: random.Random) -> Text:
    return grammar.draw(sentence, rng).text("keyed", label=label)
