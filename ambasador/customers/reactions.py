"""What customers change makes them findable by."""

from ambasador.customers.events import (
    ContactPointAdded,
    ContactPointRemoved,
    CustomerAdded,
    CustomerChanged,
    PurchaseAdded,
    PurchaseChanged,
)
from ambasador.journal.models import Event
from ambasador.journal.reacting import afterwards
from ambasador.search.verbs import index


@afterwards(CustomerAdded, CustomerChanged, ContactPointAdded, ContactPointRemoved, PurchaseAdded, PurchaseChanged)
def keep_findable(event: Event) -> None:
    index("customer", [event.subject_id])
