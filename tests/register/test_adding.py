"""Files and folders that are registered: known, changed, interrupted."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from pathlib import Path

import pytest

from gateway import keyring
from gateway.errors import StateError
from gateway.register.adding import Adding, Result
from gateway.register.assets import Outcome
from gateway.register.entry import Kind
from gateway.register.extraction import KILLED, LIMITS
from gateway.register.opening import index_folder, open_register
from gateway.register.schema import FileState
from gateway.register.walking import walk
from tests.kit.unread import told as words
from tests.register.kit import a_folder, a_text, a_wish, add, age, agree, assets, found, write

ROOT = Path(__file__).parents[2]


@pytest.fixture
def state(tmp_path: Path) -> Path:
    return tmp_path / "state"


def courses(results: list[Result]) -> list[Outcome | None]:
    return [r.outcome for r in sorted(results, key=lambda r: r.path)]


# ---------------------------------------------------------------- known, changed, moved


def test_a_fragment_of_what_was_added_is_found(tmp_path: Path, state: Path) -> None:
    results = add(state, [a_folder(tmp_path / "docs", 3)])
    assert courses(results) == [Outcome.NEW] * 3
    (match,) = found(state, "次の文を直して: " + a_text(1)[60:120])
    assert (match.title, match.information_class) == ("00001.txt", "confidential")


def test_what_is_known_is_not_read_again(tmp_path: Path, state: Path) -> None:
    docs = a_folder(tmp_path / "docs", 3)
    add(state, [docs])
    assert courses(add(state, [docs])) == [Outcome.KNOWN] * 3
    assert [a.version for a in assets(state)] == [1] * 3


def test_the_same_content_elsewhere_is_no_second_asset(tmp_path: Path, state: Path) -> None:
    docs = a_folder(tmp_path / "docs", 2)
    (docs / "copy.txt").write_text(a_text(0), "utf-8")
    assert courses(add(state, [docs])) == [Outcome.NEW, Outcome.NEW, Outcome.KNOWN]
    (tmp_path / "other.txt").write_text(a_text(1), "utf-8")
    assert courses(add(state, [tmp_path / "other.txt"])) == [Outcome.KNOWN]
    assert len(assets(state)) == 2


def test_a_changed_file_is_a_new_version_and_the_old_prints_go(tmp_path: Path, state: Path) -> None:
    path = tmp_path / "plan.txt"
    write(path, a_text(1))
    add(state, [path])
    write(path, a_text(2))
    assert courses(add(state, [path])) == [Outcome.VERSION]
    (asset,) = assets(state)
    assert asset.version == 2
    assert found(state, a_text(2)[50:150])
    assert found(state, a_text(1)[50:150]) == []
    assert agree(state)


def test_an_old_version_stays_while_another_file_holds_it(tmp_path: Path, state: Path) -> None:
    path, copy = tmp_path / "plan.txt", tmp_path / "copy.txt"
    write(path, a_text(1))
    write(copy, a_text(1))
    add(state, [path, copy])
    write(path, a_text(2))
    add(state, [path])
    assert [a.version for a in assets(state)] == [2]
    assert found(state, a_text(1)[50:150])
    write(copy, a_text(2))
    add(state, [copy])
    write(path, a_text(3))
    add(state, [path])
    write(copy, a_text(3))
    add(state, [copy])
    assert [bool(found(state, a_text(n)[50:150])) for n in (1, 3)] == [False, True]


def test_a_file_that_changed_back_is_known(tmp_path: Path, state: Path) -> None:
    path, copy = tmp_path / "plan.txt", tmp_path / "copy.txt"
    write(path, a_text(1))
    write(copy, a_text(1))
    add(state, [path, copy])
    write(path, a_text(2))
    add(state, [path])
    write(path, a_text(1))
    assert courses(add(state, [path])) == [Outcome.KNOWN]
    assert found(state, a_text(1)[50:150])
    assert agree(state)


@pytest.mark.parametrize(
    ("first", "then", "outcome", "now"),
    [
        pytest.param("internal", "secret", Outcome.REVISED, "secret", id="raised"),
        pytest.param("secret", "internal", Outcome.REVISED, "internal", id="lowered"),
        pytest.param("secret", "secret", Outcome.KNOWN, "secret", id="the same"),
    ],
)
def test_the_class_of_a_path_is_what_was_said_last(
    tmp_path: Path, state: Path, first: str, then: str, outcome: Outcome, now: str
) -> None:
    path = tmp_path / "plan.txt"
    write(path, a_text(1))
    add(state, [path], a_wish(first))
    assert courses(add(state, [path], a_wish(then))) == [outcome]
    assert [m.information_class for m in found(state, a_text(1))] == [now]
    assert [(a.label.information_class, a.version) for a in assets(state)] == [(now, 1)]
    assert agree(state)


@pytest.mark.parametrize(
    ("first", "then", "outcome", "now"),
    [
        pytest.param("internal", "secret", Outcome.REVISED, "secret", id="raised"),
        pytest.param("secret", "internal", Outcome.KEPT, "secret", id="never lowered"),
    ],
)
def test_a_copy_elsewhere_never_lowers_the_class(
    tmp_path: Path, state: Path, first: str, then: str, outcome: Outcome, now: str
) -> None:
    for name, said in (("plan.txt", first), ("copy.txt", then)):
        write(tmp_path / name, a_text(1))
        results = add(state, [tmp_path / name], a_wish(said))
    assert courses(results) == [outcome]
    assert [m.information_class for m in found(state, a_text(1))] == [now]


def test_what_is_public_is_found_in_no_asset(tmp_path: Path, state: Path) -> None:
    shared = a_text(7, 120)
    write(tmp_path / "public.txt", shared)
    write(tmp_path / "plan.txt", a_text(1) + shared)
    add(state, [tmp_path / "public.txt"], a_wish("internal", kind=Kind.PUBLIC))
    add(state, [tmp_path / "plan.txt"])
    assert found(state, shared) == []
    assert found(state, a_text(1))


def test_a_public_copy_does_not_make_an_asset_public(tmp_path: Path, state: Path) -> None:
    for name, wish in (("plan.txt", a_wish()), ("c.txt", a_wish("internal", kind=Kind.PUBLIC))):
        write(tmp_path / name, a_text(1))
        results = add(state, [tmp_path / name], wish)
    assert courses(results) == [Outcome.KEPT]
    assert found(state, a_text(1))


# ---------------------------------------------------------------- what cannot be read


def test_what_cannot_be_read_is_told_and_the_rest_is_registered(
    tmp_path: Path, state: Path
) -> None:
    docs = a_folder(tmp_path / "docs", 1)
    (docs / "short.txt").write_text("短い", "utf-8")
    (docs / "broken").symlink_to(tmp_path / "nothing")
    os.mkfifo(docs / "pipe")
    with (docs / "large").open("wb") as file:
        file.truncate(LIMITS.size + 1)
    (docs / "loop").symlink_to(docs)
    told = {Path(os.fsdecode(r.path)).name: r for r in add(state, [docs])}
    reasons = {name: words(r.reasons) for name, r in told.items() if r.state is FileState.UNREAD}
    assert reasons == {
        "short.txt": ("too short to be recognised",),
        "broken": ("No such file or directory",),
        "pipe": ("not a file; for what a program writes name - and pipe it in",),
        "large": ("larger than 64 MiB",),
        "loop": ("a link to a folder is not followed; name the folder",),
    }
    assert told["00000.txt"].outcome is Outcome.NEW


def test_an_empty_file_is_no_trouble(tmp_path: Path, state: Path) -> None:
    (tmp_path / "__init__.py").touch()
    (result,) = add(state, [tmp_path / "__init__.py"])
    assert (result.state, result.asset) == (FileState.DONE, "")
    assert assets(state) == []


def test_a_file_that_can_no_longer_be_read_stays_registered(tmp_path: Path, state: Path) -> None:
    path = tmp_path / "plan.txt"
    write(path, a_text(1))
    add(state, [path])
    write(path, "短い")
    assert [r.state for r in add(state, [path])] == [FileState.UNREAD]
    assert found(state, a_text(1))
    write(path, a_text(2))
    assert courses(add(state, [path])) == [Outcome.VERSION]


@pytest.mark.parametrize(
    "name",
    [
        pytest.param("原価表 2026\n確定.txt".encode(), id="a line break"),
        pytest.param(b"caf\xe9 \xff.txt", id="no Unicode"),
        pytest.param("が.txt".encode(), id="decomposed kana"),
    ],
)
def test_any_name_of_a_file_will_do(tmp_path: Path, state: Path, name: bytes) -> None:
    path = os.fsencode(tmp_path) + b"/" + name
    Path(os.fsdecode(path)).write_text(a_text(1), "utf-8")
    for outcome in (Outcome.NEW, Outcome.KNOWN):
        assert courses(add(state, [Path(os.fsdecode(path))])) == [outcome]
    (asset,) = assets(state)
    assert asset.path == path


def test_links_to_files_count_as_the_files(tmp_path: Path, state: Path) -> None:
    docs = a_folder(tmp_path / "docs", 1)
    (docs / "link.txt").symlink_to(docs / "00000.txt")
    assert courses(add(state, [docs])) == [Outcome.NEW, Outcome.KNOWN]


def test_what_tools_and_systems_keep_is_passed_over(tmp_path: Path) -> None:
    docs = a_folder(tmp_path / "docs", 1)
    a_folder(docs / ".git", 3)
    for name in (".DS_Store", "Thumbs.db", "~$plan.docx", ".~lock.plan.odt#"):
        (docs / name).touch()
    a_folder(docs / "state", 2)
    assert [f.path.rpartition(b"/")[2] for f in walk([docs], but=docs / "state")] == [b"00000.txt"]


def test_a_file_that_kills_its_reader_costs_itself_alone(tmp_path: Path, state: Path) -> None:
    docs = a_folder(tmp_path / "docs", 18)
    (docs / "00007.txt").write_text("DIE" + a_text(7), "utf-8")
    script = """
        from gateway.register import fingerprinting
        take = fingerprinting._printed
        def fatal(document, *rest):
            if fingerprinting._text(document).startswith("DIE"):
                os.kill(os.getpid(), signal.SIGKILL)
            return take(document, *rest)
        fingerprinting._printed = fatal
    """
    told = run_killed(script, docs, state, preload=True)
    assert told.returncode == 0, told.stderr
    assert told.stdout.count(KILLED.code) == 1
    assert len(assets(state)) == 17


# ---------------------------------------------------------------- interruptions


CHILD = """
import os, signal, sys, multiprocessing
from pathlib import Path
sys.path.insert(0, {root!r})
{patch}
from gateway.register import adding, index, store
from tests.kit.unread import told as words
from tests.register.kit import add
if __name__ == "__main__":
    adding.BATCH_FILES = 8
    steps = 0
    def killing(owner, name, after):
        inner = getattr(owner, name)
        def step(*arguments):
            global steps
            steps += 1
            if steps == {at} and not after: os.kill(os.getpid(), signal.SIGKILL)
            result = inner(*arguments)
            if steps == {at} and after: os.kill(os.getpid(), signal.SIGKILL)
            return result
        setattr(owner, name, step)
    {kill}
    for result in add(Path(sys.argv[2]), [Path(sys.argv[1])]):
        print(*(r.code for r in result.reasons))
"""


def run_killed(
    patch: str, docs: Path, state: Path, *, kill: str = "", at: int = 0, preload: bool = False
) -> subprocess.CompletedProcess[str]:
    """Another process adds a folder; it, or one that it reads by, is killed on the way."""
    program = docs.parent / "child.py"
    lines = "\n".join(line[8:] for line in patch.splitlines())
    lines = "import os, signal, sys\n" + lines if preload else lines
    program.write_text(CHILD.format(root=str(ROOT), patch=lines, kill=kill or "pass", at=at))
    return subprocess.run(
        [sys.executable, str(program), str(docs), str(state)],
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


STEPS = [
    pytest.param("killing(store.Store, 'plan', after=False)", 2, id="before a plan"),
    pytest.param("killing(store.Store, 'plan', after=True)", 2, id="after a plan"),
    pytest.param("killing(index.IndexWriter, 'commit', after=True)", 2, id="after a commit"),
    pytest.param("killing(store.Store, 'finish', after=True)", 2, id="after the end of a batch"),
]


@pytest.mark.parametrize(("kill", "at"), STEPS)
def test_a_kill_loses_nothing_and_doubles_nothing(
    tmp_path: Path, state: Path, kill: str, at: int
) -> None:
    docs = a_folder(tmp_path / "docs", 30)
    ended = run_killed("", docs, state, kill=kill, at=at)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    before = len(assets(state))
    assert 8 <= before <= 16
    assert agree(state)
    results = add(state, [docs])
    assert courses(results).count(Outcome.NEW) == 30 - before
    assert len(assets(state)) == 30
    assert agree(state)
    for seed in (0, 9, 17, 29):
        assert [m.title for m in found(state, a_text(seed)[80:160])] == [f"{seed:05d}.txt"]


@pytest.mark.parametrize(("kill", "at"), STEPS)
def test_a_kill_among_new_versions_leaves_every_document_recognised(
    tmp_path: Path, state: Path, kill: str, at: int
) -> None:
    docs = a_folder(tmp_path / "docs", 20)
    age(*docs.iterdir())
    add(state, [docs])
    for seed in range(20):
        write(docs / f"{seed:05d}.txt", a_text(100 + seed))
    ended = run_killed("", docs, state, kill=kill, at=at)
    assert ended.returncode == -signal.SIGKILL, ended.stderr
    assert len(assets(state)) == 20
    recognised = [found(state, a_text(n)) or found(state, a_text(100 + n)) for n in range(20)]
    assert all(recognised)
    add(state, [docs])
    assert [a.version for a in assets(state)] == [2] * 20
    assert [found(state, a_text(n)) for n in range(20)] == [[]] * 20
    assert agree(state)


def test_what_was_read_before_an_interruption_is_registered(tmp_path: Path, state: Path) -> None:
    docs = a_folder(tmp_path / "docs", 5)
    looked_at = 0

    def interrupt(files: int) -> None:
        nonlocal looked_at
        looked_at += files
        if looked_at == 3:
            raise KeyboardInterrupt

    state.mkdir()
    with open_register(state, keyring.load(state)) as register, pytest.raises(KeyboardInterrupt):
        Adding(register, a_wish(), lambda result: None, interrupt).paths([docs])
    assert len(assets(state)) == 3
    assert agree(state)
    assert courses(add(state, [docs])).count(Outcome.NEW) == 2


def test_an_index_that_was_lost_is_made_anew_by_adding_again(tmp_path: Path, state: Path) -> None:
    docs = a_folder(tmp_path / "docs", 3)
    age(*docs.iterdir())
    add(state, [docs])
    for file in index_folder(state).iterdir():
        file.unlink()
    assert [a.fingerprints for a in assets(state)] == [0] * 3
    assert courses(add(state, [docs])) == [Outcome.REVISED] * 3
    assert len(assets(state)) == 3
    assert found(state, a_text(1))
    assert agree(state)


def test_two_do_not_write_at_once(tmp_path: Path, state: Path) -> None:
    state.mkdir()
    keys = keyring.load(state)
    with open_register(state, keys), pytest.raises(StateError, match="another process"):
        add(state, [tmp_path])
