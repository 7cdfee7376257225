"""Nothing that is found is ever written: not in the trail, the logs, nor anywhere in the state.

Values of every kind are sent in every place and coding that a client has, in enforce and in
monitor mode, and to a gate that fails while it looks at them; then every file is searched.
"""

from __future__ import annotations

import base64
import json
import random
import secrets
from collections.abc import Iterator
from pathlib import Path
from urllib.parse import quote

import pytest

from gateway.standin import StandIn
from tests.kit.client import request
from tests.kit.gate import Gate, start_gate
from tests.kit.policy import ANTHROPIC, CHATGPT, GEMINI, OPENAI, SECRET, UNLISTED, chat, policy

_RNG = random.Random(20261121)
_DIGITS = "".join(str(_RNG.randrange(10)) for _ in range(8))

PLANTED = {
    "project": SECRET,
    "phone": f"090-{_DIGITS[:4]}-{_DIGITS[4:]}",
    "mail": "hanako.sekimori@mail.sample.test",
    "name": "関守花子",
    "token": "ghp_" + secrets.token_hex(18),
    "password": "T9!" + secrets.token_urlsafe(12),
    "key": "AKIA" + base64.b32encode(secrets.token_bytes(10)).decode(),
    "marked title": "【社外秘】雲雀計画の原価",
}

LABELLED = {
    **PLANTED,
    "name": f"{PLANTED['name']}様",
    "password": f"パスワード：{PLANTED['password']}",
}
"""As they are found alone in a path, where nobody can tell a bare name from any other word."""

TEXT = (
    f"担当は{PLANTED['name']}様（電話 {PLANTED['phone']}、メール {PLANTED['mail']}）です。\n"
    f"パスワード：{PLANTED['password']}\nGITHUB_TOKEN={PLANTED['token']}\n"
    f"aws_access_key_id = {PLANTED['key']}\n計画名 {SECRET}\n"
)


def _everything(gate: Gate) -> Iterator[tuple[str, bytes, tuple[str, ...], str]]:
    """Host, body, headers and target of requests that hold the values, each place in turn."""
    inner = json.dumps({"note": TEXT})
    for host in (OPENAI, ANTHROPIC, GEMINI, CHATGPT, UNLISTED):
        for body in (TEXT, f"{PLANTED['marked title']}\n{TEXT}", inner):
            yield host, chat(body), (), "/v1/chat/completions"
    data = base64.b64encode(TEXT.encode()).decode()
    yield OPENAI, chat(f"data:text/plain;base64,{data}"), (), "/v1/responses"
    for value in LABELLED.values():
        coded = quote(value, safe="")
        yield OPENAI, chat(), (), f"/v1/chat/completions?q={coded}"
        yield OPENAI, chat(), (), f"/v1/files/{coded}"
        yield OPENAI, chat(), (f"X-Title: {coded}",), "/v1/chat/completions"
        yield OPENAI, json.dumps({value: [{value: 1}]}).encode(), (), "/v1/chat/completions"
    form = f'--b\r\nContent-Disposition: form-data; name="f"; filename="{SECRET}.txt"\r\n\r\n{TEXT}'
    yield OPENAI, f"{form}\r\n--b--\r\n".encode(), (_MULTIPART,), "/v1/files"
    yield OPENAI, TEXT.encode()[:-2] + b"\xff\xfe", (), "/v1/chat/completions"  # no text at all
    yield OPENAI, b"{" + TEXT.encode(), (), "/v1/chat/completions"  # JSON that ends too soon


_MULTIPART = "Content-Type: multipart/form-data; boundary=b"


def _forms(value: str) -> Iterator[bytes]:
    """How a value might stand in a file: plain, escaped, in a URL, in base64 at each offset."""
    yield value.encode()
    yield json.dumps(value)[1:-1].encode()
    yield quote(value, safe="").encode()
    yield quote(value).encode()
    for before in (b"", b"a", b"ab"):
        yield base64.b64encode(before + value.encode())[4:-4]


def _written(gate: Gate) -> list[tuple[str, str]]:
    files = [p for p in (*gate.state.rglob("*"), gate.messages) if p.is_file()]
    contents = {p: p.read_bytes() for p in files}
    assert any(b'"verdict"' in c for c in contents.values()), "there is a trail to be searched"
    return [
        (name, path.name)
        for name, value in PLANTED.items()
        for path, content in contents.items()
        if any(len(form) >= 8 and form in content for form in _forms(value))
    ]


POLICY = policy(
    (
        "  confidential:",
        "  personal_bulk: {label: 名簿}\n  credential: {label: 認証情報}\n  confidential:",
    ),
    ("redact: [personal]\n  anthropic", "redact: [personal, credential]\n  anthropic"),
)


@pytest.mark.parametrize("mode", ["enforce", "monitor"])
def test_no_value_stands_in_any_file(mode: str, tmp_path: Path, upstream: StandIn) -> None:
    rules = POLICY.replace("mode: enforce", f"mode: {mode}")
    with start_gate(tmp_path, rules, upstream) as gate:
        sent = list(_everything(gate))
        for host, body, headers, target in sent:
            gate.ask(host, body, *headers, target=target)
        found = {f["classifier"] for record in gate.trail() for f in record["findings"]}
        assert found >= {"marker", "pattern", "personal", "credential"}
        assert len(gate.trail()) >= len(sent)
        assert not _written(gate)
    assert not _written(gate)


def test_a_gate_that_fails_writes_none_either(tmp_path: Path, upstream: StandIn) -> None:
    launcher = Path(__file__).parents[1] / "kit" / "faulty.py"
    with start_gate(tmp_path, POLICY, upstream, launcher=launcher) as gate:
        for word in ("BREAK-RAISE", "BREAK-CANCEL", "BREAK-BASE", "BREAK-GARBAGE", "BREAK-LATE"):
            gate.ask(OPENAI, chat(f"{TEXT} {word}"))
    assert not _written(gate)


def test_a_broken_connection_leaves_none_behind(tmp_path: Path, upstream: StandIn) -> None:
    with start_gate(tmp_path, POLICY, upstream) as gate:
        whole = request(OPENAI, chat(TEXT))
        for cut in (len(whole) // 4, len(whole) // 2, len(whole) - 2):
            with gate.dial(OPENAI) as line:
                line.send(whole[:cut])
        gate.ask(OPENAI, chat())
    assert not _written(gate)
