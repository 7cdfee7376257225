"""gitleaks' TOML -> rules of the company. Pure: text in, rules out, or all that is wrong with it.

Read are, of each rule, `id`, `description`, `regex`, `keywords`, `entropy`, `secretGroup` and its
`allowlist` or `allowlists`; and the allowlists of the whole file. What has no meaning for a text
without a file or a commit (`path`, `paths`, `commits`), and `extend`, is left out, and each rule
notes what was. Expressions must be RE2's, as gitleaks asks as well.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping
from typing import Any

import re2

from classifiers import _lazy_re as re
from classifiers._credentials.company import compiled
from classifiers._credentials.gitleaks_lines import Lines
from gateway.model import Allowance, CredentialRule

MAX_RULES = 2_000  # gitleaks' own file has 221
MAX_REGEX = 4_000  # characters; its longest has 1,900


class GitleaksError(ValueError):
    """The rules cannot be used. `faults` says all that is wrong, with its line (0: unknown)."""

    def __init__(self, faults: list[tuple[int, str]]) -> None:
        self.faults = tuple(sorted(faults))
        super().__init__("\n".join(f"line {n}: {text}" if n else text for n, text in self.faults))


def parse_gitleaks(text: str) -> tuple[CredentialRule, ...]:
    """The rules of a gitleaks file. Raises GitleaksError with every fault."""
    try:
        document = tomllib.loads(text)
    except tomllib.TOMLDecodeError as e:
        raise GitleaksError([_toml_fault(str(e))]) from None
    return _Parser(document, Lines(text)).rules()


_AT = re.compile(r" \(at (?:line (\d+), column \d+|end of document)\)$")


def _toml_fault(message: str) -> tuple[int, str]:
    at = _AT.search(message)
    what = message[: at.start()] if at else message
    return int(at[1]) if at and at[1] else 0, f"this is no TOML: {what}; see https://toml.io"


_WITHOUT_FILE = ("path", "tags", "required", "skipReport")
_RULE_KEYS = frozenset(
    (
        "id",
        "description",
        "regex",
        "keywords",
        "entropy",
        "secretGroup",
        "allowlist",
        "allowlists",
        *_WITHOUT_FILE,
    )
)


class _Parser:
    """Collects rules and faults."""

    def __init__(self, document: Mapping[str, Any], lines: Lines) -> None:
        self.document = document
        self.lines = lines
        self.faults: list[tuple[int, str]] = []

    def rules(self) -> tuple[CredentialRule, ...]:
        entries = self.document.get("rules", [])
        if not isinstance(entries, list) or not all(isinstance(e, dict) for e in entries):
            raise GitleaksError(
                [(self.lines.table("rules"), "rules: expected tables, as in [[rules]]")]
            )
        if len(entries) > MAX_RULES:
            raise GitleaksError([(0, f"more than {MAX_RULES:,} rules; is this the right file?")])
        everywhere = self._everywhere()
        found: dict[str, CredentialRule] = {}
        for index, entry in enumerate(entries):
            rule = self._rule(index, entry, everywhere)
            if rule and rule.id in found:
                self._fault(index, "id", f"two rules are called {rule.id!r}; rename one")
            elif rule:
                found[rule.id] = rule
        if not entries:
            self.faults.append((0, "there is no rule; add one, as in [[rules]]"))
        if self.faults:
            raise GitleaksError(self.faults)
        return tuple(found.values())

    def _fault(self, index: int, key: str, text: str) -> None:
        self.faults.append((self.lines.rule(index, key), text))

    def _rule(
        self,
        index: int,
        entry: Mapping[str, Any],
        everywhere: list[tuple[frozenset[str], Allowance]],
    ) -> CredentialRule | None:
        id_ = entry.get("id")
        if not isinstance(id_, str) or not id_.strip():
            self._fault(index, "id", 'a rule without id; add one, as in id = "acme-key"')
            return None
        expression = entry.get("regex")
        if expression is None and "path" in entry:
            return None  # gitleaks looks for a file of that name; a prompt has no files of its own
        groups = self._expression(index, "regex", id_, expression)
        allow = [a for names, a in everywhere if not names or id_ in names]
        allow += self._allowances(index, id_, entry)
        return CredentialRule(
            id=id_,
            regex=expression if isinstance(expression, str) else "",
            description=self._text(index, id_, entry, "description"),
            keywords=self._texts(index, id_, entry, "keywords"),
            entropy=self._entropy(index, id_, entry),
            secret_group=self._group(index, id_, entry, groups),
            allow=tuple(allow),
            notes=tuple(_notes(entry)),
        )

    def _expression(self, index: int, key: str, id_: str, expression: object) -> int:
        """How many groups it has."""
        if not isinstance(expression, str) or not expression:
            self._fault(index, key, f"{id_}: {key} is missing; write it in triple single quotes")
            return 0
        if len(expression) > MAX_REGEX:
            self._fault(
                index, key, f"{id_}: a regex of more than {MAX_REGEX:,} characters; cut it up"
            )
            return 0
        try:
            return int(compiled(expression).groups)
        except re2.error as e:
            self._fault(index, key, f"{id_}: {key} is no expression that RE2 takes ({_said(e)})")
            return 0

    def _text(self, index: int, id_: str, entry: Mapping[str, Any], key: str) -> str:
        value = entry.get(key, "")
        if isinstance(value, str):
            return value
        self._fault(index, key, f"{id_}: {key} must be a text")
        return ""

    def _texts(self, index: int, id_: str, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(v.lower() for v in value if v)
        self._fault(index, key, f'{id_}: {key} must be a list of texts, as in {key} = ["acme"]')
        return ()

    def _entropy(self, index: int, id_: str, entry: Mapping[str, Any]) -> float:
        value = entry.get("entropy", 0.0)
        if isinstance(value, (int, float)) and not isinstance(value, bool) and 0 <= value <= 8:
            return float(value)
        self._fault(index, "entropy", f"{id_}: entropy must be a number from 0 to 8")
        return 0.0

    def _group(self, index: int, id_: str, entry: Mapping[str, Any], groups: int) -> int:
        value = entry.get("secretGroup", 0)
        if not isinstance(value, int) or isinstance(value, bool) or value < 0:
            self._fault(index, "secretGroup", f"{id_}: secretGroup must be a whole number")
        elif value > groups:
            self._fault(
                index,
                "secretGroup",
                f"{id_}: the regex has {groups} groups, secretGroup is {value}",
            )
        else:
            return value
        return 0

    # ------------------------------------------------------------ allowlists

    def _everywhere(self) -> list[tuple[frozenset[str], Allowance]]:
        """The allowlists of the whole file, each with the rules that it is for (none: all)."""
        found = []
        for entry in _tables(self.document):
            line = self.lines.table("allowlist") or self.lines.table("allowlists")
            allowance = self._allowance(line, "allowlist", entry)
            names = entry.get("targetRules", [])
            if allowance:
                found.append(
                    (
                        frozenset(map(str, names)) if isinstance(names, list) else frozenset(),
                        allowance,
                    )
                )
        return found

    def _allowances(self, index: int, id_: str, entry: Mapping[str, Any]) -> list[Allowance]:
        line = self.lines.rule(index)
        found = (self._allowance(line, id_, table) for table in _tables(entry))
        return [a for a in found if a]

    def _allowance(self, line: int, id_: str, entry: Mapping[str, Any]) -> Allowance | None:
        """One allowlist, without what it says of files and commits; None if nothing is left."""
        regexes = self._list(line, id_, entry, "regexes")
        stopwords = tuple(w.lower() for w in self._list(line, id_, entry, "stopwords") if w)
        target = entry.get("regexTarget", "secret") or "secret"
        if target not in {"secret", "match", "line"}:
            self.faults.append((line, f"{id_}: regexTarget must be secret, match or line"))
        for regex in regexes:
            try:
                compiled(regex)
            except re2.error as e:
                self.faults.append(
                    (line, f"{id_}: a regex of the allowlist is not RE2's ({_said(e)})")
                )
        every = str(entry.get("condition", "OR")).upper() in {"AND", "&&"}
        if every and (entry.get("paths") or entry.get("commits")):
            return None  # would ask for a file or a commit as well, and a prompt has none
        return Allowance(regexes, stopwords, str(target), every) if regexes or stopwords else None

    def _list(self, line: int, id_: str, entry: Mapping[str, Any], key: str) -> tuple[str, ...]:
        value = entry.get(key, [])
        if isinstance(value, list) and all(isinstance(v, str) for v in value):
            return tuple(value)
        self.faults.append((line, f"{id_}: {key} of the allowlist must be a list of texts"))
        return ()


def _tables(entry: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    """Allowlists in the old form (one table) and the new one (several)."""
    one, many = entry.get("allowlist"), entry.get("allowlists")
    for table in [one, *(many if isinstance(many, list) else [many])]:
        if isinstance(table, dict):
            yield table


def _notes(entry: Mapping[str, Any]) -> Iterator[str]:
    """What of a rule has no meaning here."""
    for key in sorted(entry.keys() - _RULE_KEYS):
        yield f"{key} is not known and was left out"
    for key in _WITHOUT_FILE:
        if key in entry and key not in {"tags"}:
            yield f"{key} was left out: a text has no file"
    if any(table.get("paths") or table.get("commits") for table in _tables(entry)):
        yield "paths and commits of its allowlist were left out: a text has none"


def _said(error: Exception) -> str:
    words = error.args[0] if error.args else ""
    said = words.decode("utf-8", "replace") if isinstance(words, bytes) else str(words)
    return said.split(":")[0][:60]
