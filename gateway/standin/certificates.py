"""A throw-away certificate authority -> server certificates for any name, in a folder.

For loopback only: the key of the authority lives as long as the folder that it is in.
"""

from __future__ import annotations

import ipaddress
import ssl
import threading
from datetime import UTC, datetime, timedelta
from pathlib import Path

from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

YESTERDAY = timedelta(days=1)  # clocks of machines differ; a certificate begins a day early


class Authority:
    """Issues certificates for `lifetime` (negative: already expired); `certificate` is its own."""

    def __init__(self, folder: Path, *, lifetime: timedelta = timedelta(days=2)) -> None:
        self._folder, self._lifetime = folder, lifetime
        self._lock = threading.Lock()
        self._key = ec.generate_private_key(ec.SECP256R1())
        self._issuer = _name("Stand-in CA")
        self.certificate = folder / "stand-in-ca.pem"
        self.certificate.write_bytes(_pem(self._own()))

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

    def _own(self) -> x509.Certificate:
        usage = x509.KeyUsage(
            digital_signature=True,
            key_cert_sign=True,
            crl_sign=True,
            content_commitment=False,
            key_encipherment=False,
            data_encipherment=False,
            key_agreement=False,
            encipher_only=False,
            decipher_only=False,
        )
        builder = self._builder(self._issuer, self._key.public_key(), timedelta(days=2))
        builder = builder.add_extension(x509.BasicConstraints(ca=True, path_length=0), True)
        return builder.add_extension(usage, True).sign(self._key, hashes.SHA256())

    def _issue(self, name: str) -> bytes:
        key = ec.generate_private_key(ec.SECP256R1())
        builder = self._builder(_name(name), key.public_key(), self._lifetime)
        builder = builder.add_extension(x509.SubjectAlternativeName([_san(name)]), False)
        builder = builder.add_extension(x509.BasicConstraints(ca=False, path_length=None), True)
        secret = key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        return secret + _pem(builder.sign(self._key, hashes.SHA256()))

    def _builder(
        self, subject: x509.Name, key: ec.EllipticCurvePublicKey, lifetime: timedelta
    ) -> x509.CertificateBuilder:
        now = datetime.now(UTC)
        begin = now - YESTERDAY if lifetime > timedelta(0) else now + lifetime - YESTERDAY
        builder = x509.CertificateBuilder().subject_name(subject).issuer_name(self._issuer)
        builder = builder.public_key(key).serial_number(x509.random_serial_number())
        builder = builder.not_valid_before(begin).not_valid_after(now + lifetime)
        # OpenSSL 3 with X509_STRICT (Python 3.13's default) asks for both key identifiers.
        builder = builder.add_extension(x509.SubjectKeyIdentifier.from_public_key(key), False)
        own = x509.AuthorityKeyIdentifier.from_issuer_public_key(self._key.public_key())
        return builder.add_extension(own, False)


def _name(common: str) -> x509.Name:
    return x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, common[:64])])  # RFC 5280: at most 64


def _san(name: str) -> x509.GeneralName:
    try:
        return x509.IPAddress(ipaddress.ip_address(name))
    except ValueError:
        return x509.DNSName(name)


def _pem(certificate: x509.Certificate) -> bytes:
    return certificate.public_bytes(serialization.Encoding.PEM)
