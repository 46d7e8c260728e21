import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [("outreach", "0001_initial"), ("outreach", "0002_reason_words"), ("outreach", "0003_answers")]

    dependencies = [
        ("channels", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("purpose", models.CharField(max_length=32)),
                ("matter", models.BigIntegerField(null=True)),
                ("channel", models.CharField(max_length=16)),
                ("recipient", models.CharField(blank=True, max_length=320)),
                ("recipient_key", models.CharField(blank=True, max_length=320)),
                (
                    "recipient_kind",
                    models.CharField(choices=[("customer", "customer"), ("unit", "department"), ("person", "person")], max_length=8),
                ),
                ("recipient_id", models.BigIntegerField(null=True)),
                ("is_automatic", models.BooleanField()),
                ("is_answer", models.BooleanField(db_default=False, default=False)),
                ("at", models.DateTimeField()),
                ("verdict", models.CharField(choices=[("allow", "allowed"), ("hold", "held back"), ("refuse", "refused")], max_length=6)),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("written_by_a_person", "Allowed: a service message written by a person."),
                            ("within_limits", "Allowed: within the limits for automatic messages."),
                            ("released", "Allowed: somebody looked at it and released it."),
                            ("own_address", "Not sent: this is one of our own addresses, we would be answering ourselves."),
                            ("machine_address", "Not sent: nobody reads this address, it belongs to a machine."),
                            ("no_return_path", "Not sent: the message had no sender to answer to."),
                            ("bad_address", "Not sent: this is no address to which a message can be sent."),
                            ("acknowledged_lately", "Not sent: this address got a confirmation less than an hour ago."),
                            (
                                "answered_often",
                                "Not sent by the program: this address got an automatic answer about another case within the hour, or several within a day.",
                            ),
                            (
                                "loop_fuse",
                                "Held back: too many automatic messages to this address in a short time. Somebody has to look at it.",
                            ),
                            (
                                "flood",
                                "Held back: too many automatic messages about this case in a short time. Somebody has to look at it.",
                            ),
                        ],
                        max_length=32,
                    ),
                ),
                ("held", models.JSONField(null=True)),
                (
                    "outgoing",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="contact", to="channels.outboxmessage"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("is_automatic", True)), fields=["recipient_key", "-at"], name="contact_by_address"),
                    models.Index(fields=["recipient_kind", "recipient_id", "-at"], name="contact_by_recipient"),
                    models.Index(fields=["matter", "-at"], name="contact_by_matter"),
                    models.Index(condition=models.Q(("verdict", "hold")), fields=["-at"], name="contact_held"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "allow"), ("outgoing__isnull", False)),
                            models.Q(models.Q(("verdict", "allow"), _negated=True), models.Q(("outgoing__isnull", False), _negated=True)),
                            _connector="OR",
                        ),
                        name="allowed_means_in_the_outbox",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("verdict", "hold"), ("held__isnull", False)),
                            models.Q(models.Q(("verdict", "hold"), _negated=True), models.Q(("held__isnull", False), _negated=True)),
                            _connector="OR",
                        ),
                        name="held_keeps_its_letter",
                    ),
                ],
            },
        ),
    ]
