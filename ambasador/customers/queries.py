"""Questions about customers."""

from dataclasses import dataclass

from ambasador.customers.access import visible_customers
from ambasador.customers.addresses import normalised
from ambasador.customers.models import ContactKind, ContactPoint, Customer, Purchase
from ambasador.journal.actors import Actor
from ambasador.search.queries import find


@dataclass(frozen=True)
class Picture:
    """What is known of one customer: who they are, how to reach them, what they have. Of a firm also its people."""

    customer: Customer
    firm: Customer | None
    contact_points: tuple[ContactPoint, ...]
    purchases: tuple[Purchase, ...]
    people: tuple[Customer, ...]

    def reach(self, kind: str) -> ContactPoint | None:
        """The contact point to use: a verified one first, then the oldest."""
        return min(
            (point for point in self.contact_points if point.kind == kind),
            key=lambda point: (not point.is_verified, point.id),
            default=None,
        )

    @property
    def email(self) -> str:
        point = self.reach(ContactKind.EMAIL)
        return point.value if point else ""

    @property
    def phone(self) -> str:
        point = self.reach(ContactKind.PHONE)
        return point.shown if point else ""


def picture(customer: Customer) -> Picture:
    """All that is known of the customer; four queries, whoever it is."""
    known = Customer.objects.select_related("firm").get(pk=customer.pk)
    return Picture(
        customer=known,
        firm=known.firm,
        contact_points=tuple(known.contact_points.all()),
        purchases=tuple(known.purchases.all()),
        people=tuple(known.people.filter(merged_into=None).order_by("name")),
    )


def email_of(customer: Customer) -> str:
    """The address to write to, or nothing; one query."""
    point = customer.contact_points.filter(kind=ContactKind.EMAIL).order_by("-is_verified", "id").first()
    return point.value if point else ""


def by_contact_point(kind: str, written: str) -> Customer | None:
    """Whose address or number it is, in any spelling; where the customer was merged into another, the other."""
    value = normalised(kind, written)
    if value is None:
        return None
    point = ContactPoint.objects.filter(kind=kind, value=value).select_related("customer__merged_into").first()
    return standing(point.customer) if point else None


def standing(customer: Customer) -> Customer:
    """The customer who stands for this one: themselves, or whom they were merged into, to the end of the line."""
    passed = {customer.id}
    while customer.merged_into is not None and customer.merged_into_id not in passed:
        customer = customer.merged_into
        passed.add(customer.id)
    return customer


def find_customers(text: str, *, by: Actor, limit: int = 10) -> list[Customer]:
    """
    Customers by phone, e-mail, order or serial number, purchase or name, in any spelling, whom the actor may see.

    Whose the address or number is comes first, then what the search finds. At most seven queries.
    """
    owners = (by_contact_point(kind, text) for kind in (ContactKind.EMAIL, ContactKind.PHONE))
    wanted = [customer.id for customer in owners if customer] + [hit.id for hit in find(text, by=by, limit=limit, kinds=["customer"]).hits]
    seen = visible_customers(Customer.objects.filter(pk__in=wanted, merged_into=None), by)
    return sorted(seen, key=lambda customer: wanted.index(customer.pk))[:limit]
