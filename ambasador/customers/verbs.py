"""Recognising customers, and every change of what is known of them."""

from contextlib import suppress
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ambasador.customers import access
from ambasador.customers.addresses import as_shown, normalised
from ambasador.customers.events import (
    ContactPointAdded,
    ContactPointRemoved,
    ContactPointVerified,
    CustomerAdded,
    CustomerChanged,
    PurchaseAdded,
    PurchaseChanged,
)
from ambasador.customers.models import ContactKind, ContactPoint, Customer, CustomerKind, Purchase
from ambasador.customers.queries import standing
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib.changes import differences
from ambasador.lib.refusal import Refused

CHANGEABLE = {"kind", "reporter_kind", "name", "language", "customer_since", "prefers", "remember", "note", "firm"}
OF_A_PURCHASE = {
    "name", "order_number", "serial_number", "bought_on", "price", "currency", "installed_on", "warranty_until", "facts",
}  # fmt: skip


class NameMissing(Refused):
    """A customer or a purchase without a name could not be found again."""

    code = "name_missing"
    sentence = _("Write a name.")


class NotAContactPoint(Refused):
    """It is no e-mail address, or no phone number."""

    code = "not_a_contact_point"
    sentence = _("“%(written)s” is not a valid address or phone number.")


class ContactPointTaken(Refused):
    """The address or number is another customer's."""

    code = "contact_point_taken"
    sentence = _("%(shown)s already belongs to %(name)s.")


class FirmOfAFirm(Refused):
    """Only a person belongs to a firm, and only to a firm."""

    code = "firm_of_a_firm"
    sentence = _("Only a person can belong to a firm, and only to a firm.")


@transaction.atomic
def recognise(
    *, by: Actor, email: str | None = None, phone: str | None = None, messenger: str | None = None, name: str = "", language: str = "pl",
    **more: Any,
) -> Customer:  # fmt: skip
    """
    The customer with this address or number; a new one when it is nobody's. [C3, I6]

    The address decides before the number, and that before the name at a messenger. What the known customer lacks is added: the other
    contact points, and the name when it was only an address. `more` are further fields of a new customer. Records CustomerAdded and
    ContactPointAdded for what is new; nothing on repetition.
    When two recognise the same address at once,
    1. both insert the contact point, and the second waits for the first to commit (unique key);
    2. the second then loses its new customer with its savepoint and finds the first one's.
    Raises NameMissing when there is neither name, address nor number.
    """
    access.require_edit(by)
    points = _readable_points(email, phone, messenger)
    name = " ".join(name.replace("\0", "").split())[:160]
    for _attempt in range(3):
        customer = _known(points)
        if customer is not None:
            return _complete(customer, points, name, by=by)
        try:
            with transaction.atomic():
                return _add(name or _placeholder(points), points, {"language": language, **more}, by=by)
        except IntegrityError:
            if not points:
                raise
    raise ContactPointTaken(shown=points[0][2], name="")


@transaction.atomic
def add_customer(*, name: str, by: Actor, **more: Any) -> Customer:
    """
    Add a customer without looking for a known one; `more` are further fields of `Customer`. Records CustomerAdded.

    Raises NameMissing, FirmOfAFirm.
    """
    access.require_edit(by)
    return _add(name, [], more, by=by)


@transaction.atomic
def change_customer(customer: Customer, *, by: Actor, **changes: Any) -> Customer:
    """Change fields of a customer. Records CustomerChanged; nothing when nothing differs. Raises NameMissing, FirmOfAFirm."""
    access.require_edit(by)
    customer = _locked(customer)
    real = differences(customer, changes, allowed=CHANGEABLE)
    if not real:
        return customer
    for field, value in real.items():
        setattr(customer, field, value)
    _check(customer)
    customer.save(update_fields=list(real))
    record(CustomerChanged(customer=customer.id, changes=real), by=by, topics=(f"customer:{customer.id}",))
    return customer


@transaction.atomic
def add_contact_point(customer: Customer, *, kind: str, written: str, by: Actor, is_verified: bool = False) -> ContactPoint:
    """
    Add a way to reach the customer, normalised. Records ContactPointAdded; nothing when it is theirs already.

    Raises NotAContactPoint; ContactPointTaken when it is somebody else's.
    """
    access.require_edit(by)
    customer = _locked(customer)
    value = normalised(kind, written)
    if value is None:
        raise NotAContactPoint(written=written[:100])
    point, is_new = ContactPoint.objects.select_related("customer").get_or_create(
        kind=kind, value=value, defaults={"customer": customer, "shown": as_shown(kind, value, written), "is_verified": is_verified}
    )
    if point.customer_id != customer.id:
        raise ContactPointTaken(shown=point.shown, name=point.customer.name)
    if is_new:
        fact = ContactPointAdded(customer=customer.id, contact_point=point.id, contact_kind=point.kind, value=point.value)
        record(fact, by=by, topics=(f"customer:{customer.id}",))
    return point


@transaction.atomic
def verify_contact_point(point: ContactPoint, *, by: Actor) -> ContactPoint:
    """Note that the customer has shown the address or number to be theirs. Records ContactPointVerified; nothing on repetition."""
    access.require_edit(by)
    _locked(point.customer)
    point = ContactPoint.objects.get(pk=point.pk)
    if not point.is_verified:
        point.is_verified = True
        point.save(update_fields=["is_verified"])
        record(ContactPointVerified(customer=point.customer_id, contact_point=point.id), by=by, topics=(f"customer:{point.customer_id}",))
    return point


@transaction.atomic
def remove_contact_point(point: ContactPoint, *, by: Actor) -> None:
    """Forget a way to reach the customer; it may then become somebody else's. Records ContactPointRemoved; nothing on repetition."""
    access.require_edit(by)
    _locked(point.customer)
    deleted, _ = ContactPoint.objects.filter(pk=point.pk).delete()
    if deleted:
        fact = ContactPointRemoved(customer=point.customer_id, contact_point=point.pk, contact_kind=point.kind, value=point.value)
        record(fact, by=by, topics=(f"customer:{point.customer_id}",))


@transaction.atomic
def add_purchase(customer: Customer, *, name: str, by: Actor, **more: Any) -> Purchase:
    """Add a product or service the customer has; `more` are further fields of `Purchase`. Records PurchaseAdded. Raises NameMissing."""
    access.require_edit(by)
    customer = _locked(customer)
    purchase = Purchase(customer=customer)
    for field, value in differences(purchase, {"name": name, **more}, allowed=OF_A_PURCHASE).items():
        setattr(purchase, field, value)
    if not purchase.name:
        raise NameMissing
    purchase.save()
    record(PurchaseAdded(customer=customer.id, purchase=purchase.id, name=purchase.name), by=by, topics=(f"customer:{customer.id}",))
    return purchase


@transaction.atomic
def change_purchase(purchase: Purchase, *, by: Actor, **changes: Any) -> Purchase:
    """Change fields of a purchase. Records PurchaseChanged; nothing when nothing differs. Raises NameMissing."""
    access.require_edit(by)
    customer = _locked(purchase.customer)
    purchase = Purchase.objects.get(pk=purchase.pk)
    real = differences(purchase, changes, allowed=OF_A_PURCHASE)
    if not real:
        return purchase
    for field, value in real.items():
        setattr(purchase, field, value)
    if not purchase.name:
        raise NameMissing
    purchase.save(update_fields=list(real))
    record(PurchaseChanged(customer=customer.id, purchase=purchase.id, changes=real), by=by, topics=(f"customer:{customer.id}",))
    return purchase


Point = tuple[str, str, str]
"""Kind, normalised value, as shown."""


def _readable_points(email: str | None, phone: str | None, messenger: str | None) -> list[Point]:
    """What can be read of an address and a number, in the order in which they decide. Nonsense is left out, not refused: mail has it."""
    points: list[Point] = []
    written_by_kind = ((ContactKind.EMAIL.value, email), (ContactKind.PHONE.value, phone), (ContactKind.MESSENGER.value, messenger))
    for kind, written in written_by_kind:
        value = normalised(kind, written) if written else None
        if written and value:
            points.append((kind, value, as_shown(kind, value, written)))
    return points


def _known(points: list[Point]) -> Customer | None:
    for kind, value, _shown in points:
        point = ContactPoint.objects.filter(kind=kind, value=value).select_related("customer__merged_into").first()
        if point is not None:
            return standing(point.customer)
    return None


def _complete(customer: Customer, points: list[Point], name: str, *, by: Actor) -> Customer:
    have = set(customer.contact_points.values_list("kind", "value"))
    for kind, value, shown in points:
        if (kind, value) not in have and not ContactPoint.objects.filter(kind=kind, value=value).exists():
            with suppress(ContactPointTaken):  # somebody else's by now: they keep it
                add_contact_point(customer, kind=kind, written=shown, by=by)
    is_placeholder = any(normalised(kind, customer.name) for kind in (ContactKind.EMAIL, ContactKind.PHONE)) or customer.name in {
        shown for _kind, _value, shown in points
    }
    if name and is_placeholder:
        return change_customer(customer, name=name, by=by)
    return customer


def _add(name: str, points: list[Point], fields: dict[str, Any], *, by: Actor) -> Customer:
    customer = Customer()
    for field, value in differences(customer, {"name": name, **fields}, allowed=CHANGEABLE).items():
        setattr(customer, field, value)
    _check(customer)
    customer.save()
    rows = ContactPoint.objects.bulk_create(
        ContactPoint(customer=customer, kind=kind, value=value, shown=shown) for kind, value, shown in points
    )
    record(CustomerAdded(customer=customer.id, name=customer.name), by=by, topics=(f"customer:{customer.id}",))
    for row in rows:
        record(ContactPointAdded(customer=customer.id, contact_point=row.id, contact_kind=row.kind, value=row.value), by=by)
    return customer


def _placeholder(points: list[Point]) -> str:
    return points[0][2][:160] if points else ""


def _locked(customer: Customer) -> Customer:
    return Customer.objects.select_for_update(of=("self",)).get(pk=customer.pk)


def _check(customer: Customer) -> None:
    if not customer.name:
        raise NameMissing
    if customer.firm_id is not None and (
        customer.kind != CustomerKind.PERSON or customer.firm is None or customer.firm.kind != CustomerKind.FIRM
    ):
        raise FirmOfAFirm
