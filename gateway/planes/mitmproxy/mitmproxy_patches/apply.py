"""Every patch put in place, once in the life of a process."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from gateway.planes.mitmproxy.mitmproxy_patches import (
    faster,
    flooding,
    goaway,
    layers,
    network,
    waiting,
)


def apply(
    *,
    max_head: int,
    max_headers: int,
    max_body: Callable[[], int],
    may_keep: layers.MayKeep,
    silence: Callable[[str], float],
    open_connection: Callable[..., Any],
    unreached: layers.Unreached,
    share_port: bool,
    tell: layers.Tell,
) -> None:
    """Limits in bytes; that on a body is asked anew each time, for policies change. `silence` says
    for how many seconds nothing may come on a client's connection, by its id. `tell` hears of
    connections that are ended because a client asks too much of the gate."""
    faster.speed_up()
    layers.drop_trailers()
    layers.bound_heads(max_head, max_headers, tell)
    layers.pass_over_interim_answers()
    waiting.end_silence(silence)
    goaway.finish_streams()
    flooding.bound_frames(tell)
    layers.bound_requests(max_body, may_keep)
    layers.look_into_sockets(max_body, tell)
    layers.answer_for_the_unreached(unreached)
    network.close_at_once()
    network.connect_to(open_connection)
    if share_port:
        network.share_port()
