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
    """The gate_addon with the policy's watch, which `sekisho serve` runs by itself."""

    keeper: app.House

    def running(self) -> None:
        self._watch = asyncio.get_running_loop().create_task(self.keeper.watch())

    def done(self) -> None:
        self._watch.cancel()


def _addons() -> list[object]:
    try:
        house = app.open_house(
            settings.policy_from_environment(), settings.state_from_environment()
        )
    except SekishoError as e:
        raise SystemExit(f"sekisho: {e}") from None  # without the gate nothing may be served
    atexit.register(house.close)
    gate_addon = Watching(house, embedded=False)
    return [gate_addon, Last(gate_addon)]


addons = _addons()
