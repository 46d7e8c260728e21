from typing import Self

import pgtrigger
from django.db import models
from django.db.models import F, Func, Q, Value
from django.utils.translation import gettext_lazy as _


class PartyKind(models.TextChoices):
    """Whose minutes they are."""

    QUEUE = "queue", _("Intake queue")
    OWNER = "owner", _("Owner")
    DEPARTMENT = "department", _("Department")
    PARTNER = "partner", _("Partner")
    CUSTOMER = "customer", _("Customer")
    SYSTEM = "system", _("System")
    CLOSED = "closed", _("Closed")


class Attention(models.TextChoices):
    """Why the owner should look at the ticket now."""

    NONE = "", _("nothing new")
    NEW = "new", _("New ticket")
    CUSTOMER_REPLIED = "customer_replied", _("The customer replied")
    CALL_MISSED = "call_missed", _("A call was missed")
    UNIT_ANSWERED = "unit_answered", _("A department answered")
    UNIT_ASKED = "unit_asked", _("A department asks back")
    OTHER_DATE = "other_date", _("Another date was proposed")
    NOT_OURS = "not_ours", _("The task came back")
    UNDELIVERED = "undelivered", _("A message could not be delivered")
    OFFER_EXPIRED = "offer_expired", _("Nobody accepted the hand-over")
    NO_ANSWER = "no_answer", _("The customer does not answer")
    LATE = "late", _("A task is late")
    REJECTED = "rejected", _("Consent was refused")
    ACTION_FAILED = "action_failed", _("The program could not do a step")
    DATA_MISSING = "data_missing", _("Data is missing for the next step")


class ClosingReason(models.TextChoices):
    SOLVED = "solved", _("solved")
    ANSWERED = "answered", _("answered")
    WITHDRAWN = "withdrawn", _("withdrawn by the customer")
    NO_REPLY = "no_reply", _("the customer did not reply")
    DUPLICATE = "duplicate", _("duplicate")
    NOT_A_CASE = "not_a_case", _("not a case (for example spam)")


class IntakeQueue(models.Model):
    """Where a ticket without an owner stands, with a clock: somebody must take it within `target_minutes` of the unit's working time."""

    name = models.CharField(_("name"), max_length=80)
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    target_minutes = models.PositiveIntegerField(_("time to take a ticket"), default=30)
    assigns_automatically = models.BooleanField(_("assigns tickets by itself"), default=True)
    is_default = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["is_default"], condition=Q(is_default=True), name="one_default_queue")]

    def __str__(self) -> str:
        return self.name


class TicketQuerySet(models.QuerySet["Ticket"]):
    def open(self) -> Self:
        return self.filter(closed_at__isnull=True)

    def lock(self, ticket: "Ticket") -> "Ticket":
        """The ticket's row, locked for this transaction. The first thing every verb does; one lock a transaction, so no deadlock."""
        return self.select_for_update(of=("self",)).get(pk=ticket.pk)


class Ticket(models.Model):
    number = models.BigIntegerField(unique=True, editable=False, db_default=Func(Value("tickets_ticket_number"), function="nextval"))
    subject = models.CharField(_("subject"), max_length=250)
    language = models.CharField(max_length=2, default="pl")
    channel = models.CharField(max_length=12, default="email")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="tickets")
    reporter_kind = models.CharField(max_length=8, default="customer")
    version = models.ForeignKey("procedures.ProcedureVersion", null=True, on_delete=models.PROTECT, related_name="+")
    data = models.JSONField(default=dict, blank=True)

    owner = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    queue = models.ForeignKey(IntakeQueue, null=True, on_delete=models.PROTECT, related_name="+")
    queued_at = models.DateTimeField(null=True)
    queue_due_at = models.DateTimeField(null=True)

    opened_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    closing_reason = models.CharField(max_length=12, blank=True, choices=ClosingReason.choices)
    reopened_count = models.PositiveSmallIntegerField(default=0)
    last_message_at = models.DateTimeField(null=True)

    # what lists show, kept in step by the verbs in the same transaction
    attention = models.CharField(max_length=16, blank=True, choices=Attention.choices)
    attention_since = models.DateTimeField(null=True)
    current_step = models.ForeignKey("tickets.Step", null=True, on_delete=models.PROTECT, related_name="+")
    steps_total = models.PositiveSmallIntegerField(default=0)
    steps_done = models.PositiveSmallIntegerField(default=0)
    party_kind = models.CharField(max_length=10, choices=PartyKind.choices, default=PartyKind.QUEUE)
    party_unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    party_since = models.DateTimeField()
    obstacles_open = models.PositiveSmallIntegerField(default=0)
    # what is left of the standards of the owner's own steps; nothing once closed
    work_minutes = models.PositiveIntegerField(default=0, db_default=0)

    objects = TicketQuerySet.as_manager()

    class Meta:
        indexes = [
            models.Index(fields=["owner", "-id"], condition=Q(closed_at__isnull=True), name="open_of_owner"),
            models.Index(
                fields=["owner"], include=["work_minutes"], condition=Q(closed_at__isnull=True, owner__isnull=False), name="work_of_owner"
            ),
            models.Index(fields=["queue_due_at"], condition=Q(closed_at__isnull=True, owner__isnull=True), name="waiting_in_queue"),
            models.Index(fields=["-id"], condition=Q(closed_at__isnull=True), name="open_newest"),
            models.Index(fields=["customer", "-id"], name="tickets_of_customer"),
            models.Index(fields=["version", "-opened_at"], name="tickets_of_version"),
            models.Index(fields=["attention_since", "id"], condition=Q(closed_at__isnull=True), name="open_by_attention"),
            models.Index(fields=["party_unit"], condition=Q(closed_at__isnull=True, party_unit__isnull=False), name="open_at_unit"),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(closed_at__isnull=False)
                | Q(owner__isnull=False)
                | Q(queue__isnull=False, queued_at__isnull=False, queue_due_at__isnull=False),
                name="open_ticket_has_owner_or_clock",
            ),
            models.CheckConstraint(condition=Q(owner__isnull=True) | Q(queue__isnull=True), name="owned_ticket_left_the_queue"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | ~Q(closing_reason=""), name="closed_ticket_has_a_reason"),
            models.CheckConstraint(condition=Q(closed_at__isnull=True) | Q(closed_at__gte=F("opened_at")), name="closed_after_opened"),
            models.CheckConstraint(condition=~Q(subject=""), name="ticket_has_a_subject"),
        ]
        triggers = [
            pgtrigger.Trigger(
                name="owner_is_active",
                when=pgtrigger.Before,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("owner_id", "closed_at"),  # type: ignore[no-untyped-call]
                func="""
                    IF TG_OP = 'UPDATE' AND OLD.owner_id IS NOT NULL AND NEW.owner_id IS NULL THEN
                        RAISE EXCEPTION 'a ticket does not lose its owner' USING ERRCODE = 'check_violation';
                    END IF;
                    IF NEW.owner_id IS NOT NULL AND NEW.closed_at IS NULL
                       AND NOT EXISTS (SELECT 1 FROM accounts_user u WHERE u.id = NEW.owner_id AND u.is_active
                                       AND u.roles && ARRAY['agent', 'lead', 'admin']::varchar[] FOR SHARE) THEN
                        RAISE EXCEPTION 'the owner of an open ticket is an active person of the contact centre'
                            USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NEW;
                """,
            ),
            pgtrigger.Trigger(
                name="load_of_owner",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("owner_id", "closed_at", "work_minutes") | pgtrigger.Delete,  # type: ignore[no-untyped-call]
                func="""
                    INSERT INTO tickets_workloadchange (owner_id, open_tickets, work_minutes)
                    SELECT owner_id, sum(open_tickets), sum(work_minutes) FROM (
                        SELECT OLD.owner_id, -1 AS open_tickets, -OLD.work_minutes AS work_minutes
                        WHERE TG_OP <> 'INSERT' AND OLD.owner_id IS NOT NULL AND OLD.closed_at IS NULL
                        UNION ALL SELECT NEW.owner_id, 1, NEW.work_minutes
                        WHERE TG_OP <> 'DELETE' AND NEW.owner_id IS NOT NULL AND NEW.closed_at IS NULL
                    ) change GROUP BY owner_id HAVING sum(open_tickets) <> 0 OR sum(work_minutes) <> 0;
                    RETURN NULL;
                """,
            ),
            pgtrigger.Trigger(
                name="owner_has_ownership",
                when=pgtrigger.After,
                operation=pgtrigger.Insert | pgtrigger.UpdateOf("owner_id"),  # type: ignore[no-untyped-call]
                timing=pgtrigger.Deferred,
                func="""
                    IF NEW.owner_id IS NOT NULL AND NEW.owner_id = (SELECT t.owner_id FROM tickets_ticket t WHERE t.id = NEW.id)
                       AND NOT EXISTS (SELECT 1 FROM tickets_ownership o WHERE o.ticket_id = NEW.id AND o.to_at IS NULL
                                       AND o.owner_id = NEW.owner_id) THEN
                        RAISE EXCEPTION 'ticket % changed its owner without a recorded ownership', NEW.number USING ERRCODE = 'check_violation';
                    END IF;
                    RETURN NULL;
                """,
            ),
        ]

    def __str__(self) -> str:
        return f"#{self.number} {self.subject}"

    @property
    def is_closed(self) -> bool:
        return self.closed_at is not None
