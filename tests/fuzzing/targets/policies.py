"""allowlist.yaml as anybody may write it: a policy, or faults with a line and words."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Iterator

from gateway.catalogue import load
from gateway.errors import PolicyError
from gateway.policy.build import parse
from gateway.policy.lines import decode
from gateway.policy.lint import lint, notes
from gateway.policy.summary import portrait
from tests.fuzzing.coverage import ROOT
from tests.fuzzing.seeds import tables
from tests.fuzzing.target import LawError, Target
from tests.policy.kit import CLEAN, TODAY
from tests.policy.test_fuzz import KEYS

_WORDS = (
    b": ", b"\n", b"\n  ", b"- ", b"[", b"]", b"{", b"}", b", ", b"'", b'"', b"&a ", b"*a",
    b"!!str ",
    b"|\n", b">\n", b"# ", b"---\n", b"<<: *a", b"\t", "：".encode(), "　".encode(), b"\xc2\x85",
    b"\xef\xbb\xbf", b"never", b"20MiB", b"2026-04-01", b"10.0.0.0/8", b"(?<=x)y", b"~", b"1e9",
)  # fmt: skip


def _law(data: bytes) -> Iterable[Hashable]:
    try:
        text = decode(data)
        policy = parse(text, load())
    except PolicyError as e:
        return _told(e, data)
    lint(policy, text, TODAY)
    notes(policy, text)
    if not portrait(policy, TODAY):
        raise LawError("every policy can be shown")
    return ("a policy",)


def _told(error: PolicyError, data: bytes) -> Iterable[Hashable]:
    last = data.count(b"\n") + data.count(b"\r") + 2 + data.count(b"\xc2\x85")
    last += data.count("\u2028".encode()) + data.count("\u2029".encode())
    for fault in error.faults:
        if not fault.text or not fault.ja:
            raise LawError("a fault has words in both languages")
        if not 0 <= fault.line <= last:
            raise LawError("a fault names a line of the policy", (fault.line, last))
    return [fault.text[:12] for fault in error.faults]


def _seeds() -> Iterator[bytes]:
    yield CLEAN.encode()
    yield (ROOT / "allowlist.yaml").read_bytes()[:4000]
    yield from tables("policy.test_parse", "policy.test_lines", "policy.test_lint")
    yield from tables("policy.test_regexes", "policy.test_documents")


TARGETS = (Target("policy", _law, _seeds, (*(f"{k}: ".encode() for k in KEYS), *_WORDS)),)
