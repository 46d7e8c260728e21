"""What the customer is told by itself about who looks after the case, and that it is over."""

from datetime import datetime, time

from django.db import transaction
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from ambasador.accounts.models import User
from ambasador.conversations.models import Direction, Message
from ambasador.conversations.verbs.telling import takes_automatic_mail, to_customer
from ambasador.directory.queries import standing_in
from ambasador.journal.actors import Actor
from ambasador.lib import clock, words
from ambasador.outreach.models import Contact
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


@transaction.atomic
def tell_handover(ticket: Ticket, previous: User, *, by: Actor) -> Message | None:
    """
    Tell the customer by name who looks after their case from now on, and after whom. Records MessageSent. [N1]

    Nothing is sent when the procedure's version says so, to who was never written to about the case, or takes no letters from machines.
    """
    if ticket.version is not None and not ticket.version.tells_handover:
        return None
    if ticket.is_closed or not ticket.messages.filter(direction=Direction.OUT).exists() or not takes_automatic_mail(ticket):
        return None
    with translation.override(ticket.language):
        subject = _("Who looks after your case [#%(number)s]") % {"number": ticket.number}
    return to_customer(ticket, "handover", subject, {"previous": previous}, purpose="handover", by=by)


@transaction.atomic
def tell_standing_in(ticket: Ticket, *, by: Actor) -> Message | None:
    """
    Tell a customer who wrote while the owner is away who acts for them meanwhile; the owner stays. Once in an absence. Records MessageSent.

    Only when the procedure's version wants it, and somebody does act.
    """
    owner = ticket.owner
    if owner is None or ticket.is_closed or ticket.version is None or not ticket.version.tells_standing_in or not takes_automatic_mail(ticket):
        return None
    standing = standing_in(owner.id, at=clock.now())
    if standing is None or standing.acting is None:
        return None
    begins = datetime.combine(standing.absence.starts_on, time(0), tzinfo=timezone.get_default_timezone())
    if Contact.objects.filter(matter=ticket.id, purpose="standing_in", at__gte=begins).exists():
        return None
    with translation.override(ticket.language):
        subject = _("Who acts on your case meanwhile [#%(number)s]") % {"number": ticket.number}
        back_on = words.for_language(ticket.language).day(standing.absence.ends_on, now=clock.now())
    return to_customer(ticket, "standing_in", subject, {"acting": standing.acting, "until": back_on}, purpose="standing_in", by=by, is_answer=True)
