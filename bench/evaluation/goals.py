"""What the evaluation has to show: each goal with its figure, met or missed."""

from __future__ import annotations

from dataclasses import asdict, dataclass


@dataclass(frozen=True, slots=True)
class Goal:
    """`figure` has to be at least `wanted`, or at most, or more than it."""

    name: str
    figure: float
    wanted: float
    sign: str = ">="

    @property
    def met(self) -> bool:
        if self.sign == "<=":
            return self.figure <= self.wanted
        return self.figure > self.wanted if self.sign == ">" else self.figure >= self.wanted

    def row(self) -> list[str]:
        return [
            self.name,
            f"{self.sign} {self.wanted:.4g}",
            f"{self.figure:.4g}",
            "met" if self.met else "MISSED",
        ]

    def document(self) -> dict[str, object]:
        return {**asdict(self), "met": self.met}


def table(rows: list[list[str]], heading: list[str]) -> str:
    """Columns under their headings: the first to the left, the others to the right."""
    widths = [max(len(row[i]) for row in (heading, *rows)) for i in range(len(heading))]
    lines = [heading, ["-" * width for width in widths], *rows]
    return "\n".join(
        "  ".join(
            [
                row[0].ljust(widths[0]),
                *(c.rjust(w) for c, w in zip(row[1:], widths[1:], strict=True)),
            ]
        ).rstrip()
        for row in lines
    )
