"""Texts -> fingerprints, and fingerprints in common -> fragments, with their evidence. Pure.

normal      a text -> the characters that count, and where each stood
prints      characters and a key -> the fingerprints that are registered and looked up
language    characters -> what each is worth as evidence: how surprising it is
lookup      fingerprints -> where they stand in a segment of the index
runs        fingerprints in common -> runs, each with its evidence
fragments   runs -> which assets a prompt holds parts of, and where
tables      rows of tables -> keyed hashes of their cells, and back (table_*)
hashing     kernels that both share: SipHash, characters under a key; characters, arrays: others
jit         kernels: compiled once, kept beside the source
"""

from gateway.fingerprints.normal import Normalised, normalise
from gateway.fingerprints.prints import K, Prints, W, prints, public_prints

__all__ = ["K", "Normalised", "Prints", "W", "normalise", "prints", "public_prints"]
