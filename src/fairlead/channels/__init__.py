"""One folder per way in; strangers to each other."""
