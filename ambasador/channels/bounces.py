"""Addresses from which our messages came back, and what mail servers mean by their codes."""

import re

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

_CODE = re.compile(r"\b([45]\.\d{1,3}\.\d{1,3})\b|\b([45]\d\d)\b(?=[ -])")
# the beginning of an enhanced status without its first digit (RFC 3463), or a reply code of SMTP; the longest that fits says it
MEANINGS = {
    "1.": _("There is no such address."),
    "1.2": _("There is no such domain, or it takes no mail."),
    "1.10": _("The domain takes no mail."),
    "2.": _("The mailbox does not take messages now."),
    "2.1": _("The mailbox is switched off."),
    "2.2": _("The mailbox is full."),
    "2.3": _("The message is too large for the mailbox."),
    "3.4": _("The message is too large for the mail server."),
    "4.": _("The recipient's mail server could not be reached."),
    "7.": _("The recipient's mail server refuses our messages."),
    "421": _("The recipient's mail server was busy."),
    "450": _("The mailbox does not take messages now."),
    "451": _("The mailbox does not take messages now."),
    "452": _("The mailbox is full."),
    "550": _("There is no such address."),
    "551": _("There is no such address."),
    "552": _("The mailbox is full."),
    "553": _("There is no such address."),
    "554": _("The recipient's mail server refuses our messages."),
}


def code_in(text: str) -> str:
    """The first code of a mail server in what it said, the exact one before the general one; nothing when there is none."""
    found = [match.group(1) or match.group(2) for match in _CODE.finditer(text[:2000])]
    return next((code for code in found if "." in code), found[0] if found else "")


class BouncedAddress(models.Model):
    """
    An address from which messages came back. `is_permanent` when its mail server said that none will arrive.

    `settled_at` once somebody said that the address is right, or removed it; a new bounce begins anew.
    """

    address = models.CharField(max_length=320, unique=True)
    is_permanent = models.BooleanField()
    code = models.CharField(max_length=12, blank=True)
    diagnostic = models.CharField(max_length=500, blank=True)
    times = models.PositiveIntegerField(default=1)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    settled_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["last_at", "id"], name="bounced_unsettled", condition=Q(settled_at__isnull=True))]

    @property
    def says(self) -> str:
        """What the code means, in words; without one the message simply was not delivered."""
        tail = self.code.partition(".")[2] if "." in self.code else self.code
        fitting = [key for key in MEANINGS if tail == key or (key.endswith(".") and tail.startswith(key))]
        return str(MEANINGS[max(fitting, key=len)]) if fitting else str(_("The message was not delivered."))


class BouncedMessage(models.Model):
    """One message of ours that came back; a second report of it is no news."""

    bounced = models.ForeignKey(BouncedAddress, on_delete=models.PROTECT, related_name="messages")
    outgoing = models.OneToOneField("channels.OutboxMessage", on_delete=models.PROTECT, related_name="bounced")
    at = models.DateTimeField()
