"""Telephone exchanges: what they tell of calls, in a plain form of ours or in the words of Asterisk."""
