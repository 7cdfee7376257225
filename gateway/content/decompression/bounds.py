"""Every bound of decompression, with its reason. What a body or a file may hold its caller says."""

PIECE = 2**20
"""Bytes that a step asks for at the most."""

SLICE = 2**18
"""Bytes given at a time: at the end of each member the libraries copy what is left of them."""

MAX_MEMBERS = 1_000
"""Members or frames of a body or a file; real ones have one, a log a few."""

ALWAYS = 256 * 2**10
"""Bytes that a body may unpack to however small it is: a page of prose packs to a few hundred."""

RATIO = 100
"""Times its own size that a body may unpack to, and what is packed within it: prose and JSON come
to 3 to 10, logs to 20, tables to 50. Two kilobytes of Zstandard can hold 16 MiB, which take a
minute to look through: no request shall cost a thousand times what it took to send."""


def room(size: int, limit: int) -> int:
    """Bytes that so many may unpack to, where no more than `limit` ever may."""
    return min(limit, max(ALWAYS, RATIO * size))


MAX_CODINGS = 2
"""Of a body. No client sends more; each further one multiplies what a small body can hold."""

BROTLI_STEP = 32
"""Bytes given at a time to Brotli before 1.2, which cannot be told when to stop: 8 can become a
meta-block of 16 MiB (RFC 7932, 9.2), so that a step is 64 MiB at the most."""

ZSTD_STEP = 256
"""The same for Zstandard: each 4 bytes can become a block of 128 KiB (RFC 8878, 3.1.1.2), so that
a step is 8 MiB at the most."""

ZSTD_WINDOW = 2**23
"""8 MiB: what RFC 9659 asks receivers of the zstd coding to support, and senders to keep to."""

XZ_MEMORY = 256 * 2**20
"""Bytes. `xz -9` takes 65 MiB to undo; a head may ask for 4 GiB."""

ANSWER_RATIO = 1_100
"""Bytes that one byte of an answer may become; of gzip and deflate 1,032 do. What gives more (800
bytes of Brotli may be a gibibyte) is no answer, and would fill the memory that all answers need."""

ANSWER_ALWAYS = 2**20
"""Bytes that may come of an answer however few of its own came."""
