"""The register and its index -> what is in them: a list, an asset less, fragments, a proof.

Each function does what the command of its name says, and returns the exit status.
"""

from __future__ import annotations

import sys
from contextlib import closing
from datetime import date
from pathlib import Path
from typing import Any

from gateway import formats, messages
from gateway import keyring as key
from gateway.cli.asset_words import asset_table, match_line, say, visible
from gateway.cli.audit import reader_of
from gateway.cli.common import BAD, DONE, NO, err, gates_folder, out, print_json
from gateway.content import documents
from gateway.errors import StateError
from gateway.model import AssetMatch, Language, Unread
from gateway.register import database, index
from gateway.register.assets import Asset
from gateway.register.extraction import shown
from gateway.register.opening import index_folder, numbers_in_index, open_register
from gateway.register.store import Store


def list_(policy: Path | None, state: Path | None, url: str | None, *, as_json: bool) -> int:
    folder = gates_folder(state, under_its_key=False)
    assets = _registered(folder, url)
    if as_json:
        print_json([_as_json(asset) for asset in assets])
        return DONE
    language = reader_of(policy).language
    if not assets:
        err().print(say(language, "nothing"))
        return DONE
    today = date.today()
    expired = [bool(a.label.until and a.label.until < today) for a in assets]
    for line in asset_table(assets, language, expired):
        out().print(line, markup=False)
    return DONE


def _registered(folder: Path, url: str | None) -> list[Asset]:
    where = database.location(folder, url)
    if not database.exists(where):
        return []
    with closing(Store(where, key.load(folder))) as store:
        return list(store.assets())


def _as_json(asset: Asset) -> dict[str, Any]:
    label = asset.label
    return {
        "id": asset.id,
        "title": label.title,
        "class": label.information_class,
        "kind": label.kind,
        "owner": label.owner or None,
        "version": asset.version,
        "path": shown(asset.path),
        "registered": asset.registered,
        "until": label.until.isoformat() if label.until else None,
        "fingerprints": asset.fingerprints,
    }


# ---------------------------------------------------------------- remove


def remove(ids: tuple[str, ...], policy: Path | None, state: Path | None, url: str | None) -> int:
    folder, language = gates_folder(state, under_its_key=False), reader_of(policy).language
    status = DONE
    if not database.exists(database.location(folder, url)):
        err().print(say(language, "nothing"))
        return NO
    with open_register(folder, key.load(folder), url) as register:
        titles = {a.id: a.label.title for a in register.store.assets()}
        for prefix in ids:
            found = register.store.asset_ids(prefix.upper()) if prefix else []
            if len(found) != 1:
                status = max(status, _told_of_none(prefix, found, language))
                continue
            (id,) = found
            register.store.retire(id)
            register.take_out()
            said = say(language, "removed", id=id, title=visible(titles.get(id, "")))
            out().print(said, markup=False)
    return status


def _told_of_none(prefix: str, found: list[str], language: Language) -> int:
    if not found:
        err().print(say(language, "no-such", id=prefix), markup=False)
        return NO
    shown_ids = ", ".join(found[:10])
    said = say(language, "ambiguous", id=prefix, count=len(found), ids=shown_ids)
    err().print(said, markup=False)
    return BAD


# ---------------------------------------------------------------- search


def search(file: Path, policy: Path | None, state: Path | None, *, as_json: bool) -> int:
    folder, language = gates_folder(state, under_its_key=False), reader_of(policy).language
    found, unread = _searched(file, folder)
    for part in unread:
        what = visible(messages.unread(part, language))
        err().print(say(language, "unread-part", what=what), markup=False)
    if as_json:
        print_json([_match_json(place, match) for place, match in found])
    else:
        for place, match in found:
            out().print(match_line(place, match, language))
        if not found and not unread:
            err().print(say(language, "none-found"))
    return DONE if found else BAD if unread else NO


_Found = list[tuple[str, AssetMatch]]


def _searched(file: Path, folder: Path) -> tuple[_Found, tuple[Unread, ...]]:
    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    where = index_folder(folder)
    opened = None
    if where.is_dir():
        opened = index.open_index(where, key.load(folder).derive(index.PURPOSE))
    if opened is None:
        return [], ()
    name = "" if str(file) == "-" else file.name
    prompt = formats.read_document(data, name, documents.read)
    texts = ((s.place, match) for s in prompt.segments for match in opened.match(s.text))
    return list(texts), prompt.unread


def _match_json(place: str, match: AssetMatch) -> dict[str, Any]:
    return {
        "asset": match.asset,
        "title": match.title,
        "class": match.information_class,
        "place": place,
        "start": match.start,
        "end": match.end,
        "characters": match.characters,
        "share": round(match.share, 4),
        "rows": match.rows,
        "cells": match.cells,
    }


# ---------------------------------------------------------------- check


def check(policy: Path | None, state: Path | None, url: str | None, *, as_json: bool) -> int:
    folder, language = gates_folder(state, under_its_key=False), reader_of(policy).language
    wrong = index.check_index(index_folder(folder))
    wrong += [] if wrong else _disagreements(folder, url, language)
    assets = _registered(folder, url)
    count = sum(asset.fingerprints for asset in assets)
    if as_json:
        print_json({"assets": len(assets), "fingerprints": count, "wrong": wrong})
    else:
        for what in wrong:
            out().print(what, style="red", markup=False)
        if not wrong:
            out().print(say(language, "sound", assets=len(assets), fingerprints=count))
    return NO if wrong else DONE


def _disagreements(folder: Path, url: str | None, language: Language) -> list[str]:
    where = database.location(folder, url)
    if not database.exists(where):
        return []
    keys = key.load(folder)
    try:
        held = numbers_in_index(folder, keys)
    except StateError as e:
        return [str(e)]
    with closing(Store(where, keys)) as store:
        lost, stray = store.disagreements(held)
    counts = {"lost": lost, "stray": stray}
    return [say(language, name, count=n) for name, n in counts.items() if n]
