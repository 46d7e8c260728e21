from datetime import date
from decimal import Decimal
from typing import ClassVar

from django.contrib.postgres.constraints import ExclusionConstraint
from django.contrib.postgres.fields import ArrayField, DateRangeField, RangeBoundary, RangeOperators
from django.core.validators import MaxValueValidator
from django.db import models
from django.db.models import F, Func, Q
from django.db.models.functions import Lower
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from ambasador.accounts.models import User


class Calendar(models.Model):
    """When somebody works. `version` becomes another, never used before, with every change of the hours or days."""

    name = models.CharField(max_length=120, unique=True)
    time_zone = models.CharField(max_length=64, default="Europe/Warsaw")
    holidays_country = models.CharField(max_length=2, blank=True, default="PL")
    always_open = models.BooleanField(default=False)
    version = models.BigIntegerField(default=0)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="calendar_has_a_name")]

    def __str__(self) -> str:
        return self.name


class CalendarHours(models.Model):
    """One opening of an ordinary week. Two on one day are a break between them; `closes` at or before `opens` is over midnight."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="hours")
    weekday = models.PositiveSmallIntegerField(validators=[MaxValueValidator(6)])
    opens = models.TimeField()
    closes = models.TimeField()

    class Meta:
        ordering: ClassVar[list[str]] = ["weekday", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "weekday", "opens"], name="one_opening_at_a_time"),
            models.CheckConstraint(condition=Q(weekday__lte=6), name="weekday_from_monday_0"),
        ]


class CalendarDay(models.Model):
    """A day unlike the others: closed when it has no hours, else open in these hours instead of the week's, also on a public holiday."""

    calendar = models.ForeignKey(Calendar, on_delete=models.CASCADE, related_name="days")
    on = models.DateField()
    note = models.CharField(max_length=120, blank=True)
    opens = models.TimeField(null=True, blank=True)
    closes = models.TimeField(null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["on", "opens"]
        constraints = [
            models.UniqueConstraint(fields=["calendar", "on", "opens"], name="one_exception_at_a_time", nulls_distinct=False),
            models.CheckConstraint(
                condition=Q(opens__isnull=True, closes__isnull=True) | Q(opens__isnull=False, closes__isnull=False),
                name="both_hours_or_none",
            ),
        ]


class UnitKind(models.TextChoices):
    CENTRE = "centre", _("Contact centre")
    DEPARTMENT = "department", _("Department")
    PARTNER = "partner", _("Partner firm")


class WorksBy(models.TextChoices):
    APP = "app", _("In the app")
    EMAIL = "email", _("By e-mail and link")


class Unit(models.Model):
    """
    The contact centre, a department or a partner firm. Its name is kept in the forms that Polish sentences need:
    `name` (Dział Reklamacji), `name_in` (w Dziale Reklamacji), `name_to` (do Działu Reklamacji). `language` is that of our letters to it.
    """

    kind = models.CharField(max_length=10, choices=UnitKind.choices)
    code = models.SlugField(max_length=40, unique=True)
    name = models.CharField(max_length=120)
    name_in = models.CharField(max_length=140, blank=True)
    name_to = models.CharField(max_length=140, blank=True)
    short_name = models.CharField(max_length=40, blank=True)
    name_en = models.CharField(max_length=120, blank=True)
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, related_name="units")
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=24, blank=True)
    works_by = models.CharField(max_length=5, choices=WorksBy.choices, default=WorksBy.APP)
    head = models.ForeignKey("Person", on_delete=models.SET_NULL, null=True, blank=True, related_name="+")
    escalates_to = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="escalated_from")
    email_domains = ArrayField(models.CharField(max_length=120), default=list, blank=True)
    language = models.CharField(_("language"), max_length=2, choices=[("pl", "Polski"), ("en", "English")], default="pl")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="unit_has_a_name"),
            models.CheckConstraint(condition=~Q(escalates_to=F("id")), name="unit_escalates_to_another"),
            models.CheckConstraint(condition=~Q(works_by="email", email=""), name="unit_by_email_has_an_address"),
            models.UniqueConstraint(Lower("email"), condition=Q(is_active=True) & ~Q(email=""), name="one_active_unit_per_address"),
        ]

    def __str__(self) -> str:
        return self.name

    def name_for(self, language: str) -> str:
        """The name in the reader's language."""
        return self.name if language == "pl" else self.name_en or self.name

    @property
    def shown_name(self) -> str:
        """The name in the language of the current screen."""
        return self.name_for((get_language() or "pl")[:2])

    @property
    def label(self) -> str:
        """The shortest name, for rows of a route."""
        return self.short_name or self.name


class Rank(models.TextChoices):
    MEMBER = "member", pgettext_lazy("rank in a department", "Member")
    LEAD = "lead", pgettext_lazy("rank in a department", "Lead")
    HEAD = "head", pgettext_lazy("rank in a department", "Head")


class Person(models.Model):
    """
    Somebody of a unit. With `user` they work in the app, without it they answer by e-mail and signed links.

    `calendar` is their own shift; without it they work the unit's hours.
    """

    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="people")
    name = models.CharField(max_length=120)
    email = models.EmailField(blank=True)
    phone = models.CharField(max_length=24, blank=True)
    rank = models.CharField(max_length=6, choices=Rank.choices, default=Rank.MEMBER)
    user = models.OneToOneField(User, on_delete=models.PROTECT, null=True, blank=True, related_name="person")
    calendar = models.ForeignKey(Calendar, on_delete=models.PROTECT, null=True, blank=True, related_name="+")
    is_active = models.BooleanField(default=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="person_has_a_name"),
            models.UniqueConstraint(
                "unit", Lower("email"), condition=Q(is_active=True) & ~Q(email=""), name="one_person_per_address_in_unit"
            ),
            models.UniqueConstraint(fields=["unit"], condition=Q(is_active=True, rank="head"), name="one_head_per_unit"),
        ]

    def __str__(self) -> str:
        return self.name


class Absence(models.Model):
    """Days, both included, on which a person is away; `deputy` acts for them meanwhile."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="absences")
    starts_on = models.DateField()
    ends_on = models.DateField()
    deputy = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="deputising")
    note = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["starts_on"]
        constraints = [
            models.CheckConstraint(condition=Q(ends_on__gte=F("starts_on")), name="absence_ends_after_it_starts"),
            models.CheckConstraint(condition=Q(deputy__isnull=True) | ~Q(deputy=F("person")), name="nobody_deputises_for_themselves"),
            ExclusionConstraint(
                name="absences_do_not_overlap",
                expressions=[
                    ("person", RangeOperators.EQUAL),
                    (
                        Func(
                            "starts_on",
                            "ends_on",
                            RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                            function="daterange",
                            output_field=DateRangeField(),
                        ),
                        RangeOperators.OVERLAPS,
                    ),
                ],
            ),
        ]

    def covers(self, day: date) -> bool:
        return self.starts_on <= day <= self.ends_on


class Competence(models.Model):
    """Something that somebody can decide, do or knows. `steward` keeps the entry true."""

    code = models.SlugField(max_length=60, unique=True)
    name = models.CharField(max_length=120)
    name_en = models.CharField(max_length=120, blank=True)
    description = models.TextField(blank=True)
    keywords = ArrayField(models.CharField(max_length=60), default=list, blank=True)
    limit_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    steward = models.ForeignKey(Person, on_delete=models.SET_NULL, null=True, blank=True, related_name="stewarded")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="competence_has_a_name"),
            models.CheckConstraint(condition=Q(limit_amount__isnull=True) | Q(limit_amount__gte=0), name="limit_is_not_negative"),
        ]

    def __str__(self) -> str:
        return self.name

    def name_for(self, language: str) -> str:
        return self.name if language == "pl" else self.name_en or self.name


class CompetenceProvider(models.Model):
    """
    A unit, or one person of it, who provides a competence. The lowest `order` is asked first; a deputy only when the others cannot.

    `limit_amount` is how much they decide alone; without one the limit of the competence counts, and without that there is none.
    """

    competence = models.ForeignKey(Competence, on_delete=models.CASCADE, related_name="providers")
    order = models.PositiveSmallIntegerField()
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="provides")
    person = models.ForeignKey(Person, on_delete=models.PROTECT, null=True, blank=True, related_name="provides")
    is_deputy = models.BooleanField(default=False)
    standard_minutes = models.PositiveIntegerField(default=480)
    limit_amount = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["order"]
        constraints = [
            models.UniqueConstraint(fields=["competence", "order"], name="one_provider_per_place", deferrable=models.Deferrable.DEFERRED),
            models.UniqueConstraint(fields=["competence", "unit", "person"], name="provider_once", nulls_distinct=False),
            models.CheckConstraint(condition=Q(standard_minutes__gt=0), name="standard_takes_time"),
            models.CheckConstraint(condition=Q(limit_amount__isnull=True) | Q(limit_amount__gte=0), name="own_limit_is_not_negative"),
        ]

    def decides(self, amount: Decimal | None) -> bool:
        """Whether they may decide about this amount alone; the competence is loaded."""
        limit = self.competence.limit_amount if self.limit_amount is None else self.limit_amount
        return amount is None or limit is None or amount <= limit
