"""One ticket: who is responsible, what was promised, its route, everything said about it, and what to do next."""
