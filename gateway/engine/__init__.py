"""The core that decides: a request and a policy -> a judgement. Pure; read `judge.py` first."""
