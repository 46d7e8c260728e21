from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("customers.customer_added", about="customer", says=_("The customer was added."))
class CustomerAdded(Fact):
    customer: int
    name: str


@fact("customers.customer_changed", about="customer", says=_("The customer’s data were changed."))
class CustomerChanged(Fact):
    """Names of the changed fields with their new values."""

    customer: int
    changes: dict[str, object]


@fact("customers.contact_point_added", about="customer", says=_("A way to reach the customer was added."))
class ContactPointAdded(Fact):
    customer: int
    contact_point: int
    contact_kind: str
    value: str


@fact("customers.contact_point_verified", about="customer", says=_("A way to reach the customer was confirmed."))
class ContactPointVerified(Fact):
    customer: int
    contact_point: int


@fact("customers.contact_point_removed", about="customer", says=_("A way to reach the customer was removed."))
class ContactPointRemoved(Fact):
    customer: int
    contact_point: int
    contact_kind: str
    value: str


@fact("customers.purchase_added", about="customer", says=_("A purchase was added."))
class PurchaseAdded(Fact):
    customer: int
    purchase: int
    name: str


@fact("customers.purchase_changed", about="customer", says=_("A purchase was changed."))
class PurchaseChanged(Fact):
    """Names of the changed fields with their new values."""

    customer: int
    purchase: int
    changes: dict[str, object]
