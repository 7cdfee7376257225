"""The AI services that the world has: host -> CatalogueEntry, and the vendors' restriction headers.

What goes in is the YAML beside this module, one file a vendor; docs/catalogue.md says how to
read one. What comes out are frozen values. Nothing here decides whether a service may be used.
"""

from __future__ import annotations

import hashlib
from functools import cache

from gateway.catalogue.hosts import normalise
from gateway.catalogue.lookup import Catalogue, entry_for_hosts
from gateway.catalogue.own_hosts import host_faults
from gateway.catalogue.parse import FORMATS, entries_of, read_yaml
from gateway.catalogue.restrictions import restriction_headers_for, tenant_faults
from gateway.kept_yaml import Sources

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
    ours = sources()
    entries = {name: entries_of(name, document) for name, document in ours.values().items()}
    text = "\0".join(ours.texts.values())
    return Catalogue.of(entries, hashlib.blake2b(text.encode(), digest_size=8).hexdigest())


def sources() -> Sources:
    """The YAML beside this module, one file a vendor."""
    return Sources.of(__name__, read_yaml)
