"""Records of form 1, as earlier releases wrote them, beside those of form 2: every command of
`sekisho audit` reads both, and both verify."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from gateway.cli import main
from gateway.engine.record import Origin, record
from gateway.keyring import load
from gateway.trail import Trail
from tests.cli.test_audit_command import FULL
from tests.engine.kit import a_request, judge
from tests.trail.kit import Clock, a_record

OLD, NEW = "aaaa1111", "bbbb2222"
POLICY = "language: en\ninformation_classes:\n  confidential: {label: 社外秘}\n"

Said = Callable[..., str]


@pytest.fixture
def said(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> Said:
    """What a command prints about a trail with a record of either form; it must end with 0."""
    state, clock = tmp_path / "state", Clock()
    state.mkdir()
    picture = {"type": "image_url", "image_url": {"url": "data:image/png;base64,iVBORw0KGgo="}}
    messages = [{"content": "TOPSECRET plan"}, {"content": [picture]}]
    body = json.dumps({"messages": messages}).encode()
    judgement = judge(a_request(body=body, id=NEW, plane="proxy", identified_by="password"))
    with Trail.open(state, load(state), clock=clock) as trail:
        trail.append_now(a_record(OLD, clock, **FULL))
        clock.turn(minutes=1)
        origin = Origin("b1b2b3", {"policy": "p1", "rules": ""})
        trail.append_now(record(judgement, time=clock(), origin=origin, milliseconds=1.5))
    (tmp_path / "allowlist.yaml").write_text(POLICY)
    monkeypatch.setenv("SEKISHO_STATE", str(state))
    monkeypatch.setenv("SEKISHO_POLICY", str(tmp_path / "allowlist.yaml"))
    monkeypatch.chdir(tmp_path)

    def call(*arguments: str) -> str:
        monkeypatch.setattr(sys, "argv", ["sekisho", "audit", *arguments])
        with pytest.raises(SystemExit) as e:
            main()
        out = capsys.readouterr().out
        assert not e.value.code, out
        return out

    return call


@pytest.mark.parametrize(
    ("command", "expected"),
    [
        pytest.param(["tail"], [OLD, NEW], id="tail"),
        pytest.param(["tail", "--json"], [OLD, NEW], id="tail as JSON"),
        pytest.param(["verify"], ["2"], id="verify"),
        pytest.param(["search", "--verdict", "block"], [OLD, NEW], id="search by verdict"),
        pytest.param(["search", "--actor", "alice"], [OLD, NEW], id="search by person"),
        pytest.param(["search", "--class", "confidential"], [OLD], id="search by class"),
        pytest.param(["search", "--class", "secret"], [NEW], id="search by a class of form 2"),
        pytest.param(["show", OLD], ["confidential", "marker", "abc123"], id="show form 1"),
        pytest.param(
            ["show", NEW],
            ["w/word, WORD", "b1b2b3 (policy p1)", "proxy, who by password"],
            id="show form 2",
        ),
    ],
)
def test_both_forms_are_read(said: Said, command: list[str], expected: list[str]) -> None:
    printed = said(*command)
    assert [word for word in expected if word not in printed] == []


def test_what_could_not_be_read_is_told_in_the_readers_language(said: Said) -> None:
    assert "/messages/1/content/0/image_url/url#decoded: image/png, not looked into" in said(
        "show", NEW
    )
    Path("allowlist.yaml").write_text(POLICY.replace("language: en", "language: ja"))
    assert "url#decoded: image/png（読み取りの対象外）" in said("show", NEW)
    assert "/file: encrypted PDF" in said("show", OLD)  # a record of form 1 has its words alone


@pytest.mark.parametrize("format", ["csv", "jsonl"])
def test_both_forms_are_exported(said: Said, format: str, tmp_path: Path) -> None:
    file = tmp_path / f"out.{format}"
    said("export", "--format", format, "--output", str(file))
    written = file.read_text("utf-8-sig")
    assert OLD in written
    assert NEW in written
    proof = json.loads(Path(f"{file}.proof.json").read_text())
    assert proof["holds"] is True
