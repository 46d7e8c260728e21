from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ambasador.channels.models import OutboxMessage


def _same(one: Q, other: Q) -> Q:
    """Both hold or neither does."""
    return (one & other) | (~one & ~other)


class Verdict(models.TextChoices):
    ALLOW = "allow", _("allowed")
    HOLD = "hold", _("held back")
    REFUSE = "refuse", _("refused")


class Reason(models.TextChoices):
    """Why the gate decided so; the label is the whole sentence shown to people."""

    WRITTEN_BY_A_PERSON = "written_by_a_person", _("Allowed: a service message written by a person.")
    WITHIN_LIMITS = "within_limits", _("Allowed: within the limits for automatic messages.")
    RELEASED = "released", _("Allowed: somebody looked at it and released it.")
    OWN_ADDRESS = "own_address", _("Not sent: this is one of our own addresses, we would be answering ourselves.")
    MACHINE_ADDRESS = "machine_address", _("Not sent: nobody reads this address, it belongs to a machine.")
    NO_RETURN_PATH = "no_return_path", _("Not sent: the message had no sender to answer to.")
    BAD_ADDRESS = "bad_address", _("Not sent: this is no address to which a message can be sent.")
    ACKNOWLEDGED_LATELY = "acknowledged_lately", _("Not sent: this address got a confirmation less than an hour ago.")
    ANSWERED_OFTEN = "answered_often", _(
        "Not sent by the program: this address got an automatic answer about another case within the hour, or several within a day."
    )
    LOOP_FUSE = "loop_fuse", _("Held back: too many automatic messages to this address in a short time. Somebody has to look at it.")
    FLOOD = "flood", _("Held back: too many automatic messages about this case in a short time. Somebody has to look at it.")


class Contact(models.Model):
    """One message that somebody or something wanted to send, and what the gate said."""

    purpose = models.CharField(max_length=32)
    matter = models.BigIntegerField(null=True)
    channel = models.CharField(max_length=16)
    recipient = models.CharField(max_length=320, blank=True)
    recipient_key = models.CharField(max_length=320, blank=True)
    recipient_kind = models.CharField(
        max_length=8, choices=[("customer", _("customer")), ("unit", _("department")), ("person", _("person"))]
    )
    recipient_id = models.BigIntegerField(null=True)
    is_automatic = models.BooleanField()
    is_answer = models.BooleanField(default=False, db_default=False)  # a message of the recipient brought it about, without a person
    at = models.DateTimeField()
    verdict = models.CharField(max_length=6, choices=Verdict.choices)
    reason = models.CharField(max_length=32, choices=Reason.choices)
    outgoing = models.OneToOneField(OutboxMessage, on_delete=models.PROTECT, null=True, related_name="contact")
    held = models.JSONField(null=True)  # the letter of a held contact, until it is released

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_same(Q(verdict="allow"), Q(outgoing__isnull=False)), name="allowed_means_in_the_outbox"),
            models.CheckConstraint(condition=_same(Q(verdict="hold"), Q(held__isnull=False)), name="held_keeps_its_letter"),
        ]
        indexes = [
            models.Index(fields=["recipient_key", "-at"], name="contact_by_address", condition=Q(is_automatic=True)),
            models.Index(fields=["recipient_kind", "recipient_id", "-at"], name="contact_by_recipient"),
            models.Index(fields=["matter", "-at"], name="contact_by_matter"),
            models.Index(fields=["-at"], name="contact_held", condition=Q(verdict="hold")),
        ]

    @property
    def is_allowed(self) -> bool:
        return self.verdict == Verdict.ALLOW

    @property
    def sentence(self) -> str:
        """The verdict with its reason, in the reader's language."""
        return str(Reason(self.reason).label)
