"""Helpers of the tests that run a whole gate.

policy      a policy to test with, and requests that suit it
gate        a gate as a process of its own, its trail, its end
client      a client that sends what it is told to, byte for byte, and reads one answer
client2     the same over HTTP/2
routes      further answers of the stand-in: large, slow, odd
"""
