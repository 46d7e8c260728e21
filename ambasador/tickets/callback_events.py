"""The promise to call a customer back."""

from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("tickets.callback_promised", about="ticket", says=_("%(actor)s calls the customer back. Promised: %(due_at)s."), public=True)
class CallbackPromised(Fact):
    """A step of the owner beside the route, due at the agreed moment; calling back is no deviation from any procedure."""

    ticket: int
    step: int
    key: str
    position: int
    after: list[str]
    performer: str
    unit: int | None
    followers: list[str]
    due_at: datetime


@fact("tickets.callback_moved", about="ticket", says=_("%(actor)s calls the customer back at another time. Promised: %(due_at)s."), public=True)
class CallbackMoved(Fact):
    ticket: int
    step: int
    due_at: datetime
