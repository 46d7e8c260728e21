"""
A large company made in minutes by SQL, for measuring: the same rows that the verbs write, under the same constraints and triggers.

Tickets have two steps over or in work and one ahead, an owner, turns, a promise and two messages. Unless told otherwise seven of ten are closed.
"""

from typing import Any

from django.db import connection, transaction

from ambasador.accounts.verbs import join_user
from ambasador.directory.verbs import add_person
from ambasador.journal.actors import SYSTEM
from tests import cast

AGENTS, PART = 200, 5_000


def seed(tickets: int, *, share_closed: float = 0.7) -> None:
    """Fill an empty, migrated database with a company of 200 agents and so many tickets."""
    company = cast.make_company()
    for number in range(AGENTS):
        user = join_user(email=f"agent{number}@modrzew.example", name=f"Agent{number} Nazwisko", roles=["agent"], by=SYSTEM)
        add_person(unit=company.centre, name=user.name, user=user, by=SYSTEM)
    celina = join_user(email="celina@modrzew.example", name="Celina Sowa", roles=["department"], by=SYSTEM)
    add_person(unit=company.claims, name="Celina Sowa", user=celina, by=SYSTEM)
    values = {
        "tickets": tickets,
        "closed": round(tickets * share_closed),
        "customers": max(tickets // 5, 1),
        "agents": AGENTS,
        "version": company.complaint.id,
        "claims": company.claims.id,
        "partner": company.partner.id,
    }
    with connection.cursor() as cursor:
        for statement in COMPANY:
            cursor.execute(statement, values)
        for first in range(1, tickets + 1, PART):
            _seed_part(cursor, {**values, "first": first, "last": min(first + PART - 1, tickets)})
            if first == 1:
                cursor.execute("ANALYZE")  # the look-ups of the triggers are planned by what is there
        cursor.execute("ANALYZE")


@transaction.atomic
def _seed_part(cursor: Any, values: dict[str, int]) -> None:
    cursor.execute("SET LOCAL enable_seqscan = off")
    for statement in TICKETS:
        cursor.execute(statement, values)


# every ticket i was opened i*? minutes ago; the open ones are the newest
COMPANY = (
    """INSERT INTO customers_customer (kind, reporter_kind, name, language, prefers, remember, note)
       SELECT 'person', 'customer', 'Klient ' || i || ' Nazwiskowski', 'pl', '', '', '' FROM generate_series(1, %(customers)s::bigint) i""",
    """INSERT INTO customers_contactpoint (customer_id, kind, value, shown, is_verified)
       SELECT id, 'email', 'klient' || id || '@poczta.example', 'klient' || id || '@poczta.example', true FROM customers_customer""",
    """CREATE TEMP TABLE agents AS SELECT id, (row_number() OVER (ORDER BY id)) - 1 AS n FROM accounts_user WHERE 'agent' = ANY(roles)""",
    """CREATE TEMP TABLE people AS SELECT id, (row_number() OVER (ORDER BY id)) - 1 AS n FROM customers_customer""",
)
TICKETS = (
    """
    INSERT INTO tickets_ticket (subject, language, channel, customer_id, reporter_kind, version_id, data, owner_id, opened_at,
    closed_at, closing_reason,
           reopened_count, last_message_at, attention, attention_since, steps_total, steps_done, party_kind, party_unit_id, party_since,
           obstacles_open, work_minutes)
       SELECT 'Pralka numer ' || i || ' cieknie po montażu', 'pl', 'email', p.id, 'customer', %(version)s::bigint, '{}', a.id, o.at,
              CASE WHEN i <= %(closed)s::bigint THEN o.at + interval '3 days' END, CASE WHEN i <= %(closed)s::bigint THEN 'solved' ELSE '' END,
              0, o.at, CASE WHEN i > %(closed)s::bigint AND i %% 5 = 0 THEN 'customer_replied' ELSE '' END,
              CASE WHEN i > %(closed)s::bigint AND i %% 5 = 0 THEN o.at END, 3, 1,
              CASE WHEN i <= %(closed)s::bigint THEN 'closed' ELSE 'department' END, CASE WHEN i > %(closed)s::bigint THEN %(claims)s::bigint END, o.at, 0,
              CASE WHEN i > %(closed)s::bigint THEN 60 ELSE 0 END
       FROM generate_series(%(first)s::bigint, %(last)s::bigint) i
       JOIN agents a ON a.n = i %% %(agents)s::bigint JOIN people p ON p.n = i %% %(customers)s::bigint
       CROSS JOIN LATERAL (SELECT now() - interval '10 days' * (1 - i::float / %(tickets)s::bigint) - interval '1 hour' AS at) o""",
    """CREATE TEMP TABLE fresh ON COMMIT DROP AS SELECT * FROM tickets_ticket t
       WHERE NOT EXISTS (SELECT 1 FROM tickets_ownership o WHERE o.ticket_id = t.id)""",
    """INSERT INTO tickets_ownership (ticket_id, owner_id, from_at, basis, reason)
       SELECT id, owner_id, opened_at, 'first', 'least_loaded' FROM fresh""",
    """
    INSERT INTO tickets_step (ticket_id, key, position, after, name, name_en, stage, stage_en, performer, unit_id, question, guidance,
    answer_options,
           standard_minutes, is_optional, confirms_answer, action, is_from_procedure, state, started_at, accepted_at, due_at, finished_at,
           answer_code,
           answer_text, answer_public, answered_by_kind, missing, times_refused, is_date_agreed, nudge_round, revision)
       SELECT t.id, s.key, s.position, s.after, s.name, s.name, s.stage, s.stage, s.performer, s.unit, 'Co dalej?', '', '[]', s.minutes,
       false, false, '',
              true, CASE WHEN t.closed_at IS NOT NULL THEN 'done' ELSE s.state END,
              CASE WHEN s.state <> 'planned' OR t.closed_at IS NOT NULL THEN t.opened_at END, NULL,
              CASE WHEN s.state <> 'planned' OR t.closed_at IS NOT NULL THEN t.opened_at + interval '1 day' * (1 + t.id %% 9) END,
              CASE WHEN s.state = 'done' OR t.closed_at IS NOT NULL THEN t.opened_at + interval '2 hours' END, '', '', '', '', '', 0, false, 0, 1
       FROM fresh t CROSS JOIN (VALUES
           ('ogledziny', 1, ARRAY[]::varchar[], 'Oględziny', 'Oględziny u Ciebie', 'partner', %(partner)s::bigint, 960, 'done'),
           ('decyzja', 2, ARRAY[]::varchar[], 'Decyzja', 'Decyzja', 'department', %(claims)s::bigint, 480, 'offered'),
           ('koniec', 3, ARRAY['decyzja']::varchar[], 'Zakończenie', 'Zakończenie', 'owner', NULL, 60, 'planned')
       ) s (key, position, after, name, stage, performer, unit, minutes, state)""",
    """UPDATE tickets_ticket t SET current_step_id = s.id FROM tickets_step s, fresh
       WHERE s.ticket_id = t.id AND t.id = fresh.id AND s.key = 'decyzja' AND t.closed_at IS NULL""",
    """INSERT INTO tickets_turn (ticket_id, party_kind, unit_id, from_at, to_at)
       SELECT id, 'department', %(claims)s::bigint, opened_at, closed_at FROM fresh""",
    """INSERT INTO tickets_turn (ticket_id, party_kind, from_at) SELECT id, 'closed', closed_at FROM fresh WHERE closed_at IS NOT NULL""",
    """INSERT INTO promises_promise (ticket_id, number, from_at, likely_at, to_at, confidence, basis, reason, made_at)
       SELECT id, 1, opened_at + interval '2 days', opened_at + interval '3 days', opened_at + interval '5 days', 80, 'standard', 'first',
       opened_at
       FROM fresh""",
    """INSERT INTO promises_storedrisk (ticket_id, promise_id, made_at, seconds, risks)
       SELECT p.ticket_id, p.id, p.made_at, ARRAY(SELECT n * 27000 FROM generate_series(0, 16) n), ARRAY(SELECT n * n * 1000 / 256 FROM generate_series(0, 16) n)
       FROM promises_promise p JOIN fresh ON fresh.id = p.ticket_id WHERE fresh.closed_at IS NULL""",
    """
    INSERT INTO conversations_message (ticket_id, direction, channel, from_name, from_address, to_address, subject, text, quoted,
    signature, html,
           message_id, is_verified, is_automatic, at)
       SELECT t.id, 'in', 'email', 'Klient', 'klient@poczta.example', '', t.subject, repeat('Pralka stoi odłączona, piorę u córki. ', 8),
       '', '', '',
              '<m' || n || '.' || t.id || '@poczta.example>', true, false, t.opened_at
       FROM fresh t CROSS JOIN generate_series(1, 2) n""",
    """INSERT INTO journal_event (kind, subject_kind, subject_id, actor_kind, actor_label, at, data)
       SELECT 'tickets.owner_assigned', 'ticket', id, 'system', '', opened_at,
              json_build_object('ticket', id, 'owner', owner_id, 'basis', 'first', 'reason', 'least_loaded', 'detail', 3) FROM fresh""",
)
