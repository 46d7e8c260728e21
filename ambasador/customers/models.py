from typing import ClassVar

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _


class CustomerKind(models.TextChoices):
    PERSON = "person", _("Person")
    FIRM = "firm", _("Firm")


class ReporterKind(models.TextChoices):
    CUSTOMER = "customer", _("Customer")
    EMPLOYEE = "employee", _("Employee")
    PARTNER = "partner", _("Business partner")


class Customer(models.Model):
    """
    One who reports: a person or a firm. `remember` is what must not be forgotten with them (accessibility, a promise, a caution);
    `prefers` is how they like to be reached. `merged_into` is set when a duplicate was joined to another.
    """

    kind = models.CharField(max_length=6, choices=CustomerKind.choices, default=CustomerKind.PERSON)
    reporter_kind = models.CharField(max_length=8, choices=ReporterKind.choices, default=ReporterKind.CUSTOMER)
    name = models.CharField(max_length=160)
    language = models.CharField(max_length=2, default="pl")
    customer_since = models.DateField(null=True, blank=True)
    prefers = models.CharField(max_length=200, blank=True)
    remember = models.CharField(max_length=300, blank=True)
    note = models.TextField(blank=True)
    firm = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="people")
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="merged_from")

    class Meta:
        constraints = [
            models.CheckConstraint(condition=~Q(name=""), name="customer_has_a_name"),
            models.CheckConstraint(condition=Q(firm__isnull=True) | Q(kind="person"), name="only_people_have_a_firm"),
            models.CheckConstraint(condition=Q(merged_into__isnull=True) | ~Q(merged_into=F("id")), name="customer_not_merged_into_itself"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()


class ContactKind(models.TextChoices):
    EMAIL = "email", _("E-mail")
    PHONE = "phone", _("Phone")
    MESSENGER = "messenger", _("Messenger")


class ContactPoint(models.Model):
    """One way to reach a customer. `value` is normalised and unique, `shown` is as people write it."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="contact_points")
    kind = models.CharField(max_length=9, choices=ContactKind.choices)
    value = models.CharField(max_length=254)
    shown = models.CharField(max_length=254)
    is_verified = models.BooleanField(default=False)

    class Meta:
        ordering: ClassVar[list[str]] = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["kind", "value"], name="contact_point_is_of_one_customer"),
            models.CheckConstraint(condition=~Q(value=""), name="contact_point_has_a_value"),
        ]

    def __str__(self) -> str:
        return self.shown


class Purchase(models.Model):
    """A product or a service the customer has. `facts` are further named values shown as they are."""

    customer = models.ForeignKey(Customer, on_delete=models.PROTECT, related_name="purchases")
    name = models.CharField(max_length=200)
    order_number = models.CharField(max_length=60, blank=True)
    serial_number = models.CharField(max_length=60, blank=True)
    bought_on = models.DateField(null=True, blank=True)
    price = models.DecimalField(max_digits=12, decimal_places=2, null=True, blank=True)
    currency = models.CharField(max_length=3, default="PLN")
    installed_on = models.DateField(null=True, blank=True)
    warranty_until = models.DateField(null=True, blank=True)
    facts = models.JSONField(default=dict, blank=True)

    class Meta:
        ordering: ClassVar[list[str]] = ["-bought_on", "-id"]
        indexes = [
            models.Index(fields=["order_number"], name="purchase_by_order", condition=~Q(order_number="")),
            models.Index(fields=["serial_number"], name="purchase_by_serial", condition=~Q(serial_number="")),
        ]
        constraints = [models.CheckConstraint(condition=~Q(name=""), name="purchase_has_a_name")]

    def __str__(self) -> str:
        return self.name
