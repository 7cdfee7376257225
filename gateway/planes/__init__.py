"""Edges that bring questions in from the network. Each only translates; none knows another."""
