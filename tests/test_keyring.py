"""The installation's key: made once, never replaced in silence, never shown."""

from __future__ import annotations

import multiprocessing
import os
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gateway import keyring
from gateway.errors import StateError


def _load(state: str) -> bytes:
    return keyring.load(Path(state)).derive("test")


def test_a_key_is_made_once_and_read_ever_after(tmp_path: Path) -> None:
    assert keyring.load(tmp_path) == keyring.load(tmp_path)
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    assert len((tmp_path / "key").read_bytes()) == 16
    assert [p.name for p in tmp_path.iterdir()] == ["key"], "no draft is left behind"


def test_two_installations_have_two_keys(tmp_path: Path) -> None:
    (tmp_path / "a").mkdir()
    (tmp_path / "b").mkdir()
    assert keyring.load(tmp_path / "a") != keyring.load(tmp_path / "b")


def test_processes_that_start_at_once_agree_on_one_key(tmp_path: Path) -> None:
    with multiprocessing.get_context("spawn").Pool(4) as pool:
        derived = pool.map(_load, [str(tmp_path)] * 32, chunksize=1)
    assert set(derived) == {keyring.load(tmp_path).derive("test")}
    assert [p.name for p in tmp_path.iterdir()] == ["key"]


@given(st.binary(min_size=16, max_size=16), st.text(), st.text())
def test_each_purpose_has_a_key_of_its_own(secret: bytes, one: str, other: str) -> None:
    derived = keyring.Key(secret).derive(one)
    assert len(derived) == 32
    assert secret not in derived
    assert (derived == keyring.Key(secret).derive(other)) == (one == other)


@given(st.binary(min_size=16, max_size=16))
def test_a_key_shows_nothing_of_itself(secret: bytes) -> None:
    assert repr(keyring.Key(secret)) == "Key()"


@pytest.mark.parametrize(
    ("content", "mode", "says"),
    [
        pytest.param(b"k" * 16, 0o640, "chmod 600", id="the group can read it"),
        pytest.param(b"k" * 16, 0o604, "chmod 600", id="everyone can read it"),
        pytest.param(b"k" * 16, 0o602, "chmod 600", id="everyone can change it"),
        pytest.param(b"k" * 15, 0o600, "backup", id="it is too short"),
        pytest.param(b"k" * 17, 0o600, "backup", id="it is too long"),
        pytest.param(b"", 0o600, "backup", id="it is empty"),
        pytest.param(bytes(16), 0o600, "backup", id="a file system gave back zeros"),
    ],
)
def test_a_key_that_cannot_be_trusted_is_refused(
    content: bytes, mode: int, says: str, tmp_path: Path
) -> None:
    path = tmp_path / "key"
    path.write_bytes(content)
    path.chmod(mode)
    with pytest.raises(StateError, match=says) as refusal:
        keyring.load(tmp_path)
    assert str(path) in str(refusal.value)
    assert content == path.read_bytes(), "what is there is left alone"


def test_a_folder_in_place_of_the_key_is_refused(tmp_path: Path) -> None:
    (tmp_path / "key").mkdir(mode=0o700)
    with pytest.raises(StateError):
        keyring.load(tmp_path)


@pytest.mark.parametrize("name", ["audit/0/2026-04-01.jsonl", "heads/0", "register.sqlite"])
def test_a_lost_key_is_not_replaced(name: str, tmp_path: Path) -> None:
    (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
    (tmp_path / name).write_text("{}")
    with pytest.raises(StateError, match="the key is missing"):
        keyring.load(tmp_path)
    assert not (tmp_path / "key").exists()


def test_empty_folders_need_no_key(tmp_path: Path) -> None:
    (tmp_path / "audit" / "0").mkdir(parents=True)
    (tmp_path / "ca.pem").write_text("not keyed")
    assert keyring.load(tmp_path) == keyring.load(tmp_path)


def test_a_state_folder_that_is_not_there_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(StateError, match="cannot be read or made"):
        keyring.load(tmp_path / "nowhere")


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_state_folder_that_is_not_ours_is_said_so(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StateError, match="must belong to the user"):
        keyring.load(tmp_path)
