"""The form that anybody may fill in."""

from datetime import timedelta

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ambasador.channels.models import OutboxMessage, RawInput
from ambasador.channels.verbs import add_line, change_line
from ambasador.customers.models import ContactPoint
from ambasador.customers.verbs import add_contact_point
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.portal.webform.forms import fresh_stamp
from ambasador.procedures.verbs import add_field, add_procedure, add_step, publish_version
from ambasador.tickets.models import Ticket
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("I1")
SAID = {"name": "Jan Nowak", "email": "jan@poczta.example", "phone": "", "text": "Pralka cieknie po montażu."}


@pytest.fixture
def line(company):
    return add_line("web_form", name="Formularz", settings={"pages": "https://www.modrzew.example javascript:x"}, by=SYSTEM)


@pytest.fixture
def send(client, line, wednesday):
    def _send(*, path=None, seconds=30, **said):
        stamp = fresh_stamp()
        with clock.set_to(clock.now() + timedelta(seconds=seconds)):
            return client.post(path or f"/f/{line.id}/", {**SAID, "began": stamp, **said})

    return _send


def test_what_is_sent_becomes_a_ticket_with_its_number_and_page_told(send, anna):
    page = send().content.decode()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.customer.name) == ("form", "Jan Nowak")
    assert str(ticket.number) in page
    assert "/s/" in page
    assert_true_to_journal(ticket)


def test_a_customers_address_opens_no_page_for_who_only_knows_it(send, anna, ewa, run_jobs):
    page = send(email="ewa@poczta.example", phone="600700800").content.decode()
    assert "/s/" not in page
    assert not ContactPoint.objects.filter(customer=ewa, kind="phone").exists()
    run_jobs()
    assert "/s/" in OutboxMessage.objects.get(recipient="ewa@poczta.example").payload["text"]


def test_anothers_number_with_ones_own_address_is_not_taken_for_the_other(send, anna, ewa):
    add_contact_point(ewa, kind="phone", written="600 700 800", by=SYSTEM)
    send(phone="600700800")
    assert Ticket.objects.get().customer != ewa
    assert ewa.contact_points.count() == 2


def test_the_same_sent_twice_is_one_ticket(send, anna):
    first, second = send().content.decode(), send().content.decode()
    assert Ticket.objects.count() == 1
    assert str(Ticket.objects.get().number) in first
    assert str(Ticket.objects.get().number) in second


@pytest.mark.parametrize("seconds", [0, 25 * 3600])
def test_a_page_sent_at_once_or_a_day_later_comes_back_with_the_words(send, seconds):
    answer = send(seconds=seconds)
    assert answer.status_code == 422
    assert "Pralka cieknie po montażu." in answer.content.decode()
    assert not RawInput.objects.exists()


def test_a_stamp_of_ones_own_making_is_no_stamp(client, line):
    assert client.post(f"/f/{line.id}/", {**SAID, "began": "1795682520:abc"}).status_code == 422


def test_what_fills_in_everything_is_asked_once_more(send):
    answer = send(trap="http://spam.example")
    assert answer.status_code == 422
    assert "spam.example" not in answer.content.decode()
    assert not RawInput.objects.exists()


def test_the_seventh_form_in_ten_minutes_waits_with_its_words(send, anna):
    answers = [send(text=f"Sprawa {n}") for n in range(7)]
    assert [answer.status_code for answer in answers[5:]] == [200, 429]
    assert "Sprawa 6" in answers[6].content.decode()


def test_without_any_way_to_answer_it_is_not_taken(send):
    assert send(email="").status_code == 422
    assert send(email="", phone="12").status_code == 422
    assert not RawInput.objects.exists()


def test_files_go_with_it(send, anna):
    send(files=SimpleUploadedFile("zdjęcie.jpg", b"\xff\xd8\xff", "image/jpeg"))
    file = Ticket.objects.get().messages.get().attachments.get()
    assert (file.name, file.file.read()) == ("zdjęcie.jpg", b"\xff\xd8\xff")


@pytest.mark.req("I6")
def test_it_asks_what_the_chosen_procedure_needs_from_a_customer_and_nothing_else(client, send, line, anna):
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="zamowienie", name="Numer zamówienia", name_en="Order", question="Jaki jest numer zamówienia?", by=SYSTEM)
    add_field(draft, key="marza", name="Marża", name_en="Margin", known_by="owner", by=SYSTEM)
    add_step(draft, key="sprawdz", name="Sprawdzenie", name_en="Check", stage="Sprawdzenie", stage_en="Check", performer="owner", standard_minutes=60, by=SYSTEM)
    publish_version(draft, by=SYSTEM)
    change_line(line, settings={**line.settings, "procedures": "zwrot, zapytanie"}, by=SYSTEM)
    assert "about=zwrot" in client.get(f"/f/{line.id}/").content.decode()
    page = client.get(f"/f/{line.id}/?about=zwrot").content.decode()
    assert "Jaki jest numer zamówienia?" in page
    assert "Marża" not in page
    send(path=f"/f/{line.id}/?about=zwrot", data_zamowienie="A-17")
    ticket = Ticket.objects.get()
    assert (ticket.version.procedure.code, ticket.data) == ("zwrot", {"zamowienie": "A-17"})


def test_only_named_pages_may_show_it_in_a_frame(client, line):
    inside = client.get(f"/f/{line.id}/frame/")
    assert "frame-ancestors https://www.modrzew.example" in inside.headers["Content-Security-Policy"]
    assert "javascript" not in inside.headers["Content-Security-Policy"]
    assert "X-Frame-Options" not in inside.headers
    assert "frame-ancestors 'none'" in client.get(f"/f/{line.id}/").headers["Content-Security-Policy"]


def test_a_form_not_in_use_is_not_there(client, line):
    change_line(line, is_active=False, by=SYSTEM)
    assert client.get(f"/f/{line.id}/").status_code == 404
