"""What the ticket screen and the desk's preview show besides the route and the timeline."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.accounts.models import User
from ambasador.conversations.verbs.keeping import email_of
from ambasador.customers.models import Customer
from ambasador.directory.models import Unit, UnitKind
from ambasador.outreach.models import Contact, Verdict
from ambasador.procedures.models import Performer
from ambasador.promises.queries import history, statutory_clock
from ambasador.tickets.access import may_lead
from ambasador.tickets.models import Handover, Obstacle, Step, StepState, Ticket
from ambasador.tickets.models.ownership import HandoverState
from ambasador.web import shown, wording
from ambasador.web.shapes import (
    Action,
    Bond,
    Cell,
    Composer,
    Entry,
    Fact,
    Line,
    Link,
    Move,
    NoteMode,
    Option,
    ReplyMode,
    Section,
    State,
    TaskMode,
)
from ambasador.web.shown import Seen, step_name
from ambasador.web.ticket.route_shaping import WORKING_DAY, Hours, Promises, performer_name, spent
from ambasador.web.ticket.timeline import newest_from_customer

DUES = (60, 120, 240, 480, 960, 1440)  # minutes of the unit's working time
STANDARD_DUE = 240


@dataclass(frozen=True)
class Preview:
    ticket: Ticket
    url: str
    bond: Bond
    message: Entry | None
    lines: Sequence[Line]
    opened: str


def promises_of(ticket: Ticket) -> Promises:
    """Two queries."""
    return Promises(history(ticket), statutory_clock(ticket))


def steps_of(ticket: Ticket) -> list[Step]:
    """The route in order, loaded with all that is shown of it; one query."""
    return list(Step.objects.filter(ticket=ticket).select_related("unit__calendar", "assignee", "ticket").order_by("position", "id"))


def head_bond(seen: Seen, promises: Promises) -> Bond:
    """The bond at the head of the ticket: owner and promise, then on whom it waits and the statutory deadline."""
    ticket, rest = seen.ticket, []
    if not ticket.is_closed:
        note = shown.party_for(seen)
        if ticket.current_step and ticket.current_step.due_at:
            due = wording.until(ticket.current_step.due_at)
            note = _("%(duration)s · due %(moment)s") % {"duration": note, "moment": due}
        rest.append(Cell(_("Waits on"), shown.party(seen), note))
    if promises.statutory:
        law = _("%(days)s days, cannot be paused") % {"days": promises.statutory.days}
        rest.append(Cell(_("Statutory deadline"), wording.day(promises.statutory.due_on), law))
    return shown.bond(seen, rest=rest, changes=max(len(promises.all) - 1, 0), link=_owner_link(seen))


def _owner_link(seen: Seen) -> Link | None:
    ticket = seen.ticket
    if ticket.is_closed or ticket.owner_id is None:
        return None
    if ticket.owner_id == seen.reader.id or may_lead(seen.reader.actor):
        return Link(_("hand over…"), reverse("web:handovers", args=[ticket.number]), is_dialog=True)
    return Link(_("take over…"), reverse("web:takeover", args=[ticket.number]), is_dialog=True)


def preview_of(seen: Seen, *, at: datetime) -> Preview:
    ticket = seen.ticket
    steps = steps_of(ticket)
    opened = wording.moment(ticket.opened_at)
    return Preview(
        ticket,
        shown.url_of(ticket),
        shown.bond(seen, is_compact=True, live=False),
        newest_from_customer(ticket, at=at),
        _mini_route(steps, ticket, at),
        opened,
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
    moves = [
        _offer_move(offer, reader)
        for offer in Handover.objects.filter(ticket=ticket, state=HandoverState.OFFERED).select_related("to_user")
    ]
    moves += [move for step in steps if (move := _step_move(step, ticket))]
    moves += [_obstacle_move(obstacle, ticket) for obstacle in Obstacle.objects.filter(ticket=ticket, removed_at__isnull=True)]
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


def _step_move(step: Step, ticket: Ticket) -> Move | None:
    place = [ticket.number, step.id]
    name = {"step": step_name(step), "performer": performer_name(step, ticket)}
    if step.proposed_due_at:
        url = reverse("web:step_date", args=place)
        title = _("%(performer)s asks for another date: %(moment)s") % {**name, "moment": wording.moment(step.proposed_due_at)}
        agree = Action(_("Agree"), url, fields=[("agreed", "1")], is_primary=True)
        return Move(title, step_name(step), "dept", "plan", actions=[agree, Action(_("Keep the first date"), url)])
    if step.state == StepState.ANSWERED:
        confirm = Action(_("Accept the answer"), reverse("web:step_confirmation", args=place), is_primary=True)
        back = Link(_("Send back…"), reverse("web:step_sending_back", args=place), is_dialog=True)
        return Move(_("%(performer)s answered: %(step)s") % name, step.answer_text, "dept", "dept", actions=[confirm], links=[back])
    if step.state == StepState.RETURNED:
        supply = Link(_("Answer…"), reverse("web:step_supplement", args=place), is_dialog=True)
        return Move(_("%(performer)s asks back") % name, step.missing, "dept", "dept", links=[supply])
    if step.is_active and step.performer == Performer.OWNER:
        finish = Action(_("Done"), reverse("web:step_completion", args=place), is_primary=True)
        return Move(_("Your step: %(step)s") % name, step.guidance or step.question, "act", "check", actions=[finish])
    return None


def _obstacle_move(obstacle: Obstacle, ticket: Ticket) -> Move:
    remove = Action(_("It is gone"), reverse("web:obstacle_removal", args=[ticket.number, obstacle.id]))
    since = _("since %(moment)s") % {"moment": wording.moment(obstacle.named_at)}
    return Move(_("Obstacle: %(text)s") % {"text": obstacle.text}, since, "bad", "flag", actions=[remove])


def composer_of(ticket: Ticket, *, mode: str = "reply", text: str = "", error: str = "") -> Composer:
    """The three modes; `text` and `error` are put back into the mode that was refused. Two queries."""
    address = email_of(ticket.customer)
    verdict = State(_("may be sent"), "ok", "check") if address else State(_("no e-mail address"), "bad", "warn")

    def kept(name: str) -> tuple[str, str]:
        return (text, error) if name == mode else ("", "")

    number = [ticket.number]
    units = Unit.objects.filter(is_active=True, kind__in=[UnitKind.DEPARTMENT, UnitKind.PARTNER]).order_by("kind", "name")
    dues = [Option(str(minutes), _due_says(minutes), minutes == STANDARD_DUE) for minutes in DUES]
    asked = ticket.current_step.unit_id if ticket.current_step else None
    task = TaskMode(
        reverse("web:tasks", args=number),
        [Option(str(unit.id), unit.shown_name, unit.id == asked) for unit in units],
        dues,
        _("customer, purchases, history and files go with it"),
        *kept("task"),
    )
    return Composer(
        draft=f"ticket-{ticket.number}",
        reply=ReplyMode(reverse("web:replies", args=number), ticket.customer.name, address, verdict, _("service message"), *kept("reply")),
        note=NoteMode(reverse("web:notes", args=number), _("seen by: the contact centre"), *kept("note")),
        task=None if ticket.is_closed or not task.units else task,
        mode=mode,
    )


def _due_says(minutes: int) -> str:
    hours, days = minutes // 60, minutes // (60 * WORKING_DAY)
    if days > 1:
        return _("in %(n)s working days") % {"n": days}
    return _("in %(n)s working hours") % {"n": hours} if hours > 1 else _("in one working hour")


def sections_of(ticket: Ticket, *, at: datetime) -> list[Section]:
    """Who the customer is, what they have, their other tickets, and what was sent to them lately; four queries."""
    return [_customer_section(ticket.customer), _purchases_section(ticket.customer), _tickets_section(ticket), _ledger_section(ticket)]


def _customer_section(customer: Customer) -> Section:
    facts = []
    if customer.customer_since:
        facts.append(Fact(_("With us"), _("since %(year)s") % {"year": customer.customer_since.year}))
    facts += [Fact(str(point.get_kind_display()), point.shown) for point in customer.contact_points.all()[:6]]
    facts += [Fact(_("Prefers"), customer.prefers)] if customer.prefers else []
    facts += [Fact(_("Remember"), customer.remember, icon="ear")] if customer.remember else []
    return Section("side-customer", customer.name, "user", facts=facts, empty=_("We know nothing more yet."))


def _purchases_section(customer: Customer) -> Section:
    lines = []
    for purchase in customer.purchases.all()[:5]:
        facts = [f"{purchase.price:.0f} {purchase.currency}"] if purchase.price else []
        facts += [_("warranty until %(day)s") % {"day": wording.day(purchase.warranty_until)}] if purchase.warranty_until else []
        facts += [purchase.order_number] if purchase.order_number else []
        bought = wording.day(purchase.bought_on) if purchase.bought_on else ""
        lines.append(Line(purchase.name, "box", bought, " · ".join(facts)))
    return Section("side-purchases", _("Purchases"), "box", lines=lines, empty=_("No purchases are known."))


def _tickets_section(ticket: Ticket) -> Section:
    others = Ticket.objects.filter(customer_id=ticket.customer_id).exclude(pk=ticket.pk).order_by("-id")[:6]
    lines = [
        Line(
            other.subject,
            "check" if other.is_closed else "clock",
            wording.day(wording.local(other.closed_at or other.opened_at).date()),
            url=shown.url_of(other),
            tone="ok" if other.is_closed else "act",
        )
        for other in others
    ]
    return Section("side-tickets", _("Other tickets"), "list", lines=lines, empty=_("This is the first one."))


def _ledger_section(ticket: Ticket) -> Section:
    of_ticket = Q(recipient_kind="customer", recipient_id=ticket.customer_id) | Q(matter=ticket.id)
    lines = [
        Line(
            _purpose(contact.purpose),
            "mail" if contact.verdict == Verdict.ALLOW else "x",
            wording.moment(contact.at),
            "" if contact.verdict == Verdict.ALLOW else contact.sentence,
            tone="" if contact.verdict == Verdict.ALLOW else "bad",
        )
        for contact in Contact.objects.filter(of_ticket, recipient_kind="customer").order_by("-at")[:5]
    ]
    return Section("side-ledger", _("Contact ledger"), "clock", lines=lines, empty=_("Nothing was sent to this customer yet."))


def _purpose(code: str) -> str:
    known = {
        "reply": _("reply"),
        "acknowledgement": _("confirmation of receipt"),
        "new_time": _("promise changed"),
        "question": _("question to the customer"),
        "closing": _("closing"),
    }
    return known.get(code, code.replace("_", " "))
