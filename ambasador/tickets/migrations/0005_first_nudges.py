from django.db import migrations


class Migration(migrations.Migration):
    """Steps that are in work already are looked at when they are due; the sweep plans the rest."""

    dependencies = [("tickets", "0004_nudges")]
    operations = [
        migrations.RunSQL(
            "UPDATE tickets_step SET next_nudge_at = due_at WHERE state IN ('offered', 'accepted') AND due_at IS NOT NULL AND performer <> 'system'",
            migrations.RunSQL.noop,
        )
    ]
