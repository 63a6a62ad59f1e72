"""Brands: one exchange each (name, look, sites, locales, the key its site signs tokens with)."""
