from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ambasador.procedures.conditions import LONGEST
from ambasador.procedures.consent import REJECTED
from ambasador.procedures.models import Performer, SystemAction


class StepState(models.TextChoices):
    PLANNED = "planned", _("ahead")
    OFFERED = "offered", _("sent, not accepted yet")
    ACCEPTED = "accepted", _("in work")
    RETURNED = "returned", _("returned with a question")
    ANSWERED = "answered", _("answered, for the owner to confirm")
    DONE = "done", _("done")
    SKIPPED = "skipped", _("skipped")


ACTIVE = (StepState.OFFERED, StepState.ACCEPTED, StepState.RETURNED, StepState.ANSWERED)
OVER = (StepState.DONE, StepState.SKIPPED)


class Step(models.Model):
    """
    A part of a ticket's route: who does it, since when, until when. `after` names the keys of steps that must be over first, `needs` what
    must be known before it begins, `gives` what its answer supplies, `condition` whether it is done at all. `held_at` is since when it
    could begin but for what is not known; with `waives_needs` it begins without. An approval is about the amount in `amount_field`, and is
    never decided by the owner nor by who asked for it (`asked_by`: added it, or let it begin).
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="steps")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    after = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    name = models.CharField(max_length=80)
    name_en = models.CharField(max_length=80, blank=True)
    stage = models.CharField(max_length=80, blank=True)
    stage_en = models.CharField(max_length=80, blank=True)
    performer = models.CharField(max_length=10, choices=Performer.choices)
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    competence = models.ForeignKey("directory.Competence", null=True, on_delete=models.PROTECT, related_name="+")
    assignee = models.ForeignKey("directory.Person", null=True, on_delete=models.PROTECT, related_name="+")
    question = models.TextField(blank=True)
    guidance = models.TextField(blank=True)
    answer_options = models.JSONField(default=list, blank=True)
    standard_minutes = models.PositiveIntegerField()
    is_optional = models.BooleanField(default=False)
    is_repeatable = models.BooleanField(default=False, db_default=False)
    is_approval = models.BooleanField(default=False, db_default=False)
    amount_field = models.CharField(max_length=40, blank=True, default="", db_default="")
    asked_by = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+", db_index=False)
    confirms_answer = models.BooleanField(default=False)
    action = models.CharField(max_length=16, blank=True, choices=SystemAction.choices)
    action_settings = models.JSONField(default=dict, blank=True, db_default={})
    is_from_procedure = models.BooleanField(default=True)
    condition = models.CharField(max_length=LONGEST, blank=True, default="", db_default="")
    needs = ArrayField(models.CharField(max_length=40), default=list, blank=True, db_default=[])
    gives = ArrayField(models.CharField(max_length=40), default=list, blank=True, db_default=[])
    waives_needs = models.BooleanField(default=False, db_default=False)
    held_at = models.DateTimeField(null=True)

    state = models.CharField(max_length=8, choices=StepState.choices, default=StepState.PLANNED)
    started_at = models.DateTimeField(null=True)
    accepted_at = models.DateTimeField(null=True)
    due_at = models.DateTimeField(null=True)
    proposed_due_at = models.DateTimeField(null=True)
    finished_at = models.DateTimeField(null=True)
    answer_code = models.CharField(max_length=40, blank=True)
    answer_text = models.TextField(blank=True)
    answer_public = models.TextField(blank=True)
    answered_by_kind = models.CharField(max_length=12, blank=True)
    answered_by_id = models.BigIntegerField(null=True)
    missing = models.CharField(max_length=1000, blank=True)
    times_refused = models.PositiveSmallIntegerField(default=0)

    # the due time: counted from a moment by the standard, or agreed upon; who is reminded of it, and when next
    counted_from = models.DateTimeField(null=True)
    is_date_agreed = models.BooleanField(default=False)
    remind_before = models.PositiveIntegerField(null=True)
    escalate_after = models.PositiveIntegerField(null=True)
    nudge_round = models.PositiveSmallIntegerField(default=0)
    next_nudge_at = models.DateTimeField(null=True)
    revision = models.PositiveIntegerField(default=0)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["ticket", "key"], name="route_keys_are_unique"),
            models.CheckConstraint(
                condition=Q(performer__in=["department", "partner"], unit__isnull=False)
                | (~Q(performer__in=["department", "partner"]) & Q(unit__isnull=True)),
                name="step_names_its_unit",
            ),
            models.CheckConstraint(
                condition=Q(state__in=["planned", "skipped"]) | Q(started_at__isnull=False), name="begun_step_has_a_start"
            ),
            models.CheckConstraint(
                condition=(Q(state__in=["done", "skipped"]) & Q(finished_at__isnull=False))
                | (~Q(state__in=["done", "skipped"]) & Q(finished_at__isnull=True)),
                name="step_over_has_an_end",
            ),
            models.CheckConstraint(
                condition=~Q(state__in=["offered", "accepted", "returned", "answered"]) | Q(performer="system") | Q(due_at__isnull=False),
                name="step_in_work_has_a_due_time",
            ),
            models.CheckConstraint(
                condition=Q(next_nudge_at__isnull=True) | Q(state__in=["offered", "accepted"]), name="nudged_step_is_with_its_performer"
            ),
            models.CheckConstraint(
                condition=Q(held_at__isnull=True) | Q(state__in=["planned", "skipped"]), name="held_step_has_not_begun"
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "due_at"], condition=Q(state__in=["offered", "accepted", "returned"]), name="open_steps_of_unit"),
            models.Index(fields=["due_at"], condition=Q(state__in=["offered", "accepted"]), name="steps_by_due_time"),
            models.Index(fields=["next_nudge_at", "id"], condition=Q(next_nudge_at__isnull=False), name="steps_to_nudge"),
            models.Index(fields=["unit", "-finished_at"], condition=Q(state__in=["answered", "done"]), name="answered_by_unit"),
        ]

    def __str__(self) -> str:
        return self.name

    def name_for(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name_en if language == "en" and self.name_en else self.name

    def options_for(self, language: str) -> list[tuple[str, str]]:
        """The answers to choose from: code and words in the reader's language, Polish where there are no others."""
        return [(option["code"], option.get(language) or option.get("pl", "")) for option in self.answer_options]

    def answer_for(self, language: str) -> str:
        """The words of the chosen answer; empty when none was chosen."""
        return dict(self.options_for(language)).get(self.answer_code, "")

    @property
    def is_active(self) -> bool:
        return self.state in ACTIVE

    @property
    def is_over(self) -> bool:
        return self.state in OVER

    @property
    def is_rejected(self) -> bool:
        """Whether consent was asked for and refused."""
        return self.is_approval and self.answer_code == REJECTED

    @property
    def is_at_unit(self) -> bool:
        return self.performer in (Performer.DEPARTMENT, Performer.PARTNER)


class ObstacleKind(models.TextChoices):
    PART_MISSING = "part_missing", _("a part is missing")
    DATA_MISSING = "data_missing", _("data is missing")
    DECISION_MISSING = "decision_missing", _("a decision is missing")
    UNREACHABLE = "unreachable", _("somebody cannot be reached")
    OTHER = "other", _("something else")


class Obstacle(models.Model):
    """What blocks a ticket, since when, who can remove it, and whether the customer may know."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="obstacles")
    step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=16, choices=ObstacleKind.choices)
    text = models.CharField(max_length=300)
    is_public = models.BooleanField(default=False)
    remover_unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    named_at = models.DateTimeField()
    removed_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["ticket"], condition=Q(removed_at__isnull=True), name="open_obstacles")]


class DeviationKind(models.TextChoices):
    SKIPPED = "skipped", _("step skipped")
    ADDED = "added", _("step added")
    MOVED = "moved", _("step moved")
    EARLIER = "earlier", _("step done earlier")
    ELSEWHERE = "elsewhere", _("step sent elsewhere")
    LEFT = "left", _("procedure left")
    WITHOUT_DATA = "without_data", _("step begun without its data")


class DeviationReason(models.TextChoices):
    NOT_NEEDED = "not_needed", _("not needed in this case")
    ALREADY_KNOWN = "already_known", _("we already know it")
    CUSTOMER_ASKED = "customer_asked", _("the customer asked for it")
    FASTER = "faster", _("it is faster this way")
    PROCEDURE_WRONG = "procedure_wrong", _("the procedure is wrong here")
    OTHER = "other", _("another reason")


class Deviation(models.Model):
    """A step away from the procedure, with its reason. Counted, so that it shows which procedure needs changing."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="deviations")
    step = models.ForeignKey(Step, null=True, on_delete=models.PROTECT, related_name="+")
    version = models.ForeignKey("procedures.ProcedureVersion", null=True, on_delete=models.PROTECT, related_name="+")
    kind = models.CharField(max_length=12, choices=DeviationKind.choices)
    reason = models.CharField(max_length=16, choices=DeviationReason.choices)
    sentence = models.CharField(max_length=300, blank=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["version", "-at"], name="deviations_of_version")]
