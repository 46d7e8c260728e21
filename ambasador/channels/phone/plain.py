"""
The plain form: {"event": "ringing", "call": "7f3a", "from": "+48600700800", "to": "426001020", "extension": "214", "at": "2026-11-25T09:42:00Z"}.

`event` is ringing, answered or ended. An outgoing call says "direction": "out"; then `to` is the person outside.
"""

from datetime import UTC, datetime
from typing import Any, Literal, cast

from ambasador.channels.interface import CallTold

WHATS = ("ringing", "answered", "ended")


def told(said: dict[str, Any]) -> CallTold:
    """Raises ValueError for an event we do not know, or one of no call."""
    what, call = said.get("event"), word(said.get("call"))
    if what not in WHATS or not call:
        raise ValueError("event must be ringing, answered or ended, and call must name the call")
    is_outgoing = said.get("direction") == "out"
    return CallTold(
        call_id=call,
        what=cast(Literal["ringing", "answered", "ended"], what),
        number=word(said.get("to" if is_outgoing else "from")),
        extension=word(said.get("extension"))[:20],
        is_outgoing=is_outgoing,
        at=moment(said.get("at")),
    )


def word(value: object) -> str:
    """A text or a whole number as a text without what no database takes; nothing for anything else."""
    if isinstance(value, bool) or not isinstance(value, str | int):
        return ""
    return str(value).replace("\0", "").strip()[:200]


def moment(value: object) -> datetime | None:
    """ISO 8601, or seconds since 1970. Without a zone it is UTC; None for what is no moment."""
    try:
        if isinstance(value, int | float) and not isinstance(value, bool):
            return datetime.fromtimestamp(value, UTC)
        read = datetime.fromisoformat(str(value)) if value else None
    except (ValueError, OverflowError, OSError):
        return None
    return read.replace(tzinfo=UTC) if read and read.tzinfo is None else read
