"""Accounts: who may sign in, as what, and how they get in the first time."""
