"""How `classifiers.credential` finds credentials: from a segment to hits.

hits.py          the rules of no provider's own; a hit, and which of two that overlap stays
utf8.py          a text as RE2 reads it        plain.py   the same with capitals, but plain
signs.py         which forms can be in a text at all
rules.py         rules/*.yaml -> the forms of tokens that their issuers publish
tokens.py        those rules over a text       checks.py  what must hold inside a token
blocks.py        private keys as a block of lines (PEM, PuTTY), and JSON Web Keys
addresses.py     passwords in addresses
commands.py      passwords on command lines
logins.py        passwords of pairs that a sentence says to log in with
headers.py       secrets in request headers, cookies and `.pgpass` lines
label_lexicon.py words.yaml, lists.yaml -> the labels that people and programs give to a secret
sentences.py     how a label and its value stand to each other, in code and in sentences
secret_names.py  whether the name that holds a label is that of a secret
labelled.py      a label and the value beside it (value_at.py reads the value, pairs.py a pair)
tables.py        a column under such a label
phrases.py       passphrases and watchwords
judge.py         how sure it is (claims.py, passwords.py, keys.py)
values.py        what a value is like: make-up, entropy
placeholders.py  what stands where a secret would, and is none
gitleaks.py      gitleaks' TOML -> rules of the company
company.py       those rules over a text
"""
