"""The customer never tells twice who they are: recognised by address and number, however written. [C3]"""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
from django.db import IntegrityError, connection, transaction

from ambasador.customers.models import ContactPoint, Customer
from ambasador.customers.queries import by_contact_point, standing
from ambasador.customers.verbs import (
    ContactPointTaken,
    NameMissing,
    NotAContactPoint,
    add_contact_point,
    recognise,
    remove_contact_point,
    verify_contact_point,
)
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.models import Event
from ambasador.lib.refusal import NotAllowed


@pytest.mark.req("C3")
@pytest.mark.parametrize(
    "by_what",
    [
        {"email": "ewa.zawadzka@poczta.example"},
        {"email": " Ewa.Zawadzka@Poczta.EXAMPLE ", "name": "E. Z."},
        {"phone": "0048 600-123-456"},
        {"phone": "600123456", "email": "not an address"},
        {"email": "ewa.zawadzka@poczta.example", "phone": "600 123 456"},
    ],
)
def test_a_known_customer_is_found_and_nothing_is_recorded(ewa, by_what, recorded):
    recorded()
    assert recognise(**by_what, by=SYSTEM) == ewa
    assert recorded() == []
    ewa.refresh_from_db()
    assert ewa.name == "Ewa Zawadzka"


def test_an_unknown_one_is_made_with_what_is_known(db, recorded):
    ewa = recognise(
        email="Ewa@poczta.example", phone="600 123 456", name="  Ewa\nZawadzka ", language="en", reporter_kind="partner", by=SYSTEM
    )
    assert recorded() == ["customer_added", "contact_point_added", "contact_point_added"]
    assert (ewa.name, ewa.language, ewa.reporter_kind, ewa.initials) == ("Ewa Zawadzka", "en", "partner", "EZ")
    assert list(ewa.contact_points.values_list("kind", "value", "shown")) == [
        ("email", "ewa@poczta.example", "Ewa@poczta.example"),
        ("phone", "+48600123456", "600 123 456"),
    ]


def test_what_was_lacking_is_added(db, recorded):
    ewa = recognise(email="ewa@poczta.example", by=SYSTEM)
    assert ewa.name == "ewa@poczta.example"
    recorded()
    same = recognise(email="ewa@poczta.example", phone="600 123 456", name="Ewa Zawadzka", by=SYSTEM)
    assert (same, same.name) == (ewa, "Ewa Zawadzka")
    assert recorded() == ["contact_point_added", "customer_changed"]


def test_the_address_decides_and_another_customers_number_stays_theirs(ewa, recorded):
    jan = recognise(email="jan@poczta.example", name="Jan", by=SYSTEM)
    recorded()
    assert recognise(email="jan@poczta.example", phone="600 123 456", by=SYSTEM) == jan
    assert recorded() == []
    assert by_contact_point("phone", "600123456") == ewa


def test_a_merged_customer_is_found_as_the_other(ewa):
    first = Customer.objects.create(name="Ewa Z.")
    Customer.objects.filter(pk=ewa.pk).update(merged_into=first)
    assert recognise(phone="600 123 456", by=SYSTEM) == first
    assert by_contact_point("email", "ewa.zawadzka@poczta.example") == first
    assert standing(first) == first


def test_somebody_without_any_address_is_made_by_name_each_time(db):
    assert recognise(name="Jan Kowal", by=SYSTEM) != recognise(name="Jan Kowal", by=SYSTEM)
    with pytest.raises(NameMissing):
        recognise(email="bzdura", by=SYSTEM)


@pytest.mark.django_db(transaction=True)
def test_eight_at_once_find_one_customer():
    barrier = Barrier(8)

    def write(number):
        try:
            barrier.wait(10)
            return recognise(email="ewa@poczta.example", phone="600 123 456", name=f"Ewa {number}", by=SYSTEM).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        found = set(pool.map(write, range(8)))
    assert len(found) == Customer.objects.count() == 1
    assert ContactPoint.objects.count() == 2
    assert Event.objects.filter(kind="customers.customer_added").count() == 1


def test_contact_points_are_added_verified_and_removed_with_one_event_each(ewa, recorded):
    recorded()
    for expected in (["contact_point_added"], []):
        point = add_contact_point(ewa, kind="phone", written="42 600 10 20", by=SYSTEM)
        assert recorded() == expected
    for expected in (["contact_point_verified"], []):
        assert verify_contact_point(point, by=SYSTEM).is_verified
        assert recorded() == expected
    for expected in (["contact_point_removed"], []):
        remove_contact_point(point, by=SYSTEM)
        assert recorded() == expected


def test_what_is_no_contact_point_or_anothers(ewa):
    jan = recognise(email="jan@poczta.example", name="Jan", by=SYSTEM)
    for kind, written in (("email", "ewa"), ("email", "a b@poczta.example"), ("phone", "12"), ("messenger", " ")):
        with pytest.raises(NotAContactPoint):
            add_contact_point(ewa, kind=kind, written=written, by=SYSTEM)
    with pytest.raises(ContactPointTaken, match="Jan"):
        add_contact_point(ewa, kind="email", written="JAN@poczta.example", by=SYSTEM)
    with pytest.raises(IntegrityError), transaction.atomic():
        ContactPoint.objects.create(customer=jan, kind="phone", value="+48600123456", shown="x")


def test_only_the_centre_and_the_machinery_recognise(ewa, anna, obcy):
    recognise(email="ewa.zawadzka@poczta.example", by=anna.actor)
    for by in (obcy.actor, Actor("customer", ewa.id), Actor("unit", 1), Actor("person", 1)):
        with pytest.raises(NotAllowed):
            recognise(email="ewa.zawadzka@poczta.example", by=by)
