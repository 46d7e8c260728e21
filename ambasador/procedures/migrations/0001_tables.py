import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

from ambasador.journal.edition import watch


class Migration(migrations.Migration):
    initial = True
    replaces = [
        ("procedures", "0001_initial"),
        ("procedures", "0002_reminders_to_the_customer"),
        ("procedures", "0003_owner_competence"),
        ("procedures", "0004_reopening_and_telling"),
        ("procedures", "0005_nudge_settings"),
        ("procedures", "0006_fields_and_conditions"),
        ("procedures", "0007_repeatable_and_approvals"),
        ("procedures", "0008_actions"),
        ("procedures", "0009_edition"),
        ("procedures", "0010_earlier_drafts"),
    ]

    dependencies = [
        ("journal", "0001_tables"),
        ("directory", "0001_tables"),
    ]

    operations = [
        migrations.CreateModel(
            name="Procedure",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("code", models.SlugField(unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("name_en", models.CharField(max_length=120, verbose_name="name in English")),
                (
                    "keywords",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=60), blank=True, default=list, size=None
                    ),
                ),
                ("is_default", models.BooleanField(default=False)),
                ("is_active", models.BooleanField(default=True)),
                (
                    "owner_competence",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.SET_NULL, related_name="+", to="directory.competence"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(condition=models.Q(("is_default", True)), fields=("is_default",), name="one_default_procedure")
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("number", models.PositiveIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "in force"), ("retired", "retired")], default="draft", max_length=9
                    ),
                ),
                (
                    "statutory_term",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("consumer_complaint", "consumer_complaint"),
                            ("withdrawal_refund", "withdrawal_refund"),
                            ("gdpr_request", "gdpr_request"),
                        ],
                        max_length=32,
                    ),
                ),
                ("note", models.CharField(blank=True, max_length=300)),
                ("customer_reminders", models.PositiveSmallIntegerField(default=2, verbose_name="reminders to the customer")),
                ("closes_unanswered", models.BooleanField(default=False, verbose_name="closes when the customer does not answer")),
                ("reopens_days", models.PositiveSmallIntegerField(db_default=30, default=30)),
                ("tells_handover", models.BooleanField(db_default=True, default=True)),
                ("tells_standing_in", models.BooleanField(db_default=False, default=False)),
                (
                    "closing_needs",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, db_default=[], default=list, size=None
                    ),
                ),
                ("published_at", models.DateTimeField(null=True)),
                (
                    "procedure",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="versions", to="procedures.procedure"),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("procedure", "number"), name="version_numbers_are_unique"),
                    models.UniqueConstraint(condition=models.Q(("state", "published")), fields=("procedure",), name="one_version_in_force"),
                    models.UniqueConstraint(condition=models.Q(("state", "draft")), fields=("procedure",), name="one_draft"),
                    models.CheckConstraint(
                        condition=models.Q(("state", "draft"), ("published_at__isnull", False), _connector="OR"),
                        name="published_version_has_a_moment",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureStep",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.SlugField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                (
                    "after",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(max_length=40), blank=True, default=list, size=None
                    ),
                ),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(max_length=80, verbose_name="name in English")),
                ("stage", models.CharField(blank=True, max_length=80, verbose_name="stage the customer sees")),
                ("stage_en", models.CharField(blank=True, max_length=80, verbose_name="stage the customer sees, in English")),
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
                        verbose_name="performer",
                    ),
                ),
                ("standard_minutes", models.PositiveIntegerField(verbose_name="standard duration")),
                ("guidance", models.TextField(blank=True, verbose_name="guidance for the performer")),
                ("question", models.TextField(blank=True, verbose_name="what we ask")),
                ("question_en", models.TextField(blank=True, verbose_name="what we ask, in English")),
                ("answer_options", models.JSONField(blank=True, default=list)),
                ("is_optional", models.BooleanField(default=False, verbose_name="optional")),
                ("is_repeatable", models.BooleanField(db_default=False, default=False, verbose_name="may be repeated")),
                ("is_approval", models.BooleanField(db_default=False, default=False, verbose_name="asks for consent")),
                (
                    "amount_field",
                    models.CharField(blank=True, db_default="", default="", max_length=40, verbose_name="the amount it is about"),
                ),
                ("confirms_answer", models.BooleanField(default=False, verbose_name="the owner confirms the answer")),
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
                        verbose_name="what the system does",
                    ),
                ),
                ("action_settings", models.JSONField(blank=True, db_default={}, default=dict)),
                ("remind_before", models.PositiveIntegerField(blank=True, null=True, verbose_name="first reminder, before the due date")),
                ("escalate_after", models.PositiveIntegerField(blank=True, null=True, verbose_name="escalation, after the due date")),
                ("condition", models.CharField(blank=True, db_default="", default="", max_length=500, verbose_name="only when")),
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
                (
                    "competence",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.competence"
                    ),
                ),
                (
                    "unit",
                    models.ForeignKey(
                        blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="directory.unit"
                    ),
                ),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="steps", to="procedures.procedureversion"),
                ),
            ],
            options={
                "ordering": ["position"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="step_keys_are_unique"),
                    models.UniqueConstraint(
                        deferrable=django.db.models.constraints.Deferrable["DEFERRED"],
                        fields=("version", "position"),
                        name="step_positions_are_unique",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("performer__in", ["department", "partner"]), _negated=True),
                            ("unit__isnull", False),
                            ("competence__isnull", False),
                            _connector="OR",
                        ),
                        name="template_step_knows_its_performer",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ProcedureField",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("key", models.CharField(max_length=40)),
                ("position", models.PositiveSmallIntegerField()),
                ("name", models.CharField(max_length=80, verbose_name="name")),
                ("name_en", models.CharField(max_length=80, verbose_name="name in English")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("text", "text"),
                            ("number", "number"),
                            ("money", "amount of money"),
                            ("date", "date"),
                            ("choice", "choice from a list"),
                            ("yes_no", "yes or no"),
                        ],
                        default="text",
                        max_length=8,
                        verbose_name="kind",
                    ),
                ),
                ("options", models.JSONField(blank=True, default=list)),
                (
                    "known_by",
                    models.CharField(
                        choices=[("customer", "Customer"), ("owner", "Owner"), ("unit", "Department or partner")],
                        default="customer",
                        max_length=8,
                        verbose_name="who knows it",
                    ),
                ),
                ("question", models.CharField(blank=True, max_length=300, verbose_name="how we ask the customer")),
                ("question_en", models.CharField(blank=True, max_length=300, verbose_name="how we ask the customer, in English")),
                (
                    "version",
                    models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="fields", to="procedures.procedureversion"),
                ),
            ],
            options={
                "ordering": ["position", "id"],
                "constraints": [
                    models.UniqueConstraint(fields=("version", "key"), name="field_keys_are_unique"),
                    models.CheckConstraint(
                        condition=models.Q(models.Q(("key", ""), _negated=True), models.Q(("name", ""), _negated=True)),
                        name="field_has_a_name",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("kind", "choice"), models.Q(("options", []), _negated=True)),
                            models.Q(models.Q(("kind", "choice"), _negated=True), ("options", [])),
                            _connector="OR",
                        ),
                        name="only_choices_have_options",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="EarlierDraft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("document", models.JSONField()),
                ("during", models.CharField(max_length=24)),
                (
                    "version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="earlier", to="procedures.procedureversion"
                    ),
                ),
            ],
            options={
                "indexes": [models.Index(fields=["version", "-id"], name="earlier_drafts")],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procedurestep",
            trigger=pgtrigger.compiler.Trigger(
                name="published_steps_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE state text; version bigint;",
                    func="\n                    version := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;\n                    SELECT v.state INTO state FROM procedures_procedureversion v WHERE v.id = version;\n                    IF state <> 'draft' THEN\n                        RAISE EXCEPTION 'a published version does not change' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                    hash="ae4f5f32cbbbb0b63a7fd739908713c448ff9b6d",
                    operation="UPDATE OR DELETE OR INSERT",
                    pgid="pgtrigger_published_steps_stay_9b959",
                    table="procedures_procedurestep",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="procedurefield",
            trigger=pgtrigger.compiler.Trigger(
                name="published_fields_stay",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    declare="DECLARE state text; version bigint;",
                    func="\n                    version := CASE WHEN TG_OP = 'DELETE' THEN OLD.version_id ELSE NEW.version_id END;\n                    SELECT v.state INTO state FROM procedures_procedureversion v WHERE v.id = version;\n                    IF state <> 'draft' THEN\n                        RAISE EXCEPTION 'a published version does not change' USING ERRCODE = 'check_violation';\n                    END IF;\n                    IF TG_OP = 'DELETE' THEN RETURN OLD; END IF;\n                    RETURN NEW;\n                ",
                    hash="9305f100d9457a297127e91c888a422c8208cb9b",
                    operation="UPDATE OR DELETE OR INSERT",
                    pgid="pgtrigger_published_fields_stay_07769",
                    table="procedures_procedurefield",
                    when="BEFORE",
                ),
            ),
        ),
        watch("procedures_procedurefield"),
    ]
