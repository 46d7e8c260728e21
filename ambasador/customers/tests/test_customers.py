"""What is known of a customer, who may see it, and how they are found."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction

from ambasador.accounts import door
from ambasador.customers.models import Customer, Purchase
from ambasador.customers.queries import email_of, find_customers, picture
from ambasador.customers.verbs import (
    FirmOfAFirm,
    NameMissing,
    add_contact_point,
    add_customer,
    add_purchase,
    change_customer,
    change_purchase,
    recognise,
    remove_contact_point,
    verify_contact_point,
)
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib.refusal import NotAllowed


@pytest.fixture
def washer(ewa):
    return add_purchase(
        ewa, name="Pralka Amica AW-8", order_number="ZK/2026/1177", serial_number="SN-99X", price=Decimal("2399.00"), by=SYSTEM
    )


def found(text, by=SYSTEM):
    return [customer.name for customer in find_customers(text, by=by)]


@pytest.mark.req("C1")
def test_the_picture_holds_everything_at_the_same_cost(ewa, washer, django_assert_num_queries):
    firm = add_customer(name="Hotel Sosna", kind="firm", by=SYSTEM)
    change_customer(ewa, firm=firm, prefers="e-mail", by=SYSTEM)
    for number in range(5):
        add_purchase(ewa, name=f"Usługa {number}", bought_on=date(2026, 1, 1 + number), by=SYSTEM)
        add_contact_point(ewa, kind="email", written=f"ewa{number}@poczta.example", by=SYSTEM)
    verify_contact_point(ewa.contact_points.get(value="ewa3@poczta.example"), by=SYSTEM)
    with django_assert_num_queries(4):
        known = picture(ewa)
    assert (known.firm, known.email, known.phone, len(known.purchases)) == (firm, "ewa3@poczta.example", "600 123 456", 6)
    assert email_of(ewa) == "ewa3@poczta.example"
    with django_assert_num_queries(4):
        of_firm = picture(firm)
    assert ([person.name for person in of_firm.people], of_firm.email, of_firm.firm) == (["Ewa Zawadzka"], "", None)


def test_changes_record_one_event_each_and_none_on_repetition(ewa, washer, recorded):
    recorded()
    for change, kind in (
        (lambda: change_customer(ewa, remember="słabo słyszy", customer_since=date(2019, 5, 1), by=SYSTEM), "customer_changed"),
        (lambda: change_purchase(washer, warranty_until=date(2028, 11, 1), facts={"kolor": "biały"}, by=SYSTEM), "purchase_changed"),
    ):
        change()
        assert recorded() == [kind]
        change()
        assert recorded() == []
    add_purchase(ewa, name="Suszarka", by=SYSTEM)
    add_customer(name="Jan", by=SYSTEM)
    assert recorded() == ["purchase_added", "customer_added"]


def test_what_is_refused(ewa, washer):
    firm = add_customer(name="Hotel", kind="firm", by=SYSTEM)
    for refused in (
        lambda: change_customer(ewa, firm=ewa, by=SYSTEM),
        lambda: change_customer(firm, firm=firm, by=SYSTEM),
    ):
        with pytest.raises(FirmOfAFirm):
            refused()
    for nameless in (
        lambda: change_customer(ewa, name=" ", by=SYSTEM),
        lambda: add_customer(name="", by=SYSTEM),
        lambda: add_purchase(ewa, name=" ", by=SYSTEM),
        lambda: change_purchase(washer, name="", by=SYSTEM),
    ):
        with pytest.raises(NameMissing):
            nameless()
    with pytest.raises(IntegrityError), transaction.atomic():
        Customer.objects.filter(pk=ewa.pk).update(merged_into=ewa.pk)


def test_access(ewa, washer, anna, obcy):
    jan = recognise(email="jan@poczta.example", name="Jan", by=SYSTEM)
    assert set(door.visible(Customer.objects, anna.actor)) == {ewa, jan}
    assert list(door.visible(Customer.objects, Actor("customer", ewa.id))) == [ewa]
    assert list(door.visible(Purchase.objects, Actor("customer", ewa.id))) == [washer]
    for stranger in (obcy.actor, Actor("unit", ewa.id), Actor("person", ewa.id), Actor("customer", None)):
        assert not door.visible(Customer.objects, stranger).exists()
        assert not door.visible(Purchase.objects, stranger).exists()
    point = ewa.contact_points.first()
    for change in (
        lambda by: change_customer(ewa, note="x", by=by),
        lambda by: add_customer(name="Y", by=by),
        lambda by: add_contact_point(ewa, kind="email", written="e@poczta.example", by=by),
        lambda by: verify_contact_point(point, by=by),
        lambda by: remove_contact_point(point, by=by),
        lambda by: add_purchase(ewa, name="Z", by=by),
        lambda by: change_purchase(washer, name="W", by=by),
    ):
        for by in (obcy.actor, Actor("customer", ewa.id)):
            with pytest.raises(NotAllowed):
                change(by)
        change(anna.actor)


@pytest.mark.req("K1")
def test_customers_are_found_by_what_people_type(ewa, washer, obcy, run_jobs):
    recognise(email="jan@poczta.example", name="Jan Zając", by=SYSTEM)
    run_jobs()
    for text in (
        "zawadzkiej", "Zawadzk", "ewa zawadzka", "zawadzak", "600 123 456", "+48600123456", "0048 600 123", "ewa.zawadzka@poczta.example",
        "zawadzka@pocz", "ZK/2026/1177", "zk 2026 1177", "2026/1177", "sn-99x", "pralki amica", "pralka zawadzka",
    ):  # fmt: skip
        assert found(text) == ["Ewa Zawadzka"], text
    assert found("poczta.example") == ["Jan Zając", "Ewa Zawadzka"]
    for text in ("", "%", "'", "ewa zając", "lodówka", "\0", "((("):
        assert found(text) == [], text
    assert found("zając") == ["Jan Zając"]
    for stranger in (obcy.actor, Actor("unit", 1)):
        assert found("zawadzka", by=stranger) == found("600 123 456", by=stranger) == found("ZK/2026/1177", by=stranger) == []
    assert found("zawadzka", by=Actor("customer", ewa.id)) == ["Ewa Zawadzka"]


def test_a_change_is_findable_and_what_was_is_not(ewa, run_jobs):
    run_jobs()
    change_customer(ewa, name="Ewa Maj", by=SYSTEM)
    remove_contact_point(ewa.contact_points.get(kind="email"), by=SYSTEM)
    run_jobs()
    assert found("maj") == ["Ewa Maj"]
    assert found("zawadzka") == []
