"""Host -> Destination: the policy's services joined with the catalogue of the world's AIs."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import lru_cache

from gateway.catalogue import Catalogue, normalise, restriction_headers_for
from gateway.model import Destination, OtherTraffic, Policy, Service, Standing

AI_PATHS = (
    "/chat/completions",
    "/v1/messages",
    "/v1/responses",
    ":generatecontent",
    ":streamgeneratecontent",
    "/api/chat",
    "/api/generate",
    "/converse",
    "/converse-stream",
)
"""Ends of paths by which an AI is known on a host that no list has; asked with `inspect` only."""


@dataclass(frozen=True, slots=True)
class Directory:
    """Who a host is. Made once a policy; `identify` is two dictionary look-ups."""

    catalogue: Catalogue
    """The world's AIs together with the hosts that the policy itself names."""
    services: dict[str, Service]
    """Catalogue entry -> the approved service that uses it."""
    other_traffic: OtherTraffic
    _sign_in: dict[str, Service] = field(default_factory=dict)

    @classmethod
    def of(cls, policy: Policy, world: Catalogue) -> Directory:
        services = policy.services.values()
        return cls(
            world.joined(s.entry for s in services),
            {s.entry.id: s for s in services},
            policy.other_traffic,
            {host: s for s in services if s.tenants for host in s.entry.sign_in},
        )

    def identify(self, host: str, path: str = "") -> Destination:
        """An approved service, an AI that is not on the list, a sign-in host, or no AI."""
        if entry := self.catalogue.find(host):
            service = self.services.get(entry.id)
            standing = Standing.APPROVED if service else Standing.UNLISTED_AI
            return Destination(standing, host, service, entry)
        if service := self._sign_in.get(normalise(host)):
            return Destination(Standing.SIGN_IN, host, service, service.entry)
        if self.other_traffic is OtherTraffic.INSPECT and path.lower().endswith(AI_PATHS):
            return Destination(Standing.UNLISTED_AI, host)
        return Destination(Standing.OTHER, host)

    def restrictions(self, destination: Destination) -> tuple[tuple[str, str], ...]:
        """The vendor's headers that keep people to the company's own workspaces."""
        if not (destination.service and destination.entry and destination.service.tenants):
            return ()
        return _restrictions(destination.entry, destination.host, destination.service.tenants)


_restrictions = lru_cache(maxsize=4096)(restriction_headers_for)
