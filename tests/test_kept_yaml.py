"""The product's own YAML, kept: the values are those of the text, or it is read again."""

from __future__ import annotations

import dataclasses
import marshal
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from classifiers._credentials import label_lexicon
from classifiers._marker import lexicon
from gateway import catalogue, keep_yaml
from gateway.kept_yaml import NAME, Sources

OURS = (catalogue.sources, label_lexicon.sources, lexicon.sources)


def unread(name: str, text: str) -> Any:
    raise AssertionError(f"{name} is read, though it was kept")


def a_source(folder: Path, **texts: str) -> Sources:
    return Sources(str(folder), texts, lambda _, text: {"text": text})


@pytest.mark.parametrize("make", OURS, ids=["catalogue", "credentials", "markers"])
def test_what_was_kept_is_what_the_text_says(make: Callable[[], Sources], tmp_path: Path) -> None:
    there = dataclasses.replace(make(), package=str(tmp_path))
    assert len(there.texts) > 5
    said = there.values()
    keep_yaml.keep(there)
    assert dataclasses.replace(there, read=unread).values() == said
    assert list(dataclasses.replace(there, read=unread).values()) == list(there.texts)


def changed(place: Path) -> None:
    raw = place.read_bytes()
    digest, values = marshal.loads(raw)
    place.write_bytes(marshal.dumps((bytes(len(digest)), values)))


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(Path.unlink, id="nothing was kept"),
        pytest.param(lambda p: p.write_bytes(p.read_bytes()[:-5]), id="it was cut short"),
        pytest.param(lambda p: p.write_bytes(b"not ours"), id="it is something else"),
        pytest.param(lambda p: p.write_bytes(marshal.dumps(7)), id="it is of another form"),
        pytest.param(changed, id="it is of another text"),
    ],
)
def test_what_cannot_be_proved_is_read(tmp_path: Path, spoil: Callable[[Path], object]) -> None:
    source = a_source(tmp_path, a="one")
    keep_yaml.keep(source)
    spoil(tmp_path / NAME)
    assert source.values() == {"a": {"text": "one"}}


@pytest.mark.parametrize(
    "now",
    [
        pytest.param({"a": "two"}, id="a text changed"),
        pytest.param({"a": "one", "b": ""}, id="a file came"),
        pytest.param({"b": "one"}, id="a file has another name"),
        pytest.param({}, id="a file went"),
    ],
)
def test_values_are_never_those_of_another_text(tmp_path: Path, now: dict[str, str]) -> None:
    keep_yaml.keep(a_source(tmp_path, a="one"))
    assert a_source(tmp_path, **now).values() == {n: {"text": text} for n, text in now.items()}


def test_what_is_no_plain_value_is_not_kept(tmp_path: Path) -> None:
    odd = dataclasses.replace(a_source(tmp_path, a=""), read=lambda *_: object())
    with pytest.raises(ValueError, match="unmarshallable"):
        keep_yaml.keep(odd)
    assert not list(tmp_path.rglob("*.kept"))
