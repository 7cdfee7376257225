"""The register's database: its schema, key and rights; what becomes of a file, case by case."""

from __future__ import annotations

import stat
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import pytest
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from hypothesis import given
from hypothesis import strategies as st
from sqlalchemy import create_engine, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.engine import URL
from sqlalchemy.schema import CreateIndex, CreateTable

from gateway import keyring
from gateway.errors import StateError
from gateway.model import ClassId
from gateway.register import database, schema
from gateway.register.assets import Held, Label, Options, Origin, Outcome, settle
from gateway.register.entry import Kind
from gateway.register.schema import FileState, State
from gateway.register.store import Planned, Store
from tests.register.kit import RANK, a_wish

# ---------------------------------------------------------------- the database


@pytest.fixture
def where(tmp_path: Path) -> URL:
    return database.location(tmp_path)


@pytest.fixture
def keys(tmp_path: Path) -> keyring.Key:
    return keyring.load(tmp_path)


@pytest.fixture
def store(where: URL, keys: keyring.Key) -> Iterator[Store]:
    opened = Store(where, keys)
    yield opened
    opened.close()


def test_the_database_is_its_users_alone(tmp_path: Path, store: Store) -> None:
    plan(store)
    folder = tmp_path / "register"
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    files = list(folder.iterdir())
    assert {f.name for f in files} >= {"register.db", "register.db-wal"}
    assert {stat.S_IMODE(f.stat().st_mode) for f in files} == {0o600}


def test_the_newest_step_is_the_one_that_opening_asks_for() -> None:
    config = Config()
    config.set_main_option("script_location", "gateway.register:migrations")
    config.set_main_option("path_separator", "os")
    assert ScriptDirectory.from_config(config).get_heads() == [schema.HEAD]


def test_the_steps_make_what_the_program_takes_them_to(where: URL, store: Store) -> None:
    engine = create_engine(where)
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), schema.metadata) == []
    engine.dispose()


def test_the_schema_is_postgresqls_too() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]
    for table in schema.metadata.sorted_tables:
        assert "CREATE TABLE" in str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert "CREATE INDEX" in str(CreateIndex(index).compile(dialect=dialect))


def test_a_register_of_a_newer_program_is_refused(where: URL, store: Store) -> None:
    engine = create_engine(where)
    with engine.begin() as connection:
        connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    engine.dispose()
    with pytest.raises(StateError, match="newer sekisho"):
        database.connect(where)


def test_a_register_of_another_key_is_refused(tmp_path: Path, where: URL, store: Store) -> None:
    (tmp_path / "other").mkdir()
    with pytest.raises(StateError, match="another key"):
        Store(where, keyring.load(tmp_path / "other"))


def test_no_database_at_all_is_told_in_words(tmp_path: Path) -> None:
    path = tmp_path / "register" / "register.db"
    path.parent.mkdir()
    path.write_bytes(b"this is no database" * 100)
    with pytest.raises(StateError, match="cannot be opened"):
        database.connect(database.location(tmp_path))


@pytest.mark.parametrize(
    "url",
    [
        pytest.param("nonsense", id="no URL"),
        pytest.param("nosuch://gate:hunter2@db.test/sekisho", id="no such database"),
        pytest.param("postgresql+nosuch://gate:hunter2@db.test/x", id="no such driver"),
    ],
)
def test_a_url_that_leads_nowhere_is_told_without_its_password(tmp_path: Path, url: str) -> None:
    with pytest.raises(StateError) as told:
        database.connect(database.location(tmp_path, url))
    assert "hunter2" not in str(told.value)


# ---------------------------------------------------------------- plans and their ends


def plan(store: Store, content: bytes = b"1" * 16, asset: str | None = None) -> Held:
    label = Label(ClassId("secret"), "plan.txt", kind=Kind.DOCUMENT)
    planned = Planned(asset, 1, asset is not None, content, label, b"/plan.txt", 10)
    path = store.key_of(b"/plan.txt")
    origin = Origin(path, b"/plan.txt", asset or "1", content, "stamp", FileState.DONE)
    (held,) = store.plan([planned], [origin])
    return held


def test_what_is_planned_is_not_listed_before_it_is_done(store: Store) -> None:
    held = plan(store)
    assert list(store.assets()) == []
    store.finish([held.number], [], "v1")
    assert [(a.id, a.version, a.fingerprints) for a in store.assets()] == [(held.asset, 1, 10)]


def test_a_new_version_retires_the_one_before(store: Store) -> None:
    first = plan(store)
    store.finish([first.number], [], "v1")
    second = plan(store, b"2" * 16, first.asset)
    assert store.retiring() == []
    store.finish([second.number], [], "v2")
    assert store.retiring() == [first.number]
    store.finish([], [first.number], "v3")
    assert [(a.id, a.version) for a in store.assets()] == [(first.asset, 2)]
    assert (second.family, second.number) == (first.family, first.number + 1)


def test_a_number_is_never_used_again(store: Store) -> None:
    first = plan(store)
    store.reconcile(frozenset(), "")
    assert plan(store).number > first.number


@pytest.mark.parametrize(
    ("in_index", "listed"),
    [
        pytest.param(True, 1, id="the index has it: the plan is ended"),
        pytest.param(False, 0, id="the index lacks it: the plan is undone"),
    ],
)
def test_a_plan_that_was_interrupted_is_settled(store: Store, in_index: bool, listed: int) -> None:
    held = plan(store)
    assert store.unsettled("v1")
    store.reconcile(frozenset([held.number] if in_index else []), "v1")
    assert len(list(store.assets())) == listed
    assert not store.unsettled("v1")


def test_what_is_retired_leaves_no_trace(store: Store) -> None:
    held = plan(store)
    store.finish([held.number], [], "v1")
    assert store.retire(held.asset) == [held.number]
    store.finish([], [held.number], "v2")
    assert list(store.assets()) == []
    assert store.asset_ids("") == []
    assert store.origins([store.key_of(b"/plan.txt")]) == {}


def test_a_heading_is_kept_as_a_digest(store: Store) -> None:
    assert store.heading("電話番号") == store.heading(" 電話 番号")
    assert store.heading("Ｔｅｌ") == store.heading("tel")
    assert store.heading("3") == "3"
    assert store.heading("氏名") != store.heading("電話番号")
    assert "電話" not in store.heading("電話番号")


# ---------------------------------------------------------------- what becomes of a file

OLD, NEW = b"o" * 16, b"n" * 16
LABEL = Label(ClassId("confidential"), "plan.txt", kind=Kind.DOCUMENT)


def a_held(content: bytes = OLD, asset: str = "A", version: int = 1, **label: object) -> Held:
    said = replace(LABEL, **label)  # type: ignore[arg-type]
    return Held(version, asset, 1, version, content, said, State.DONE)


def an_origin(content: bytes = OLD, asset: str | None = "A") -> Origin:
    return Origin(b"k", b"/plan.txt", asset, content, "stamp", FileState.DONE)


@pytest.mark.parametrize(
    ("content", "origin", "held", "options", "outcome", "asset"),
    [
        pytest.param(NEW, None, [], a_wish(), Outcome.NEW, None, id="never seen"),
        pytest.param(OLD, an_origin(), [a_held()], a_wish(), Outcome.KNOWN, "A", id="as it was"),
        pytest.param(NEW, an_origin(), [a_held()], a_wish(), Outcome.VERSION, "A", id="changed"),
        pytest.param(OLD, None, [a_held()], a_wish(), Outcome.KNOWN, "A", id="a copy"),
        pytest.param(
            NEW, an_origin(asset=None), [], a_wish(), Outcome.NEW, None, id="unread until now"
        ),
        pytest.param(
            OLD, an_origin(), [a_held()], a_wish(owner="経理"), Outcome.REVISED, "A", id="its owner"
        ),
        pytest.param(
            OLD, None, [a_held()], a_wish(owner="経理"), Outcome.KNOWN, "A", id="a copy's owner"
        ),
        pytest.param(
            OLD,
            an_origin(),
            [a_held(kind=Kind.TABLE, need=3)],
            a_wish(),
            Outcome.KNOWN,
            "A",
            id="a table of which nothing new is said",
        ),
        pytest.param(
            OLD,
            an_origin(),
            [a_held(kind=Kind.TABLE), a_held()],
            a_wish(),
            Outcome.KNOWN,
            "A",
            id="a table and its text",
        ),
        pytest.param(
            OLD,
            an_origin(),
            [replace(a_held(), state=State.LOST)],
            a_wish(),
            Outcome.REVISED,
            "A",
            id="lost from the index",
        ),
        pytest.param(
            NEW,
            an_origin(OLD, "A"),
            [a_held(), a_held(NEW, "B")],
            a_wish(),
            Outcome.KNOWN,
            "B",
            id="now the content of another asset",
        ),
    ],
)
def test_what_becomes_of_a_file(
    content: bytes,
    origin: Origin | None,
    held: list[Held],
    options: Options,
    outcome: Outcome,
    asset: str | None,
) -> None:
    settled = settle("plan.txt", content, origin, held, options)
    assert (settled.outcome, settled.asset) == (outcome, asset)


def test_a_new_version_keeps_what_was_said_before() -> None:
    held = [a_held(owner="経理", title="原価表", kind=Kind.TABLE, columns=("#1",), need=3)]
    settled = settle("plan.txt", NEW, an_origin(), held, a_wish())
    assert settled.label == held[0].label


def test_a_table_that_was_registered_with_its_text_stays_so() -> None:
    held = [a_held(kind=Kind.TABLE), a_held()]
    settled = settle("plan.csv", OLD, an_origin(), held, a_wish("secret"))
    assert (settled.outcome, settled.label.kind) == (Outcome.REVISED, None)


classes = st.sampled_from(sorted(RANK))


@given(classes, classes, st.booleans(), st.sampled_from([None, *Kind]))
def test_a_copy_elsewhere_never_loosens_what_is_said(
    said: ClassId, now: ClassId, public: bool, kind: Kind | None
) -> None:
    held = a_held(information_class=said, kind=Kind.PUBLIC if public else Kind.DOCUMENT)
    options = Options(now, MappingProxyType(RANK), kind=kind)
    settled = settle("copy.txt", OLD, None, [held], options)
    assert RANK[settled.label.information_class] >= RANK[said]
    assert settled.label.kind is held.label.kind
    assert settled.asset == "A"
