""""Say this now" on the screens: the sentences with the places they speak of, and the public text that goes into a reply. [O6, N3]"""

from collections.abc import Sequence
from datetime import datetime

from django.conf import settings
from django.urls import reverse

from ambasador.promises.models import Promise
from ambasador.promises.queries import say
from ambasador.tickets.models import Step, Ticket
from ambasador.web.shapes import Say, Sentence
from ambasador.web.shown import url_of

LANGUAGES = [code for code, _name in settings.LANGUAGES]
# what a sentence speaks of, and where on the ticket's page that is
PLACES = {
    "stage": "step",
    "question": "step",
    "late": "step",
    "delay": "route",
    "also": "route",
    "next": "route",
    "obstacle": "moves",
    "promise": "bond",
    "queue": "bond",
    "closing": "thread",
}


def language_for(ticket: Ticket, asked: str = "") -> str:
    """The asked language, else the customer's; English for a customer whose language is none of ours."""
    if asked in LANGUAGES:
        return asked
    return ticket.language if ticket.language in LANGUAGES else "en"


def say_of(ticket: Ticket, steps: Sequence[Step], promise: Promise | None, *, language: str, at: datetime, on_desk: bool = False) -> Say:
    """On the desk it is for reading aloud; on the ticket it also goes into the reply. At most two queries."""
    address = reverse("web:ticket_say", args=[ticket.number])
    end = "&on=desk" if on_desk else ""
    page = url_of(ticket) if on_desk else ""
    spoken = say(ticket, steps, promise, language=language, at=at)
    return Say(
        sentences=[Sentence(clause.text, f"{page}#{_place(clause.about, ticket)}") for clause in spoken.internal],
        language=language,
        public_text=" ".join(clause.text for clause in spoken.public).replace("\xa0", " "),
        others=[(code, f"{address}?in={code}{end}") for code in LANGUAGES if code != language],
        can_insert=not on_desk and not ticket.is_closed,
        insert_url=f"{page}#say" if on_desk and not ticket.is_closed else "",
        can_copy=True,
        live="" if on_desk else f"ticket:{ticket.id}",
        refresh_url=f"{address}?in={language}",
    )


def _place(about: str, ticket: Ticket) -> str:
    place = PLACES.get(about, "route")
    return f"step-{ticket.current_step_id}" if place == "step" and ticket.current_step_id else place.replace("step", "route")
