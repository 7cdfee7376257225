"""Edge: STATE/ca -> the gate's own certificate authority, made when the gate first starts.

With it the gate speaks TLS in a vendor's name, so whoever holds the key can read what the
machines that trust it send. The files are those that mitmproxy looks for in its `confdir`; a
company may put its own there instead (`mitmproxy-ca.pem`: private key, certificate and chain).
What makes and reads certificates is loaded for that alone: mostly it is asked where they are.
"""

from __future__ import annotations

import base64
import contextlib
import fcntl
import os
import secrets
import tempfile
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from gateway import ownership
from gateway.errors import StateError

if TYPE_CHECKING:
    from cryptography import x509

BASENAME = "mitmproxy"
"""What mitmproxy's TlsConfig calls the files of its CA."""

KEY_SIZE = 2048
"""RSA bits, mitmproxy's own choice: the leaf certificates share the key, so that a larger one
would slow down every handshake (4096 bits: some six times)."""


@dataclass(frozen=True, slots=True)
class CaPaths:
    """Where the CA stands. Only `key` is secret."""

    folder: Path

    @property
    def key(self) -> Path:
        """Private key, certificate, and the chain if there is one."""
        return self.folder / f"{BASENAME}-ca.pem"

    @property
    def certificate(self) -> Path:
        """What clients must trust, as PEM."""
        return self.folder / f"{BASENAME}-ca-cert.pem"


@dataclass(frozen=True, slots=True)
class Authority:
    """What a person needs to know of the CA in order to recognise and renew it."""

    name: str
    sha256: str
    """Fingerprint of the certificate, as browsers show it."""
    sha1: str
    """The same as Windows shows it (thumbprint)."""
    spki: str
    """SHA-256 of the public key in base 64, as Chromium's switches want it."""
    not_before: datetime
    not_after: datetime
    is_ca: bool


def paths(state: Path) -> CaPaths:
    """Where the CA of a state folder stands, or will stand."""
    return CaPaths(state / "ca")


def ensure(state: Path) -> CaPaths:
    """The CA of a state folder, made if there is none. Several processes may ask at once.

    Raises StateError if it cannot be made or read.
    """
    where = paths(state)
    try:
        ownership.make_folder(where.folder)
        if not (where.key.exists() and where.certificate.exists()):
            with _alone(where.folder):
                _complete(where)
    except OSError as e:
        raise StateError(
            f"{e.filename or where.folder}: the gate's CA cannot be made or read ({e.strerror}); "
            "the state folder must belong to the user who runs sekisho"
        ) from e
    return where


def read(where: CaPaths) -> Authority:
    """What the certificate says, once it is proved to belong to the private key.

    Raises StateError with the remedy.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import load_pem_private_key

    try:
        pem = where.key.read_bytes()
        certificate = x509.load_pem_x509_certificate(pem)
        key = load_pem_private_key(pem, None)
        published = x509.load_pem_x509_certificate(where.certificate.read_bytes())
    except OSError as e:
        raise StateError(f"{e.filename}: cannot be read ({e.strerror})") from e
    except (ValueError, TypeError) as e:
        raise StateError(
            f"{where.key}: this is not a private key and its certificate (PEM, no password); "
            "put it back from a backup, or move the folder away to have a new CA made"
        ) from e
    if key.public_key() != certificate.public_key() or published != certificate:
        raise StateError(
            f"{where.folder}: {where.key.name} and {where.certificate.name} do not belong "
            f"together; remove {where.certificate.name} to have it written again"
        )
    return _authority(certificate)


def _authority(certificate: x509.Certificate) -> Authority:
    from cryptography.hazmat.primitives import hashes
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
    from mitmproxy import certs

    cert = certs.Cert(certificate)
    spki = certificate.public_key().public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)
    digest = hashes.Hash(hashes.SHA256())
    digest.update(spki)
    return Authority(
        name=cert.cn or cert.organization or "",
        sha256=certificate.fingerprint(hashes.SHA256()).hex(":").upper(),
        sha1=certificate.fingerprint(hashes.SHA1()).hex().upper(),  # noqa: S303 - a name, no proof
        spki=base64.b64encode(digest.finalize()).decode(),
        not_before=cert.notbefore,
        not_after=cert.notafter,
        is_ca=cert.is_ca,
    )


@contextlib.contextmanager
def _alone(folder: Path) -> Iterator[None]:
    """One process at a time; the lock ends with the process, however it ends."""
    descriptor = ownership.create(folder / ".lock", os.O_RDWR | os.O_CREAT)
    try:
        fcntl.flock(descriptor, fcntl.LOCK_EX)
        yield
    finally:
        os.close(descriptor)


def _complete(where: CaPaths) -> None:
    """Make what is missing: all of it, or the certificate beside a company's own CA."""
    if not where.key.exists():
        _make(where)
    elif not where.certificate.exists():
        _publish(where.certificate, _first_certificate(where.key))


def _first_certificate(path: Path) -> bytes:
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding

    try:
        return x509.load_pem_x509_certificate(path.read_bytes()).public_bytes(Encoding.PEM)
    except ValueError as e:
        raise StateError(
            f"{path}: holds no certificate (PEM); it needs the CA's private key and its certificate"
        ) from e


def _make(where: CaPaths) -> None:
    """A new CA. The file that makes it one, the private key's, comes into place last.

    A number in its name tells the CAs of two gates apart in a list of trusted ones.
    """
    from mitmproxy import certs

    with tempfile.TemporaryDirectory(prefix=".new-", dir=where.folder) as draft:
        name = f"Sekisho CA {secrets.token_hex(3).upper()}"
        certs.CertStore.create_store(
            Path(draft), BASENAME, KEY_SIZE, organization="Sekisho", cn=name
        )
        (Path(draft) / f"{BASENAME}-ca.p12").unlink()  # a second copy of the key, of no use here
        for made in sorted(Path(draft).iterdir(), key=lambda made: made.name == where.key.name):
            _make_private(made, where.folder)
            made.replace(where.folder / made.name)
    _sync(where.folder)


def _make_private(draft: Path, folder: Path) -> None:
    """A draft, on disk, with the mode and the owner that it is to have in its place."""
    descriptor = os.open(draft, os.O_RDONLY | os.O_NOFOLLOW)
    try:
        os.fchmod(descriptor, 0o600)  # the folder is its owner's alone, and so is each file
        ownership.adopt(descriptor, folder)
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _publish(path: Path, content: bytes) -> None:
    draft = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    draft.write_bytes(content)
    _make_private(draft, path.parent)
    draft.replace(path)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
