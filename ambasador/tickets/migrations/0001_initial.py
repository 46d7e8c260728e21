import django.contrib.postgres.fields
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("accounts", "__first__"),
        ("customers", "0001_initial"),
        ("directory", "0001_initial"),
        ("procedures", "0001_initial"),
        ("search", "0001_initial"),
    ]

    operations = [
        migrations.RunSQL(
            sql="CREATE SEQUENCE tickets_ticket_number START 10001",
            reverse_sql="DROP SEQUENCE tickets_ticket_number",
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
                            ("unit_answered", "A department answered"),
                            ("unit_asked", "A department asks back"),
                            ("other_date", "Another date was proposed"),
                            ("not_ours", "The task came back"),
                            ("undelivered", "A message could not be delivered"),
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
                        condition=models.Q(("closed_at__isnull", True), ("owner__isnull", True)),
                        fields=["queue_due_at"],
                        name="waiting_in_queue",
                    ),
                    models.Index(condition=models.Q(("closed_at__isnull", True)), fields=["-id"], name="open_newest"),
                    models.Index(fields=["customer", "-id"], name="tickets_of_customer"),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True), ("party_unit__isnull", False)),
                        fields=["party_unit"],
                        name="open_at_unit",
                    ),
                    models.Index(
                        condition=models.Q(("closed_at__isnull", True)), fields=["attention_since", "id"], name="open_by_attention"
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
        migrations.CreateModel(
            name="Handover",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reason", models.CharField(max_length=300)),
                (
                    "state",
                    models.CharField(
                        choices=[("offered", "offered"), ("accepted", "accepted"), ("declined", "declined"), ("withdrawn", "withdrawn")],
                        default="offered",
                        max_length=9,
                    ),
                ),
                ("offered_at", models.DateTimeField()),
                ("decided_at", models.DateTimeField(null=True)),
                ("decided_reason", models.CharField(blank=True, max_length=300)),
                (
                    "from_user",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL),
                ),
                ("to_user", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to=settings.AUTH_USER_MODEL)),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="handovers", to="tickets.ticket")),
            ],
            options={
                "indexes": [models.Index(condition=models.Q(("state", "offered")), fields=["to_user"], name="offers_to_user")],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("state", "offered")), fields=("ticket",), name="one_open_offer"),
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
                ("confirms_answer", models.BooleanField(default=False)),
                (
                    "action",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("", "nothing"),
                            ("acknowledge", "confirm receipt to the customer"),
                            ("close", "close the ticket with a message"),
                        ],
                        max_length=16,
                    ),
                ),
                ("is_from_procedure", models.BooleanField(default=True)),
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
                ("revision", models.PositiveIntegerField(default=0)),
                (
                    "assignee",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.person"),
                ),
                (
                    "competence",
                    models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.competence"),
                ),
                ("unit", models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit")),
                ("ticket", models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="tickets.ticket")),
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
                        condition=models.Q(("state__in", ["answered", "done"])), fields=["unit", "-finished_at"], name="answered_by_unit"
                    ),
                ],
                "constraints": [
                    models.UniqueConstraint(fields=("ticket", "key"), name="route_keys_are_unique"),
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
                ],
            },
        ),
        migrations.AddField(
            model_name="ticket",
            name="current_step",
            field=models.ForeignKey(null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tickets.step"),
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
                            ("elsewhere", "step sent elsewhere"),
                            ("left", "procedure left"),
                        ],
                        max_length=9,
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
                "indexes": [models.Index(fields=["version", "kind", "reason"], name="deviations_of_version")],
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
                "indexes": [],
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("to_at__isnull", True)), fields=("ticket",), name="one_current_turn"),
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
                    models.CheckConstraint(
                        condition=models.Q(("to_at__isnull", True), ("to_at__gt", models.F("from_at")), _connector="OR"),
                        name="turn_goes_forward",
                    ),
                    models.UniqueConstraint(fields=("ticket", "from_at"), name="turns_begin_apart"),
                ],
            },
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
    ]
