"""`python -m bench.evaluation.assets`: what the register finds of a company's documents and tables.

A company's documents are registered in an index of their own, by the path that `sekisho asset add`
takes; fragments, rows, everyday prompts and unregistered documents are put to it as prompts. A
fragment counts as found where its own document is named, or another version of it.
"""

from __future__ import annotations

import argparse
import json
import random
import sys
import tempfile
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

from bench.evaluation import office, office_edits, office_tables
from bench.evaluation.assets_report import LANGUAGES, LENGTHS, SLIPS, Outcome, Tally, reported
from bench.evaluation.goals import table
from bench.evaluation.office import Paper
from bench.evaluation.office_requests import requests
from bench.evaluation.report import Report
from classifiers.asset import classifier
from gateway.fingerprints import prints, public_prints
from gateway.fingerprints.tables import Table, table_prints
from gateway.model import ClassId, Finding, Needs, Segment
from gateway.register.entry import AssetEntry, Kind
from gateway.register.index import IndexWriter, open_index

SECRET = ClassId("secret")
KEY = b"the evaluation's own key, 32 by."
PAPERS = 400
SHEETS = {"customers": 2000, "prices": 600, "staff": 300}
FIRST_SHEET = 1_000_000  # numbers of tables, beyond those of documents

Found = Callable[[str], list[Finding]]
"""A prompt -> the findings of the classifier."""


# ---------------------------------------------------------------- the register


def registered(
    folder: Path, papers: Iterable[Paper], sheets: Sequence[office_tables.Sheet]
) -> Found:
    """An index with all of them, as the gate asks it."""
    with IndexWriter(folder, KEY) as writer:
        for paper in papers:
            writer.put(
                _entry(paper.number, paper.family, paper.title, Kind.DOCUMENT),
                prints(paper.text, KEY),
            )
        for number, sheet in enumerate(sheets, FIRST_SHEET):
            rows = [list(sheet.headings), *sheet.rows]
            writer.put_table(
                _entry(number, number, sheet.name, Kind.TABLE), table_prints(Table(rows), KEY)
            )
        licence = "\n".join(office.LICENCE)
        writer.put(
            _entry(FIRST_SHEET - 1, FIRST_SHEET - 1, "licence", Kind.PUBLIC),
            public_prints(licence, KEY),
        )
        writer.commit()
    index = open_index(folder, KEY)
    finder = classifier(Needs(classes=frozenset({SECRET}), assets=index))
    return lambda text: list(finder.classify(Segment("/prompt", text)))


def _is_named(findings: Iterable[Finding], number: int) -> bool:
    """Is the document, or another version of it, among what was found?"""
    return any(f.asset == f"F{number}" for f in findings)


def _entry(number: int, family: int, title: str, kind: Kind) -> AssetEntry:
    return AssetEntry(number, family, f"F{family}", title, SECRET, kind)


# ---------------------------------------------------------------- fragments


def fragments(
    found: Found, papers: Sequence[Paper], count: int, rng: random.Random
) -> dict[tuple[str, int, float], Tally]:
    """Recall by language, length and slips."""
    tallies = {}
    for language in LANGUAGES:
        own = [p for p in papers if p.language == language]
        for length in LENGTHS:
            for rate in SLIPS:
                tally = tallies[language, length, rate] = Tally()
                for paper, passage in _passages(own, length, count, rng):
                    text = office_edits.slips(passage, rate, rng)
                    hit = _is_named(found(office_edits.asked(text, language, rng)), paper.family)
                    tally.add(hit, text, not hit)
    return tallies


def _passages(
    papers: Sequence[Paper], length: int, count: int, rng: random.Random
) -> Iterable[tuple[Paper, str]]:
    for _ in range(count):
        paper = rng.choice(papers)
        # A passage longer than a paragraph runs on into the next one.
        yield paper, office_edits.cut(_whole(paper, length, rng), length, rng)


def _whole(paper: Paper, length: int, rng: random.Random) -> str:
    long = [passage for passage in paper.own if len(passage) >= length]
    return rng.choice(long) if long else "\n".join(paper.own)


def reformatted(
    found: Found, papers: Sequence[Paper], count: int, rng: random.Random
) -> dict[tuple[str, str], Tally]:
    """Recall of 100 characters by language and what was done to them."""
    tallies: dict[tuple[str, str], Tally] = {}
    for language in LANGUAGES:
        own = [p for p in papers if p.language == language]
        for name, change in office_edits.REFORMATTED.items():
            tally = tallies[language, name] = Tally()
            for paper, passage in _passages(own, 100, count, rng):
                hit = _is_named(
                    found(office_edits.asked(change(passage), language, rng)), paper.family
                )
                tally.add(hit, passage, not hit)
    return tallies


# ---------------------------------------------------------------- rows


def rows(
    found: Found, sheets: Sequence[office_tables.Sheet], count: int, rng: random.Random
) -> dict[tuple[str, str], Tally]:
    """Recall of a row of which two of five cells stand in a prompt, by table and form."""
    tallies: dict[tuple[str, str], Tally] = {}
    asks = requests(rng.randrange(10**6), 50)
    for number, sheet in enumerate(sheets, FIRST_SHEET):
        for form in office_tables.FORMS:
            tally = tallies[sheet.name, form] = Tally()
            for _ in range(count):
                columns = sorted(rng.sample(range(len(sheet.headings)), 2))
                text = office_tables.written(sheet, rng.choice(sheet.rows), columns, form)
                hit = _is_named(found(f"{rng.choice(asks)}\n{text}\n{rng.choice(asks)}"), number)
                tally.add(
                    hit,
                    f"{sheet.headings[columns[0]]}+{sheet.headings[columns[1]]} {text}",
                    not hit,
                )
    return tallies


def _other_rows(
    sheets: Sequence[office_tables.Sheet], seed: int, count: int, rng: random.Random
) -> list[str]:
    """Rows of the same kinds that are not registered, some alone, some a page full."""
    others = [office_tables.sheet(seed, s.name, len(s.rows), len(s.rows) * 40) for s in sheets]
    texts = []
    for i in range(count):
        sheet = others[i % len(others)]
        form = rng.choice(list(office_tables.FORMS))
        some = rng.sample(sheet.rows, rng.choice((1, 1, 3, 20)))
        texts.append(
            "\n".join(
                office_tables.written(sheet, row, list(range(len(row))), form) for row in some
            )
        )
    return texts


def _telephones(rng: random.Random) -> str:
    return "\n".join(
        f"{i + 1}. 0{rng.choice((70, 80, 90))}-{rng.randrange(10**4):04}-{rng.randrange(10**4):04}"
        for i in range(100)
    )


# ---------------------------------------------------------------- false alarms


def alarms(
    found: Found, seed: int, size: int, sheets: Sequence[office_tables.Sheet]
) -> dict[str, Tally]:
    """By domain, of how many texts of which nothing is registered something is found."""
    rng = random.Random(f"alarms {seed}")
    held_back = list(office.papers(seed + 1, size // 2, first=FIRST_SHEET * 2, versions=0.0))
    texts = {
        "everyday prompts": requests(seed, size),
        "unregistered documents: Japanese": [p.text for p in held_back if p.language == "ja"],
        "unregistered documents: English": [p.text for p in held_back if p.language == "en"],
        "unregistered documents: code": [p.text for p in held_back if p.language == "code"],
        "unregistered tables": _other_rows(sheets, seed + 1, size // 4, rng),
        "telephone lists": [_telephones(rng) for _ in range(size // 10)],
        "boilerplate alone": office.boilerplate(),
    }
    tallies = {}
    for domain, some in texts.items():
        tally = tallies[domain] = Tally()
        for text in some:
            findings = found(text)
            wrong = " | ".join(f"{f.title}: {text[f.start : f.end]}" for f in findings)
            tally.add(bool(findings), wrong, bool(findings))
    return tallies


# ---------------------------------------------------------------- the report


def measured(seed: int, size: int) -> Outcome:
    """`size` everyday prompts, and of everything else in proportion."""
    rng = random.Random(f"assets {seed}")
    papers = office.papers(seed, PAPERS)
    sheets = [office_tables.sheet(seed, name, count) for name, count in SHEETS.items()]
    with tempfile.TemporaryDirectory(prefix="sekisho-evaluation-") as folder:
        found = registered(Path(folder), papers, sheets)
        return Outcome(
            fragments(found, papers, max(20, size // 10), rng),
            reformatted(found, papers, max(20, size // 20), rng),
            rows(found, sheets, max(20, size // 20), rng),
            alarms(found, seed, size, sheets),
        )


def run(seed: int, size: int) -> Report:
    """The tables and the goals."""
    return reported(measured(seed, size))


def main(arguments: list[str]) -> int:
    parser = argparse.ArgumentParser("bench.evaluation.assets", description=__doc__)
    parser.add_argument("--seed", type=int, default=1, help="another seed, another company")
    parser.add_argument(
        "--size", type=int, default=2000, help="how many everyday prompts; the rest in proportion"
    )
    parser.add_argument(
        "--misses", type=int, default=0, metavar="N", help="N misses and false alarms of each kind"
    )
    parser.add_argument("--json", action="store_true", help="one JSON document in place of tables")
    options = parser.parse_args(arguments)
    outcome = measured(options.seed, options.size)
    report = reported(outcome)
    if options.json:
        goals = [goal.document() for goal in report.goals]
        print(
            json.dumps(
                {"seed": options.seed, "figures": report.figures, "goals": goals},
                ensure_ascii=False,
                indent=1,
            )
        )
    else:
        print(*report.lines, "", sep="\n")
        for name, tally in outcome.tallies().items():
            for text in tally.others[: options.misses]:
                print(f"{name}: {text[:300]!r}")
        print(table([goal.row() for goal in report.goals], ["goal", "wanted", "figure", ""]))
    return 0 if all(goal.met for goal in report.goals) else 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
