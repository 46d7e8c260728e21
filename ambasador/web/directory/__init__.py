"""Who knows and who decides: competences, units, people, working hours."""
