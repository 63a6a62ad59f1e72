"""Customers who misuse or abuse, and agents who are protected from it: every measure has a reason, an end and an appeal."""
