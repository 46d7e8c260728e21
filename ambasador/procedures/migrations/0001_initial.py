import django.contrib.postgres.fields
import django.db.models.constraints
import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("directory", "0001_initial"),
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
                ("confirms_answer", models.BooleanField(default=False, verbose_name="the owner confirms the answer")),
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
                        verbose_name="what the system does",
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
    ]
