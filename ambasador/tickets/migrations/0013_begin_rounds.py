from django.db import migrations

# open steps learn from the journal when their due time was laid; the sweep looks at each of them when it is due
SQL = """
UPDATE tickets_step s SET next_nudge_at = s.due_at, nudge_round = 1, counted_from = COALESCE(e.at, s.started_at),
    is_date_agreed = COALESCE(e.kind = 'tickets.other_date_decided', false)
FROM tickets_step o LEFT JOIN LATERAL (
    SELECT j.at, j.kind FROM journal_event j WHERE j.subject_kind = 'ticket' AND j.subject_id = o.ticket_id AND (j.data ->> 'step')::bigint = o.id
      AND (j.kind IN ('tickets.step_offered', 'tickets.step_begun', 'tickets.step_resent', 'tickets.step_sent_back')
           OR (j.kind = 'tickets.other_date_decided' AND (j.data ->> 'agreed')::boolean))
    ORDER BY j.id DESC LIMIT 1
) e ON true
WHERE o.id = s.id AND s.state IN ('offered', 'accepted') AND s.due_at IS NOT NULL AND s.performer <> 'system' AND s.counted_from IS NULL
"""

OVER = "UPDATE tickets_step SET next_nudge_at = NULL WHERE next_nudge_at IS NOT NULL AND state NOT IN ('offered', 'accepted')"


class Migration(migrations.Migration):
    dependencies = [("tickets", "0012_nudge_settings"), ("journal", "0001_initial")]
    operations = [migrations.RunSQL(OVER, migrations.RunSQL.noop), migrations.RunSQL(SQL, migrations.RunSQL.noop)]
