"""Python starts with this where its folder is on PYTHONPATH: a clock that the soak can set.

The seconds by which the time of day is off stand in the file that SOAK_CLOCK names. Monotonic time
goes on, as it does when an administrator sets the clock. (libfaketime makes clock_nanosleep fail,
by which Python sleeps.)
"""

from __future__ import annotations

import datetime
import os
import time
from pathlib import Path
from typing import Any

_FILE = Path(os.environ["SOAK_CLOCK"])
_real_time = time.time


def _off() -> int:
    return int(_FILE.read_text() or 0)


class _Datetime(datetime.datetime):
    """The real one, but for what time it is."""

    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> Any:
        return super().now(tz) + datetime.timedelta(seconds=_off())


time.time = lambda: _real_time() + _off()
datetime.datetime = _Datetime  # type: ignore[misc]
