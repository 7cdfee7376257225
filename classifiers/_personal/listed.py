"""Words in one string -> the words. A table of hundreds reads best as running text."""


def listed(words: str) -> list[str]:
    """The words of a table, in order."""
    return words.split()
