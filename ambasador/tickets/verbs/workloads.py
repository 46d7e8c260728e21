"""The loads of owners, kept by a trigger of the tickets as changes, gathered into one row for each owner."""

from django.db import connection, transaction

AT_ONCE = 100_000
GATHER = """
    WITH gone AS (
        DELETE FROM tickets_workloadchange WHERE id IN (SELECT id FROM tickets_workloadchange ORDER BY id LIMIT %s FOR UPDATE SKIP LOCKED)
        RETURNING owner_id, open_tickets, work_minutes
    )
    INSERT INTO tickets_workload AS load (owner_id, open_tickets, work_minutes)
    SELECT owner_id, sum(open_tickets), sum(work_minutes) FROM gone GROUP BY owner_id ORDER BY owner_id
    ON CONFLICT (owner_id) DO UPDATE SET open_tickets = load.open_tickets + EXCLUDED.open_tickets, work_minutes = load.work_minutes + EXCLUDED.work_minutes
"""


@transaction.atomic
def gather_workloads() -> None:
    """
    Add what has changed to the loads of the owners, some hundred thousand changes at a time. The sums stay what they were.

    Two at once gather different changes. Records nothing: no fact changes.
    """
    with connection.cursor() as cursor:
        cursor.execute(GATHER, [AT_ONCE])
