"""Who works when: shifts, what falls between them, and what goes from one to the next."""
