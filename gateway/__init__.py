"""Sekisho: a gate that every prompt passes on its way to a generative AI.

The layers, from the core to the edges (tests/test_layers.py holds them):

    model, text             the nouns, and text in the form in which it is searched
    policy, catalogue,      pure: allowlist.yaml, the AI services that the world has,
    formats, redaction,     their wire formats, placeholders,
    audit, gate             the trail's records, and judge(): read gate.py first
    proxy, register         edges: mitmproxy; the trail and the assets on disk
    settings, app, cli      the environment, the wiring, the commands
"""

__version__ = "0.1.0"
