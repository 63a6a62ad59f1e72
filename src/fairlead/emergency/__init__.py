"""Somebody's account is being robbed: he presses a button, people are called until one has it, and the account is frozen."""
