import django.db.models.deletion
import pgtrigger.compiler
import pgtrigger.migrations
from django.db import migrations, models

# A mark that changes with every change of the settings; the tables that are settings call the function from a trigger of theirs.
MAKE = """
CREATE TABLE journal_edition (is_only boolean PRIMARY KEY DEFAULT true CHECK (is_only), mark uuid NOT NULL DEFAULT gen_random_uuid());
INSERT INTO journal_edition DEFAULT VALUES;
CREATE FUNCTION journal_new_edition() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    UPDATE journal_edition SET mark = gen_random_uuid();
    RETURN NULL;
END $$;
"""


class Migration(migrations.Migration):
    initial = True
    replaces = [("journal", "0001_initial"), ("journal", "0002_edition")]

    dependencies = []

    operations = [
        migrations.CreateModel(
            name="Pending",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("reaction", models.CharField(max_length=120)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("error", models.TextField(blank=True)),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "id"], name="pending_of_subject"),
                    models.Index(condition=models.Q(("tries__gt", 0)), fields=["since"], name="pending_failed"),
                ],
            },
        ),
        migrations.CreateModel(
            name="Wakeup",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("since", models.DateTimeField()),
                ("calls", models.PositiveIntegerField(default=1)),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("subject_kind", "subject_id"), name="one_wakeup")],
            },
        ),
        migrations.CreateModel(
            name="Event",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("kind", models.CharField(max_length=80)),
                ("subject_kind", models.CharField(max_length=32)),
                ("subject_id", models.BigIntegerField()),
                ("actor_kind", models.CharField(max_length=12)),
                ("actor_id", models.BigIntegerField(null=True)),
                ("actor_label", models.CharField(blank=True, max_length=80)),
                ("at", models.DateTimeField()),
                ("data", models.JSONField()),
            ],
            options={
                "indexes": [
                    models.Index(fields=["subject_kind", "subject_id", "id"], name="event_of_subject"),
                    models.Index(fields=["kind", "at"], name="event_of_kind"),
                ],
            },
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="append_only",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;",
                    hash="da77f54c04892830fa4b7afdc2180cfd649da875",
                    operation="UPDATE OR DELETE",
                    pgid="pgtrigger_append_only_b6bcd",
                    table="journal_event",
                    when="BEFORE",
                ),
            ),
        ),
        pgtrigger.migrations.AddTrigger(
            model_name="event",
            trigger=pgtrigger.compiler.Trigger(
                name="never_emptied",
                sql=pgtrigger.compiler.UpsertTriggerSql(
                    func="RAISE EXCEPTION 'events are never deleted';",
                    hash="c1fc7c973a870bf57d6b09cf89c01940101c8942",
                    level="STATEMENT",
                    operation="TRUNCATE",
                    pgid="pgtrigger_never_emptied_2a3d5",
                    table="journal_event",
                    when="BEFORE",
                ),
            ),
        ),
        migrations.AddField(
            model_name="pending",
            name="event",
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name="+", to="journal.event"),
        ),
        migrations.AddConstraint(
            model_name="pending",
            constraint=models.UniqueConstraint(fields=("event", "reaction"), name="reaction_once"),
        ),
        migrations.RunSQL(MAKE, "DROP FUNCTION journal_new_edition(); DROP TABLE journal_edition;"),
    ]
