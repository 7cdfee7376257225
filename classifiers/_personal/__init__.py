"""How personal information is recognised, piece by piece; classifiers/personal.py puts it together.

page      a text as it is searched, with the way back to every character
hits      the rules, their codes and kinds; a hit, and which of two that overlap stays
labels    words beside a value, keys and headings of columns -> what the value is
checks    check digits, by the standard that each comes from
numbers   My Number, card and account numbers and their like; what a label must stand beside
phones, mail, places, dates, foreign    what has a form of its own
plans     the numbering plans of the world: which telephone numbers there are
latin_places    addresses in Latin letters
people    names of persons, with SudachiPy where a cue asks for it
engine    the same as Presidio recognizers, and a company's own recognizers in Presidio's form
"""
