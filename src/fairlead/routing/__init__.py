"""Whom a waiting matter is given to, and why in that order."""
