"""The shape of allowlist.yaml as JSON Schema (draft 2020-12), so that editors complete keys."""

from __future__ import annotations

from typing import Any

from gateway.catalogue import FORMATS, Catalogue
from gateway.catalogue import load as load_catalogue
from gateway.policy.document import Document

DIALECT = "https://json-schema.org/draft/2020-12/schema"


def schema(catalogue: Catalogue | None = None) -> dict[str, Any]:
    """The schema, with the services of the catalogue (the shipped one unless one is given)."""
    catalogue = catalogue or load_catalogue()
    found = {"$schema": DIALECT, **Document.model_json_schema()}
    found["title"] = "Sekisho allowlist.yaml"
    for node in (found, *found["$defs"].values()):
        for name, key in node["properties"].items():
            key["title"] = name.replace("_", " ")  # one that refers elsewhere would have none
    service = found["$defs"]["ServiceEntry"]["properties"]
    _choose(service["uses"], list(catalogue.ids()))
    _choose(service["format"], list(FORMATS))
    return found


def _choose(node: dict[str, Any], options: list[str]) -> None:
    """Put an enumeration on the text branch of a key that may be left out."""
    for branch in node.get("anyOf", [node]):
        if branch.get("type") == "string":
            branch["enum"] = sorted(options)
