from django.db import migrations


class Migration(migrations.Migration):

    dependencies = [
        ('tickets', '0006_work_minutes'),
    ]

    operations = [
        migrations.RunSQL(
            sql="""
                UPDATE tickets_ticket t SET work_minutes = s.minutes
                FROM (SELECT ticket_id, sum(standard_minutes) AS minutes FROM tickets_step
                      WHERE performer = 'owner' AND state NOT IN ('done', 'skipped') GROUP BY ticket_id) s
                WHERE s.ticket_id = t.id AND t.closed_at IS NULL;
            """,
            reverse_sql=migrations.RunSQL.noop,
        ),
    ]
