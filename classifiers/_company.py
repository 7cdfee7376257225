"""The name of a rule in one of the company's own files -> the rule's code."""

from __future__ import annotations

import re

COMPANY = "company"
"""What the codes of all of them begin with: `company/acme-badge`."""

_LONGEST = 64  # characters of a name that stand in a code; a code is on every record
_NO_PART_OF_A_NAME = re.compile(r"[^\w.-]+")


def company_rule(name: str) -> str:
    """The code of a rule by its name: letters, digits, `_`, `.` and `-` in one line."""
    kept = _NO_PART_OF_A_NAME.sub("-", name).strip("-.")
    return f"{COMPANY}/{kept[:_LONGEST] or 'unnamed'}"
