import pgtrigger
from django.db import models
from django.db.models import F, Q

from ambasador.tickets.models.ticket import PartyKind


class Turn(models.Model):
    """
    Whose minutes these are. Every minute of a ticket belongs to exactly one party [N8].

    The turns of a ticket follow one another without gap or overlap: triggers let a turn begin only where the one before
    ended, the first one at the opening, and end once.
    (An exclusion constraint would say so too, but its index slows down with every row.)
    While a ticket is closed its minutes belong to nobody (`closed`), which keeps the row unbroken.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="turns")
    party_kind = models.CharField(max_length=10, choices=PartyKind.choices)
    user = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey("tickets.Step", null=True, on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(to_at__isnull=True), name="one_current_turn"),
            models.CheckConstraint(condition=Q(to_at__isnull=True) | Q(to_at__gt=F("from_at")), name="turn_goes_forward"),
            models.CheckConstraint(
                condition=Q(party_kind="owner", user__isnull=False, unit__isnull=True)
                | Q(party_kind__in=["department", "partner"], unit__isnull=False, user__isnull=True)
                | Q(party_kind__in=["queue", "customer", "system", "closed"], unit__isnull=True, user__isnull=True),
                name="turn_names_its_party",
            ),
            models.UniqueConstraint(fields=["ticket", "from_at"], name="turns_begin_apart"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="no_gap",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                declare=[("expected", "timestamptz")],
                func="""
                    SELECT max(t.to_at) INTO expected FROM tickets_turn t WHERE t.ticket_id = NEW.ticket_id;
                    IF expected IS NULL THEN
                        SELECT k.opened_at INTO expected FROM tickets_ticket k WHERE k.id = NEW.ticket_id;
                    END IF;
                    IF NEW.from_at IS DISTINCT FROM expected THEN
                        RAISE EXCEPTION 'a turn begins where the one before ended (% is not %)', NEW.from_at, expected
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="ends_once",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("ticket_id", "from_at", "to_at"),  # type: ignore[no-untyped-call]
                func="""
                    IF NEW.ticket_id <> OLD.ticket_id OR NEW.from_at <> OLD.from_at
                       OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN
                        RAISE EXCEPTION 'a turn ends once, and nothing else of its time changes' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="turns_stay", operation=pgtrigger.Delete),
        ]
