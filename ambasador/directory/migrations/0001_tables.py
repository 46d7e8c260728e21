import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.fields.ranges
import django.core.validators
import django.db.models.constraints
import django.db.models.deletion
import django.db.models.functions.text
from django.conf import settings
from django.db import migrations, models

from ambasador.journal.edition import watch


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("directory", "0001_initial"),
        ("directory", "0002_person_calendar"),
        ("directory", "0003_provider_limit"),
        ("directory", "0004_edition"),
    ]

    dependencies = [
        ("journal", "0001_tables"),
        ("search", "0001_tables"),
        ("accounts", "__first__"),
    ]

    operations = [
        migrations.CreateModel(
            name="Calendar",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120, unique=True)),
                ("time_zone", models.CharField(default="Europe/Warsaw", max_length=64)),
                ("holidays_country", models.CharField(blank=True, default="PL", max_length=2)),
                ("always_open", models.BooleanField(default=False)),
                ("version", models.BigIntegerField(default=0)),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="calendar_has_a_name")],
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=24)),
                (
                    "rank",
                    models.CharField(choices=[("member", "Member"), ("lead", "Lead"), ("head", "Head")], default="member", max_length=6),
                ),
                ("is_active", models.BooleanField(default=True)),
                (
                    "calendar",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.calendar"
                    ),
                ),
                (
                    "user",
                    models.OneToOneField(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="person",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "constraints": [models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="person_has_a_name")],
            },
        ),
        migrations.CreateModel(
            name="Competence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(max_length=60, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_en", models.CharField(blank=True, max_length=120)),
                ("description", models.TextField(blank=True)),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("limit_amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "steward",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="stewarded", to="directory.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="competence_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_amount__isnull", True), ("limit_amount__gte", 0), _connector="OR"),
                        name="limit_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Absence",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("starts_on", models.DateField()),
                ("ends_on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=200)),
                (
                    "deputy",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="deputising", to="directory.person"
                    ),
                ),
                ("person", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="absences", to="directory.person")),
            ],
            options={
                "ordering": ["starts_on"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("ends_on__gte", models.F("starts_on"))), name="absence_ends_after_it_starts"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            ("deputy__isnull", True), models.Q(("deputy", models.F("person")), _negated=True), _connector="OR"
                        ),
                        name="nobody_deputises_for_themselves",
                    ),
                    django.contrib.postgres.constraints.ExclusionConstraint(
                        expressions=[
                            ("person", "="),
                            (
                                models.Func(
                                    "starts_on",
                                    "ends_on",
                                    django.contrib.postgres.fields.ranges.RangeBoundary(inclusive_lower=True, inclusive_upper=True),
                                    function="daterange",
                                    output_field=django.contrib.postgres.fields.ranges.DateRangeField(),
                                ),
                                "&&",
                            ),
                        ],
                        name="absences_do_not_overlap",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Unit",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[("centre", "Contact centre"), ("department", "Department"), ("partner", "Partner firm")], max_length=10
                    ),
                ),
                ("code", models.SlugField(max_length=40, unique=True)),
                ("name", models.CharField(max_length=120)),
                ("name_in", models.CharField(blank=True, max_length=140)),
                ("name_to", models.CharField(blank=True, max_length=140)),
                ("short_name", models.CharField(blank=True, max_length=40)),
                ("name_en", models.CharField(blank=True, max_length=120)),
                ("email", models.EmailField(blank=True, max_length=254)),
                ("phone", models.CharField(blank=True, max_length=24)),
                (
                    "works_by",
                    models.CharField(choices=[("app", "In the app"), ("email", "By e-mail and link")], default="app", max_length=5),
                ),
                (
                    "email_domains",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=120), blank=True, default=list, size=None
                    ),
                ),
                (
                    "language",
                    models.CharField(choices=[("pl", "Polski"), ("en", "English")], default="pl", max_length=2, verbose_name="language"),
                ),
                ("is_active", models.BooleanField(default=True)),
                ("calendar", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="units", to="directory.calendar")),
                (
                    "escalates_to",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="escalated_from",
                        to="directory.unit",
                    ),
                ),
                (
                    "head",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="directory.person"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(condition=models.Q(("name", ""), _negated=True), name="unit_has_a_name"),
                    models.CheckConstraint(
                        condition=models.Q(("escalates_to", models.F("id")), _negated=True), name="unit_escalates_to_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("email", ""), ("works_by", "email"), _negated=True), name="unit_by_email_has_an_address"
                    ),
                    models.UniqueConstraint(
                        django.db.models.functions.text.Lower("email"),
                        condition=models.Q(("is_active", True), models.Q(("email", ""), _negated=True)),
                        name="one_active_unit_per_address",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="person",
            name="unit",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="people", to="directory.unit"),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                condition=models.Q(("is_active", True), ("rank", "head")), fields=("unit",), name="one_head_per_unit"
            ),
        ),
        migrations.AddConstraint(
            model_name="person",
            constraint=models.UniqueConstraint(
                models.F("unit"),
                django.db.models.functions.text.Lower("email"),
                condition=models.Q(("is_active", True), models.Q(("email", ""), _negated=True)),
                name="one_person_per_address_in_unit",
            ),
        ),
        migrations.CreateModel(
            name="CompetenceProvider",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("order", models.PositiveSmallIntegerField()),
                ("is_deputy", models.BooleanField(default=False)),
                ("standard_minutes", models.PositiveIntegerField(default=480)),
                ("limit_amount", models.DecimalField(blank=True, decimal_places=2, max_digits=12, null=True)),
                (
                    "competence",
                    models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="providers", to="directory.competence"),
                ),
                (
                    "person",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="provides", to="directory.person"
                    ),
                ),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="provides", to="directory.unit")),
            ],
            options={
                "ordering": ["order"],
                "constraints": [
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("competence", "order"),
                        name="one_provider_per_place",
                    ),
                    models.UniqueConstraint(fields=("competence", "unit", "person"), name="provider_once", nulls_distinct=False),
                    models.CheckConstraint(condition=models.Q(("standard_minutes__gt", 0)), name="standard_takes_time"),
                    models.CheckConstraint(
                        condition=models.Q(("limit_amount__isnull", True), ("limit_amount__gte", 0), _connector="OR"),
                        name="own_limit_is_not_negative",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarDay",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("on", models.DateField()),
                ("note", models.CharField(blank=True, max_length=120)),
                ("opens", models.TimeField(blank=True, null=True)),
                ("closes", models.TimeField(blank=True, null=True)),
                ("calendar", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="days", to="directory.calendar")),
            ],
            options={
                "ordering": ["on", "opens"],
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "on", "opens"), name="one_exception_at_a_time", nulls_distinct=False),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("closes__isnull", True), ("opens__isnull", True)),
                            models.Q(("closes__isnull", False), ("opens__isnull", False)),
                            _connector="OR",
                        ),
                        name="both_hours_or_none",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="CalendarHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("weekday", models.PositiveSmallIntegerField(validators=[django.core.validators.MaxValueValidator(6)])),
                ("opens", models.TimeField()),
                ("closes", models.TimeField()),
                ("calendar", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="hours", to="directory.calendar")),
            ],
            options={
                "ordering": ["weekday", "opens"],
                "constraints": [
                    models.UniqueConstraint(fields=("calendar", "weekday", "opens"), name="one_opening_at_a_time"),
                    models.CheckConstraint(condition=models.Q(("weekday__lte", 6)), name="weekday_from_monday_0"),
                ],
            },
        ),
        watch(
            "directory_calendar",
            "directory_calendarhours",
            "directory_calendarday",
            "directory_unit",
            "directory_person",
            "directory_competence",
            "directory_competenceprovider",
        ),
    ]
