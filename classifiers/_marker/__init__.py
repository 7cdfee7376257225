"""How `classifiers.marker` tells a text that bears a marker from one that speaks of it.

packs/*.yaml     a language each: its markers, and how people there speak of them
lexicon.py       packs -> the words to look for and the cues to judge them by
setting.py       an occurrence in the searched text, with the line and lines around it
speaking.py      what shows that a text speaks of a marker: lists, code, quotes, denials
forms.py         the forms in which a text bears one: header, bracket, label, file name, ...
tables.py        a column of markers in a table
levels.py        the level that a word stands for -> a class that the policy lists
"""
