import pgtrigger
from django.db import models
from django.db.models import Q

from ambasador.journal.facts import KINDS, Fact


class Event(models.Model):
    """What happened, once and for ever."""

    kind = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    actor_kind = models.CharField(max_length=12)
    actor_id = models.BigIntegerField(null=True)
    actor_label = models.CharField(max_length=80, blank=True)
    at = models.DateTimeField()
    data = models.JSONField()

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="event_of_subject"),
            models.Index(fields=["kind", "at"], name="event_of_kind"),
        ]
        triggers = [
            pgtrigger.Protect(name="append_only", operation=pgtrigger.Update | pgtrigger.Delete),
            pgtrigger.Trigger(
                name="never_emptied",
                operation=pgtrigger.Truncate,
                level=pgtrigger.Statement,
                when=pgtrigger.Before,
                func="RAISE EXCEPTION 'events are never deleted';",
            ),
        ]

    def fact(self) -> Fact:
        """The typed content. Raises KeyError for a kind that no installed app declares."""
        return KINDS[self.kind].from_json(self.data)


class Pending(models.Model):
    """One reaction that one event still waits for. Deleted in the transaction of the reaction's effects."""

    event = models.ForeignKey(Event, on_delete=models.PROTECT, related_name="+")
    reaction = models.CharField(max_length=120)
    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    since = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["event", "reaction"], name="reaction_once")]
        indexes = [
            models.Index(fields=["subject_kind", "subject_id", "id"], name="pending_of_subject"),
            models.Index(fields=["since"], name="pending_failed", condition=Q(tries__gt=0)),
        ]


class Wakeup(models.Model):
    """A job is already on its way to do the pending reactions of this subject; `calls` counts the events that wanted one since."""

    subject_kind = models.CharField(max_length=32)
    subject_id = models.BigIntegerField()
    since = models.DateTimeField()
    calls = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["subject_kind", "subject_id"], name="one_wakeup")]
