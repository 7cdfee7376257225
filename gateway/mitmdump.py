"""The gate as an addon of a stock mitmdump:

    mitmdump -s .../gateway/mitmdump.py --set rawtcp=false --set connection_strategy=lazy

Policy and state are found as by `sekisho serve` (SEKISHO_POLICY, SEKISHO_STATE). Refuses
every request beside options that let traffic past the hooks. `sekisho serve` is cheaper, drains,
answers an overlong body in the vendor's own shape, and shares its port with other workers.
"""

from __future__ import annotations

import asyncio
import atexit
import logging

from mitmproxy import connection

from gateway import app, settings
from gateway.errors import SekishoError
from gateway.planes.mitmproxy.addon import GateAddon, Last

log = logging.getLogger("sekisho")


class Watching(GateAddon):
    """The addon with the watch over the policy, which `sekisho serve` runs by itself."""

    def __init__(self, gate: app.Gate) -> None:
        super().__init__(gate.service, gate.people, gate.answer, embedded=False)
        self.reloading = gate.reloading

    def running(self) -> None:
        self._watch = asyncio.get_running_loop().create_task(self.reloading.watch())

    def done(self) -> None:
        self._watch.cancel()


class Closed:
    """Stands where the gate could not be made: no connection is taken."""

    def client_connected(self, client: connection.Client) -> None:
        client.error = "Sekisho: the gate could not start"


def _addons() -> list[object]:
    try:
        import gateway.planes.mitmproxy.mitmproxy_patches  # noqa: F401 - are the versions proved?

        gate = app.open_gate(settings.policy_from_environment(), settings.state_from_environment())
    except SekishoError as e:
        # An error while it starts ends mitmdump. To raise SystemExit does not on mitmproxy 11: it
        # goes on with what the script has made so far, which would be nothing at all.
        log.error("sekisho: %s", e)  # noqa: TRY400 - in words, never as a traceback
        return [Closed()]
    if gate.service.policy.is_sample:
        log.warning("sekisho: %s", settings.SAMPLE_IN_FORCE)
    for _ in gate.warm():
        pass
    atexit.register(gate.close)
    addon = Watching(gate)
    return [addon, Last(addon)]


addons: list[object] = [Closed()]
addons = _addons()
