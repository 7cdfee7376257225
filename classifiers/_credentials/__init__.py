"""How `classifiers.credential` finds credentials. What goes in is a segment, what comes out are hits.

hits.py          a hit, and which of two that overlap stays
rules.py         rules/*.yaml -> the rules for tokens whose form their issuer publishes
tokens.py        those rules over a text
blocks.py        private keys as a block of lines (PEM, PuTTY)
addresses.py     passwords in addresses and connection strings
words.py         words.yaml -> the labels that people and programs give to a secret
labelled.py      a label and the value beside it
sentences.py     how a label and its value stand to each other, in code and in sentences
tables.py        a column under such a label
commands.py      passwords on command lines
headers.py       secrets in request headers and cookies
values.py        what a value is like: make-up, entropy
placeholders.py  what stands where a secret would, and is none
gitleaks.py      gitleaks' TOML -> rules of the company
company.py       those rules over a text
"""
