"""Sekisho: a gate that every prompt passes on its way to a generative AI.

The layers, from the core to the edges (tests/test_layers.py holds them):

    model, text, errors     the nouns, text in the form in which it is searched, the exceptions
    engine                  pure: judge.py, the one path (read it first); whose a host is, the table
                            of the policy, how many values a prompt holds, what a record says
    policy, catalogue       pure: allowlist.yaml, the AI services that the world has
    formats, redaction      pure: wire formats, placeholders
    messages                pure: what people are told
    kept_yaml               the YAML that comes with the code, as it was kept at installation
    content                 bytes -> text, bounded: charsets, file types, decompression; documents
                            are read in processes that may be lost, their readers are pure
    fingerprints            pure, on arrays: texts and tables -> keyed hashes, and back to spans
    planes                  edges: the network; planes/mitmproxy is the proxy
    trail, keyring          edges: the audit trail and the key on disk
    ownership               edge: whose the files are that a command makes
    vault                   edge: what was taken out, in memory, shared by several workers or not
    register                edge: what the company has registered, and its index on disk
    identity                edge: who asks, by a password file
    settings, custom_rules  edges: the environment; the company's own rules in files
    app, workers, cli       the wiring, several processes on one port, the commands
    standin                 an AI on loopback, for the demo, tests and measurements
"""

__version__ = "0.1.0"
