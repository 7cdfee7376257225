"""Hosts as a policy or a vendor's file names them -> what is wrong with them, and the remedy."""

from __future__ import annotations

import ipaddress
from collections.abc import Callable, Sequence
from functools import cache

from gateway.catalogue.hosts import MAX_NAME, normalise

MAX_LABEL = 63  # RFC 1035, 2.3.4

LETTERS_DIGITS = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-_")

RENTED = frozenset(
    """
    amazonaws.com amazonaws.com.cn api.aws awsapprunner.com on.aws
    azure.com azure.net azure-api.net azureedge.net azurefd.net azurewebsites.net cloudapp.net
    cloud.microsoft microsoft.com office.com windows.net cloudapp.azure.com
    google.com googleapis.com googleusercontent.com appspot.com firebaseapp.com run.app web.app
    cloudfront.net fly.dev herokuapp.com netlify.app onrender.com pages.dev vercel.app workers.dev
    aliyuncs.com myqcloud.com volces.com github.io githubusercontent.com
    ngrok.app ngrok.io ngrok-free.app trycloudflare.com
    """.split()  # noqa: SIM905 - one a line it hides the module
)
"""Domains in which anybody can have a name of his own, or in which a whole company lives: the
public suffix list lacks some of them, and none of them says which service is meant."""


def host_faults(hosts: Sequence[str]) -> list[str]:
    """What is wrong with the hosts of a policy's own service, each with its remedy."""
    faults = [f"{host!r}: {fault}" for host in hosts if (fault := _fault(host))]
    seen: set[str] = set()
    for host in hosts:
        name = normalise(host)
        if name in seen:
            faults.append(f"{host!r} is listed twice; keep one")
        seen.add(name)
    return faults if hosts else ["no host is named; list at least one"]


def is_address(host: str) -> bool:
    """Is it an IPv4 or IPv6 address, with or without brackets?"""
    if host[-1:].isalpha() and ":" not in host:  # nearly every host: no exception is raised for it
        return False
    try:
        ipaddress.ip_address(host.removeprefix("[").removesuffix("]"))
    except ValueError:
        return False
    return True


def _fault(host: str) -> str:
    """What is wrong with one host, or the empty string."""
    if is_address(host):
        return ""
    if fault := next((text for sign, text in _SIGNS.items() if sign in host), ""):
        return fault
    name = normalise(host.removeprefix("*."))
    if not name.isascii() and len(name) <= MAX_NAME:
        return "IDNA has no such name; if it exists all the same, write it as xn--..., in ASCII"
    if not _is_name(name):
        return (
            "this is no host name; write it as in a browser's address, for instance llm.example.jp"
        )
    if host.startswith("*."):
        return _too_wide(name)
    return ""


_SIGNS = {
    "://": "write the host alone, without the scheme",
    "/": "write the host alone, without a path",
    "@": "write the host alone, without a user",
    ":": "write the host alone, without a port",
}


def _is_name(name: str) -> bool:
    labels = name.split(".")
    return len(name) <= MAX_NAME and all(
        0 < len(label) <= MAX_LABEL
        and LETTERS_DIGITS.issuperset(label)
        and not (label.startswith("-") or label.endswith("-"))
        for label in labels
    )


def _too_wide(domain: str) -> str:
    if is_address(domain):
        return "an address has nothing below it; write the address alone"
    if "." in domain and domain not in RENTED and not _is_public_suffix(domain):
        return ""
    return f"everything below {domain} belongs to everybody; name the hosts or a domain of your own"


def _is_public_suffix(domain: str) -> bool:
    """Can anybody have a name right below it? A rule with a star (`*.ck`) names the names below."""
    suffix = _public_suffix()
    below = f"nobody.{domain}"
    return suffix(domain) == domain or suffix(below) == below


@cache
def _public_suffix() -> Callable[[str], str]:
    """A domain -> its public suffix, by the list that comes with tldextract, its private part too.

    Nothing is fetched and nothing written down. Made when a wildcard is first asked: 0.2 s.
    """
    from tldextract import TLDExtract

    split = TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)
    return lambda domain: split.extract_str(domain).suffix
