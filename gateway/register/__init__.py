"""Edge: the register of assets on disk, and the index by which the gate recognises them.

database, schema, migrations    where the register is, and its tables
assets, store                   what is registered, and what becomes of a file
walking, reading, adding        files and folders -> assets
entry, container, index         what the gate looks up: immutable files, taken up while it runs
"""
