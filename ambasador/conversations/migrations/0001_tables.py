import django.contrib.postgres.fields
import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("conversations", "0001_initial"),
        ("conversations", "0002_nudge_settings"),
        ("conversations", "0003_messages_of_one_input"),
        ("conversations", "0004_proof_of_sender"),
        ("conversations", "0005_phone_calls"),
    ]

    dependencies = [
        ("accounts", "__first__"),
        ("channels", "0001_tables"),
        ("customers", "0001_tables"),
        ("directory", "0001_tables"),
        ("outreach", "0001_tables"),
        ("tickets", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Message",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(choices=[("in", "received"), ("out", "sent")], max_length=3)),
                ("channel", models.CharField(default="email", max_length=12)),
                ("from_name", models.CharField(blank=True, max_length=200)),
                ("from_address", models.CharField(blank=True, max_length=320)),
                ("to_address", models.CharField(blank=True, max_length=320)),
                ("subject", models.CharField(blank=True, max_length=500)),
                ("text", models.TextField(blank=True)),
                ("quoted", models.TextField(blank=True)),
                ("signature", models.TextField(blank=True)),
                ("html", models.TextField(blank=True)),
                ("message_id", models.CharField(blank=True, max_length=255)),
                ("is_verified", models.BooleanField(default=True)),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("proved", "The sender's mail domain confirms this address."),
                            ("unproved", "The sender's mail domain neither confirms nor denies this address."),
                            ("disproved", "The sender's mail domain denies having sent this message."),
                            ("unasked", "Nobody checked the sender's address."),
                        ],
                        db_default="unasked",
                        default="unasked",
                        max_length=9,
                    ),
                ),
                (
                    "doubts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), db_default=[], default=list, size=None
                    ),
                ),
                ("is_automatic", models.BooleanField(default=False)),
                ("at", models.DateTimeField()),
                (
                    "author",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "contact",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outreach.contact"),
                ),
                (
                    "raw_input",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.rawinput"),
                ),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="messages", to="tickets.ticket")),
            ],
            options={
                "indexes": [models.Index(fields=["ticket", "-id"], name="messages_of_ticket")],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("direction", "in"), ("author__isnull", False), ("is_automatic", True), _connector="OR"),
                        name="sent_message_has_an_author",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Note",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("text", models.TextField()),
                ("at", models.DateTimeField()),
                ("author", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notes", to="tickets.ticket")),
            ],
            options={
                "indexes": [models.Index(fields=["ticket", "-id"], name="notes_of_ticket")],
                "constraints": [models.CheckConstraint(condition=models.Q(("text", ""), _negated=True), name="note_says_something")],
            },
        ),
        migrations.CreateModel(
            name="PhoneCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("carrier_id", models.CharField(blank=True, max_length=200)),
                ("direction", models.CharField(choices=[("in", "received"), ("out", "sent")], default="in", max_length=3)),
                ("number", models.CharField(blank=True, max_length=40)),
                ("rang_at", django.contrib.postgres.fields.ArrayField(base_field=models.CharField(max_length=20), default=list, size=None)),
                ("extension", models.CharField(blank=True, max_length=20)),
                ("with_since", models.DateTimeField(null=True)),
                ("noted_at", models.DateTimeField()),
                ("begun_at", models.DateTimeField(null=True)),
                ("answered_at", models.DateTimeField(null=True)),
                ("ended_at", models.DateTimeField(null=True)),
                ("missed_after", models.DateTimeField(null=True)),
                ("put_away_at", models.DateTimeField(null=True)),
                (
                    "outcome",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("talked", "we talked"),
                            ("no_answer", "nobody answered"),
                            ("voicemail", "left a voice message"),
                            ("wrong_number", "wrong number"),
                            ("missed", "missed: nobody of ours answered"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "customer",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer"),
                ),
                ("line", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.line")),
                (
                    "message",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="phone_call", to="conversations.message"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("missed_after__isnull", False)), fields=["missed_after"], name="calls_unanswered"),
                    models.Index(
                        condition=models.Q(("message__isnull", True), ("outcome", ""), ("put_away_at__isnull", True)),
                        fields=["extension", "-noted_at"],
                        name="calls_to_log",
                    ),
                    models.Index(fields=["-noted_at", "-id"], name="calls_newest"),
                ],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("line__isnull", False)), fields=("line", "carrier_id"), name="one_row_per_call"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("message__isnull", True), models.Q(("outcome", ""), _negated=True), _connector="OR"),
                        name="logged_call_has_an_outcome",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("missed_after__isnull", True), ("answered_at__isnull", True), _connector="OR"),
                        name="answered_call_is_not_missed",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="TaskMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("direction", models.CharField(choices=[("in", "received"), ("out", "sent")], max_length=3)),
                (
                    "purpose",
                    models.CharField(
                        choices=[
                            ("question", "Task"),
                            ("answer", "Answer to the task"),
                            ("ask_back", "Question about the task"),
                            ("supplement", "What was missing"),
                            ("other_date", "Another date"),
                            ("not_ours", "Not ours"),
                            ("sent_back", "Answer sent back"),
                            ("automatic", "Automatic reply"),
                            ("comment", "Message"),
                        ],
                        max_length=10,
                    ),
                ),
                ("channel", models.CharField(default="app", max_length=12)),
                ("author_kind", models.CharField(max_length=12)),
                ("author_id", models.BigIntegerField(null=True)),
                ("author_name", models.CharField(blank=True, max_length=200)),
                ("text", models.TextField(blank=True)),
                ("quoted", models.TextField(blank=True)),
                ("message_id", models.CharField(blank=True, max_length=255)),
                ("is_verified", models.BooleanField(default=True)),
                (
                    "proof",
                    models.CharField(
                        choices=[
                            ("proved", "The sender's mail domain confirms this address."),
                            ("unproved", "The sender's mail domain neither confirms nor denies this address."),
                            ("disproved", "The sender's mail domain denies having sent this message."),
                            ("unasked", "Nobody checked the sender's address."),
                        ],
                        db_default="unasked",
                        default="unasked",
                        max_length=9,
                    ),
                ),
                (
                    "doubts",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), db_default=[], default=list, size=None
                    ),
                ),
                ("at", models.DateTimeField()),
                (
                    "contact",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outreach.contact"),
                ),
                (
                    "raw_input",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.rawinput"),
                ),
                ("step", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="thread", to="tickets.step")),
                (
                    "ticket",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="task_messages", to="tickets.ticket"),
                ),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit")),
            ],
            options={
                "indexes": [
                    models.Index(fields=["ticket", "-id"], name="task_messages_of_ticket"),
                    models.Index(fields=["step", "id"], name="thread_of_step"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(max_length=120)),
                ("size", models.BigIntegerField()),
                ("content_id", models.CharField(blank=True, max_length=250)),
                ("file", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.storedfile")),
                (
                    "message",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="conversations.message"
                    ),
                ),
                (
                    "note",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="conversations.note"
                    ),
                ),
                (
                    "task_message",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="attachments", to="conversations.taskmessage"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("message__isnull", False), ("note__isnull", True), ("task_message__isnull", True)),
                            models.Q(("message__isnull", True), ("note__isnull", False), ("task_message__isnull", True)),
                            models.Q(("message__isnull", True), ("note__isnull", True), ("task_message__isnull", False)),
                            _connector="OR",
                        ),
                        name="attachment_of_exactly_one",
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="ThreadReference",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reference", models.CharField(max_length=255)),
                ("is_ours", models.BooleanField(default=False)),
                ("step", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.step")),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.ticket")),
            ],
            options={
                "indexes": [models.Index(fields=["reference"], name="thread_by_reference")],
                "constraints": [
                    models.UniqueConstraint(fields=("reference", "ticket", "step"), name="reference_once", nulls_distinct=False)
                ],
            },
        ),
        migrations.CreateModel(
            name="Digest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("recipient_kind", models.CharField(max_length=8)),
                ("recipient_id", models.BigIntegerField()),
                ("on", models.DateField()),
                ("is_afternoon", models.BooleanField()),
                ("at", models.DateTimeField()),
                ("notices", models.PositiveIntegerField(default=0)),
                (
                    "contact",
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outreach.contact"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("recipient_kind", "recipient_id", "on", "is_afternoon"), name="one_digest_in_a_half_day"
                    )
                ],
            },
        ),
    ]
