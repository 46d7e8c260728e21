"""What the ticket screen and the desk's preview show besides the conversation: the bond, the moves, the short route."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.journal.actors import Actor
from ambasador.procedures.models import Performer
from ambasador.promises.queries import current_promise, history, statutory_clock
from ambasador.tickets.access import may_lead
from ambasador.tickets.data import Knowledge
from ambasador.tickets.models import Handover, Obstacle, Step, StepState, Ticket
from ambasador.tickets.models.ownership import HandoverState
from ambasador.tickets.queries import owned_since
from ambasador.web import shown, wording
from ambasador.web.shapes import Action, Bond, Cell, Entry, Line, Link, Move, Say
from ambasador.web.shown import Seen, step_name
from ambasador.web.ticket.data_shaping import held_move, write_link
from ambasador.web.ticket.route_shaping import WORKING_DAY, Hours, Promises, performer_name, spent
from ambasador.web.ticket.telling import language_for, say_of
from ambasador.web.ticket.timeline import newest_from_customer


@dataclass(frozen=True)
class Preview:
    ticket: Ticket
    url: str
    bond: Bond
    say: Say
    message: Entry | None
    lines: Sequence[Line]
    opened: str


def promises_of(ticket: Ticket, steps: Sequence[Step]) -> Promises:
    """All promises, with the steps of the route that changed them, and the statutory clock; one query, two where it was not loaded."""
    on_route = {step.id: step for step in steps}
    promises = history(ticket)
    for promise in promises:
        promise.reason_step = on_route.get(promise.reason_step_id or 0)
    return Promises(promises, statutory_clock(ticket))


def steps_of(ticket: Ticket, *, by: Actor) -> list[Step]:
    """The route in order, loaded with all that is shown of it; one query."""
    steps = door.visible(Step.objects, by).filter(ticket=ticket).select_related("unit__calendar", "assignee").order_by("position", "id")
    for step in steps:
        step.ticket = ticket
    return list(steps)


def head_bond(seen: Seen, promises: Promises) -> Bond:
    """The bond at the head of the ticket: owner and promise, then on whom it waits and the statutory deadline. One query."""
    ticket, rest = seen.ticket, []
    if not ticket.is_closed:
        note = shown.party_for(seen)
        if ticket.current_step and ticket.current_step.due_at:
            due = wording.until(ticket.current_step.due_at)
            note = _("%(duration)s · due %(moment)s") % {"duration": note, "moment": due}
        rest.append(Cell(_("Waits on"), shown.party(seen), note))
    if promises.statutory:
        days = promises.statutory.days
        law = ngettext("%(days)s day, cannot be paused", "%(days)s days, cannot be paused", days) % {"days": days}
        rest.append(Cell(_("Statutory deadline"), wording.day(promises.statutory.due_on), law))
    return shown.bond(seen, owned_since=owned_since(ticket), rest=rest, changes=max(len(promises.all) - 1, 0), link=_owner_link(seen))


def _owner_link(seen: Seen) -> Link | None:
    ticket = seen.ticket
    if ticket.is_closed or ticket.owner_id is None:
        return None
    if ticket.owner_id == seen.reader.id or may_lead(seen.reader.actor):
        return Link(_("hand over…"), reverse("web:handovers", args=[ticket.number]), is_dialog=True)
    return Link(_("take over…"), reverse("web:takeover", args=[ticket.number]), is_dialog=True)


def preview_of(seen: Seen, *, at: datetime) -> Preview:
    ticket = seen.ticket
    by = seen.reader.actor
    steps = steps_of(ticket, by=by)
    return Preview(
        ticket,
        shown.url_of(ticket),
        shown.bond(seen, owned_since=owned_since(ticket), is_compact=True, live=False),
        say_of(ticket, steps, current_promise(ticket), language=language_for(ticket), at=at, on_desk=True),
        newest_from_customer(ticket, by=by, at=at),
        _mini_route(steps, ticket, at),
        wording.moment(ticket.opened_at),
    )


def _mini_route(steps: Sequence[Step], ticket: Ticket, at: datetime) -> list[Line]:
    """The last step done, those in work, and the next one."""
    hours = Hours()
    done = [step for step in steps if step.state == StepState.DONE][-1:]
    active = [step for step in steps if step.is_active]
    ahead = [step for step in steps if step.state == StepState.PLANNED][:1]
    lines = [Line(_with_performer(step, ticket), "check", _took(step, hours, at), tone="ok") for step in done]
    lines += [Line(_with_performer(step, ticket), "clock", _took(step, hours, at), tone="act", is_strong=True) for step in active]
    return lines + [Line(_with_performer(step, ticket), "right", tone="") for step in ahead]


def _with_performer(step: Step, ticket: Ticket) -> str:
    return f"{step_name(step)} – {performer_name(step, ticket)}"


def _took(step: Step, hours: Hours, at: datetime) -> str:
    return wording.duration(spent(step, hours, at), hours_a_day=WORKING_DAY)


def moves_of(ticket: Ticket, steps: Sequence[Step], *, reader: User) -> list[Move]:
    """What the owner can do next with the route: answers to confirm, questions to answer, own steps to finish, offers, obstacles."""
    if ticket.is_closed:
        return []
    offers = door.visible(Handover.objects, reader.actor).filter(ticket=ticket, state=HandoverState.OFFERED)
    obstacles = door.visible(Obstacle.objects, reader.actor).filter(ticket=ticket, removed_at__isnull=True).order_by("id")
    moves = [_offer_move(offer, reader) for offer in offers.select_related("to_user")]
    known = Knowledge(ticket)
    moves += [move for step in steps if (move := held_move(step, ticket, steps, known) or _step_move(step, ticket, known))]
    moves += [_obstacle_move(obstacle, ticket) for obstacle in (obstacles if ticket.obstacles_open else ())]
    if ticket.owner_id is None:
        url = reverse("web:ticket_owner", args=[ticket.number])
        moves.insert(
            0, Move(_("Nobody looks after this ticket yet."), "", "risk", "clock", actions=[Action(_("Take it"), url, is_primary=True)])
        )
    return moves


def _offer_move(offer: Handover, reader: User) -> Move:
    place = [offer.ticket.number, offer.id]
    if offer.to_user_id == reader.id:
        accept = Action(_("Accept"), reverse("web:handover_acceptance", args=place), is_primary=True)
        decline = Link(_("Decline…"), reverse("web:handover_refusal", args=place), is_dialog=True)
        return Move(_("You are offered this ticket."), offer.reason, "act", "users", actions=[accept], links=[decline])
    withdraw = Action(_("Withdraw"), reverse("web:handover_withdrawal", args=place))
    return Move(
        _("Offered to %(name)s, not accepted yet.") % {"name": offer.to_user.name}, offer.reason, "wait", "users", actions=[withdraw]
    )


def _step_move(step: Step, ticket: Ticket, known: Knowledge) -> Move | None:
    place = [ticket.number, step.id]
    name = {"step": step_name(step), "performer": performer_name(step, ticket)}
    if step.proposed_due_at:
        url = reverse("web:step_date", args=place)
        title = _("%(performer)s asks for another date: %(moment)s") % {**name, "moment": wording.moment(step.proposed_due_at)}
        agree = Action(_("Agree"), url, fields=[("agreed", "1")], is_primary=True)
        return Move(title, step_name(step), "dept", "plan", actions=[agree, Action(_("Keep the first date"), url)])
    if step.is_approval and step.is_active and step.performer == Performer.OWNER:
        elsewhere = Link(_("To somebody else…"), reverse("web:step_performer", args=place), is_dialog=True)
        return Move(_("Nobody may decide about this amount: %(step)s") % name, step.question, "risk", "flag", links=[elsewhere])
    if step.state == StepState.ANSWERED and step.is_rejected:
        go_on = Action(_("Accept the refusal"), reverse("web:step_confirmation", args=place))
        again = Link(_("Ask again…"), reverse("web:step_sending_back", args=place), is_dialog=True)
        title = _("%(performer)s refused consent: %(step)s") % name
        return Move(title, step.answer_text or step.answer_public, "bad", "flag", actions=[go_on], links=[again])
    if step.state == StepState.ANSWERED:
        confirm = Action(_("Accept the answer"), reverse("web:step_confirmation", args=place), is_primary=True)
        back = Link(_("Send back…"), reverse("web:step_sending_back", args=place), is_dialog=True)
        title = _("%(performer)s answered: %(step)s") % name
        if known.missing(step.gives):
            return Move(title, step.answer_text, "dept", "dept", links=[write_link(step, ticket), back])
        return Move(title, step.answer_text, "dept", "dept", actions=[confirm], links=[back])
    if step.performer == Performer.SYSTEM:
        return _failed_move(step, place) if step.state == StepState.RETURNED else None
    if step.state == StepState.RETURNED:
        supply = Link(_("Answer…"), reverse("web:step_supplement", args=place), is_dialog=True)
        return Move(_("%(performer)s asks back") % name, step.missing, "dept", "dept", links=[supply])
    if step.is_active and step.performer == Performer.OWNER:
        finish = Action(_("Done"), reverse("web:step_completion", args=place), is_primary=True)
        says = step.guidance or step.question
        if known.missing(step.gives):
            return Move(_("Your step: %(step)s") % name, says, "act", "check", links=[write_link(step, ticket)])
        return Move(_("Your step: %(step)s") % name, says, "act", "check", actions=[finish])
    return _optional_move(step, place) if step.is_optional and step.is_active else None


def _failed_move(step: Step, place: list[int]) -> Move:
    """The program could not do its step: it tries again, or somebody does it by hand."""
    again = Action(_("Try again"), reverse("web:step_retry", args=place), is_primary=True)
    done = Action(_("Done by hand"), reverse("web:step_completion", args=place))
    skip = Link(_("Skip…"), reverse("web:step_skipping", args=place), is_dialog=True)
    return Move(_("The program could not do this: %(step)s") % {"step": step_name(step)}, step.missing, "bad", "gear", actions=[again, done], links=[skip])


def _optional_move(step: Step, place: list[int]) -> Move:
    """In work at others: one touch, and the case goes on without it."""
    leave_out = Action(_("Leave it out"), reverse("web:step_leaving_out", args=place))
    return Move(_("Optional: %(step)s") % {"step": step_name(step)}, step.question, "wait", "bend", actions=[leave_out])


def _obstacle_move(obstacle: Obstacle, ticket: Ticket) -> Move:
    remove = Action(_("It is gone"), reverse("web:obstacle_removal", args=[ticket.number, obstacle.id]))
    since = _("since %(moment)s") % {"moment": wording.moment(obstacle.named_at)}
    return Move(_("Obstacle: %(text)s") % {"text": obstacle.text}, since, "bad", "flag", actions=[remove])
