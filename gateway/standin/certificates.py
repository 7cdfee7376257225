"""A throw-away certificate authority -> server certificates for any name, in a folder.

For loopback only. trustme makes them (MIT or Apache-2.0; nothing but Python over cryptography and
idna, so the product may depend on it); the authority's key is never written down.
"""

from __future__ import annotations

import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

import trustme

YESTERDAY = timedelta(days=1)  # clocks of machines differ; a certificate begins a day early


class Authority:
    """Issues certificates for `lifetime` (negative: already expired); `certificate` is its own."""

    def __init__(self, folder: Path, *, lifetime: timedelta = timedelta(days=2)) -> None:
        self._folder, self._lifetime = folder, lifetime
        self._lock = threading.Lock()
        self._ca = trustme.CA(path_length=0, organization_unit_name="Stand-in CA")
        self.certificate = folder / "stand-in-ca.pem"
        self._ca.cert_pem.write_to_path(self.certificate)

    def leaf(self, name: str) -> Path:
        """A PEM file with key and certificate for this host name or address."""
        path = self._folder / f"{name.replace('*', '_').replace(':', '_')}.pem"
        with self._lock:
            if not path.exists():
                path.write_bytes(self._issue(name))
        return path

    def context(self, name: str, protocols: tuple[str, ...]) -> ssl.SSLContext:
        """A server's TLS context that shows the certificate for `name`."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.load_cert_chain(self.leaf(name))
        context.set_alpn_protocols(list(protocols))
        return context

    def _issue(self, name: str) -> bytes:
        end = datetime.now(UTC) + self._lifetime
        begin = min(datetime.now(UTC), end) - YESTERDAY
        made = self._ca.issue_cert(name, not_before=begin, not_after=end)
        return made.private_key_and_cert_chain_pem.bytes()
