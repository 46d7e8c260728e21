import pgtrigger
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ambasador.procedures import actions, fields, terms
from ambasador.procedures.conditions import LONGEST, ConditionError, names_in, parse


class Performer(models.TextChoices):
    OWNER = "owner", _("Owner")
    DEPARTMENT = "department", _("Department")
    PARTNER = "partner", _("Partner")
    CUSTOMER = "customer", _("Customer")
    SYSTEM = "system", _("System")


class SystemAction(models.TextChoices):
    """What a step of the system does by itself."""

    NONE = "", _("nothing")
    ACKNOWLEDGE = "acknowledge", _("confirm receipt to the customer")
    MESSAGE = actions.MESSAGE, _("write to the customer")
    FIELD = actions.FIELD, _("write data down")
    SUB_STEP = actions.SUB_STEP, _("add a step")
    WEBHOOK = actions.WEBHOOK, _("tell another program")
    CLOSE = "close", _("close the ticket with a message")


class FieldKind(models.TextChoices):
    TEXT = fields.TEXT, _("text")
    NUMBER = fields.NUMBER, _("number")
    MONEY = fields.MONEY, _("amount of money")
    DATE = fields.DATE, _("date")
    CHOICE = fields.CHOICE, _("choice from a list")
    YES_NO = fields.YES_NO, _("yes or no")


class KnownBy(models.TextChoices):
    """Who knows the value of a field."""

    CUSTOMER = "customer", _("Customer")
    OWNER = "owner", _("Owner")
    UNIT = "unit", _("Department or partner")


class Procedure(models.Model):
    """The standard for one kind of ticket. With `owner_competence` its tickets go to whoever of the contact centre provides that."""

    code = models.SlugField(unique=True)
    name = models.CharField(_("name"), max_length=120)
    name_en = models.CharField(_("name in English"), max_length=120)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    owner_competence = models.ForeignKey("directory.Competence", null=True, blank=True, on_delete=models.SET_NULL, related_name="+")
    is_default = models.BooleanField(default=False)
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_procedure")]

    def __str__(self) -> str:
        return self.name


class VersionState(models.TextChoices):
    DRAFT = "draft", _("draft")
    PUBLISHED = "published", _("in force")
    RETIRED = "retired", _("retired")


class ProcedureVersion(models.Model):
    """
    One version of a procedure. For `reopens_days` after closing the customer's reply opens the ticket again; later it begins a new one.

    The customer is told who looks after the case from now on (`tells_handover`), and who acts while the owner is away (`tells_standing_in`).
    """

    procedure = models.ForeignKey(Procedure, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveIntegerField()
    state = models.CharField(max_length=9, choices=VersionState.choices, default=VersionState.DRAFT)
    statutory_term = models.CharField(max_length=32, blank=True, choices=[(code, code) for code in terms.CODES])
    note = models.CharField(max_length=300, blank=True)
    customer_reminders = models.PositiveSmallIntegerField(_("reminders to the customer"), default=2)
    closes_unanswered = models.BooleanField(_("closes when the customer does not answer"), default=False)
    reopens_days = models.PositiveSmallIntegerField(default=30, db_default=30)
    tells_handover = models.BooleanField(default=True, db_default=True)
    tells_standing_in = models.BooleanField(default=False, db_default=False)
    closing_needs = ArrayField(models.CharField(max_length=40), default=list, blank=True, db_default=[])
    published_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["procedure", "number"], name="version_numbers_are_unique"),
            models.UniqueConstraint(fields=["procedure"], condition=Q(state="published"), name="one_version_in_force"),
            models.UniqueConstraint(fields=["procedure"], condition=Q(state="draft"), name="one_draft"),
            models.CheckConstraint(condition=Q(state="draft") | Q(published_at__isnull=False), name="published_version_has_a_moment"),
        ]

    def __str__(self) -> str:
        return f"{self.procedure} v{self.number}"


class EarlierDraft(models.Model):
    """A draft as it stood before a change, so that the change can be undone. `during` is the transaction of the change."""

    version = models.ForeignKey(ProcedureVersion, on_delete=models.CASCADE, related_name="earlier")
    document = models.JSONField()
    during = models.CharField(max_length=24)

    class Meta:
        indexes = [models.Index(fields=["version", "-id"], name="earlier_drafts")]


def _stays_when_published(name: str) -> pgtrigger.Trigger:
    """What belongs to a version changes only while that is a draft."""
    return pgtrigger.Trigger(
        name=name,
        when=pgtrigger.Before,
        operation=pgtrigger.Update | pgtrigger.Delete | pgtrigger.Insert,
        declare=[("state", "text"), ("version", "bigint")],
        func="""
                    version := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;
                    SELECT v.state INTO state FROM procedures_procedureversion v WHERE v.id = version;
                    IF state <> 'draft' THEN
                        RAISE EXCEPTION 'a published version does not change' USING ERRCODE = 'check_violation';
                    END IF;
                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;
                    RETURN NEW;
                """,
    )


class ProcedureField(models.Model):
    """
    A piece of data that the procedure needs: what it is called, what it may be, who knows it, and how the customer is asked for it.
    A ticket keeps the values by `key`.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="fields")
    key = models.CharField(max_length=40)
    position = models.PositiveSmallIntegerField()
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    kind = models.CharField(_("kind"), max_length=8, choices=FieldKind.choices, default=FieldKind.TEXT)
    options = models.JSONField(default=list, blank=True)
    known_by = models.CharField(_("who knows it"), max_length=8, choices=KnownBy.choices, default=KnownBy.CUSTOMER)
    question = models.CharField(_("how we ask the customer"), max_length=300, blank=True)
    question_en = models.CharField(_("how we ask the customer, in English"), max_length=300, blank=True)

    class Meta:
        ordering = ["position", "id"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="field_keys_are_unique"),
            models.CheckConstraint(condition=~Q(key="") & ~Q(name=""), name="field_has_a_name"),
            models.CheckConstraint(
                condition=(Q(kind="choice") & ~Q(options=[])) | (~Q(kind="choice") & Q(options=[])), name="only_choices_have_options"
            ),
        ]
        triggers = [_stays_when_published("published_fields_stay")]

    def __str__(self) -> str:
        return self.name

    @property
    def described(self) -> fields.Field:
        """The field as conditions and values see it."""
        return fields.Field(self.key, self.kind, self.name, self.name_en, self.options)

    def name_for(self, language: str) -> str:
        return self.name_en if language == "en" and self.name_en else self.name

    def question_for(self, language: str) -> str:
        """How the customer is asked, in their language; the name when nothing else is written."""
        return (self.question_en if language == "en" else "") or self.question or self.name_for(language)


class ProcedureStep(models.Model):
    """
    A step of a version. `after` names the keys of the steps that must be over before this one starts; steps with the same `after` run
    in parallel. `condition` says for which tickets it is done at all; `needs` and `gives` are keys of fields: what must be known before
    it begins, and what its answer supplies. An approval (`is_approval`) is decided by who has the competence up to the amount in `amount_field`.
    """

    version = models.ForeignKey(ProcedureVersion, on_delete=models.PROTECT, related_name="steps")
    key = models.SlugField(max_length=40)
    position = models.PositiveSmallIntegerField()
    after = ArrayField(models.CharField(max_length=40), default=list, blank=True)
    name = models.CharField(_("name"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=80)
    stage = models.CharField(_("stage the customer sees"), max_length=80, blank=True)
    stage_en = models.CharField(_("stage the customer sees, in English"), max_length=80, blank=True)
    performer = models.CharField(_("performer"), max_length=10, choices=Performer.choices)
    unit = models.ForeignKey("directory.Unit", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    competence = models.ForeignKey("directory.Competence", null=True, blank=True, on_delete=models.PROTECT, related_name="+")
    standard_minutes = models.PositiveIntegerField(_("standard duration"))
    guidance = models.TextField(_("guidance for the performer"), blank=True)
    question = models.TextField(_("what we ask"), blank=True)
    question_en = models.TextField(_("what we ask, in English"), blank=True)
    answer_options = models.JSONField(default=list, blank=True)
    is_optional = models.BooleanField(_("optional"), default=False)
    is_repeatable = models.BooleanField(_("may be repeated"), default=False, db_default=False)
    is_approval = models.BooleanField(_("asks for consent"), default=False, db_default=False)
    amount_field = models.CharField(_("the amount it is about"), max_length=40, blank=True, default="", db_default="")
    confirms_answer = models.BooleanField(_("the owner confirms the answer"), default=False)
    action = models.CharField(_("what the system does"), max_length=16, blank=True, choices=SystemAction.choices)
    action_settings = models.JSONField(default=dict, blank=True, db_default={})
    remind_before = models.PositiveIntegerField(_("first reminder, before the due date"), null=True, blank=True)
    escalate_after = models.PositiveIntegerField(_("escalation, after the due date"), null=True, blank=True)
    condition = models.CharField(_("only when"), max_length=LONGEST, blank=True, default="", db_default="")
    needs = ArrayField(models.CharField(max_length=40), default=list, blank=True, db_default=[])
    gives = ArrayField(models.CharField(max_length=40), default=list, blank=True, db_default=[])

    class Meta:
        ordering = ["position"]
        constraints = [
            models.UniqueConstraint(fields=["version", "key"], name="step_keys_are_unique"),
            models.UniqueConstraint(
                fields=["version", "position"], name="step_positions_are_unique", deferrable=models.Deferrable.DEFERRED
            ),
            models.CheckConstraint(
                condition=~Q(performer__in=["department", "partner"]) | Q(unit__isnull=False) | Q(competence__isnull=False),
                name="template_step_knows_its_performer",
            ),
        ]
        triggers = [_stays_when_published("published_steps_stay")]

    def __str__(self) -> str:
        return self.name

    @property
    def asks_about(self) -> set[str]:
        """The names in its condition; none when that cannot be read."""
        try:
            node = parse(self.condition)
        except ConditionError:
            return set()
        return {name.key for name in names_in(node)} if node else set()
