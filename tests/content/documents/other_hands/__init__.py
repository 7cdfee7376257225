"""Files written by programs that are not ours, each with one sentence planted somewhere in it.

planted    what a row is: which program, where the sentence stands, how the file is made
word, sheets, sheets_too, slides, open_document, pdf, mail, pictures    one module a program
office     what LibreOffice makes of one document, sheet and presentation with many sentences

A kit of our own cannot find what its reader misreads in the same way; these can.
"""
