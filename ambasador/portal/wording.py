"""Moments and sizes as people say them, in the language of the present answer and the organisation's time zone."""

from django.conf import settings
from django.utils.translation import get_language

from ambasador.lib import words
from ambasador.lib.saying import Saying


def language() -> str:
    """The language of the present answer, pl or en."""
    return (get_language() or settings.LANGUAGE_CODE)[:2]


def saying() -> Saying:
    return words.for_language(language(), settings.TIME_ZONE)


def file_size(size: int) -> str:
    """`1,2 MB`, `340 kB`."""
    if size < 1_000_000:
        return f"{max(size // 1000, 1)} kB"
    return f"{saying().number(size / 1_000_000, places=1)} MB"
