"""Bytes made up by the thousand -> which reader breaks its law, and the bytes that made it.

__main__     the command: `python -m tests.fuzzing json --minutes 10`, `--replay FILE`
target       a reader, its law, its corpus and its dictionary
targets/     one module a family of readers
seeds        the corpus, out of the tests' own tables
mutations    bytes -> other bytes
coverage     which lines and branches an input was the first to reach
cost         the work and the memory that an input takes, counted
loop         the coverage-guided loop of our own; with_atheris: libFuzzer's, where there is one
faults       what broke, once each, made small
child        a target in a process that may be lost; watching: the process beside it
decoders     what lenient decoders make of the same bytes; node: those of Node.js
looking      was it looked at?
"""
