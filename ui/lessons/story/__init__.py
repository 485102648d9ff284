"""The ending: the whole way on one page, with the visitor's own digit, run and mistakes."""
