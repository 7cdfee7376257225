"""The text of a TOML file -> the lines on which its tables and keys stand, which tomllib hides."""

from __future__ import annotations

from classifiers import _lazy_re as re


class Lines:
    """Where the tables of a TOML text begin."""

    _TABLE = re.compile(r"\s*\[\[?\s*([\w.\"-]+)\s*\]\]?\s*(?:#.*)?")

    def __init__(self, text: str) -> None:
        self.lines = text.split("\n")
        self.rules: list[int] = []
        self.tables: list[tuple[int, str]] = []
        quote = ""
        for number, line in enumerate(self.lines, 1):
            if not quote and (table := self._TABLE.fullmatch(line)):
                self.tables.append((number, table[1]))
                if table[1] == "rules":
                    self.rules.append(number)
            quote = _still_open(line, quote)

    def rule(self, index: int, key: str = "") -> int:
        """The line of a rule, or of a key in it."""
        if index >= len(self.rules):
            return 0
        first = self.rules[index]
        last = self.rules[index + 1] - 1 if index + 1 < len(self.rules) else len(self.lines)
        for number in range(first, last + 1) if key else ():
            if re.match(rf"\s*{key}\s*=", self.lines[number - 1]):
                return number
        return first

    def table(self, name: str) -> int:
        return next((number for number, found in self.tables if found == name), 0)


def _still_open(line: str, quote: str) -> str:
    """The triple quote that is open after a line, if any."""
    while True:
        if quote:
            end = line.find(quote)
            if end < 0:
                return quote
            line, quote = line[end + 3 :], ""
        else:
            opened = re.search("'''|\"\"\"", line)
            if not opened:
                return ""
            quote, line = opened[0], line[opened.end() :]
