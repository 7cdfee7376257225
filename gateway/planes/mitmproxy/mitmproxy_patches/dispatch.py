"""mitmproxy's addon manager with the hooks of each event looked up once.

The stock one goes through every addon for every event with a context manager, a getattr and a
look at the event's fields: a third of a small request's CPU. What an addon raises is logged
and the next one goes on, as there.
"""

from __future__ import annotations

import dataclasses
import inspect
import logging
from collections.abc import Callable
from typing import Any

from mitmproxy import exceptions, hooks
from mitmproxy.addonmanager import AddonManager, traverse

log = logging.getLogger(__name__)


class Dispatch(AddonManager):
    """For a chain of addons that does not change once the first event has come."""

    def __init__(self, master: Any) -> None:
        super().__init__(master)
        self._listeners: dict[str, list[Callable[..., Any]]] = {}
        self._fields: dict[type[hooks.Hook], list[str]] = {}

    async def handle_lifecycle(self, event: hooks.Hook) -> None:
        """Views want to hear of each change of a flow; the gate has none."""
        await self.trigger_event(event)

    async def trigger_event(self, event: hooks.Hook) -> None:
        listeners = self._listeners.get(event.name)
        if listeners is None:
            listeners = self._listeners[event.name] = self._look_up(event.name)
        if not listeners:
            return
        arguments = [getattr(event, name) for name in self._names(type(event))]
        for listener in listeners:
            try:
                result = listener(*arguments)
                if result is not None and inspect.isawaitable(result):
                    await result
            except exceptions.AddonHalt:
                return
            except exceptions.OptionsError:
                raise
            except Exception as e:
                log.error("addon error: %s", type(e).__name__)  # noqa: TRY400 - it may quote text

    def _look_up(self, name: str) -> list[Callable[..., Any]]:
        found = (getattr(addon, name, None) for addon in traverse(self.chain))
        return [listener for listener in found if callable(listener)]

    def _names(self, kind: type[hooks.Hook]) -> list[str]:
        if kind not in self._fields:
            self._fields[kind] = [f.name for f in dataclasses.fields(kind)]  # type: ignore[arg-type]
        return self._fields[kind]
