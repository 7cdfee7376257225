"""The proof: tables of sentences, laws for all inputs, and real sockets on loopback."""
