"""Fairlead: a self-hosted support desk for crypto exchanges. `app.py` is the map."""

__version__ = "0.1.0"
