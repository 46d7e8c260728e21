"""What of a customer can be found: the name, how to reach them, what they bought and under which numbers."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import QuerySet

from ambasador.customers import access
from ambasador.customers.models import Customer
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.search.registry import Document, Searchable, declare


def load(ids: Sequence[int]) -> Mapping[int, Document]:
    """Documents of customers who stand for themselves; who was merged is found through the other. Four queries."""
    found = Customer.objects.filter(pk__in=ids, merged_into=None).select_related("firm").prefetch_related("contact_points", "purchases")
    return {customer.pk: _document(customer) for customer in found}


def visible(by: Actor) -> QuerySet[Any] | None:
    return None if access.sees_all(by) else access.visible_customers(Customer.objects.all(), by)


def _document(customer: Customer) -> Document:
    points, purchases = customer.contact_points.all(), customer.purchases.all()
    body = [purchase.name for purchase in purchases] + [customer.firm.name if customer.firm else "", customer.note]
    numbers = [point.value for point in points]
    numbers += [number for purchase in purchases for number in (purchase.order_number, purchase.serial_number) if number]
    return Document(title=customer.name, body="\n".join(filter(None, body)), numbers=tuple(numbers), updated_at=clock.now())


declare(Searchable(kind="customer", load=load, ids=lambda: Customer.objects.order_by("pk").values_list("pk", flat=True), visible=visible))
