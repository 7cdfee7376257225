"""Sekisho: a gate that every prompt passes on its way to a generative AI.

The layers, from the core to the edges (tests/test_layers.py holds them):

    model, text, errors     the nouns, text in the form in which it is searched, the exceptions
    gate                    judge(), the one path: read gate.py first
    policy, catalogue,      pure: allowlist.yaml, the AI services that the world has,
    directory, decide,      whose a host is, the table of the policy,
    formats, redaction,     wire formats, placeholders,
    memory, counting,       findings of texts seen before, how many values a prompt holds,
    words, reasons          what people are told
    audit, scrub            the trail's records
    fingerprints            pure, on arrays: texts and tables -> keyed hashes, and back to spans
    proxy, trail, key       edges: mitmproxy; the trail and the key on disk
    vault                   edge: what several workers took out, in memory that they share
    register                edge: what the company has registered, and its index on disk
    documents               edge: files, read in processes that may be lost; its readers are pure
    settings, company       edges: the environment; the company's own rules in files
    app, workers, cli       the wiring, several processes on one port, the commands
    standin                 an AI on loopback, for the demo, tests and measurements
"""

__version__ = "0.1.0"
