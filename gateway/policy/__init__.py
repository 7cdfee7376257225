"""allowlist.yaml -> Policy, or PolicyError with every fault, its line and its remedy. Pure.

lines       text -> keys and values with their lines, bounded
values      one value -> what it means
document    the shape: every key of allowlist.yaml
build       document -> Policy: start reading here
faults      what is wrong, in words
schema      the shape as JSON Schema, for editors
rights      what the gate answers by class and service
lint        what is probably not meant
diff        what becomes looser, what stricter, and for whom
summary     the policy as a manager reads it
policy_tests  the policy's own tests

Nothing is imported here: whoever asks for a right need not load what reads a policy.
"""
