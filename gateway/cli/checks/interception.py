"""A policy -> does a gate with it look into TLS, and answer for the vendor?"""

from __future__ import annotations

import http.client
import ssl
import tempfile
from collections.abc import Mapping
from pathlib import Path

from gateway.catalogue import load as load_catalogue
from gateway.cli.checks.answer import Check, fail, ok
from gateway.cli.ephemeral_gate import own_gate
from gateway.engine.directory import Directory
from gateway.loading import read_policy
from gateway.model import Policy, Standing
from gateway.planes.mitmproxy import ca

PATIENCE = 5.0
"""Seconds for the gate's answer."""


def interception(policy_path: Path, own: Mapping[str, str]) -> Check:
    """Start a gate with this policy and a CA of its own, and be refused by it over TLS.

    Asked for is an AI that the policy does not list: the gate answers itself, and the vendor is
    never contacted.
    """
    rules, _ = read_policy(policy_path, load_catalogue())
    if rules.htpasswd:
        return ok("interception", "not tried: the policy asks for passwords")
    host = _unlisted(rules)
    with tempfile.TemporaryDirectory(prefix="sekisho-") as folder:
        options = ["--policy", str(policy_path), "--state", folder]
        with own_gate(Path(folder), own, options) as running:
            trusted = ca.ensure(Path(folder)).certificate
            try:
                decision = _decision(running.address, host, trusted)
            except (OSError, http.client.HTTPException) as e:
                return fail("interception", f"{type(e).__name__}: {e}", "see docs/deploy.md")
    if not decision:
        return fail("interception", "the answer was not the gate's", "do not use this gate")
    return ok("interception", "a gate of its own looked into TLS and refused")


def _unlisted(rules: Policy) -> str:
    """A known AI that the policy does not list."""
    world = load_catalogue()
    directory = Directory.of(rules, world)
    hosts = (h for entry in world.entries.values() for h in sorted(entry.hosts))
    return next(h for h in hosts if directory.identify(h).standing is Standing.UNLISTED_AI)


def _decision(address: str, host: str, trusted: Path) -> str | None:
    """The id of the gate's decision on a request to `host`, over TLS that `trusted` proves."""
    proxy, _, number = address.rpartition(":")
    context = ssl.create_default_context(cafile=str(trusted))
    connection = http.client.HTTPSConnection(proxy, int(number), timeout=PATIENCE, context=context)
    try:
        connection.set_tunnel(host, 443)
        connection.request("POST", "/v1/messages", body=b"{}")
        return connection.getresponse().headers.get("x-sekisho-decision")
    finally:
        connection.close()
