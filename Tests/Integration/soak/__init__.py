"""Disturbs runs of the program in every way that is known, for as long as one likes: `scripts/soak`.

Each part is a module: `trial` functions that do one disturbed run and check it, of which the tests take a few, and a
`run` that does many, and returns a table for docs/RELIABILITY.md.
"""
