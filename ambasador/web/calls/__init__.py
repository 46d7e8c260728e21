"""Telephone calls at the agent's screen: what rings now, who calls, what becomes of it."""
