"""Procedures: the list, the version in force, and the editor of a draft."""
