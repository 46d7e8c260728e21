from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class LinkKind(models.TextChoices):
    FOLLOWS = "follows", _("follows")


class TicketLink(models.Model):
    """`ticket` has to do with `other`: it follows it, when the customer came back to a matter that was closed for good."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="ticket_links")
    other = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="linked_from")
    kind = models.CharField(max_length=8, choices=LinkKind.choices)
    made_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["ticket", "other", "kind"], name="linked_once"),
            models.UniqueConstraint(fields=["ticket"], condition=Q(kind="follows"), name="follows_one"),
            models.CheckConstraint(condition=~Q(ticket=F("other")), name="linked_to_another"),
        ]


class TaskLink(models.Model):
    """
    The door of somebody without an account to one task. The token in the address is the id with a signature; nothing of it is stored.

    It is bound to the address it was sent to, ends at `expires_at`, and is closed when the task goes elsewhere.
    """

    step = models.ForeignKey("tickets.Step", on_delete=models.PROTECT, related_name="links")
    unit = models.ForeignKey("directory.Unit", on_delete=models.PROTECT, related_name="+")
    person = models.ForeignKey("directory.Person", null=True, on_delete=models.PROTECT, related_name="+")
    sent_to = models.EmailField()
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)
    opened_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["step", "unit", "sent_to"], condition=Q(closed_at__isnull=True), name="one_open_task_link")
        ]


class CaseLink(models.Model):
    """The customer's door to the page of one case, bound to the address it was sent to."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="case_links")
    customer = models.ForeignKey("customers.Customer", on_delete=models.PROTECT, related_name="+")
    sent_to = models.CharField(max_length=254)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["ticket", "customer", "sent_to"], condition=Q(closed_at__isnull=True), name="one_open_case_link"
            )
        ]
