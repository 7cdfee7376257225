"""`python -m gateway.standin`: the stand-in as a process of its own, for measurements."""

from __future__ import annotations

import signal
import tempfile
from pathlib import Path

import click

from gateway.standin import Authority, StandIn


@click.command()
@click.option("--port", default=0, help="0 = any free port; the line printed tells which.")
@click.option("--pace", default=0.0, help="Seconds between two pieces of a streamed answer.")
@click.option("--folder", type=click.Path(file_okay=False, path_type=Path), help="For its CA.")
@click.option("--http1", is_flag=True, help="Offer HTTP/1.1 only.")
def main(port: int, pace: float, folder: Path | None, http1: bool) -> None:
    """Answer like the AI vendors until SIGTERM. Prints where, and which CA to trust."""
    signal.signal(signal.SIGTERM, lambda *_: exit(0))
    with tempfile.TemporaryDirectory() as spare:
        authority = Authority(folder or Path(spare))
        protocols = ("http/1.1",) if http1 else ("h2", "http/1.1")
        with StandIn(authority, pace=pace, port=port, protocols=protocols, keep=0) as server:
            click.echo(f"stand-in ready on {server.host}:{server.port} {authority.certificate}")
            signal.pause()


if __name__ == "__main__":
    main()
