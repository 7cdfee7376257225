"""What finds information in a text: one module a kind. Adding a module here is all it takes.

A module whose name does not begin with `_` has `classifier(needs)`, which gives the classifier for
a policy's needs, and `<name>.examples.yaml` beside it: what it must find, what it must let pass,
each with its why. `rules()` tells by which rules it finds and with what arguments, so that each has
words in both languages; what has none is told by its code. What takes long to compile or load waits
for the first text that needs it, unless the classifier is warmed up.
"""

from __future__ import annotations

import importlib
import pkgutil
from collections.abc import Iterable, Iterator
from types import ModuleType
from typing import Protocol, runtime_checkable

from classifiers import _lazy_re
from gateway.model import Classifier, Needs


def load(needs: Needs) -> tuple[Classifier, ...]:
    """Every classifier of the package, in order of name, made for what a policy needs."""
    return distinct(module.classifier(needs) for module in modules())


@runtime_checkable
class Warming(Protocol):
    """A classifier that leaves something to its first text."""

    def warm(self) -> Iterator[None]:
        """Load and compile all of it, a piece at each step."""
        ...


def warm(classifiers: Iterable[Classifier]) -> Iterator[None]:
    """Make classifiers ready, a piece at each step, so that no prompt waits for them."""
    for classifier in classifiers:
        if isinstance(classifier, Warming):
            yield from classifier.warm()
    yield from _lazy_re.warm()


def modules() -> Iterator[ModuleType]:
    """The public modules of the package, in order of name."""
    for name in sorted(module.name for module in pkgutil.iter_modules(__path__)):
        if not name.startswith("_"):
            yield importlib.import_module(f"{__name__}.{name}")


def codes() -> dict[str, tuple[str, ...]]:
    """The code of every rule that comes with the product -> the names of its arguments.

    What a company adds (patterns, rules in files) has codes by the names that it gave.
    """
    return {
        f"{module.__name__.rpartition('.')[2]}/{rule}": arguments
        for module in modules()
        for rule, arguments in (module.rules() if hasattr(module, "rules") else {}).items()
    }


def distinct(classifiers: Iterable[Classifier]) -> tuple[Classifier, ...]:
    """The same classifiers. Raises ValueError if two have one id: a finding names its finder."""
    found: dict[str, Classifier] = {}
    for classifier in classifiers:
        if classifier.id in found:
            raise ValueError(f"two classifiers are called {classifier.id!r}; rename one")
        found[classifier.id] = classifier
    return tuple(found.values())
