"""What was found of registered assets, counted -> tables and goals."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from bench.evaluation.goals import Goal, table
from bench.evaluation.office_edits import REFORMATTED
from bench.evaluation.office_tables import FORMS, KINDS
from bench.evaluation.report import Report

LENGTHS = (30, 50, 100, 300)
SLIPS = (0.0, 0.05, 0.1)
LANGUAGES = ("ja", "en", "code")


@dataclass(slots=True)
class Tally:
    """So many of so many; with what was missed or found wrongly."""

    found: int = 0
    of: int = 0
    others: list[str] = field(default_factory=list, repr=False)

    def add(self, hit: bool, text: str, keep: bool) -> None:
        self.found += hit
        self.of += 1
        if keep:
            self.others.append(text)

    @property
    def share(self) -> float:
        return self.found / self.of if self.of else 0.0

    def __str__(self) -> str:
        return f"{self.share:.3f}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was measured: by language, length and slips; by form; by table; by domain."""

    by_length: dict[tuple[str, int, float], Tally]
    by_form: dict[tuple[str, str], Tally]
    by_table: dict[tuple[str, str], Tally]
    false: dict[str, Tally]

    def tallies(self) -> dict[str, Tally]:
        """All of them by name."""
        groups = (self.by_length, self.by_form, self.by_table, self.false)
        return {_name(key): tally for group in groups for key, tally in group.items()}


def reported(outcome: Outcome) -> Report:
    tables = (
        _length_lines(outcome),
        _form_lines(outcome),
        _row_lines(outcome),
        _alarm_lines(outcome),
    )
    figures: dict[str, object] = {
        name: {"share": t.share, "of": t.of} for name, t in outcome.tallies().items()
    }
    return Report("Registered assets", ["\n\n".join(tables)], _goals(outcome), figures=figures)


def _name(key: object) -> str:
    return ", ".join(map(str, key)) if isinstance(key, tuple) else str(key)


def _pooled(tallies: Iterable[Tally]) -> float:
    some = list(tallies)
    return sum(t.found for t in some) / max(1, sum(t.of for t in some))


def _length_lines(outcome: Outcome) -> str:
    cases = [(length, rate) for length in LENGTHS for rate in SLIPS]
    heading = ["recall by length", *(f"{length}, {rate:.0%}" for length, rate in cases)]
    return table(
        [[name, *(str(outcome.by_length[name, *case]) for case in cases)] for name in LANGUAGES],
        heading,
    )


def _form_lines(outcome: Outcome) -> str:
    lines = [
        [form, *(str(outcome.by_form[name, form]) for name in LANGUAGES)] for form in REFORMATTED
    ]
    return table(lines, ["100 characters, reformatted", *LANGUAGES])


def _row_lines(outcome: Outcome) -> str:
    lines = [[form, *(str(outcome.by_table[name, form]) for name in KINDS)] for form in FORMS]
    return table(lines, ["two of five cells", *KINDS])


def _alarm_lines(outcome: Outcome) -> str:
    lines = [
        [domain, str(t.of), str(t.found), f"{t.share:.2%}"] for domain, t in outcome.false.items()
    ]
    return table(lines, ["false alarms", "texts", "found", "share"])


def _goals(outcome: Outcome) -> list[Goal]:
    lengths, false = outcome.by_length, outcome.false
    exact, five, ten = (
        _pooled(lengths[name, n, rate] for name in LANGUAGES)
        for n, rate in ((50, 0.0), (100, 0.05), (100, 0.1))
    )
    forms = {
        form: _pooled(t for (_, f), t in outcome.by_form.items() if f == form)
        for form in REFORMATTED
    }
    cells = {
        name: _pooled(t for (n, _), t in outcome.by_table.items() if n == name) for name in KINDS
    }
    same_kind = _pooled(t for domain, t in false.items() if domain.startswith("unregistered"))
    return [
        Goal("assets: 30 Japanese characters", lengths["ja", 30, 0.0].share, 0.85),
        Goal("assets: 50 characters", exact, 0.97),
        Goal("assets: 100 characters, 5 % edited", five, 0.98),
        Goal("assets: 100 characters, 10 % edited", ten, 0.92),
        *(Goal(f"assets: 100 characters, {form}", figure, 0.98) for form, figure in forms.items()),
        *(
            Goal(f"assets: two of five cells, {name}", figure, 0.97)
            for name, figure in cells.items()
        ),
        Goal(
            "assets: false alarms, everyday prompts", false["everyday prompts"].share, 0.003, "<="
        ),
        Goal("assets: false alarms, unregistered of the same kind", same_kind, 0.02, "<="),
        Goal("assets: false alarms, telephone lists", false["telephone lists"].share, 0.0, "<="),
        Goal(
            "assets: false alarms, boilerplate alone", false["boilerplate alone"].share, 0.0, "<="
        ),
    ]
