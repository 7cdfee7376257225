"""Edge: the audit trail on disk. No record written, no passage.

writer     Trail: what the gate appends to          opening    a chain as it was left -> open
chain      one worker's chain, batch by batch       retention  days that the policy lets go
head       where a chain ends, under the key        layout     names of files, and syncing
reading    records in order of time, and searching  verification  does the trail still hold?
                                                    diagnosis  a broken chain -> who did what

Its two names are loaded when they are used: who reads a trail need not load what writes one.
"""

from typing import TYPE_CHECKING

from gateway import lazy

if TYPE_CHECKING:
    from gateway.trail.opening import retire_idle
    from gateway.trail.writer import Trail

__all__ = ["Trail", "retire_idle"]

__getattr__ = lazy.names(
    __name__, {"Trail": "gateway.trail.writer", "retire_idle": "gateway.trail.opening"}
)
