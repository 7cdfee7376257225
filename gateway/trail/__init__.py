"""Edge: the audit trail on disk. No record written, no passage.

writer     Trail: what the gate appends to          opening    a chain as it was left -> open
chain      one worker's chain, batch by batch       retention  days that the policy lets go
head       where a chain ends, under the key        layout     names of files, and syncing
reading    records in order of time, and searching  verification  does the trail still hold?
                                                    diagnosis  a broken chain -> who did what
"""

from gateway.trail.opening import retire_idle
from gateway.trail.writer import Trail

__all__ = ["Trail", "retire_idle"]
