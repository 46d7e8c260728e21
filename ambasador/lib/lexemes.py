"""
The words of a Polish or English text as lexemes: what an inflected word and its other forms have in common. [K1]

For each word the set of its folded lemma, stem and stem of the lemma; two words match when their sets meet. Diacritics are folded, so
a word typed without ą, ę, ł is found too.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from threading import Lock

import snowballstemmer
from simplemma import Lemmatizer
from simplemma.strategies import DefaultStrategy

from ambasador.lib.dictionaries import KeptDictionaries

LANGUAGES = ("pl", "en")
MAX_WORD = 60
_WORD = re.compile(r"[^\W_]+")
_HAS_DIGIT = re.compile(r"\d")
_PLAIN = str.maketrans("łŁøØđĐ", "lLoOdD")
_STEMMERS = {"pl": snowballstemmer.stemmer("polish"), "en": snowballstemmer.stemmer("english")}
_LEMMATIZER = Lemmatizer(lemmatization_strategy=DefaultStrategy(dictionary_factory=KeptDictionaries()))
_reading = Lock()  # a stemmer keeps its word in itself, and the dictionaries are loaded once: one thread at a time


@dataclass(frozen=True)
class Word:
    """A word as typed, folded, and the lexemes any of which it may stand in a text as."""

    folded: str
    lexemes: frozenset[str]

    def occurs_in(self, text: str) -> bool:
        """Whether the text holds the word in any form, or a word that begins with it."""
        return not self.lexemes.isdisjoint(of_text(text)) or any(word.startswith(self.folded) for word in words(text))


def fold(text: str) -> str:
    """Lower case without diacritics: Żółć becomes zolc."""
    decomposed = unicodedata.normalize("NFKD", text.translate(_PLAIN).lower())
    return "".join(letter for letter in decomposed if not unicodedata.combining(letter))


def words(text: str) -> list[str]:
    """The folded words of a text in their order, cut at 60 letters, with repetitions."""
    return [fold(word)[:MAX_WORD] for word in _WORD.findall(text)]


def words_as_written(text: str) -> list[str]:
    """The lower-case words of a text in their order, with repetitions and diacritics: what `of_word` takes."""
    return _WORD.findall(text.lower())


def of_text(text: str) -> frozenset[str]:
    """All lexemes of a text, read both as Polish and as English."""
    found: set[str] = set()
    for word in set(_WORD.findall(text.lower())):
        found |= of_word(word)
    return frozenset(found)


def alternatives(text: str) -> list[Word]:
    """The words of a question, each with its lexemes: every word must be found, in any of its forms."""
    found = {word: Word(fold(word)[:MAX_WORD], of_word(word)) for word in _WORD.findall(text.lower())}
    return list(found.values())


def warm_up() -> None:
    """Load the dictionaries (three seconds of work once for a machine, 30 MB), so that the first reader of a process need not wait."""
    of_word("gotowe")


@lru_cache(maxsize=200_000)
def of_word(word: str) -> frozenset[str]:
    """The lexemes of one lower-case word in both languages; a word with digits, or a very long one, stands for itself."""
    if _HAS_DIGIT.search(word) or len(word) > MAX_WORD:
        return frozenset([fold(word)[:MAX_WORD]])
    found: set[str] = set()
    for language in LANGUAGES:
        with _reading:
            lemma = _LEMMATIZER.lemmatize(word, lang=language).lower()
            stems = _STEMMERS[language].stemWords([word, lemma])
        found |= {fold(form) for form in (lemma, *stems)}
    return frozenset(form[:MAX_WORD] for form in found if form)
