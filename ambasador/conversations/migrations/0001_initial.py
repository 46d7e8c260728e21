import django.db.models.deletion
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("channels", "0001_initial"),
        ("directory", "0001_initial"),
        ("outreach", "0001_initial"),
        ("tickets", "0001_initial"),
    ]

    operations = [
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
                    models.OneToOneField(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="channels.rawinput"),
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
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=255)),
                ("media_type", models.CharField(max_length=120)),
                ("size", models.BigIntegerField()),
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
                ("content_id", models.CharField(blank=True, max_length=250)),
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
    ]
