"""Polish or English? The language in which somebody wrote, so that they are answered in it."""

import re

_POLISH = frozenset(
    [
        "jest", "nie", "się", "na", "do", "że", "z", "w", "i", "po", "za", "od", "dla", "proszę", "dzień", "dobry", "pani", "pana",
        "państwo", "mam", "czy", "jak", "był", "była", "było", "są", "moje", "mój", "moja", "ale", "już", "tylko", "tego", "przez",
        "przy", "został", "została", "zamówienie", "reklamacja", "witam", "pozdrawiam", "dziękuję", "bardzo", "który", "która", "które",
        "ponieważ"
    ]
)  # fmt: skip
_ENGLISH = frozenset(
    [
        "the", "is", "are", "was", "were", "and", "to", "of", "in", "for", "you", "your", "my", "i", "it", "this", "that", "with", "on",
        "have", "has", "not", "please", "hello", "dear", "thanks", "thank", "regards", "be", "as", "at", "from", "but", "we", "our",
        "would", "could"
    ]
)  # fmt: skip
_DIACRITICS = re.compile("[ąćęłńóśźż]")
_WORD = re.compile(r"[a-ząćęłńóśźż]+")


def language_of(text: str, *, default: str = "pl") -> str:
    """`pl` or `en` by common words, Polish letters counting as a word each; `default` when nothing tells."""
    lower = text[:8000].lower()
    found = _WORD.findall(lower)
    polish = sum(1 for word in found if word in _POLISH) + len(_DIACRITICS.findall(lower))
    english = sum(1 for word in found if word in _ENGLISH)
    if polish == english:
        return default
    return "pl" if polish > english else "en"
