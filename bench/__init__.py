"""Measurements. `make bench` runs them; each prints what it measured in words and, as its last line, JSON."""
