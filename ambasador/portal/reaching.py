"""How to reach the owner of a case, as people outside are told."""

from datetime import datetime

from django.utils.translation import gettext as _

from ambasador.accounts.models import User
from ambasador.directory.models import Unit
from ambasador.directory.queries import NoCentre, centre
from ambasador.lib import phones
from ambasador.portal.shapes import Owner, Ring


def firm() -> Unit | None:
    """The contact centre as people know it; None before it is in the directory. One query."""
    try:
        return centre()
    except NoCentre:
        return None


def owner_of(user: User | None, at_centre: Unit | None, *, share: int = 0, tone: str = "act", with_extension: bool = True) -> Owner:
    """The owner with the contact centre's phone; an extension is for colleagues and partners."""
    number = at_centre.phone if at_centre else ""
    said = phones.shown_or_as_written(number) if number else ""
    if said and user and user.phone_extension and with_extension:
        said = _("%(phone)s ext. %(extension)s") % {"phone": said, "extension": user.phone_extension}
    dialled = phones.normalise(number) if number else None
    return Owner(
        ring=Ring(user.initials if user else "?", share, tone),
        name=user.name if user else "",
        phone=said,
        phone_url=f"tel:{dialled}" if dialled else "",
        email=at_centre.email if at_centre else "",
    )


def share_gone(start: datetime | None, end: datetime | None, at: datetime) -> int:
    """The share of the time between two moments that is gone, 0..100."""
    if start is None or end is None or end <= start:
        return 0
    return round(min(max((at - start) / (end - start), 0.0), 1.0) * 100)
