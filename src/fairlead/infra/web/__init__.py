"""The HTTP edge: what every request must pass before a room sees it, and the one form errors have."""
