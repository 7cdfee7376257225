"""Why a finding was made: by its code, or, where the codes below one say the same, by that one.

personal, credential, tokens, marker    what the shipped rules find
company      what the company has registered, listed or written rules for
terms        arguments that are codes themselves
"""

from __future__ import annotations

from gateway.messages.both import Table
from gateway.messages.findings.company import COMPANY
from gateway.messages.findings.credential import CREDENTIAL
from gateway.messages.findings.marker import MARKER
from gateway.messages.findings.personal import PERSONAL
from gateway.messages.findings.terms import TERMS
from gateway.messages.findings.tokens import TOKENS

__all__ = ["FINDINGS", "TERMS"]

FINDINGS: Table = {**PERSONAL, **CREDENTIAL, **TOKENS, **MARKER, **COMPANY}
