"""Measures the program against what people run today: see `scripts/bench`."""
