"""A found value is taken out whole, whatever stands within it that no reader counts; or the request
is refused. By the real classifiers, for values and noise of every kind."""

from __future__ import annotations

import json
import random
import string
from collections.abc import Callable
from functools import cache

import pytest
from hypothesis import given
from hypothesis import strategies as st

from classifiers import load
from gateway.engine.judge import Engine
from gateway.model import ClassId, InformationClass, Needs, Policy, Refuse, Rewrite, Service
from gateway.shown import shown
from tests.engine.kit import CATALOGUE, TODAY, a_bundle, a_request

PERSONAL, CREDENTIAL = ClassId("personal"), ClassId("credential")
LEAST = 4
"""Characters of a value that say something of it."""


@cache
def engine() -> Engine:
    entry = CATALOGUE.get("openai")
    assert entry
    classes = {c: InformationClass(c, c, n) for n, c in enumerate((PERSONAL, CREDENTIAL))}
    service = Service("openai-api", entry, frozenset(), frozenset(classes))
    policy = Policy("r", classes, {service.id: service})
    return a_bundle(policy, load(Needs(frozenset(classes)))).engine


def leaves(text: str) -> str:
    """What of a text is sent, but for placeholders; nothing if it is refused."""
    action = engine().judge(a_request(text), TODAY).action
    if isinstance(action, Refuse):
        return ""
    assert isinstance(action, Rewrite), "nothing was found"
    sent: str = json.loads(action.body)["messages"][0]["content"]
    for placeholder in action.placeholders:  # four of its letters may be a value's, by chance
        sent = sent.replace(placeholder, "\n")
    return sent


def pieces_left(value: str, sent: str) -> set[str]:
    seen = shown(sent).text
    return {
        value[i : i + LEAST]
        for i in range(len(value) - LEAST + 1)
        if value[i : i + LEAST] in seen or value[i : i + LEAST] in sent
    }


# ---------------------------------------------------------------- values and noise

INNER = string.ascii_letters + string.digits
SIGNS = "!#%*+-@^~?$"


lots = st.integers(0, 2**32).map(random.Random)
"""Values are drawn by lot: what a shrinking search makes of them would be stand-ins for secrets."""


def _password(lot: random.Random) -> str:
    """All sorts of characters, as password rules ask for."""
    middle = [*"Kw7Z3", lot.choice(SIGNS), *lot.choices(INNER, k=lot.randrange(5, 14))]
    lot.shuffle(middle)
    return "".join(["q", *middle, "R"])


def _token(lot: random.Random) -> str:
    return "".join(["k7Qz", *lot.choices(INNER, k=lot.randrange(25, 40)), "9R"])


UNSEEN = ("\u200b", "\u200c", "\u2060", "\ufeff", "\xad", "\u034f", "\ufe0f", "\U000e0041")
MARKS = ("\u0301", "\u0332", "\u0327", "\u20dd", "\u0336")
AS_REFERENCE = (lambda c: f"&#{ord(c)};", lambda c: f"&#x{ord(c):X};", lambda c: f"&amp;#{ord(c)};")


def _wide(char: str) -> str:
    return chr(ord(char) + 0xFEE0)


def _bold(char: str) -> str:
    """A mathematical letter or digit."""
    for first, bold in (("A", 0x1D400), ("a", 0x1D41A), ("0", 0x1D7CE)):
        if char.isascii() and char.isalnum() and 0 <= ord(char) - ord(first) < 26:
            return chr(bold + ord(char) - ord(first))
    return char


@st.composite
def noisy(draw: st.DrawFn, drawn_by: Callable[[random.Random], str]) -> tuple[str, str]:
    """A value, and the same as a person might have it: with what no reader counts within."""
    value = drawn_by(draw(lots))
    noise = [
        st.sampled_from(UNSEEN).map(lambda c: lambda char: char + c),
        st.sampled_from(MARKS).map(lambda c: lambda char: char + c),
        st.sampled_from(AS_REFERENCE),
        st.sampled_from(UNSEEN).map(lambda c: lambda char: f"{char}&#{ord(c)};"),
        st.just(_wide),
        st.just(_bold),
        st.just(lambda char: char + "\\\n"),
    ]
    written = list(value)
    for place in draw(st.lists(st.integers(0, len(value) - 2), max_size=4, unique=True)):
        written[place] = draw(st.one_of(noise))(value[place])
    return value, "".join(written)


FRAMES = (
    "パスワード：{}\n次の行です。",
    "仮パスワードは「{}」です。",
    "password: {}\nsee you",
    'password = "{}"  # old',
    "<password>{}</password>",
    "DB_PASSWORD='{}'\nDB_NAME=x",
    '{{"user": "shop", "password": "{}", "depth": 3}}',
)


@pytest.mark.parametrize("frame", FRAMES)
@given(noisy(_password))
def test_nothing_of_a_password_leaves(frame: str, case: tuple[str, str]) -> None:
    value, written = case
    of_frame = pieces_left(value, frame.format(""))  # `sswo` stands in `password` as well
    assert not pieces_left(value, leaves(frame.format(written))) - of_frame


@pytest.mark.parametrize("frame", ["api_key={}\n", "APIキー：{}", 'client_secret: "{}"'])
@given(noisy(_token))
def test_nothing_of_a_key_leaves(frame: str, case: tuple[str, str]) -> None:
    value, written = case
    assert not pieces_left(value, leaves(frame.format(written)))


@given(lots.map(_token), st.integers(9, 14), st.sampled_from(["\n", "\n> ", "=\n", "\\\n"]))
def test_nothing_of_a_key_leaves_that_was_broken(value: str, at: int, end: str) -> None:
    quoted = "> " if ">" in end else ""
    line = f"{quoted}The relay of the old office still has a key of its own, api_key="
    text = f"{line}{value[:at]}{end}{value[at:]} and no other.\n"
    assert not pieces_left(value, leaves(text))


def _number(lot: random.Random) -> str:
    return f"090-{lot.randrange(2000, 9999)}-{lot.randrange(10_000):04}"


@given(noisy(_number))
def test_nothing_of_a_number_leaves(case: tuple[str, str]) -> None:
    value, written = case
    assert not pieces_left(value, leaves(f"携帯は{written}です。"))


# ---------------------------------------------------------------- escapes that stand in writing

PARTING = [
    *("\\n", "\\t", "\\r\\n", "\\\\n", '\\"', "\\u000a", "\\x20", "\\u0022"),
    *("%20", "%22", "%0A", "%2520", "=0D=0A"),
    *("\x1b[31m", "\x1b[m", "\\x1b[31m", "\\u001b[1;31m", "\\033[0m", "^[[31m"),
]
"""What parts a value from the letters beside it, or is not seen at all."""

KEY = "AKIA" + "".join(random.Random(1).choices(string.ascii_uppercase + "234567", k=16))


@given(
    st.sampled_from(["090-3154-8827", "03-3581-4127", KEY]),
    st.sampled_from(PARTING),
    st.sampled_from(["", *PARTING]),
    st.sampled_from(["", "log: ", "値 "]),
)
def test_what_stands_beside_an_escape_is_taken_out_whole(
    value: str, before: str, behind: str, first: str
) -> None:
    sent = leaves(f"{first}{before}{value}{behind}")
    assert not pieces_left(value, sent)
