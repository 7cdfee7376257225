"""Host -> Destination: the policy's services joined with the catalogue of the world's AIs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gateway.catalogue import Catalogue, normalise, restriction_headers_for
from gateway.engine.ai_shapes import is_ai_body, is_ai_path
from gateway.model import Destination, OtherTraffic, Policy, Service, Standing


@dataclass(frozen=True, slots=True)
class Directory:
    """Who a host is. Made once a policy; `identify` is two dictionary look-ups."""

    catalogue: Catalogue
    """The world's AIs together with the hosts that the policy itself names."""
    services: dict[str, Service]
    """Catalogue entry -> the approved service that uses it."""
    other_traffic: OtherTraffic
    _sign_in: dict[str, tuple[Service, ...]] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Policy, world: Catalogue) -> Directory:
        services = tuple(policy.services.values())
        return cls(
            world.joined(s.entry for s in services),
            {s.entry.id: s for s in services},
            policy.other_traffic,
            _sign_in_hosts(services, world),
        )

    def identify(self, host: str, path: str = "", body: bytes = b"") -> Destination:
        """An approved service, an AI that is not on the list, a sign-in host, or no AI.

        On a host that no list has, path and body say whether it is an AI; with `inspect` only.
        """
        if signing_in := self._sign_in.get(normalise(host)):
            return Destination(Standing.SIGN_IN, host, signing_in[0], signing_in[0].entry)
        if entry := self.catalogue.find(host):
            service = self.services.get(entry.id)
            standing = Standing.APPROVED if service else Standing.UNLISTED_AI
            return Destination(standing, host, service, entry)
        if self.other_traffic is OtherTraffic.INSPECT and (is_ai_path(path) or is_ai_body(body)):
            return Destination(Standing.UNLISTED_AI, host)
        return Destination(Standing.OTHER, host)

    def restrictions(self, destination: Destination) -> tuple[tuple[str, str], ...]:
        """The vendor's headers that keep people to the company's own workspaces.

        Several services may sign in at one host: then the tenants of all of them are let in.
        """
        if destination.standing is Standing.SIGN_IN:
            services = self._sign_in[normalise(destination.host)]
        else:
            services = (destination.service,) if destination.service else ()
        tenants = tuple(dict.fromkeys(t for s in services for t in s.tenants))
        if not tenants:
            return ()
        headers: dict[str, str] = {}
        for service in services:
            headers.update(_restrictions(service.entry, destination.host, tenants))
        return tuple(headers.items())


def _sign_in_hosts(
    services: tuple[Service, ...], world: Catalogue
) -> dict[str, tuple[Service, ...]]:
    """Where the people of approved services sign in.

    A host that also does other work (login.microsoftonline.com) is looked into only where the
    policy names tenants; one of an AI vendor's own always, since a tunnel to it could be used
    to reach the AI behind the same address.
    """
    hosts: dict[str, tuple[Service, ...]] = {}
    for service in services:
        for host in service.entry.sign_in:
            if service.tenants or world.find(host):
                hosts[host] = (*hosts.get(host, ()), service)
    return hosts


_restrictions = lru_cache(maxsize=4096)(restriction_headers_for)
