"""How `classifiers.marker` tells a text that bears a marker from one that speaks of it.

packs/*.yaml     a language each: its markers, and how people there speak of them
lexicon.py       packs -> the words to look for and the cues to judge them by
setting.py       an occurrence in the searched text, with the line and lines around it
forms.py         the forms in which a text bears one, and what speaks against them
  fields.py      the value of a field: classification: confidential
  files.py       the name of a file: 極秘_論点.docx
  tables.py      a column of markers in a table
  lines.py       a line of its own, the head of a line, its end
  brackets.py    【社外秘】, [CONFIDENTIAL]
  elements.py    <p>社外秘</p>
  stated.py      a sentence in which a text says so of itself
edges.py         is it the word at all: 社外秘書, is_confidential
speaking.py      quotes, questions, denials, code, stories, dictionaries
lists.py         lists of levels: 公開／社内限り／社外秘
levels.py        the level that a word stands for -> a class that the policy lists
own.py           the company's own words
"""
