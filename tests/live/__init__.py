"""Sekisho on real sockets: what a client gets, what an upstream got, what the trail says."""
