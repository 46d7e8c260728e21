"""What the customer is told by itself about who looks after the case, and that it is over."""

from django.db import transaction
from django.utils import translation
from django.utils.translation import gettext as _

from ambasador.conversations.models import Message
from ambasador.conversations.verbs.telling import takes_automatic_mail, to_customer
from ambasador.journal.actors import Actor
from ambasador.tickets.models import Step, StepState, Ticket
from ambasador.tickets.queries import REOPENS_DAYS


@transaction.atomic
def tell_closing(ticket: Ticket, *, by: Actor) -> Message | None:
    """
    Tell the customer that a case closed by its procedure is solved: what was decided, and that a reply opens it again. Records MessageSent.

    Nothing is sent when it has been opened again, or to who takes no letters from machines. [O7]
    """
    if not ticket.is_closed or not takes_automatic_mail(ticket):
        return None
    with translation.override(ticket.language):
        subject = _("Your case is solved [#%(number)s]") % {"number": ticket.number}
    done = Step.objects.filter(ticket=ticket, state=StepState.DONE).exclude(answer_public="")
    answers = list(done.order_by("finished_at", "id").values_list("answer_public", flat=True)[:10])
    context = {"answers": answers, "days": ticket.version.reopens_days if ticket.version else REOPENS_DAYS}
    return to_customer(ticket, "closing", subject, context, purpose="closing", by=by)
