"""Messages sent through the intake once more by people: one at a time, or all that a search names."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class Replay(models.Model):
    """
    Many messages sent through the intake again, oldest first: what `named` finds, up to the message `last`.

    `reached` is the message it has come to. One runs at a time.
    """

    named = models.JSONField()
    started_by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+")
    started_at = models.DateTimeField()
    moved_at = models.DateTimeField()
    total = models.PositiveIntegerField()
    done = models.PositiveIntegerField(default=0)
    reached = models.BigIntegerField(default=0)
    last = models.BigIntegerField()
    ended_at = models.DateTimeField(null=True)
    was_stopped = models.BooleanField(default=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(models.Value(1), condition=Q(ended_at__isnull=True), name="one_replay_at_a_time"),
            models.CheckConstraint(condition=Q(was_stopped=False) | Q(ended_at__isnull=False), name="stopped_is_ended"),
        ]

    @property
    def is_running(self) -> bool:
        return self.ended_at is None

    @property
    def share(self) -> int:
        """How much of it was sent, in percent."""
        return min(100, 100 * self.done // self.total) if self.total else 100


class ReplayOutcome(models.TextChoices):
    WAITING = "", _("on its way")
    TAKEN = "taken", _("taken over")
    FAILED = "failed", _("failed again")
    SET_ASIDE = "set_aside", _("set aside")


class ReplayedInput(models.Model):
    """One message sent through the intake again by somebody, and what became of it. `replay` when it was one of many."""

    raw_input = models.ForeignKey("channels.RawInput", on_delete=models.PROTECT, related_name="replayed")
    replay = models.ForeignKey(Replay, null=True, on_delete=models.PROTECT, related_name="inputs")
    by = models.ForeignKey(settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+")
    at = models.DateTimeField()
    outcome = models.CharField(max_length=9, choices=ReplayOutcome.choices, blank=True, default=ReplayOutcome.WAITING)
    error = models.CharField(max_length=300, blank=True)

    class Meta:
        indexes = [models.Index(fields=["replay", "outcome", "id"], name="replayed_by_outcome")]
