"""The vendors' own SDKs through the gate, from a virtual environment of their own."""
