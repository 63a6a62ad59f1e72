"""Customers, agents, teams, sessions and presence, and the one gate that says who may do what."""
