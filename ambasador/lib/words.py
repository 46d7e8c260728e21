"""The way of saying dates, durations and numbers for a reader's language: `words.for_language("pl").range(a, b, now=now)`."""

from functools import cache

from ambasador.lib.english import English
from ambasador.lib.polish import Polish
from ambasador.lib.saying import Saying

_LANGUAGES: dict[str, type[Saying]] = {"pl": Polish, "en": English}


@cache
def for_language(language: str, zone: str = "Europe/Warsaw") -> Saying:
    """Polish for "pl" and its variants, English for any other language that is not spoken here. Raises ValueError for an unknown zone."""
    return _LANGUAGES.get(language[:2].lower(), English)(zone)


def uncapitalised(name: str) -> str:
    """A name inside a sentence: `Oględziny u Ciebie` → `oględziny u Ciebie`; an abbreviation (`AGD: odbiór`) stays as it is."""
    return name if name[1:2].isupper() else name[:1].lower() + name[1:]
