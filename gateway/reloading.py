"""Changed files -> a new bundle in force, whole or not at all; the last good one stays.

A change is taken up once it has been the same for one whole look, and still is when it was read:
of what is still being written nothing comes into force. Every change in force, and every fault,
stands in the trail.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from dataclasses import dataclass, field
from functools import partial

from gateway.errors import cause
from gateway.identity import People
from gateway.loading import Files, Loaded, Signature
from gateway.policy.diff import weakenings
from gateway.service import DecisionService

log = logging.getLogger("sekisho")

EVERY = 0.5
"""Seconds between two looks; a change is in force within three of them."""

MAX_FAULTS = 20
"""Faults of a refused policy that are written down; the file itself shows the rest."""


@dataclass(slots=True)
class Reloading:
    """Sees to it that the service decides by what the files say."""

    files: Files
    service: DecisionService
    people: People
    loaded: Loaded
    _taken: Signature = field(init=False)
    """Of the files that were taken up, or refused, last."""
    _seen: Signature = field(init=False)
    _asked: bool = False
    _failed: str = ""
    """Why the last look failed: said once, not with each look."""

    def __post_init__(self) -> None:
        self._taken = self._seen = self.files.read_as

    async def watch(self, every: float = EVERY) -> None:
        """Look for changes while the gate runs."""
        await asyncio.sleep(every)  # what reads files loads once all else does: a file seldom comes
        self.service.judges.start()  # at once, and a gate for one short command never needs it
        while True:
            await asyncio.sleep(every)
            self.service.tick()
            try:
                await self.look()
                self._failed = ""
            except Exception as e:  # the trail is full or gone: tried again with the next look
                if cause(e) != self._failed:
                    log.error("%s", cause(e))  # noqa: TRY400
                self._failed = cause(e)

    def ask(self) -> None:
        """Read everything anew with the next look, changed or not."""
        self._asked = True

    async def look(self) -> None:
        """One look: take up what changed, and has been the same since the look before."""
        seen = self.files.signature()
        settled, self._seen = seen == self._seen, seen
        if settled and (self._asked or seen != self._taken):
            await self._reload()
        else:
            await self._look_at_register()

    async def _reload(self) -> None:
        """Raises TrailError where nothing can be written down; then it is tried again."""
        asked, self._asked = self._asked, False  # whoever asks meanwhile asks for more
        done = False
        try:
            done = await self._read_anew()
        finally:
            self._asked |= asked and not done

    async def _read_anew(self) -> bool:
        """Everything, changed or not. What cannot be used is refused, and the last good one stays.
        False: files changed meanwhile, and are read again once they have been the same for a look.
        """
        try:
            load = partial(self.files.load, self.loaded.registered)
            loaded = await asyncio.to_thread(_ready, load)
            changed = (self.service.policy, loaded.bundle.policy)
            weakened = await asyncio.to_thread(weakenings, *changed)
        except Exception as e:  # whatever is wrong with the new policy, the old one stays
            if self._has_moved():
                return False
            log.error("the policy was not taken up, the last good one stays: %s", cause(e))  # noqa: TRY400
            self.service.note("policy-refused", faults=cause(e).splitlines()[:MAX_FAULTS])
            self._taken = self._seen
            return True
        if self._has_moved():
            return False
        new = loaded.bundle
        self.service.note(
            "policy-loaded",
            policy=new.policy.revision,
            bundle=new.revision,
            parts=dict(new.parts),
            files=dict(loaded.rules.revisions),
            weakened=list(weakened),
        )
        self._put_in_force(loaded)
        self._taken = self._seen
        log.info("policy %s loaded", new.policy.revision)
        return True

    def _has_moved(self) -> bool:
        """Is a file another than the look saw, or one more of them named than it knew of?"""
        before, self._seen = self._seen, self.files.read_as
        return before != self._seen or self.files.signature() != self._seen

    async def _look_at_register(self) -> None:
        """Another state of the register, under the policy in force."""
        before = self.loaded.registered
        found = await asyncio.to_thread(self.files.look_at_register, before)
        if found == before:
            return
        load = partial(self.files.with_register, self.loaded, found)
        loaded = await asyncio.to_thread(_ready, load)
        if not found.fault:
            revision = loaded.bundle.revision
            self.service.note("register-loaded", version=found.version, bundle=revision)
            log.info("register %s loaded", found.version)
        self._put_in_force(loaded)

    def _put_in_force(self, loaded: Loaded) -> None:
        before, self.loaded = self.loaded.registered, loaded
        self.people.users = loaded.users
        self.service.swap(loaded.bundle)
        fault = loaded.registered.fault
        if fault and fault != before.fault:  # refused for first, then told, once
            log.error("nothing with text goes to an AI until this is mended: %s", fault)
            self.service.note_soon("register-refused", fault=fault)


def _ready(load: Callable[[], Loaded]) -> Loaded:
    """What was read, once it is ready for a first prompt."""
    loaded = load()
    for _ in loaded.warm():
        pass
    return loaded
