"""Whose decision an approval is: the amount it is about, who may decide about that, and who may not because they asked. [O2, P1]"""

from datetime import datetime
from decimal import Decimal, InvalidOperation

from ambasador.directory.deciding import Decider, deciders
from ambasador.directory.models import Person, UnitKind
from ambasador.directory.queries import units_of
from ambasador.journal.actors import Actor
from ambasador.lib.refusal import NotAllowed
from ambasador.tickets import access
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs.refusals import AboveLimit, OwnRequest

ANY = Decimal("Infinity")
"""An amount that nobody knows: whoever has no limit may decide."""


def amount_of(ticket: Ticket, step: Step) -> Decimal | None:
    """What the decision is about; None where it is about no amount. No query."""
    if not step.amount_field:
        return None
    try:
        return Decimal(str(ticket.data[step.amount_field]))
    except (KeyError, InvalidOperation):
        return ANY


def who_may_decide(ticket: Ticket, step: Step, *, at: datetime) -> list[Decider]:
    """Who can decide it now, in the order in which they are asked, without those who ask; three queries at most."""
    if step.competence is None:
        return []
    found = deciders(step.competence, at=at, amount=amount_of(ticket, step))
    own = {number for number in (ticket.owner_id, step.asked_by_id) if number}
    return [one for one in found if one.unit.kind != UnitKind.CENTRE and not (one.person and one.person.user_id in own)]


def decider_of(ticket: Ticket, step: Step, *, at: datetime) -> Decider | None:
    """Who is asked: somebody of the unit that has it if one of them may decide, else the first who may."""
    found = who_may_decide(ticket, step, at=at)
    return next((one for one in found if one.unit.id == step.unit_id), None) or next(iter(found), None)


def require_decider(ticket: Ticket, step: Step, *, by: Actor, at: datetime) -> None:
    """
    The actor may decide this step: of its unit, not who asked, and with a limit that is high enough. Nobody decides for another one, not
    even the program. Raises OwnRequest, AboveLimit, NotAllowed.
    """
    user = by.id if by.kind == "user" else _user_behind(by)
    if user is not None and user in (ticket.owner_id, step.asked_by_id):
        raise OwnRequest
    if step.unit_id is None or step.unit_id not in units_of(by):
        raise NotAllowed
    if step.competence is None:
        return
    everybody = [one for one in deciders(step.competence, at=at) if one.unit.id == step.unit_id]
    person = access.person_of(by)
    if everybody and not any(_is(one, person) for one in everybody):
        raise NotAllowed
    able = who_may_decide(ticket, step, at=at)
    if everybody and not any(one.unit.id == step.unit_id and _is(one, person) for one in able):
        raise AboveLimit


def _user_behind(by: Actor) -> int | None:
    """The account of a person who acts by a link or a letter; who asked from the desk does not decide by mail."""
    return Person.objects.filter(pk=by.number).values_list("user_id", flat=True).first() if by.kind == "person" else None


def _is(decider: Decider, person: int | None) -> bool:
    """Whether who acts is this decider: anybody of a unit that decides as a whole, or of one whose decider has no address and no account."""
    if decider.person is None or decider.person.id == person:
        return True
    return person is None and not decider.person.email and decider.person.user_id is None
