"""The moment a message says it was sent, in the forms that programs write."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ZONES = {"CET": "+0100", "MET": "+0100", "CEST": "+0200", "MEST": "+0200", "EET": "+0200", "EEST": "+0300", "BST": "+0100", "MSK": "+0300"}
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_COMMENT = re.compile(r"\([^()]{0,100}\)?")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-]\d\d):?(\d\d)$")
_SHORT_OFFSET = re.compile(r"\s(?:GMT|UTC)?([+-])(\d{1,2})$")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?=\s|$)")
_ZONE_BEFORE_YEAR = re.compile(r"(\d\d:\d\d(?::\d\d)?) ([A-Z]{3,4}) (\d{4})$")
_HALF_DAY = re.compile(r"\b(\d{1,2})(:\d\d(?::\d\d)?)\s?([ap])\.?m\b\.?", re.IGNORECASE)
_NUMBERS = re.compile(r"(\d{1,2})([./-])(\d{1,2})\2(\d{4}),?\s(\d{1,2}):(\d\d)(?::(\d\d))?\b")
_YEAR_OF_1900 = re.compile(r"\b([A-Z][a-z]{2}) 1(\d\d) (?=\d\d:)")
_WORD = re.compile(r"[^\W\d_]{2,}\.?")
_MONTHS = {
    "sty": "Jan", "lut": "Feb", "mar": "Mar", "kwi": "Apr", "maj": "May", "cze": "Jun", "lip": "Jul", "sie": "Aug", "wrz": "Sep",
    "paź": "Oct", "paz": "Oct", "lis": "Nov", "gru": "Dec", "mrz": "Mar", "mär": "Mar", "okt": "Oct", "dez": "Dec",
}  # fmt: skip
_DAYS = {
    "pn", "pon", "wt", "wto", "śr", "śro", "sr", "sro", "czw", "cz", "pt", "pią", "pia", "so", "sob", "nd", "nie", "niedz", "środa", "sroda",
    "wtorek", "poniedziałek", "czwartek", "piątek", "sobota", "niedziela", "mo", "di", "mi", "do", "fr", "sa",
}  # fmt: skip


def moment_of(value: str) -> datetime | None:
    """The moment in UTC, or None when it is unreadable or nonsense; without a zone it is taken as UTC. Never raises."""
    text = re.sub(r"\s{0,10}:\s{0,10}", ":", _COMMENT.sub(" ", value[:200]).strip(" \t\"'"))
    word, _space, zone = text.rpartition(" ")
    text = f"{word} {_ZONES[zone.upper()]}" if zone.upper() in _ZONES else text
    text = _SHORT_OFFSET.sub(lambda found: f" {found.group(1)}{found.group(2):0>2}00", text)
    text = _ZONE_BEFORE_YEAR.sub(lambda found: f"{found.group(3)} {found.group(1)} {_ZONES.get(found.group(2), found.group(2))}", text)
    text = _YEAR_OF_1900.sub(lambda found: f"{found.group(1)} 20{found.group(2)} ", text)
    text = _HALF_DAY.sub(_by_the_clock, text)
    try:
        moment = _read(text)
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if 1971 <= moment.year <= 2100 else None


def _read(text: str) -> datetime:
    if _ISO.match(text):
        return datetime.fromisoformat(re.sub(r"\s(?=[+-]\d)", "", text))
    if numbers := _NUMBERS.match(text):
        return _of_numbers(numbers)
    text = _DOTTED.sub(lambda found: ":".join(part for part in found.groups() if part), _in_english(text))
    return parsedate_to_datetime(_OFFSET.sub(r" \1\2", text))


def _of_numbers(found: re.Match[str]) -> datetime:
    """`12.02.2025 14:03`: the day first, as in Poland; with slashes the month first, as in America, when that is possible."""
    first, sign, second, year, hour, minute, seconds = found.groups()
    day, month = (int(second), int(first)) if sign == "/" and int(first) <= 12 else (int(first), int(second))
    return datetime(int(year), month, day, int(hour), int(minute), int(seconds or 0), tzinfo=UTC)


def _in_english(text: str) -> str:
    def put(found: re.Match[str]) -> str:
        word = found.group().lower().rstrip(".")
        return "" if word in _DAYS else _MONTHS.get(word[:3], found.group()) if word[:3] in _MONTHS else found.group()

    return _WORD.sub(put, text).lstrip(" ,")


def _by_the_clock(found: re.Match[str]) -> str:
    hour = int(found.group(1)) % 12 + (12 if found.group(3).lower() == "p" else 0)
    return f"{hour:02}{found.group(2)}"
