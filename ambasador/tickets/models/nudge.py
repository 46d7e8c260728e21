from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy


class NudgeLevel(models.TextChoices):
    """Who is told, and when: see tickets.nudging."""

    BEFORE = "before", _("before the due date")
    DUE = "due", _("at the due date")
    AFTER = "after", _("after the due date")
    LEAD = "lead", pgettext_lazy("level of escalation", "to the lead")
    HEAD = "head", pgettext_lazy("level of escalation", "to the head")
    ABOVE = "above", pgettext_lazy("level of escalation", "above the head")
    LAST = "last", _("after the last reminder")


class Nudge(models.Model):
    """A reminder or an escalation of a step. Each level happens once for a due time: the database refuses a second."""

    step = models.ForeignKey("tickets.Step", on_delete=models.PROTECT, related_name="nudges")
    due_at = models.DateTimeField()
    level = models.CharField(max_length=6, choices=NudgeLevel.choices)
    rank = models.PositiveSmallIntegerField(default=0)
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["step", "due_at", "level", "rank"], name="nudged_once_a_level")]


class Notice(models.Model):
    """That somebody has to hear of a nudge. Notices to one address gather into one letter, a digest; `contact` is that letter."""

    nudge = models.ForeignKey(Nudge, on_delete=models.PROTECT, related_name="notices")
    address = models.EmailField()
    person = models.ForeignKey("directory.Person", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    told_at = models.DateTimeField(null=True)
    contact = models.ForeignKey("outreach.Contact", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [models.UniqueConstraint(fields=["nudge", "address"], name="told_once_of_a_nudge")]
        indexes = [
            models.Index(fields=["address", "made_at"], condition=Q(told_at__isnull=True), name="notices_to_tell"),
            models.Index(fields=["address", "-told_at"], condition=Q(told_at__isnull=False), name="notices_told"),
        ]
