"""Many tickets into other hands: before an absence, and when somebody leaves."""
