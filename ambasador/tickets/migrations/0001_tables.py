import uuid

import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("tickets", "0001_initial"),
        ("tickets", "0002_deviation_earlier"),
        ("tickets", "0003_deviations_by_time"),
        ("tickets", "0004_nudges"),
        ("tickets", "0005_first_nudges"),
        ("tickets", "0006_work_minutes"),
        ("tickets", "0007_fill_work_minutes"),
        ("tickets", "0008_work_of_owner"),
        ("tickets", "0009_ticketlink"),
        ("tickets", "0010_handover_expiry"),
        ("tickets", "0011_nudge_rounds"),
        ("tickets", "0012_nudge_settings"),
        ("tickets", "0013_begin_rounds"),
        ("tickets", "0014_nudged_steps"),
        ("tickets", "0015_attention_late"),
        ("tickets", "0016_data_of_steps"),
        ("tickets", "0017_choices_of_steps"),
        ("tickets", "0018_workloads"),
        ("tickets", "0019_webhooks"),
        ("tickets", "0020_missed_calls"),
    ]

    dependencies = [
        ("journal", "0001_tables"),
        ("search", "0001_tables"),
        ("accounts", "0001_tables"),
        ("accounts", "__first__"),
        ("customers", "0001_tables"),
        ("directory", "0001_tables"),
        ("outreach", "0001_tables"),
        ("procedures", "0001_tables"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE tickets_ticket_number START 10001",
            reverse_sql="DROP SEQUENCE tickets_ticket_number",
        ),
        migrations.CreateModel(
            name="Nudge",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("round", models.PositiveSmallIntegerField()),
                ("level", models.CharField(max_length=24)),
                ("due_at", models.DateTimeField()),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="Workload",
            fields=[
                (
                    "owner",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.PROTECT,
                        primary_key=True,
                        related_name="+",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("open_tickets", models.IntegerField()),
                ("work_minutes", models.BigIntegerField()),
            ],
        ),
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("offered", "offered"),
                            ("accepted", "accepted"),
                            ("declined", "declined"),
                            ("withdrawn", "withdrawn"),
                            ("expired", "expired"),
                        ],
                        default="offered",
                        max_length=9,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField(null=True)),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_reason", models.CharField(blank=True, max_length=300)),
                (
                    "from_user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("to_user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "offered")), fields=["to_user"], name="offers_to_user"),
                    models.Index(condition=models.Q(("state", "offered")), fields=["expires_at"], name="offers_by_expiry"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("from_user", models.F("to_user")), _negated=True), name="handover_is_to_another"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state", "offered"), ("decided_at__isnull", False), _connector="OR"),
                        name="decision_has_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="IntakeQueue",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("target_minutes", models.PositiveIntegerField(default=30, verbose_name="time to take a ticket")),
                ("assigns_automatically", models.BooleanField(default=True, verbose_name="assigns tickets by itself")),
                ("is_default", models.BooleanField(default=False)),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("is_default",), name="one_default_queue")
                ],
            },
        ),
        migrations.CreateModel(
            name="Notice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "recipient_kind",
                    models.CharField(
                        choices=[("person", "Person"), ("unit", "Unit"), ("user", "User"), ("customer", "Customer")], max_length=8
                    ),
                ),
                ("recipient_id", models.BigIntegerField()),
                ("at", models.DateTimeField()),
                ("told_at", models.DateTimeField(null=True)),
                (
                    "contact",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="outreach.contact"),
                ),
                ("nudge", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="notices", to="tickets.nudge")),
            ],
            options={
                "indexes": [
                    models.Index(
                        condition=models.Q(("told_at__isnull", True)),
                        fields=["recipient_kind", "recipient_id", "id"],
                        name="notices_to_send",
                    )
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("nudge", "recipient_kind", "recipient_id"), name="one_notice_per_recipient"),
                    models.CheckConstraint(
                        condition=models.Q(("contact__isnull", True), ("told_at__isnull", False), _connector="OR"),
                        name="sent_notice_has_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Step",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "after",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("name", models.CharField(max_length=80)),
                ("name_en", models.CharField(blank=True, max_length=80)),
                ("stage", models.CharField(blank=True, max_length=80)),
                ("stage_en", models.CharField(blank=True, max_length=80)),
                (
                    "performer",
                    models.CharField(
                        choices=[
                            ("owner", "Owner"),
                            ("department", "Department"),
                            ("partner", "Partner"),
                            ("customer", "Customer"),
                            ("system", "System"),
                        ],
                        max_length=10,
                    ),
                ),
                ("question", models.TextField(blank=True)),
                ("guidance", models.TextField(blank=True)),
                ("answer_options", models.JSONField(blank=True, default=list)),
                ("standard_minutes", models.PositiveIntegerField()),
                ("is_optional", models.BooleanField(default=False)),
                ("is_repeatable", models.BooleanField(db_default=False, default=False)),
                ("is_approval", models.BooleanField(db_default=False, default=False)),
                ("amount_field", models.CharField(blank=True, db_default="", default="", max_length=40)),
                ("confirms_answer", models.BooleanField(default=False)),
                (
                    "action",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "nothing"),
                            ("acknowledge", "confirm receipt to the customer"),
                            ("message", "write to the customer"),
                            ("field", "write data down"),
                            ("sub_step", "add a step"),
                            ("webhook", "tell another program"),
                            ("close", "close the ticket with a message"),
                        ],
                        max_length=16,
                    ),
                ),
                ("action_settings", models.JSONField(blank=True, db_default={}, default=dict)),
                ("is_from_procedure", models.BooleanField(default=True)),
                ("condition", models.CharField(blank=True, db_default="", default="", max_length=500)),
                (
                    "needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, size=None
                    ),
                ),
                (
                    "gives",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, size=None
                    ),
                ),
                ("waives_needs", models.BooleanField(db_default=False, default=False)),
                ("held_at", models.DateTimeField(null=True)),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "ahead"),
                            ("offered", "sent, not accepted yet"),
                            ("accepted", "in work"),
                            ("returned", "returned with a question"),
                            ("answered", "answered, for the owner to confirm"),
                            ("done", "done"),
                            ("skipped", "skipped"),
                        ],
                        default="planned",
                        max_length=8,
                    ),
                ),
                ("started_at", models.DateTimeField(null=True)),
                ("accepted_at", models.DateTimeField(null=True)),
                ("due_at", models.DateTimeField(null=True)),
                ("proposed_due_at", models.DateTimeField(null=True)),
                ("finished_at", models.DateTimeField(null=True)),
                ("answer_code", models.CharField(blank=True, max_length=40)),
                ("answer_text", models.TextField(blank=True)),
                ("answer_public", models.TextField(blank=True)),
                ("answered_by_kind", models.CharField(blank=True, max_length=12)),
                ("answered_by_id", models.BigIntegerField(null=True)),
                ("missing", models.CharField(blank=True, max_length=1000)),
                ("times_refused", models.PositiveSmallIntegerField(default=0)),
                ("counted_from", models.DateTimeField(null=True)),
                ("is_date_agreed", models.BooleanField(default=False)),
                ("remind_before", models.PositiveIntegerField(null=True)),
                ("escalate_after", models.PositiveIntegerField(null=True)),
                ("nudge_round", models.PositiveSmallIntegerField(default=0)),
                ("next_nudge_at", models.DateTimeField(null=True)),
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "asked_by",
                    models.ForeignKey(
                        db_index=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                (
                    "assignee",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"),
                ),
                (
                    "competence",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.competence"),
                ),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit")),
            ],
            options={
                "ordering": ["position", "id"],
                "indexes": [
                    models.Index(
                        condition=models.Q(("state__in", ["offered", "accepted", "returned"])),
                        fields=["unit", "due_at"],
                        name="open_steps_of_unit",
                    ),
                    models.Index(condition=models.Q(("state__in", ["offered", "accepted"])), fields=["due_at"], name="steps_by_due_time"),
                    models.Index(
                        condition=models.Q(("next_nudge_at__isnull", False)), fields=["next_nudge_at", "id"], name="steps_to_nudge"
                    ),
                    models.Index(
                        condition=models.Q(("state__in", ["answered", "done"])), fields=["unit", "-finished_at"], name="answered_by_unit"
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("performer__in", ["department", "partner"]), ("unit__isnull", False)),
                            models.Q(models.Q(("performer__in", ["department", "partner"]), _negated=True), ("unit__isnull", True)),
                            _connector="OR",
                        ),
                        name="step_names_its_unit",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("state__in", ["planned", "skipped"]), ("started_at__isnull", False), _connector="OR"),
                        name="begun_step_has_a_start",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["done", "skipped"]), ("finished_at__isnull", False)),
                            models.Q(models.Q(("state__in", ["done", "skipped"]), _negated=True), ("finished_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="step_over_has_an_end",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state__in", ["offered", "accepted", "returned", "answered"]), _negated=True),
                            ("performer", "system"),
                            ("due_at__isnull", False),
                            _connector="OR",
                        ),
                        name="step_in_work_has_a_due_time",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("next_nudge_at__isnull", True), ("state__in", ["offered", "accepted"]), _connector="OR"),
                        name="nudged_step_is_with_its_performer",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("held_at__isnull", True), ("state__in", ["planned", "skipped"]), _connector="OR"),
                        name="held_step_has_not_begun",
                    ),
                ],
            },
        ),
        migrations.AddField(
            model_name="nudge",
            name="step",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="nudges", to="tickets.step"),
        ),
        migrations.AddConstraint(
            model_name="nudge",
            constraint=models.UniqueConstraint(fields=("step", "round", "level"), name="nobody_is_nudged_twice"),
        ),
        migrations.CreateModel(
            name="TaskLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_to", models.EmailField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField(null=True)),
                (
                    "person",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"),
                ),
                ("step", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="links", to="tickets.step")),
                ("unit", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)), fields=("step", "unit", "sent_to"), name="one_open_task_link"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="Ticket",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "number",
                    models.BigIntegerField(
                        db_default=models.Func(models.Value("tickets_ticket_number"), function="nextval"), editable=False, unique=True
                    ),
                ),
                ("subject", models.CharField(max_length=250, verbose_name="subject")),
                ("language", models.CharField(default="pl", max_length=2)),
                ("channel", models.CharField(default="email", max_length=12)),
                ("reporter_kind", models.CharField(default="customer", max_length=8)),
                ("data", models.JSONField(blank=True, default=dict)),
                ("queued_at", models.DateTimeField(null=True)),
                ("queue_due_at", models.DateTimeField(null=True)),
                ("opened_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                (
                    "closing_reason",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("solved", "solved"),
                            ("answered", "answered"),
                            ("withdrawn", "withdrawn by the customer"),
                            ("no_reply", "the customer did not reply"),
                            ("duplicate", "duplicate"),
                            ("not_a_case", "not a case (for example spam)"),
                        ],
                        max_length=12,
                    ),
                ),
                ("reopened_count", models.PositiveSmallIntegerField(default=0)),
                ("last_message_at", models.DateTimeField(null=True)),
                (
                    "attention",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "nothing new"),
                            ("new", "New ticket"),
                            ("customer_replied", "The customer replied"),
                            ("call_missed", "A call was missed"),
                            ("unit_answered", "A department answered"),
                            ("unit_asked", "A department asks back"),
                            ("other_date", "Another date was proposed"),
                            ("not_ours", "The task came back"),
                            ("undelivered", "A message could not be delivered"),
                            ("offer_expired", "Nobody accepted the hand-over"),
                            ("no_answer", "The customer does not answer"),
                            ("late", "A task is late"),
                            ("rejected", "Consent was refused"),
                            ("action_failed", "The program could not do a step"),
                            ("data_missing", "Data is missing for the next step"),
                        ],
                        max_length=16,
                    ),
                ),
                ("attention_since", models.DateTimeField(null=True)),
                ("steps_total", models.PositiveSmallIntegerField(default=0)),
                ("steps_done", models.PositiveSmallIntegerField(default=0)),
                (
                    "party_kind",
                    models.CharField(
                        choices=[
                            ("queue", "Intake queue"),
                            ("owner", "Owner"),
                            ("department", "Department"),
                            ("partner", "Partner"),
                            ("customer", "Customer"),
                            ("system", "System"),
                            ("closed", "Closed"),
                        ],
                        default="queue",
                        max_length=10,
                    ),
                ),
                ("party_since", models.DateTimeField()),
                ("obstacles_open", models.PositiveSmallIntegerField(default=0)),
                ("work_minutes", models.PositiveIntegerField(db_default=0, default=0)),
                (
                    "current_step",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.step"),
                ),
                (
                    "customer",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="tickets", to="customers.customer"),
                ),
                (
                    "owner",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "party_unit",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"),
                ),
                (
                    "queue",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.intakequeue"),
                ),
                (
                    "version",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.procedureversion"
                    ),
                ),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("closed_at__isnull", True)), fields=["owner", "-id"], name="open_of_owner"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True), ("owner__isnull", False)),
                        fields=["owner"],
                        include=("work_minutes",),
                        name="work_of_owner",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True), ("owner__isnull", True)),
                        fields=["queue_due_at"],
                        name="waiting_in_queue",
                    ),
                    models.Index(condition=models.Q(("closed_at__isnull", True)), fields=["-id"], name="open_newest"),
                    models.Index(fields=["customer", "-id"], name="tickets_of_customer"),
                    models.Index(fields=["version", "-opened_at"], name="tickets_of_version"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["attention_since", "id"], name="open_by_attention"
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True), ("party_unit__isnull", False)),
                        fields=["party_unit"],
                        name="open_at_unit",
                    ),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            ("closed_at__isnull", False),
                            ("owner__isnull", False),
                            models.Q(("queue__isnull", False), ("queue_due_at__isnull", False), ("queued_at__isnull", False)),
                            _connector="OR",
                        ),
                        name="open_ticket_has_owner_or_clock",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("owner__isnull", True), ("queue__isnull", True), _connector="OR"),
                        name="owned_ticket_left_the_queue",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at__isnull", True), models.Q(("closing_reason", ""), _negated=True), _connector="OR"),
                        name="closed_ticket_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("closed_at__isnull", True), ("closed_at__gte", models.F("opened_at")), _connector="OR"),
                        name="closed_after_opened",
                    ),
                    models.CheckConstraint(condition=models.Q(("subject", ""), _negated=True), name="ticket_has_a_subject"),
                ],
            },
        ),
        migrations.AddField(
            model_name="step",
            name="ticket",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="tickets.ticket"),
        ),
        migrations.AddConstraint(
            model_name="step",
            constraint=models.UniqueConstraint(fields=("ticket", "key"), name="route_keys_are_unique"),
        ),
        migrations.CreateModel(
            name="Ownership",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(null=True)),
                (
                    "basis",
                    models.CharField(
                        choices=[
                            ("first", "assigned"),
                            ("taken", "taken from the queue"),
                            ("handover", "hand-over accepted"),
                            ("takeover", "taken over"),
                        ],
                        max_length=8,
                    ),
                ),
                ("reason", models.CharField(blank=True, max_length=300)),
                (
                    "handover",
                    models.OneToOneField(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="ownership", to="tickets.handover"
                    ),
                ),
                ("owner", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="ownerships", to="tickets.ticket")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("to_at__isnull", True)), fields=("ticket",), name="one_current_owner"),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "handover"), ("handover__isnull", False)),
                            models.Q(models.Q(("basis", "handover"), _negated=True), ("handover__isnull", True)),
                            _connector="OR",
                        ),
                        name="handover_basis",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("basis", "takeover"), _negated=True), models.Q(("reason", ""), _negated=True), _connector="OR"
                        ),
                        name="takeover_has_a_reason",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__isnull", True), ("to_at__gte", models.F("from_at")), _connector="OR"),
                        name="ownership_goes_forward",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="Obstacle",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("part_missing", "a part is missing"),
                            ("data_missing", "data is missing"),
                            ("decision_missing", "a decision is missing"),
                            ("unreachable", "somebody cannot be reached"),
                            ("other", "something else"),
                        ],
                        max_length=16,
                    ),
                ),
                ("text", models.CharField(max_length=300)),
                ("is_public", models.BooleanField(default=False)),
                ("named_at", models.DateTimeField()),
                ("removed_at", models.DateTimeField(null=True)),
                (
                    "remover_unit",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"),
                ),
                ("step", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.step")),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="obstacles", to="tickets.ticket")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("removed_at__isnull", True)), fields=["ticket"], name="open_obstacles")],
            },
        ),
        migrations.AddField(
            model_name="handover",
            name="ticket",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="tickets.ticket"),
        ),
        migrations.AddConstraint(
            model_name="handover",
            constraint=models.UniqueConstraint(condition=models.Q(("state", "offered")), fields=("ticket",), name="one_open_offer"),
        ),
        migrations.CreateModel(
            name="Deviation",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("skipped", "step skipped"),
                            ("added", "step added"),
                            ("moved", "step moved"),
                            ("earlier", "step done earlier"),
                            ("elsewhere", "step sent elsewhere"),
                            ("left", "procedure left"),
                            ("without_data", "step begun without its data"),
                        ],
                        max_length=12,
                    ),
                ),
                (
                    "reason",
                    models.CharField(
                        choices=[
                            ("not_needed", "not needed in this case"),
                            ("already_known", "we already know it"),
                            ("customer_asked", "the customer asked for it"),
                            ("faster", "it is faster this way"),
                            ("procedure_wrong", "the procedure is wrong here"),
                            ("other", "another reason"),
                        ],
                        max_length=16,
                    ),
                ),
                ("sentence", models.CharField(blank=True, max_length=300)),
                ("at", models.DateTimeField()),
                (
                    "version",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="procedures.procedureversion"
                    ),
                ),
                ("step", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.step")),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="deviations", to="tickets.ticket")),
            ],
            options={
                "indexes": [models.Index(fields=["version", "-at"], name="deviations_of_version")],
            },
        ),
        migrations.CreateModel(
            name="CaseLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("sent_to", models.CharField(max_length=254)),
                ("made_at", models.DateTimeField()),
                ("expires_at", models.DateTimeField()),
                ("closed_at", models.DateTimeField(null=True)),
                ("customer", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="customers.customer")),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="case_links", to="tickets.ticket")),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("closed_at__isnull", True)), fields=("ticket", "customer", "sent_to"), name="one_open_case_link"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="TicketLink",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(choices=[("follows", "follows")], max_length=8)),
                ("made_at", models.DateTimeField()),
                ("other", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="linked_from", to="tickets.ticket")),
                (
                    "ticket",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="ticket_links", to="tickets.ticket"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "other", "kind"), name="linked_once"),
                    models.UniqueConstraint(condition=models.Q(("kind", "follows")), fields=("ticket",), name="follows_one"),
                    models.CheckConstraint(condition=models.Q(("ticket", models.F("other")), _negated=True), name="linked_to_another"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Turn",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "party_kind",
                    models.CharField(
                        choices=[
                            ("queue", "Intake queue"),
                            ("owner", "Owner"),
                            ("department", "Department"),
                            ("partner", "Partner"),
                            ("customer", "Customer"),
                            ("system", "System"),
                            ("closed", "Closed"),
                        ],
                        max_length=10,
                    ),
                ),
                ("from_at", models.DateTimeField()),
                ("to_at", models.DateTimeField(null=True)),
                ("step", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.step")),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="turns", to="tickets.ticket")),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit")),
                (
                    "user",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("to_at__isnull", True)), fields=("ticket",), name="one_current_turn"),
                    models.CheckConstraint(
                        condition=models.Q(("to_at__isnull", True), ("to_at__gt", models.F("from_at")), _connector="OR"),
                        name="turn_goes_forward",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("party_kind", "owner"), ("unit__isnull", True), ("user__isnull", False)),
                            models.Q(("party_kind__in", ["department", "partner"]), ("unit__isnull", False), ("user__isnull", True)),
                            models.Q(
                                ("party_kind__in", ["queue", "customer", "system", "closed"]),
                                ("unit__isnull", True),
                                ("user__isnull", True),
                            ),
                            _connector="OR",
                        ),
                        name="turn_names_its_party",
                    ),
                    models.UniqueConstraint(fields=("ticket", "from_at"), name="turns_begin_apart"),
                ],
            },
        ),
        migrations.CreateModel(
            name="WebhookCall",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.UUIDField(default=uuid.uuid4, unique=True)),
                ("url", models.CharField(max_length=2000)),
                ("edition", models.PositiveSmallIntegerField(default=1)),
                ("body", models.TextField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("waiting", "waits for its next try"),
                            ("sending", "is being told"),
                            ("done", "told"),
                            ("failed", "could not be told"),
                            ("dropped", "not needed any more"),
                        ],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("next_try_at", models.DateTimeField(null=True)),
                ("lease_until", models.DateTimeField(null=True)),
                ("step", models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name="webhook", to="tickets.step")),
            ],
            options={
                "indexes": [
                    models.Index(condition=models.Q(("state", "waiting")), fields=["next_try_at"], name="webhooks_to_try"),
                    models.Index(condition=models.Q(("state", "sending")), fields=["lease_until"], name="webhooks_being_told"),
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "waiting"), ("next_try_at__isnull", False)),
                            models.Q(models.Q(("state", "waiting"), _negated=True), ("next_try_at__isnull", True)),
                            _connector="OR",
                        ),
                        name="waiting_webhook_has_its_next_try",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("state", "sending"), ("lease_until__isnull", False)),
                            models.Q(models.Q(("state", "sending"), _negated=True), ("lease_until__isnull", True)),
                            _connector="OR",
                        ),
                        name="webhook_being_told_has_a_lease",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="WorkloadChange",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("open_tickets", models.SmallIntegerField()),
                ("work_minutes", models.IntegerField()),
                (
                    "owner",
                    models.ForeignKey(
                        db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="owner_is_active",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF TG_OP = 'UPDATE' AND OLD.owner_id IS NOT NULL AND NEW.owner_id IS NULL THEN\n                        RAISE EXCEPTION 'a ticket does not lose its owner' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.owner_id IS NOT NULL AND NEW.closed_at IS NULL\n                       AND NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.owner_id AND u.is_active\n                                       AND u.roles && ARRAY['agent', 'lead', 'admin']::varchar[] FOR SHARE) THEN\n                        RAISE EXCEPTION 'the owner of an open ticket is an active person of the contact centre'\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="1b54cacdba14c92c2ec1407e91f4d38f506f93e0",
                    operation='INSERT OR UPDATE OF "owner_id", "closed_at"',
                    pgid="pgtrigger_owner_is_active_8fa69",
                    table="tickets_ticket",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="load_of_owner",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    INSERT INTO tickets_workloadchange (owner_id, open_tickets, work_minutes)\n                    SELECT owner_id, sum(open_tickets), sum(work_minutes) FROM (\n                        SELECT OLD.owner_id, -1 AS open_tickets, -OLD.work_minutes AS work_minutes\n                        WHERE TG_OP <> 'INSERT' AND OLD.owner_id IS NOT NULL AND OLD.closed_at IS NULL\n                        UNION ALL SELECT NEW.owner_id, 1, NEW.work_minutes\n                        WHERE TG_OP <> 'DELETE' AND NEW.owner_id IS NOT NULL AND NEW.closed_at IS NULL\n                    ) change GROUP BY owner_id HAVING sum(open_tickets) <> 0 OR sum(work_minutes) <> 0;\n                    RETURN NULL;\n                ",
                    hash="54b785a31e7cba0b941b37942f26b60a37a882c1",
                    operation='INSERT OR UPDATE OF "owner_id", "closed_at", "work_minutes" OR DELETE',
                    pgid="pgtrigger_load_of_owner_edc98",
                    table="tickets_ticket",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ticket",
            trigger=pgtrigger.compiler.Trigger(
                name="owner_has_ownership",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    constraint="CONSTRAINT",
                    func="\n                    IF NEW.owner_id IS NOT NULL AND NEW.owner_id = (SELECT t.owner_id FROM tickets_ticket t WHERE t.id = NEW.id)\n                       AND NOT EXISTS (SELECT 1 FROM tickets_ownership o WHERE o.ticket_id = NEW.id AND o.to_at IS NULL\n                                       AND o.owner_id = NEW.owner_id) THEN\n                        RAISE EXCEPTION 'ticket % changed its owner without a recorded ownership', NEW.number USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NULL;\n                ",
                    hash="a72404b10aa3e3f3183f367e23c7ade87dbe7852",
                    operation='INSERT OR UPDATE OF "owner_id"',
                    pgid="pgtrigger_owner_has_ownership_f0ea7",
                    table="tickets_ticket",
                    timing="DEFERRABLE INITIALLY DEFERRED",
                    when="AFTER",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ownership",
            trigger=pgtrigger.compiler.Trigger(
                name="handover_was_accepted",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.basis IN ('first', 'taken') AND EXISTS (SELECT 1 FROM tickets_ownership o WHERE o.ticket_id = NEW.ticket_id) THEN\n                        RAISE EXCEPTION 'only the first owner is assigned; later ones accept a hand-over' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF EXISTS (SELECT 1 FROM tickets_ownership o WHERE o.ticket_id = NEW.ticket_id\n                               AND (o.to_at IS NULL OR o.to_at > NEW.from_at)) THEN\n                        RAISE EXCEPTION 'an ownership begins when the one before has ended' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF NEW.basis = 'handover' AND NOT EXISTS (\n                        SELECT 1 FROM tickets_handover h WHERE h.id = NEW.handover_id AND h.ticket_id = NEW.ticket_id\n                        AND h.to_user_id = NEW.owner_id AND h.state = 'accepted') THEN\n                        RAISE EXCEPTION 'the hand-over was not accepted by the new owner' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="c6a573a8169fd2468b3b54426748d5c8cfb19e33",
                    operation="INSERT",
                    pgid="pgtrigger_handover_was_accepted_d5389",
                    table="tickets_ownership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ownership",
            trigger=pgtrigger.compiler.Trigger(
                name="receiver_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    PERFORM 1 FROM accounts_user u WHERE u.id = NEW.owner_id FOR SHARE;\n                    IF EXISTS (SELECT 1 FROM accounts_leaving l WHERE l.user_id = NEW.owner_id AND l.cancelled_at IS NULL) THEN\n                        RAISE EXCEPTION 'somebody who is about to leave gets no more tickets' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="ee6f750a43254ec31639f83c8e39631c00a6c903",
                    operation="INSERT",
                    pgid="pgtrigger_receiver_stays_33b1d",
                    table="tickets_ownership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ownership",
            trigger=pgtrigger.compiler.Trigger(
                name="ends_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.ticket_id <> OLD.ticket_id OR NEW.owner_id <> OLD.owner_id OR NEW.from_at <> OLD.from_at\n                       OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                        RAISE EXCEPTION 'an ownership ends once, and nothing else of it changes' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="b068911961b69371885343599927750468b3120b",
                    operation='UPDATE OF "ticket_id", "owner_id", "from_at", "to_at"',
                    pgid="pgtrigger_ends_once_3712c",
                    table="tickets_ownership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="ownership",
            trigger=pgtrigger.compiler.Trigger(
                name="ownership_stays",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="18d62da900128b4835241e4366b64ca9ca1aad04",
                    operation="DELETE",
                    pgid="pgtrigger_ownership_stays_4191b",
                    table="tickets_ownership",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="turn",
            trigger=pgtrigger.compiler.Trigger(
                name="no_gap",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE expected timestamptz;",
                    func="\n                    SELECT max(t.to_at) INTO expected FROM tickets_turn t WHERE t.ticket_id = NEW.ticket_id;\n                    IF expected IS NULL THEN\n                        SELECT k.opened_at INTO expected FROM tickets_ticket k WHERE k.id = NEW.ticket_id;\n                    END IF;\n                    IF NEW.from_at IS DISTINCT FROM expected THEN\n                        RAISE EXCEPTION 'a turn begins where the one before ended (% is not %)', NEW.from_at, expected\n                            USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="1e7e02b91e5c2fc6cc3d2ab229c9cfaac95c1283",
                    operation="INSERT",
                    pgid="pgtrigger_no_gap_aca47",
                    table="tickets_turn",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="turn",
            trigger=pgtrigger.compiler.Trigger(
                name="ends_once",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="\n                    IF NEW.ticket_id <> OLD.ticket_id OR NEW.from_at <> OLD.from_at\n                       OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN\n                        RAISE EXCEPTION 'a turn ends once, and nothing else of its time changes' USING ERRCODE = 'check_violation';\n                    END IF;\n                    RETURN NEW;\n                ",
                    hash="5aa39646d04f5ff86bb9bd26b14e3df7dd758466",
                    operation='UPDATE OF "ticket_id", "from_at", "to_at"',
                    pgid="pgtrigger_ends_once_a380c",
                    table="tickets_turn",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="turn",
            trigger=pgtrigger.compiler.Trigger(
                name="turns_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot delete rows from % table', TG_TABLE_NAME;",
                    hash="58c4bd45240d34ffccbe3da3d7647b398fe907ed",
                    operation="DELETE",
                    pgid="pgtrigger_turns_stay_46f23",
                    table="tickets_turn",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.RunSQL(
            sql="\n            CREATE FUNCTION tickets_owner_stays_active() RETURNS trigger LANGUAGE plpgsql AS $$\n            BEGIN\n                IF (NOT NEW.is_active OR NOT NEW.roles && ARRAY['agent', 'lead', 'admin']::varchar[])\n                   AND EXISTS (SELECT 1 FROM tickets_ticket t WHERE t.owner_id = NEW.id AND t.closed_at IS NULL) THEN\n                    RAISE EXCEPTION 'somebody who answers for open tickets hands them over before leaving' USING ERRCODE = 'check_violation';\n                END IF;\n                RETURN NEW;\n            END $$;\n            CREATE TRIGGER tickets_owner_stays_active BEFORE UPDATE OF is_active, roles ON accounts_user\n                FOR EACH ROW EXECUTE FUNCTION tickets_owner_stays_active();\n            ",
            reverse_sql="DROP TRIGGER tickets_owner_stays_active ON accounts_user; DROP FUNCTION tickets_owner_stays_active();",
        ),
    ]
