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


def _addons() -> list[object]:
    try:
        gate = app.open_gate(settings.policy_from_environment(), settings.state_from_environment())
    except SekishoError as e:
        raise SystemExit(f"sekisho: {e}") from None  # without the gate nothing may be served
    atexit.register(gate.close)
    addon = Watching(gate)
    return [addon, Last(addon)]


addons = _addons()
