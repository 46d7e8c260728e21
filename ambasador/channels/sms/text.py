"""
How a text becomes segments of a text message. Calculations only.

3GPP TS 23.038: the alphabet of 7 bits, 160 characters in one message and 153 in each of several, those of the extension table counted
twice; with any other character the whole text goes as UCS-2, 70 and 67.
"""

import unicodedata
from dataclasses import dataclass

BASIC = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞ ÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
EXTENDED = frozenset("^{}\\[~]|€\f")
PLAIN = str.maketrans({"ł": "l", "Ł": "L", "–": "-", "—": "-", "„": '"', "”": '"', "“": '"', "’": "'", "…": "...", "\xa0": " "})


@dataclass(frozen=True)
class Length:
    """`units` counts as the network does; `left` is what still fits into the last segment."""

    segments: int
    units: int
    left: int
    is_unicode: bool


def length_of(text: str) -> Length:
    """The segments of a text; an empty one has none."""
    is_unicode = not all(letter in BASIC or letter in EXTENDED for letter in text)
    if is_unicode:
        units = len(text.encode("utf-16-be", "surrogatepass")) // 2
        alone, each = 70, 67
    else:
        units = sum(2 if letter in EXTENDED else 1 for letter in text)
        alone, each = 160, 153
    segments = 0 if not units else 1 if units <= alone else -(-units // each)
    room = alone if segments <= 1 else segments * each
    return Length(segments, units, room - units, is_unicode)


def without_accents(text: str) -> str:
    """Polish and other accents as the plain letters under them: a long text then needs less than half of the segments."""
    apart = unicodedata.normalize("NFKD", text.translate(PLAIN))
    return "".join(letter for letter in apart if not unicodedata.combining(letter))
