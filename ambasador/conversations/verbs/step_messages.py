"""What a step of the program writes to the customer: a text of the procedure, with the ticket's data in it. [P1]"""

from django.db import transaction
from django.utils.translation import gettext as _

from ambasador.conversations.models import Message
from ambasador.conversations.verbs.telling import takes_automatic_mail, to_customer
from ambasador.journal.actors import Actor
from ambasador.procedures.actions import OF_TICKET, filled, names_in
from ambasador.procedures.models import SystemAction
from ambasador.tickets.data import Knowledge
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.verbs import fail_action, finish_step


@transaction.atomic
def send_step_message(step: Step, *, by: Actor) -> Message | None:
    """
    Write to the customer what the procedure says, in their language, and end the step. Records MessageSent and StepDone.

    Who has no address, takes no letters from machines or may not be written to now is the owner's to reach: the step waits for them.
    Nothing happens to a step that is not in work, so nothing is written twice.
    """
    Ticket.objects.lock(Ticket(pk=step.ticket_id))
    step = Step.objects.select_related("ticket__customer", "ticket__owner").get(pk=step.pk)
    ticket = step.ticket
    if step.action != SystemAction.MESSAGE or step.state != StepState.ACCEPTED or ticket.is_closed:
        return None
    subject, text = (_in_language(step, key) for key in ("subject", "text"))
    values = _values(ticket, names_in(f"{subject}\n{text}"))
    message = None
    if takes_automatic_mail(ticket):
        titled = f"{filled(subject, values)} [#{ticket.number}]"
        message = to_customer(ticket, "step_message", titled, {"text": filled(text, values)}, purpose="status", by=by)
    if message is None:
        fail_action(step, reason=_("The customer could not be written to."), by=by)
    else:
        finish_step(step, by=by)
    return message


def _in_language(step: Step, key: str) -> str:
    said = step.action_settings.get(f"{key}_en", "") if step.ticket.language == "en" else ""
    return str(said or step.action_settings[key])


def _values(ticket: Ticket, names: list[str]) -> dict[str, str]:
    """What stands in the braces, as people read it."""
    knowledge = Knowledge(ticket)
    own = {"number": str(ticket.number), "owner": ticket.owner.name if ticket.owner else "", "customer": ticket.customer.name}
    return {name: own[OF_TICKET[name]] if name in OF_TICKET else knowledge.told(name, ticket.language) for name in names}
