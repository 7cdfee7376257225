"""Requests as real clients send them: every string in them is read, and nothing is refused.

The shapes are those of the clients, the texts are filler. Where recordings of the clients
themselves lie beside the checkout, the same is asked of them.
"""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from gateway import formats
from gateway.formats.known_names import FIELDS
from gateway.model import Part, Request
from tests.formats.kit import a_request, strings
from tests.formats.test_json import plain
from tests.kit.unread import told

FIXTURES = Path(__file__).parent / "fixtures"
RECORDED = Path(__file__).parents[3] / "shared" / "captures"


def _load(path: Path) -> tuple[Request, Any]:
    capture = json.loads(path.read_text())
    target = "/" + capture["url"].split("/", 3)[3]
    headers = tuple((n, v) for n, v in capture["headers"])
    value = capture["body"]
    body = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    request = a_request(body, None, target, headers)
    return request, value


CAPTURES = [
    pytest.param(path, id=path.stem)
    for folder in (FIXTURES, RECORDED)
    for path in sorted(folder.glob("*.json"))
]


@pytest.mark.parametrize("path", CAPTURES)
def test_every_string_of_a_real_request_is_read(path: Path) -> None:
    request, value = _load(path)
    prompt = formats.read(request, "generic")
    if isinstance(value, str):
        said = [s.text for s in prompt.segments if s.part in (Part.BODY, Part.FILE_NAME)]
        assert said
        assert all(text.replace("\n", "") in value.replace("\n", "") for text in said)
        return
    left = Counter(strings(value)) - Counter(plain(prompt))
    assert not left


@pytest.mark.parametrize("path", CAPTURES)
def test_a_real_request_is_no_cause_for_refusal(path: Path) -> None:
    request, _ = _load(path)
    prompt = formats.read(request, "generic")
    images = [u for u in told(prompt.unread) if "image/png" in u]
    assert list(told(prompt.unread)) == images
    assert prompt.rewrite
    assert prompt.rewrite(()) == request.body


@pytest.mark.parametrize("path", CAPTURES)
def test_the_names_that_real_clients_use_are_known(path: Path) -> None:
    request, value = _load(path)
    prompt = formats.read(request, "generic")
    unknown = [s for s in prompt.segments if s.place.endswith("#") and s.part is Part.BODY]
    if not isinstance(value, str):
        assert all(key in FIELDS for key in value)
        assert not [s for s in unknown if s.place.count("/") == 1]
