"""`python -m gateway.keep_yaml`: keeps what the product's own YAML says, beside its byte code.

Run where the product is installed, after it is; without it a start reads the YAML itself.
"""

from __future__ import annotations

import os
from pathlib import Path

from classifiers._credentials import label_lexicon
from classifiers._marker import lexicon
from gateway import catalogue
from gateway.kept_yaml import NAME, Sources


def main() -> None:
    for made in (catalogue.sources, label_lexicon.sources, lexicon.sources):
        keep(made())


def keep(sources: Sources) -> None:
    """Whole or not at all."""
    place = Path(sources.package, NAME)
    place.parent.mkdir(exist_ok=True)
    draft = place.with_suffix(f".{os.getpid()}")
    draft.write_bytes(sources.packed())
    draft.replace(place)


if __name__ == "__main__":
    main()
