"""Clocks that were promised: by when a customer hears from us, counted in working time."""
