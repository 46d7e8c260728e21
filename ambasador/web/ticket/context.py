"""The side of the ticket: the customer, known. [C1]"""

from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.customers.models import Customer, Purchase
from ambasador.journal.actors import Actor
from ambasador.outreach.models import Contact, Verdict
from ambasador.tickets.models import Ticket
from ambasador.web import shown, wording
from ambasador.web.shapes import Fact, Line, Section


def sections_of(ticket: Ticket, *, by: Actor) -> list[Section]:
    """Who the customer is, what they have, their other tickets, and what was sent to them lately; four queries."""
    return [
        _customer_section(ticket.customer),
        _purchases_section(ticket.customer, by),
        _tickets_section(ticket, by),
        _ledger_section(ticket, by),
    ]


def _customer_section(customer: Customer) -> Section:
    facts = []
    if customer.customer_since:
        facts.append(Fact(_("With us"), _("since %(year)s") % {"year": customer.customer_since.year}))
    facts += [Fact(str(point.get_kind_display()), point.shown) for point in customer.contact_points.all()[:6]]
    facts += [Fact(_("Prefers"), customer.prefers)] if customer.prefers else []
    facts += [Fact(_("Remember"), customer.remember, icon="ear")] if customer.remember else []
    return Section("side-customer", customer.name, "user", facts=facts, empty=_("We know nothing more yet."))


def _purchases_section(customer: Customer, by: Actor) -> Section:
    lines = []
    for purchase in door.visible(Purchase.objects, by).filter(customer=customer).order_by("-bought_on", "-id")[:5]:
        facts = [f"{purchase.price:.0f} {purchase.currency}"] if purchase.price else []
        facts += [_("warranty until %(day)s") % {"day": wording.day(purchase.warranty_until)}] if purchase.warranty_until else []
        facts += [purchase.order_number] if purchase.order_number else []
        bought = wording.day(purchase.bought_on) if purchase.bought_on else ""
        lines.append(Line(purchase.name, "box", bought, " · ".join(facts)))
    return Section("side-purchases", _("Purchases"), "box", lines=lines, empty=_("No purchases are known."))


def _tickets_section(ticket: Ticket, by: Actor) -> Section:
    others = door.visible(Ticket.objects, by).filter(customer_id=ticket.customer_id).exclude(pk=ticket.pk).order_by("-id")[:6]
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


def _ledger_section(ticket: Ticket, by: Actor) -> Section:
    sent = door.visible(Contact.objects, by).filter(recipient_kind="customer", recipient_id=ticket.customer_id)
    lines = [
        Line(
            _purpose(contact.purpose),
            "mail" if contact.verdict == Verdict.ALLOW else "x",
            wording.moment(contact.at),
            "" if contact.verdict == Verdict.ALLOW else contact.sentence,
            tone="" if contact.verdict == Verdict.ALLOW else "bad",
        )
        for contact in sent.order_by("-at")[:5]
    ]
    return Section("side-ledger", _("Contact ledger"), "clock", lines=lines, empty=_("Nothing was sent to this customer yet."))


def _purpose(code: str) -> str:
    known = {
        "reply": _("reply"),
        "acknowledgement": _("confirmation of receipt"),
        "new_time": _("promise changed"),
        "question": _("question to the customer"),
        "closing": _("closing"),
        "handover": _("who looks after the case"),
        "standing_in": _("who acts meanwhile"),
    }
    return known.get(code, code.replace("_", " "))
