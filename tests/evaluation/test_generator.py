"""The generator: the same texts for a seed, spans that cover their values, forms of providers."""

from __future__ import annotations

import random
import re
import unicodedata
import zlib
from collections.abc import Callable, Iterator
from itertools import islice

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bench.evaluation import (
    check_digits,
    credentials,
    frames_secret,
    lookalikes,
    personal,
    sentences,
)
from bench.evaluation.frames_innocent import KINDS
from bench.evaluation.grammar import Grammar
from bench.evaluation.providers import ALSO, BARE, BASE62, LABELLED, Provider
from bench.evaluation.texts import Span, Text, Value
from bench.evaluation.widths import restyle

SETS = [
    pytest.param(make, id=make.__module__.rpartition(".")[2])
    for make in (personal.texts, credentials.texts, lookalikes.texts)
]
FORMS = {
    "MY_NUMBER": r"\d{4}[- ]?\d{4}[- ]?\d{4}",
    "DRIVING_LICENCE": r"\d{12}",
    "RESIDENCE_CARD": r"[A-Z]{2}\d{8}[A-Z]{2}",
    "PENSION_NUMBER": r"\d{4}[- ]?\d{6}",
    "EMPLOYMENT_INSURANCE": r"\d{4}-?\d{6}-?\d",
    "EMAIL": r"[^@\s]+@[^@\s]+\.[a-z]+",
    "US_SSN": r"\d{3}-\d{2}-\d{4}",
    "BANK_ACCOUNT": r"\d{5,8}",
    "CREDIT_CARD": r"[\d -]{14,19}",
    "IBAN": r"[A-Z]{2}[A-Z\d ]+",
    "PHONE": r"[\d+() .-]{10,20}",
}


@pytest.mark.parametrize("texts", SETS)
def test_a_seed_always_gives_the_same_texts(texts: Callable[..., Iterator[Text]]) -> None:
    assert list(texts(5, 40)) == list(texts(5, 40))
    assert list(texts(5, 40)) != list(texts(6, 40))
    assert list(texts(5, 40))[:20] == list(islice(texts(5, 20), 20))


@pytest.mark.parametrize("texts", SETS)
def test_spans_lie_in_the_text_one_after_the_other(
    texts: Callable[..., Iterator[Text]],
) -> None:
    for text in texts(2, 300):
        end = 0
        for span in text.spans:
            assert end <= span.start < span.end <= len(text.text)
            end = span.end


def test_spans_cover_values_of_their_form() -> None:
    seen = set()
    for text in personal.texts(3, 600):
        for span in text.spans:
            value = unicodedata.normalize("NFKC", text.text[span.start : span.end])
            value = re.sub("[‐−ー–-]", "-", value) if span.type != "PERSON" else value
            assert value == value.strip()
            if span.type in FORMS:
                assert re.fullmatch(FORMS[span.type], value), span.type
                seen.add(span.type)
            if span.type == "MY_NUMBER":
                digits = re.sub(r"\D", "", value)
                assert check_digits.my_number(digits[:11]) == digits[11]
    assert seen == set(FORMS)


def test_look_alikes_have_no_spans_and_every_frame_can_be_drawn() -> None:
    assert not any(text.spans for text in lookalikes.texts(1, 200))
    for frames in KINDS.values():
        for frame in frames:
            assert lookalikes.GRAMMAR.draw(frame, random.Random(1)).parts


@pytest.mark.parametrize("kind", sorted(frames_secret.KINDS))
def test_every_frame_with_a_credential_has_a_span(kind: str) -> None:
    rng = random.Random(1)
    grammar = Grammar({**credentials.SLOTS, **credentials.slots_of(BARE[0])}, credentials.PHRASES)
    for frame in frames_secret.KINDS[kind]:
        assert grammar.text(frame, rng, kind, "en").spans


@pytest.mark.parametrize("texts", [sentences.secrets, sentences.persons])
def test_every_sentence_about_something_has_a_span(texts: Callable[[int], Iterator[Text]]) -> None:
    drawn = list(texts(3))
    assert all(text.spans for text in drawn)
    assert any(text.label for text in drawn)
    for text in drawn:
        assert not re.search(r"\{[a-z_]+\}|\[[a-zA-Z2]\d+\]", text.text), "a slot was not filled"


def test_sentences_are_the_same_for_a_seed_and_innocent_ones_have_no_span() -> None:
    assert list(sentences.every(5)) == list(sentences.every(5)) != list(sentences.every(6))
    innocent = (*sentences.innocent_of_secrets(1), *sentences.innocent_of_persons(1))
    assert not any(text.spans for text in innocent)


def test_there_are_tokens_of_more_than_sixty_providers_by_form() -> None:
    assert len({provider.name for provider in BARE}) >= 60
    assert not {provider.name for provider in BARE} & {provider.name for provider in LABELLED}


@pytest.mark.parametrize("provider", [*BARE, *ALSO, *LABELLED], ids=lambda p: p.name)
def test_a_token_is_drawn_anew_each_time(provider: Provider) -> None:
    rng = random.Random(1)
    first, second = provider.token(rng), provider.token(rng)
    assert first.type == "SECRET"
    assert first.text != second.text
    assert "[" not in first.text


def test_a_github_token_ends_in_its_checksum() -> None:
    github = next(provider for provider in BARE if provider.name == "GitHub token")
    token = github.token(random.Random(7)).text
    value = sum(BASE62.index(c) * 62**i for i, c in enumerate(reversed(token[-6:])))
    assert value == zlib.crc32(token[4:-6].encode())


def test_a_frame_keeps_what_is_written_and_marks_what_is_drawn() -> None:
    grammar = Grammar({"who": lambda _: Value("田中", "PERSON")}, {"hello": ("{who}さん、",)})
    text = grammar.text("{{a}} {@hello}<x|x>です <<b>", random.Random(1), "chat", "ja")
    assert text.text == "{a} 田中さん、xです <b>"
    assert text.spans == (Span(4, 6, "PERSON"),)


@settings(deadline=None, max_examples=50)
@given(st.integers())
def test_another_width_keeps_every_span_at_its_place(seed: int) -> None:
    text = next(personal.texts(4, 1))
    other = restyle(text, random.Random(seed))
    assert len(other.text) == len(text.text)
    assert other.spans == text.spans
