import pgtrigger
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class HandoverState(models.TextChoices):
    OFFERED = "offered", _("offered")
    ACCEPTED = "accepted", _("accepted")
    DECLINED = "declined", _("declined")
    WITHDRAWN = "withdrawn", _("withdrawn")
    EXPIRED = "expired", _("expired")


class Handover(models.Model):
    """The owner offers a ticket to somebody, who accepts or declines until `expires_at`. Until accepted nothing changes."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="handovers")
    from_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    to_user = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    reason = models.CharField(max_length=300)
    state = models.CharField(max_length=9, choices=HandoverState.choices, default=HandoverState.OFFERED)
    offered_at = models.DateTimeField()
    expires_at = models.DateTimeField(null=True)
    decided_at = models.DateTimeField(null=True)
    decided_reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(state="offered"), name="one_open_offer"),
            models.CheckConstraint(condition=~Q(from_user=F("to_user")), name="handover_is_to_another"),
            models.CheckConstraint(condition=Q(state="offered") | Q(decided_at__isnull=False), name="decision_has_a_moment"),
        ]
        indexes = [
            models.Index(fields=["to_user"], condition=Q(state="offered"), name="offers_to_user"),
            models.Index(fields=["expires_at"], condition=Q(state="offered"), name="offers_by_expiry"),
        ]


class OwnershipBasis(models.TextChoices):
    """Why this person became the owner."""

    FIRST = "first", _("assigned")
    TAKEN = "taken", _("taken from the queue")
    HANDOVER = "handover", _("hand-over accepted")
    TAKEOVER = "takeover", _("taken over")


class Ownership(models.Model):
    """Who answered for a ticket, from when to when. The current one has no end, also while the ticket is closed."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="ownerships")
    owner = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    from_at = models.DateTimeField()
    to_at = models.DateTimeField(null=True)
    basis = models.CharField(max_length=8, choices=OwnershipBasis.choices)
    handover = models.OneToOneField(Handover, null=True, on_delete=models.PROTECT, related_name="ownership")
    reason = models.CharField(max_length=300, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket"], condition=Q(to_at__isnull=True), name="one_current_owner"),
            models.CheckConstraint(
                condition=Q(basis="handover", handover__isnull=False) | (~Q(basis="handover") & Q(handover__isnull=True)),
                name="handover_basis",
            ),
            models.CheckConstraint(condition=~Q(basis="takeover") | ~Q(reason=""), name="takeover_has_a_reason"),
            models.CheckConstraint(condition=Q(to_at__isnull=True) | Q(to_at__gte=F("from_at")), name="ownership_goes_forward"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="handover_was_accepted",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    IF NEW.basis IN ('first', 'taken') AND EXISTS (SELECT 1 FROM tickets_ownership o WHERE o.ticket_id = NEW.ticket_id) THEN
                        RAISE EXCEPTION 'only the first owner is assigned; later ones accept a hand-over' USING ERRCODE = 'check_violation';
                    END IF;
                    IF EXISTS (SELECT 1 FROM tickets_ownership o WHERE o.ticket_id = NEW.ticket_id
                               AND (o.to_at IS NULL OR o.to_at > NEW.from_at)) THEN
                        RAISE EXCEPTION 'an ownership begins when the one before has ended' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.basis = 'handover' AND NOT EXISTS (
                        SELECT 1 FROM tickets_handover h WHERE h.id = NEW.handover_id AND h.ticket_id = NEW.ticket_id
                        AND h.to_user_id = NEW.owner_id AND h.state = 'accepted') THEN
                        RAISE EXCEPTION 'the hand-over was not accepted by the new owner' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="receiver_stays",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert,
                func="""
                    PERFORM 1 FROM accounts_user u WHERE u.id = NEW.owner_id FOR SHARE;
                    IF EXISTS (SELECT 1 FROM accounts_leaving l WHERE l.user_id = NEW.owner_id AND l.cancelled_at IS NULL) THEN
                        RAISE EXCEPTION 'somebody who is about to leave gets no more tickets' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="ends_once",
                when=pgtrigger.Before,
                operation=pgtrigger.UpdateOf("ticket_id", "owner_id", "from_at", "to_at"),  # type: ignore[no-untyped-call]
                func="""
                    IF NEW.ticket_id <> OLD.ticket_id OR NEW.owner_id <> OLD.owner_id OR NEW.from_at <> OLD.from_at
                       OR (OLD.to_at IS NOT NULL AND NEW.to_at IS DISTINCT FROM OLD.to_at) THEN
                        RAISE EXCEPTION 'an ownership ends once, and nothing else of it changes' USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Protect(name="ownership_stays", operation=pgtrigger.Delete),
        ]
