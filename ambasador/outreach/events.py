from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("outreach.contact_allowed", about="contact", says=_("A message was let through."))
class ContactAllowed(Fact):
    """`matter` is the ticket it is about; `outgoing` the message in the outbox."""

    contact: int
    purpose: str
    channel: str
    outgoing: int
    matter: int | None = None


@fact("outreach.contact_held", about="contact", says=_("A message was held back."))
class ContactHeld(Fact):
    contact: int
    purpose: str
    channel: str
    reason: str
    matter: int | None = None


@fact("outreach.contact_refused", about="contact", says=_("A message was not sent."))
class ContactRefused(Fact):
    contact: int
    purpose: str
    channel: str
    reason: str
    matter: int | None = None


@fact("outreach.contact_released", about="contact", says=_("A message that had been held back was let through."))
class ContactReleased(Fact):
    contact: int
    purpose: str
    channel: str
    outgoing: int
    matter: int | None = None
