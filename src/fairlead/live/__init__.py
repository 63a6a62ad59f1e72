"""Sockets: who is connected, what they watch, and how every committed entry reaches them exactly once, in order."""
