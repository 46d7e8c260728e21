"""Contact points in one normalised form: the same address or number, however written, is the same contact point."""

from ambasador.customers.models import ContactKind
from ambasador.lib import phones


def normalised(kind: str, written: str) -> str | None:
    """The value under which a contact point is stored, or None when `written` cannot be one of this kind."""
    text = " ".join(written.replace("\0", "").split())
    if kind == ContactKind.PHONE:
        return phones.normalise(text)
    if kind == ContactKind.EMAIL:
        local, at, domain = text.lower().rpartition("@")
        return f"{local}@{domain}" if at and local and domain and " " not in text and len(text) <= 254 else None
    return text[:254] or None


def as_shown(kind: str, value: str, written: str) -> str:
    """How people see it: numbers evenly spaced, the rest as it was written."""
    return phones.shown(value) if kind == ContactKind.PHONE else " ".join(written.replace("\0", "").split())[:254]
