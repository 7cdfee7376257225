"""The AI services that the world has: host -> CatalogueEntry, and the vendors' restriction headers.

What goes in is the YAML beside this module, one file a vendor; docs/catalogue.md says how to
read one. What comes out are frozen values. Nothing here decides whether a service may be used.
"""

from __future__ import annotations

import hashlib
from functools import cache
from importlib import resources

from gateway.catalogue.hosts import normalise
from gateway.catalogue.lookup import Catalogue, entry_for_hosts
from gateway.catalogue.own_hosts import host_faults
from gateway.catalogue.parse import FORMATS, read_vendor
from gateway.catalogue.restrictions import restriction_headers_for, tenant_faults

__all__ = [
    "FORMATS",
    "Catalogue",
    "entry_for_hosts",
    "host_faults",
    "load",
    "normalise",
    "restriction_headers_for",
    "tenant_faults",
]


@cache
def load() -> Catalogue:
    """The shipped catalogue, read and checked once a process.

    Raises CatalogueError, with the file and the key, if it contradicts itself.
    """
    files = sorted(
        (f for f in resources.files(__name__).iterdir() if f.name.endswith(".yaml")),
        key=lambda f: f.name,
    )
    texts = {f.name: f.read_text(encoding="utf-8") for f in files}
    revision = hashlib.blake2b("\0".join(texts.values()).encode(), digest_size=8).hexdigest()
    return Catalogue.of({name: read_vendor(name, text) for name, text in texts.items()}, revision)
