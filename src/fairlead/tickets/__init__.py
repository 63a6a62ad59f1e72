"""Matters that are not solved on the spot: what each kind of matter needs, the facts given, and who acts next by when."""
