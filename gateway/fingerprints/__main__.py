"""`python -m gateway.fingerprints`: compile every kernel, so that no prompt waits for it."""

from __future__ import annotations

import importlib
import pkgutil

import gateway.fingerprints


def main() -> None:
    """Each module that has kernels has `warm()`."""
    for module in pkgutil.iter_modules(gateway.fingerprints.__path__):
        if module.name != "__main__":
            loaded = importlib.import_module(f"gateway.fingerprints.{module.name}")
            getattr(loaded, "warm", lambda: None)()


if __name__ == "__main__":
    main()
