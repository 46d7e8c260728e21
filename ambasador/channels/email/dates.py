"""The moment a message says it was sent, in the forms that programs write."""

import re
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

_ZONES = {"CET": "+0100", "MET": "+0100", "CEST": "+0200", "MEST": "+0200", "EET": "+0200", "EEST": "+0300", "BST": "+0100", "MSK": "+0300"}
_ISO = re.compile(r"\d{4}-\d\d-\d\d[T ]\d\d:\d\d")
_COMMENT = re.compile(r"\([^()]{0,100}\)?")
_OFFSET = re.compile(r"(?:GMT|UTC)?\s?([+-]\d\d):?(\d\d)$")
_DOTTED = re.compile(r"\b(\d{1,2})\.(\d\d)(?:\.(\d\d))?(?=\s|$)")


def moment_of(value: str) -> datetime | None:
    """The moment in UTC, or None when it is unreadable or nonsense; without a zone it is taken as UTC. Never raises."""
    text = _COMMENT.sub(" ", value[:200]).strip()
    word, _space, zone = text.rpartition(" ")
    text = f"{word} {_ZONES[zone.upper()]}" if zone.upper() in _ZONES else text
    try:
        if _ISO.match(text):
            moment = datetime.fromisoformat(re.sub(r"\s(?=[+-]\d)", "", text))
        else:
            text = _DOTTED.sub(lambda found: ":".join(part for part in found.groups() if part), text)
            moment = parsedate_to_datetime(_OFFSET.sub(r" \1\2", text))
        moment = moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment
        moment = moment.astimezone(UTC)
    except (ValueError, TypeError, IndexError, OverflowError):
        return None
    return moment if 1971 <= moment.year <= 2100 else None
