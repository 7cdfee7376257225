"""Every target by its name."""

from __future__ import annotations

from collections.abc import Mapping

from tests.fuzzing.target import Target
from tests.fuzzing.targets import answers, bodies, differential, files, policies, sockets, trails

TARGETS: Mapping[str, Target] = {
    target.name: target
    for family in (bodies, files, sockets, answers, policies, trails, differential)
    for target in family.TARGETS
}
