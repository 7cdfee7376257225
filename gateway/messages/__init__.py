"""Codes and arguments -> words for people, in Japanese and English. Nothing decides here.

both       a message in both languages
reasons    why a decision was made, and why something cannot be rewritten or decoded
findings   why a finding was made
not_read   why something could not be read
registering  why a file could not be registered
say        a reason, a finding, something unread -> its words
refusals   a refused request -> the lines that its sender reads
"""

from gateway.messages.both import Both
from gateway.messages.refusals import TITLE, refusal
from gateway.messages.say import finding, label, reason, unread

__all__ = ["TITLE", "Both", "finding", "label", "reason", "refusal", "unread"]
