"""Port, running gate and this shell's variables -> do programs come to the gate, and it answers?

Light: a container asks it twice a minute.
"""

from __future__ import annotations

import http.client
import json
import socket
from collections.abc import Iterator, Mapping
from pathlib import Path

from gateway.cli.checks.answer import Check, Status, fail, ok, warn
from gateway.cli.clients import CA_BUNDLE, CA_EXTRA, NO_PROXY, PROXY

Address = tuple[str, int]

HEALTH = "http://sekisho.internal/health"
"""What the gate answers itself when it is asked for it as a proxy."""

PATIENCE = 5.0
"""Seconds for the gate's answer."""


def port(listen: Address) -> Check:
    """May the gate listen there, or does it already?"""
    shown = _shown(listen)
    family = socket.AF_INET6 if ":" in listen[0] else socket.AF_INET
    with socket.socket(family) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(listen)
        except PermissionError:
            return fail("port", f"{shown}: not for this user", "use a port from 1024 on")
        except OSError as e:
            if gate(listen).status is Status.OK:
                return ok("port", f"{shown}: a gate listens there")
            return fail("port", f"{shown}: {e.strerror}", "end that program, or use --listen")
    return ok("port", f"{shown} is free")


def gate(address: Address, revision: str | None = None) -> Check:
    """Does a gate answer there, in its own name, and does it have the policy of this file?"""
    shown = _shown(address)
    try:
        status, body = _ask(address)
    except (OSError, http.client.HTTPException) as e:
        cause = getattr(e, "strerror", None) or type(e).__name__
        return fail("gate", f"{shown}: no answer ({cause})", "start it: `sekisho serve`")
    answer = _object(body)
    if status == 200 and answer.get("status") == "refusing":
        lacking = f"{shown}: it refuses, as it cannot read its {answer.get('lacking')}"
        return fail(
            "gate",
            lacking,
            "`sekisho doctor` on its machine says which file, and so do its messages",
        )
    if status != 200 or answer.get("status") != "ok":
        return fail("gate", f"{shown}: something answers that is no gate", "look at what it is")
    if revision and answer.get("policy") != revision:
        return warn(
            "gate",
            f"{shown}: its policy is {answer.get('policy')}, the file's is {revision}",
            "it keeps the last good policy: look at its messages, then send it SIGHUP",
        )
    return ok("gate", f"{shown}: version {answer.get('version')}, {answer.get('mode')}")


def _ask(address: Address) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection(*address, timeout=PATIENCE)
    try:
        connection.request("GET", HEALTH)
        response = connection.getresponse()
        return response.status, response.read(64 * 1024)
    finally:
        connection.close()


def _object(body: bytes) -> Mapping[str, object]:
    try:
        found = json.loads(body)
    except ValueError:
        return {}
    return found if isinstance(found, dict) else {}


def _shown(address: Address) -> str:
    return f"[{address[0]}]:{address[1]}" if ":" in address[0] else f"{address[0]}:{address[1]}"


def environment(own: Mapping[str, str], listen: Address) -> Iterator[Check]:
    """Proxy and CA variables of this shell: do its programs come to the gate, and trust it?"""
    names = [n for p in PROXY for n in (p, p.lower()) if own.get(n)]
    if not names:
        yield ok("environment", "no proxy is set in this shell")
        return
    to_gate = [n for n in names if own[n].rstrip("/").endswith(f":{listen[1]}")]
    if not to_gate:
        yield warn(
            "environment",
            f"{', '.join(names)} name another proxy",
            "the gate itself goes out directly and does not use it",
        )
        return
    yield ok("environment", f"{', '.join(to_gate)} lead to the gate")
    if any("*" in own.get(n, "").split(",") for n in NO_PROXY):
        yield warn("environment", "NO_PROXY=* leads everything past it", "take the * out")
    missing = [n for n in ("SSL_CERT_FILE", "REQUESTS_CA_BUNDLE", CA_EXTRA) if not own.get(n)]
    if missing:
        yield warn(
            "environment",
            f"{', '.join(missing)} are not set",
            "programs that read them will not trust the gate: `sekisho ca trust --system python`",
        )
    for name in (*CA_BUNDLE, CA_EXTRA):
        if own.get(name) and not Path(own[name]).is_file():
            yield warn("environment", f"{name}: there is no file {own[name]}", "mend it")
