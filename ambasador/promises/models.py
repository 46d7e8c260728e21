from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class Basis(models.TextChoices):
    STANDARD = "standard", _("standard durations")
    HISTORY = "history", _("history of similar cases")
    PERSON = "person", _("a person's decision")


class Promise(models.Model):
    """One version of what the customer is told: the case will be solved between `from_at` and `to_at`, most likely at `likely_at`."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="promises")
    number = models.PositiveSmallIntegerField()
    from_at = models.DateTimeField()
    likely_at = models.DateTimeField()
    to_at = models.DateTimeField()
    confidence = models.PositiveSmallIntegerField(default=80)
    basis = models.CharField(max_length=8, choices=Basis.choices, default=Basis.STANDARD)
    reason = models.CharField(max_length=24)
    reason_step = models.ForeignKey("tickets.Step", null=True, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField()
    replaced_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(replaced_at__isnull=True), name="one_current_promise"),
            models.UniqueConstraint(fields=["ticket", "number"], name="promises_are_numbered"),
            models.CheckConstraint(condition=Q(from_at__lte=F("likely_at")) & Q(likely_at__lte=F("to_at")), name="promise_is_a_range"),
        ]
        indexes = [models.Index(fields=["to_at"], condition=Q(replaced_at__isnull=True), name="current_promises_by_end")]


class StoredRisk(models.Model):
    """
    How the risk of breaking a ticket's standing promise grows while nothing happens, so that no list looks ahead: at `seconds` after
    `made_at`, `risks` per mille. Made anew at every move.
    """

    ticket = models.OneToOneField("tickets.Ticket", primary_key=True, on_delete=models.CASCADE, related_name="stored_risk")
    promise = models.ForeignKey(Promise, on_delete=models.CASCADE, related_name="+")
    made_at = models.DateTimeField()
    seconds = ArrayField(models.PositiveIntegerField())
    risks = ArrayField(models.PositiveSmallIntegerField())

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(seconds__len=F("risks__len")) & Q(risks__len__gte=1), name="stored_risk_is_a_curve"),
        ]


class StatutoryClock(models.Model):
    """A deadline set by law for this ticket. `due_on` is the last day, in the company's time zone."""

    ticket = models.OneToOneField("tickets.Ticket", on_delete=models.PROTECT, related_name="statutory_clock")
    term = models.CharField(max_length=32)
    days = models.PositiveSmallIntegerField()
    starts_on = models.DateField()
    due_on = models.DateField()
    source = models.CharField(max_length=160)

    class Meta:
        indexes = [models.Index(fields=["due_on"], name="statutory_by_day")]
