import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class WebhookState(models.TextChoices):
    WAITING = "waiting", _("waits for its next try")
    SENDING = "sending", _("is being told")
    DONE = "done", _("told")
    FAILED = "failed", _("could not be told")
    DROPPED = "dropped", _("not needed any more")


class WebhookCall(models.Model):
    """
    What another program is told when a step of the program begins. The body stays the same over all tries, and so does `key`, by which
    the receiver knows a repetition. Every try is an event of the ticket.
    """

    step = models.OneToOneField("tickets.Step", on_delete=models.PROTECT, related_name="webhook")
    key = models.UUIDField(default=uuid.uuid4, unique=True)
    url = models.CharField(max_length=2000)
    edition = models.PositiveSmallIntegerField(default=1)
    body = models.TextField()
    state = models.CharField(max_length=8, choices=WebhookState.choices, default=WebhookState.WAITING)
    tries = models.PositiveSmallIntegerField(default=0)
    next_try_at = models.DateTimeField(null=True)
    lease_until = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=(Q(state="waiting") & Q(next_try_at__isnull=False)) | (~Q(state="waiting") & Q(next_try_at__isnull=True)),
                name="waiting_webhook_has_its_next_try",
            ),
            models.CheckConstraint(
                condition=(Q(state="sending") & Q(lease_until__isnull=False)) | (~Q(state="sending") & Q(lease_until__isnull=True)),
                name="webhook_being_told_has_a_lease",
            ),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], condition=Q(state="waiting"), name="webhooks_to_try"),
            models.Index(fields=["lease_until"], condition=Q(state="sending"), name="webhooks_being_told"),
        ]

    def __str__(self) -> str:
        return f"{self.key}"
