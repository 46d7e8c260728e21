from django.db import models
from django.db.models import Q


class Nudge(models.Model):
    """
    Somebody was reminded of a step, or the line above them was told that it is late. Each level once in a round.

    A round begins whenever the due time is laid anew: sent again, given back, another date agreed. `level` is a code of
    `tickets.nudging`; `due_at` the due time that it was about.
    """

    step = models.ForeignKey("tickets.Step", on_delete=models.PROTECT, related_name="nudges")
    round = models.PositiveSmallIntegerField()
    level = models.CharField(max_length=24)
    due_at = models.DateTimeField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "round", "level"], name="nobody_is_nudged_twice")]


class RecipientKind(models.TextChoices):
    PERSON = "person"
    UNIT = "unit"
    USER = "user"
    CUSTOMER = "customer"


class Notice(models.Model):
    """
    One recipient of a nudge. `told_at` is when it went out with a letter, or turned out to be needless; until then it is collected.

    `contact` is the letter; without one nothing was sent, because the step was over by then or nobody could be written to.
    """

    nudge = models.ForeignKey(Nudge, on_delete=models.PROTECT, related_name="notices")
    recipient_kind = models.CharField(max_length=8, choices=RecipientKind.choices)
    recipient_id = models.BigIntegerField()
    at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    contact = models.ForeignKey("outreach.Contact", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["nudge", "recipient_kind", "recipient_id"], name="one_notice_per_recipient"),
            models.CheckConstraint(condition=Q(contact__isnull=True) | Q(told_at__isnull=False), name="sent_notice_has_a_moment"),
        ]
        indexes = [
            models.Index(fields=["recipient_kind", "recipient_id", "id"], condition=Q(told_at__isnull=True), name="notices_to_send"),
        ]
