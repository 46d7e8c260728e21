"""Nothing accepted is lost, shown by killing: the real product, real mail, kill -9 at seeded random moments."""
