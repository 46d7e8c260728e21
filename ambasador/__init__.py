"""Ambasador: case management in which a case never loses its person."""

__version__ = "0.1.0"
