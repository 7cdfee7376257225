"""Edge: the register's database -> what is registered; plans and their ends.

Prints pass from PENDING to DONE around the index's own commit:

    plan()     the new prints are pending          (the register knows their numbers)
    commit     they are in the index               (IndexWriter)
    finish()   they are done; what they follow is retiring, and goes with the next commit

Wherever a process is killed, `reconcile` asks the index what it holds and ends or undoes the plan.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, TypeVar
from unicodedata import normalize

from sqlalchemy import Connection, Engine, Row, delete, func, insert, or_, select, update
from sqlalchemy.engine import URL

from gateway.errors import StateError
from gateway.keyring import Key
from gateway.redaction.placeholders import CROCKFORD
from gateway.register import database
from gateway.register.assets import Asset, Held, Label, Origin
from gateway.register.entry import Kind
from gateway.register.schema import FileState, State, about, assets, origins, prints

T = TypeVar("T")

CHUNK = 400  # values in one IN (...): SQLite takes 32,766 parameters, older builds 999
ID_DIGITS = 10  # 50 bits: no two of a million assets are the same
MAX_NUMBER = 2**32 - 1


@dataclass(frozen=True, slots=True)
class Planned:
    """Prints to be registered. `asset` None: an asset of its own.

    Those of one file come together, with the same `asset` or the same `new`, a name for an asset
    that is not there yet.
    """

    asset: str | None
    new: int
    next_version: bool
    content: bytes
    label: Label
    path: bytes
    fingerprints: int


class Store:
    """The register. One process writes at a time: whoever holds the index's writer."""

    def __init__(self, where: URL, key: Key, clock: Callable[[], datetime] | None = None) -> None:
        self._engine: Engine = database.connect(where)
        self._reading = database.reading(self._engine)
        self._digest = key.derive("register/contents")
        self._clock = clock or (lambda: datetime.now(UTC))
        try:
            self._refuse_another_key(key.derive("register/identity").hex()[:32])
        except BaseException:
            self.close()
            raise

    def close(self) -> None:
        self._engine.dispose()

    # ------------------------------------------------------------ digests

    def content(self, data: bytes) -> bytes:
        """A keyed digest, so that the register does not tell who holds the same file."""
        return self._keyed(data, b"content")

    def key_of(self, path: bytes) -> bytes:
        return self._keyed(path, b"path")

    def heading(self, text: str) -> str:
        """A column's heading as it is kept: a keyed digest; a number stays one."""
        if text.isdecimal():
            return text
        folded = "".join(normalize("NFKC", text).casefold().split())
        return "#" + self._keyed(folded.encode("utf-8", "replace"), b"heading").hex()

    def _keyed(self, data: bytes, person: bytes) -> bytes:
        return hashlib.blake2b(data, key=self._digest, person=person, digest_size=16).digest()

    # ------------------------------------------------------------ looking up

    def assets(self) -> Iterator[Asset]:
        """Every asset in its newest version, in the order in which they were registered."""
        with self._reading.connect() as connection:
            query = _held_query().where(prints.c.state.in_([State.DONE, State.LOST]))
            query = query.order_by(assets.c.family, prints.c.version.desc(), prints.c.number)
            rows = connection.execution_options(yield_per=1_000).execute(query)
            yield from _listed(rows)

    def asset_ids(self, prefix: str) -> list[str]:
        """The ids that begin so: the first characters of an id are enough for people."""
        found = select(assets.c.id).where(assets.c.id.startswith(prefix, autoescape=True))
        with self._reading.connect() as connection:
            return list(connection.scalars(found.order_by(assets.c.id)))

    def origins(self, keys: Sequence[bytes]) -> dict[bytes, Origin]:
        with self._reading.connect() as connection:
            found: dict[bytes, Origin] = {}
            for some in _chunks(keys):
                rows = connection.execute(select(origins).where(origins.c.key.in_(some)))
                found.update((row.key, _origin(row)) for row in rows)
            return found

    def held(self, contents: Sequence[bytes], ids: Sequence[str]) -> list[Held]:
        """All prints with one of these contents or of one of these assets."""
        found: dict[int, Held] = {}
        with self._reading.connect() as connection:
            asked = [prints.c.content.in_(some) for some in _chunks(sorted(set(contents)))]
            asked += [prints.c.asset.in_(some) for some in _chunks(sorted(set(ids)))]
            for question in asked:
                rows = connection.execute(_held_query().where(question))
                found.update((row.number, _held(row)) for row in rows)
        return list(found.values())

    # ------------------------------------------------------------ writing

    def plan(self, planned: Sequence[Planned], files: Iterable[Origin]) -> list[Held]:
        """Give each its number and its asset, pending; and note where everything came from.

        An Origin whose `asset` is the decimal `new` of a Planned gets the id of that asset.
        """
        with self._engine.begin() as connection:
            first = self._take_numbers(connection, len(planned))
            held, made = self._numbered(connection, planned, first)
            if made:
                connection.execute(insert(assets), made)
            if held:
                rows = zip(held, planned, strict=True)
                connection.execute(insert(prints), [self._row(h, p) for h, p in rows])
            ids = {str(p.new): h.asset for h, p in zip(held, planned, strict=True)}
            self._note(connection, files, ids)
        return held

    def finish(self, numbers: Sequence[int], gone: Sequence[int], index: str) -> None:
        """The index has taken these in and those out, and is at this version now."""
        with self._engine.begin() as connection:
            for some in _chunks(gone):
                _forget(connection, some)
            for some in _chunks(numbers):
                _retire_former(connection, some)
            for some in _chunks(numbers):  # after all are retired: those of one file are siblings
                _move(connection, some, State.DONE)
            _say(connection, "index", index)

    def retire(self, id: str) -> list[int]:
        """All of an asset is to leave the index; where it came from is forgotten."""
        with self._engine.begin() as connection:
            connection.execute(delete(origins).where(origins.c.asset == id))
            leaving = update(prints).where(prints.c.asset == id)
            connection.execute(leaving.values(state=State.RETIRING))
        return self.retiring()

    def retiring(self) -> list[int]:
        with self._reading.connect() as connection:
            leaving = select(prints.c.number).where(prints.c.state == State.RETIRING)
            return list(connection.scalars(leaving))

    # ------------------------------------------------------------ after an interruption

    def unsettled(self, index: str) -> bool:
        """May the register and the index at this version disagree?"""
        with self._reading.connect() as connection:
            open_states = prints.c.state.in_([State.PENDING, State.RETIRING])
            count = select(func.count()).select_from(prints).where(open_states)
            return bool(connection.scalar(count)) or _said(connection, "index") != index

    def reconcile(self, in_index: frozenset[int], index: str) -> None:
        """Make the register agree with what the index holds; `retiring` are still to be removed."""
        ended, undone, lost, found = self._compared(in_index)
        with self._engine.begin() as connection:
            for some in _chunks(undone):
                _forget(connection, some)
            for state, numbers in ((State.LOST, lost), (State.DONE, found)):
                for some in _chunks(numbers):
                    _move(connection, some, state)
        self.finish(ended, (), index)

    def _compared(
        self, in_index: frozenset[int]
    ) -> tuple[list[int], list[int], list[int], list[int]]:
        ended: list[int] = []
        undone: list[int] = []
        lost: list[int] = []
        found: list[int] = []
        query = select(prints.c.number, prints.c.state)
        with self._reading.connect() as connection:
            for number, state in connection.execute(query):
                if state == State.PENDING:
                    (ended if number in in_index else undone).append(number)
                elif state == State.LOST and number in in_index:
                    found.append(number)
                elif state == State.DONE and number not in in_index:
                    lost.append(number)
        return ended, undone, lost, found

    def disagreements(self, in_index: frozenset[int]) -> tuple[int, int]:
        """Prints that the index lacks, and prints in it that the register does not know."""
        _, _, lost, _ = self._compared(in_index)
        with self._reading.connect() as connection:
            known = frozenset(connection.scalars(select(prints.c.number)))
            of_state = select(func.count()).select_from(prints).where(prints.c.state == State.LOST)
            return len(lost) + (connection.scalar(of_state) or 0), len(in_index - known)

    # ------------------------------------------------------------ pieces of a plan

    def _take_numbers(self, connection: Connection, count: int) -> int:
        first = int(_said(connection, "next") or 1)
        if first + count > MAX_NUMBER:
            raise StateError("the register has used up its numbers; begin a new state folder")
        _say(connection, "next", str(first + count))
        return first

    def _numbered(
        self, connection: Connection, planned: Sequence[Planned], first: int
    ) -> tuple[list[Held], list[dict[str, Any]]]:
        versions = self._versions(connection, planned)
        made: dict[int, dict[str, Any]] = {}
        held: list[Held] = []
        for number, one in enumerate(planned, first):
            id, family, newest = one.asset, number, 0
            if id is not None:
                family, newest = versions[id]
            else:
                row = made.setdefault(one.new, self._asset_row(one, number))
                id, family = row["id"], row["family"]
            version = newest + 1 if one.next_version or not newest else newest
            held.append(Held(number, id, family, version, one.content, one.label, State.PENDING))
        return held, list(made.values())

    def _versions(
        self, connection: Connection, planned: Sequence[Planned]
    ) -> dict[str, tuple[int, int]]:
        ids = sorted({p.asset for p in planned if p.asset is not None})
        found: dict[str, tuple[int, int]] = {}
        for some in _chunks(ids):
            query = (
                select(assets.c.id, assets.c.family, func.max(prints.c.version))
                .join(prints, prints.c.asset == assets.c.id)
                .where(assets.c.id.in_(some))
                .group_by(assets.c.id, assets.c.family)
            )
            found.update((id, (family, v)) for id, family, v in connection.execute(query))
        return found

    def _asset_row(self, one: Planned, number: int) -> dict[str, Any]:
        id = "".join(secrets.choice(CROCKFORD) for _ in range(ID_DIGITS))
        return {"id": id, "family": number, "path": one.path, "registered": self._now()}

    def _row(self, held: Held, one: Planned) -> dict[str, Any]:
        label = one.label
        return {
            "number": held.number,
            "asset": held.asset,
            "version": held.version,
            "content": one.content,
            "kind": label.kind or Kind.DOCUMENT,
            "class": label.information_class,
            "title": label.title,
            "owner": label.owner,
            "until": label.until,
            "columns": ",".join(label.columns),
            "need": label.need,
            "fingerprints": one.fingerprints,
            "state": State.PENDING,
            "registered": self._now(),
        }

    def _note(self, connection: Connection, files: Iterable[Origin], ids: dict[str, str]) -> None:
        rows = {
            f.key: {
                "key": f.key,
                "path": f.path,
                "asset": ids.get(f.asset, f.asset) if f.asset else None,
                "content": f.content,
                "stamp": f.stamp,
                "state": f.state,
                "reason": f.reason,
                "seen": self._now(),
            }
            for f in files
        }
        for some in _chunks(sorted(rows)):
            connection.execute(delete(origins).where(origins.c.key.in_(some)))
            connection.execute(insert(origins), [rows[key] for key in some])

    def _now(self) -> str:
        return self._clock().astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")

    def _refuse_another_key(self, identity: str) -> None:
        with self._reading.connect() as connection:
            known = _said(connection, "key")
        if known is None:
            with self._engine.begin() as connection:
                known = _said(connection, "key") or identity
                _say(connection, "key", known)
        if known != identity:
            raise StateError(
                "the register was written under another key than STATE/key; put that key back "
                "from a backup, or name another state folder or register"
            )


# ---------------------------------------------------------------- rows and values


def _held_query() -> Any:
    joined = prints.join(assets, assets.c.id == prints.c.asset)
    columns = (assets.c.family, assets.c.path, assets.c.registered.label("first"))
    return select(prints, *columns).select_from(joined)


def _held(row: Row[Any]) -> Held:
    state = State(row.state)
    return Held(row.number, row.asset, row.family, row.version, row.content, _label(row), state)


def _label(row: Row[Any]) -> Label:
    said = row._mapping
    columns = tuple(said["columns"].split(",")) if said["columns"] else ()
    kind, until = Kind(said["kind"]), said["until"]
    return Label(said["class"], said["title"], said["owner"], until, kind, columns, said["need"])


def _listed(rows: Iterable[Row[Any]]) -> Iterator[Asset]:
    """Rows by asset, the newest version first -> that version of each."""
    current: Asset | None = None
    for row in rows:
        label, family = _label(row), row.family
        if current is None or current.family != family:
            if current:
                yield current
            made = (row.version, row.path, row.first, _count(row))
            current = Asset(row.asset, family, label, *made)
        elif row.version == current.version:  # the text and the rows of a table
            table = label if label.kind is Kind.TABLE else current.label
            count = current.fingerprints + _count(row)
            made = (current.version, current.path, current.registered, count)
            current = Asset(current.id, family, table, *made)
    if current:
        yield current


def _count(row: Row[Any]) -> int:
    return row.fingerprints if row.state == State.DONE else 0  # nothing is known of what was lost


def _origin(row: Row[Any]) -> Origin:
    state = FileState(row.state)
    return Origin(row.key, row.path, row.asset, row.content, row.stamp, state, row.reason)


# ---------------------------------------------------------------- steps of a transaction


def _move(connection: Connection, numbers: Sequence[int], state: State) -> None:
    change = update(prints).where(prints.c.number.in_(numbers))
    connection.execute(change.values(state=state))


def _retire_former(connection: Connection, numbers: Sequence[int]) -> None:
    """What the new prints follow: the same content under another label, versions before.

    An older version stays for as long as a file is known to hold it.
    """
    query = select(prints.c.asset, prints.c.version, prints.c.content)
    query = query.join(assets, assets.c.id == prints.c.asset)
    query = query.where(prints.c.number.in_(numbers), assets.c.family != prints.c.number)
    followers = {(id, version, content) for id, version, content in connection.execute(query)}
    still = select(origins.c.key).where(origins.c.asset == prints.c.asset)
    still = still.where(origins.c.content == prints.c.content).correlate(prints)
    for id, version, content in sorted(followers):
        former = (prints.c.version < version) & ~still.exists()
        leaving = update(prints).where(prints.c.asset == id)
        leaving = leaving.where(prints.c.state.in_([State.DONE, State.LOST]))
        leaving = leaving.where(or_(prints.c.content == content, former))
        connection.execute(leaving.values(state=State.RETIRING))


def _forget(connection: Connection, numbers: Sequence[int]) -> None:
    """Prints that are not in the index, and assets of which none are left."""
    of = select(prints.c.asset).where(prints.c.number.in_(numbers))
    ids = sorted(set(connection.scalars(of)))
    connection.execute(delete(prints).where(prints.c.number.in_(numbers)))
    left = set(connection.scalars(select(prints.c.asset).where(prints.c.asset.in_(ids))))
    empty = [id for id in ids if id not in left]
    connection.execute(delete(origins).where(origins.c.asset.in_(empty)))
    connection.execute(delete(assets).where(assets.c.id.in_(empty)))


def _said(connection: Connection, name: str) -> str | None:
    return connection.scalar(select(about.c.value).where(about.c.name == name))


def _say(connection: Connection, name: str, value: str) -> None:
    changed = connection.execute(update(about).where(about.c.name == name).values(value=value))
    if not changed.rowcount:
        connection.execute(insert(about).values(name=name, value=value))


def _chunks(values: Sequence[T]) -> Iterator[Sequence[T]]:
    for start in range(0, len(values), CHUNK):
        yield values[start : start + CHUNK]
