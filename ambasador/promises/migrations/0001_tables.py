import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [("promises", "0001_initial"), ("promises", "0002_stored_risk")]

    dependencies = [
        ("tickets", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Promise",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveSmallIntegerField()),
                ("from_at", models.DateTimeField()),
                ("likely_at", models.DateTimeField()),
                ("to_at", models.DateTimeField()),
                ("confidence", models.PositiveSmallIntegerField(default=80)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("standard", "standard durations"),
                            ("history", "history of similar cases"),
                            ("person", "a person's decision"),
                        ],
                        default="standard",
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(max_length=24)),
                ("made_at", models.DateTimeField()),
                ("replaced_at", models.DateTimeField(null=True)),
                (
                    "reason_step",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.step"),
                ),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="promises", to="tickets.ticket")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("replaced_at__isnull", True)), fields=["to_at"], name="current_promises_by_end")
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("replaced_at__isnull", True)), fields=("ticket",), name="one_current_promise"
                    ),
                    models.UniqueConstraint(fields=("ticket", "number"), name="promises_are_numbered"),
                    models.CheckConstraint(
                        condition=models.Q(("from_at__lte", models.F("likely_at")), ("likely_at__lte", models.F("to_at"))),
                        name="promise_is_a_range",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="StatutoryClock",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("term", models.CharField(max_length=32)),
                ("days", models.PositiveSmallIntegerField()),
                ("starts_on", models.DateField()),
                ("due_on", models.DateField()),
                ("source", models.CharField(max_length=160)),
                (
                    "ticket",
                    models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="statutory_clock", to="tickets.ticket"),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["due_on"], name="statutory_by_day")],
            },
        ),
        migrations.CreateModel(
            name="StoredRisk",
            fields=[
                (
                    "ticket",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stored_risk",
                        serialize=False,
                        to="tickets.ticket",
                    ),
                ),
                ("made_at", models.DateTimeField()),
                ("seconds", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveIntegerField(), size=None)),
                ("risks", django.contrib.postgres.fields.ArrayField(base_field=models.PositiveSmallIntegerField(), size=None)),
                ("promise", models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name="+", to="promises.promise")),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("seconds__len", models.F("risks__len")), ("risks__len__gte", 1)), name="stored_risk_is_a_curve"
                    )
                ],
            },
        ),
    ]
