"""The desk: the tickets that wait for my move, in the order in which they need it."""
