"""Sekisho: a gate that every prompt passes on its way to a generative AI.

The layers, from the core to the edges (tests/test_layers.py holds them):

    model, text, errors     the nouns, text in the form in which it is searched, the exceptions
    gate                    judge(), the one path: read gate.py first
    policy, catalogue,      pure: allowlist.yaml, the AI services that the world has,
    directory, decide,      whose a host is, the table of the policy,
    formats, redaction,     wire formats, placeholders,
    memory, words,          findings of texts seen before, what people are told,
    audit, scrub            the trail's records
    proxy, trail, key       edges: mitmproxy; the trail and the key on disk
    settings, company       edges: the environment; the company's own rules in files
    app, workers, cli       the wiring, several processes on one port, the commands
    standin                 an AI on loopback, for the demo, tests and measurements
"""

__version__ = "0.1.0"
