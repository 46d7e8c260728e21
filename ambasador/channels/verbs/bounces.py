"""Addresses from which our messages came back: noted, and settled by a person. [I4]"""

from django.db import transaction

from ambasador.channels import access
from ambasador.channels.events import AddressBounced, AddressSettled
from ambasador.channels.models import BouncedAddress, BouncedMessage, OutboxMessage
from ambasador.customers.models import ContactKind, ContactPoint
from ambasador.customers.verbs import remove_contact_point
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock

TOPICS = ("outbox",)


@transaction.atomic
def note_bounced(outgoing: OutboxMessage, *, is_permanent: bool, code: str, diagnostic: str, by: Actor) -> BouncedAddress:
    """
    Note that a message of ours came back from the address it was sent to.

    Records AddressBounced; nothing for a second report of the same message. After the address was settled it begins anew.
    """
    now, address = clock.now(), outgoing.recipient.strip().lower()
    BouncedAddress.objects.bulk_create(
        [BouncedAddress(address=address, is_permanent=is_permanent, times=0, first_at=now, last_at=now)], ignore_conflicts=True
    )
    bounced = BouncedAddress.objects.select_for_update(no_key=True).get(address=address)
    if BouncedMessage.objects.filter(outgoing=outgoing).exists():
        return bounced
    BouncedMessage.objects.create(bounced=bounced, outgoing=outgoing, at=now)
    if bounced.settled_at is not None:
        bounced.times, bounced.first_at, bounced.settled_at, bounced.is_permanent = 0, now, None, False
    bounced.times, bounced.last_at = bounced.times + 1, now
    bounced.is_permanent = bounced.is_permanent or is_permanent
    bounced.code, bounced.diagnostic = code[:12], " ".join(diagnostic.replace("\0", "").split())[:500]
    bounced.save()
    record(AddressBounced(bounced=bounced.id, address=address, outgoing=outgoing.id, is_permanent=is_permanent, code=bounced.code), by=by, topics=TOPICS)
    return bounced


@transaction.atomic
def settle_bounced(bounced: BouncedAddress, *, by: Actor) -> BouncedAddress:
    """Say that the address is right again, or no longer in use: nobody is warned of it. Records AddressSettled; nothing on repetition. Raises NotAllowed."""
    access.require_centre(by)
    bounced = BouncedAddress.objects.select_for_update(no_key=True).get(pk=bounced.pk)
    if bounced.settled_at is None:
        bounced.settled_at = clock.now()
        bounced.save(update_fields=["settled_at"])
        record(AddressSettled(bounced=bounced.id, address=bounced.address), by=by, topics=TOPICS)
    return bounced


@transaction.atomic
def remove_bounced(bounced: BouncedAddress, *, by: Actor) -> BouncedAddress:
    """
    Take the address away from the customer who has it, and settle it. The customer's messages and cases stay.

    Records ContactPointRemoved and AddressSettled; nothing on repetition. Raises NotAllowed.
    """
    access.require_centre(by)
    for point in ContactPoint.objects.filter(kind=ContactKind.EMAIL, value=bounced.address).select_related("customer"):
        remove_contact_point(point, by=by)
    return settle_bounced(bounced, by=by)
