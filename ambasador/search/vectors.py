"""Texts as PostgreSQL search vectors and questions as search queries, computed here because the server knows no Polish."""

import re

from ambasador.lib import lexemes

MAX_WORDS = 6_000
_MAX_POSITION = 16_383
_NOT_NUMBER = re.compile(r"[^0-9a-z@]+")


def vector(*, title: str, numbers: tuple[str, ...], body: str) -> str:
    """A tsvector literal: every form of every word at the word's place, weight A for title and numbers, B for the body."""
    places: dict[str, list[str]] = {}
    place = 0
    for text, weight in ((title, "A"), (" ".join(numbers), "A"), (body, "B")):
        for word in lexemes.words_as_written(text)[:MAX_WORDS]:
            place = min(place + 1, _MAX_POSITION)
            for form in lexemes.of_word(word) | {lexemes.fold(word)[: lexemes.MAX_WORD]}:
                places.setdefault(form, []).append(f"{place}{weight}")
    return " ".join(f"'{form}':{','.join(found[:200])}" for form, found in places.items())


def question(text: str) -> str:
    """A tsquery: every word in any of its forms, the last one also only begun. Empty when there is no word in it."""
    words = lexemes.alternatives(text)[:12]
    parts = []
    for number, word in enumerate(words, start=1):
        forms = [f"'{form}'" for form in sorted(word.lexemes)]
        if number == len(words):
            forms.append(f"'{word.folded}':*")
        parts.append(f"({' | '.join(forms)})")
    return " & ".join(parts)


def compact(number: str) -> str:
    """A number without spaces and signs, as it is stored and asked: "+48 600-123" is 48600123."""
    return _NOT_NUMBER.sub("", lexemes.fold(number))


def asked_number(text: str) -> str:
    """The number in a question, or nothing when it does not look like one: at least three characters, a digit or an @ among them."""
    number = compact(text).removeprefix("00")
    return number if len(number) >= 3 and ("@" in number or any(character.isdigit() for character in number)) else ""
