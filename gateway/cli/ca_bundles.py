"""STATE and an environment -> files of CAs for programs that shall trust the gate."""

from __future__ import annotations

import hashlib
import os
import secrets
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path

import click

from gateway.cli.clients import CA_EXTRA, joined, own_bundles
from gateway.ownership import create, make_folder

SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",  # Debian, Alpine, Arch
    "/etc/pki/tls/certs/ca-bundle.crt",  # RHEL, Fedora
    "/etc/ssl/ca-bundle.pem",  # SUSE
    "/etc/ssl/cert.pem",  # macOS, BSD
)


def trusted(folder: Path, own: Mapping[str, str]) -> dict[str, str]:
    """Files of CAs: all that this machine trusts and the gate's; those to be added."""
    from gateway.planes.mitmproxy import ca

    gates = ca.ensure(folder).certificate.read_text("ascii")
    known = [_system_bundle(), *own_bundles(own)]
    added = [own[CA_EXTRA]] if own.get(CA_EXTRA) else []
    return {
        "bundle": _kept(folder, joined([*_texts(known), gates])),
        "extra": _kept(folder, joined([*_texts(added), gates])),
    }


def _system_bundle() -> str:
    import certifi

    return next((p for p in SYSTEM_BUNDLES if Path(p).is_file()), certifi.where())


def _texts(files: Sequence[str]) -> Iterator[str]:
    for file in files:
        try:
            yield Path(file).read_text("latin-1")  # beside the PEM there may be anything
        except OSError as e:
            click.echo(f"sekisho: {file}: its CAs are left out, {e.strerror}", err=True)


def _kept(folder: Path, pem: str) -> str:
    """A file with this content, named by it: one for all runs until a CA changes."""
    path = folder / "trust" / f"{hashlib.sha256(pem.encode()).hexdigest()[:16]}.pem"
    if not path.exists():
        make_folder(path.parent)
        draft = path.with_suffix(f".{secrets.token_hex(6)}")
        with open(create(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL), "w", encoding="ascii") as f:
            f.write(pem)
        draft.replace(path)
    return str(path)
