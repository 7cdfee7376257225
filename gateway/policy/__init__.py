"""allowlist.yaml -> Policy, or PolicyError with every fault, its line and its remedy. Pure.

lines       text -> keys and values with their lines, bounded
values      one value -> what it means
document    the shape: every key of allowlist.yaml
build       document -> Policy: start reading here
faults      what is wrong, in words
schema      the shape as JSON Schema, for editors
answers     what the gate answers by class and service
lint        what is probably not meant
compare     what becomes looser, what stricter (people: for whom)
portrait    the policy as a manager reads it
"""

from gateway.policy.build import parse
from gateway.policy.diff import other_changes, tightenings, weakenings
from gateway.policy.lines import decode
from gateway.policy.lint import lint, notes
from gateway.policy.schema import schema

__all__ = [
    "decode",
    "lint",
    "notes",
    "other_changes",
    "parse",
    "schema",
    "tightenings",
    "weakenings",
]
