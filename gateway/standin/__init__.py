"""A stand-in for the vendors' AI services: for `sekisho demo`, for tests, for measurements.

answers, vendors, speech,   pure: a question -> what a vendor would answer to it
calling, structured,        tools, answers of a given schema, what is said on a WebSocket
dialogue
ledger                      every connection, every byte and every question that came
certificates                a throw-away authority, and certificates for any name
wire, http1, http2,         one accepted connection: TLS, the protocols, the answers
websocket
server                      the stand-in itself, in a thread of its own
"""

from gateway.standin.answers import Answer
from gateway.standin.certificates import Authority
from gateway.standin.ledger import Connection, Ledger, Question, Seen
from gateway.standin.server import StandIn

__all__ = ["Answer", "Authority", "Connection", "Ledger", "Question", "Seen", "StandIn"]
