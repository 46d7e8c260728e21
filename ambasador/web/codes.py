"""Codes of things, as they stand in addresses, made from their Polish names."""

from collections.abc import Callable

from django.utils.text import slugify

from ambasador.lib import lexemes

RESERVED = frozenset({"new", "units", "competences", "calendars", "people", "absences"})


def code_from(name: str, *, is_taken: Callable[[str], bool], longest: int = 40) -> str:
    """`Dział Reklamacji` is dzial-reklamacji; dzial-reklamacji-2 when that is taken."""
    base = slugify(lexemes.fold(name))[: longest - 4].strip("-") or "x"
    code, number = base, 1
    while code in RESERVED or is_taken(code):
        number += 1
        code = f"{base}-{number}"
    return code
