"""Many hand-overs at once: each is a verb of its own, and one that is refused does not hold up the others."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from ambasador.accounts.models import User
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import Refused
from ambasador.tickets.models import Handover, Ticket
from ambasador.tickets.verbs.ownership import accept_handover, offer_handover


@dataclass(frozen=True)
class Outcome:
    """What became of one of many; `refusal` says why nothing was done, empty when it was."""

    ticket: Ticket
    to: User
    refusal: str = ""


def offer_handovers(offers: Iterable[tuple[Ticket, User]], *, reason: str, by: Actor) -> list[Outcome]:
    """Offer each ticket to its receiver. Records HandoverOffered for each that is not refused."""
    return [_outcome(ticket, to, partial(offer_handover, ticket, to=to, reason=reason, by=by)) for ticket, to in offers]


def accept_handovers(handovers: Iterable[Handover], *, by: Actor) -> list[Outcome]:
    """Accept each of these offers. Records OwnerChanged for each that is not refused. The offers come with ticket and receiver."""
    return [_outcome(offer.ticket, offer.to_user, partial(accept_handover, offer, by=by)) for offer in handovers]


def _outcome(ticket: Ticket, to: User, act: Callable[[], object]) -> Outcome:
    try:
        act()
    except Refused as refusal:
        return Outcome(ticket, to, str(refusal))
    return Outcome(ticket, to)
