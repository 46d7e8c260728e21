"""The lines on their screen, and answering over them."""

import pytest

from ambasador.channels.models import Line, OutboxMessage
from ambasador.channels.verbs import add_line
from ambasador.conversations.models import Message
from ambasador.customers.verbs import add_contact_point
from ambasador.journal.actors import SYSTEM

SETTINGS = {"token": "SMSAPI_TOKEN", "url": "http://127.0.0.1:9/sms.do"}


@pytest.fixture
def line(company):
    return add_line("smsapi", name="SMS 500 100 200", settings=SETTINGS, by=SYSTEM)


def test_a_lead_adds_a_line_and_is_shown_its_address(client, bartek):
    client.force_login(bartek)
    answer = client.post("/intake/lines/new/smsapi/", {"name": "SMS 500 100 200", **SETTINGS}, follow=True)
    line = Line.objects.get()
    assert line.settings["token"] == "SMSAPI_TOKEN"
    assert f"/k/{line.id}-" in answer.content.decode()


def test_a_secret_itself_is_not_taken(client, bartek):
    client.force_login(bartek)
    assert client.post("/intake/lines/new/smsapi/", {"name": "SMS", "token": "sk-12345", "url": "x"}).status_code == 422
    assert not Line.objects.exists()


def test_an_agent_sees_the_lines_and_changes_none(client, anna, line, django_assert_max_num_queries):
    client.force_login(anna)
    with django_assert_max_num_queries(12):
        page = client.get("/intake/lines/").content.decode()
    assert "SMS 500 100 200" in page
    assert f"/intake/lines/{line.id}/" not in page
    assert client.get(f"/intake/lines/{line.id}/").status_code in (403, 404)


def test_a_line_without_its_secret_says_so(client, bartek, line):
    client.force_login(bartek)
    assert "SMSAPI_TOKEN" in client.get("/intake/lines/").content.decode()


def test_the_composer_offers_a_text_message_to_who_has_a_mobile_number(client, anna, complaint, line):
    client.force_login(anna)
    path = f"/tickets/{complaint.number}/"
    assert 'name="line"' not in client.get(path).content.decode()
    add_contact_point(complaint.customer, kind="phone", written="600 700 800", by=SYSTEM)
    assert "600 700 800</option>" in client.get(path).content.decode()
    client.post(f"{path}replies/", {"text": "Serwisant będzie jutro.", "line": line.id})
    message = OutboxMessage.objects.get(channel="sms")
    assert (message.recipient, message.line) == ("+48600700800", line)


def test_a_line_that_is_not_the_customers_is_refused_and_the_words_stay(client, anna, complaint, line):
    client.force_login(anna)
    answer = client.post(f"/tickets/{complaint.number}/replies/", {"text": "Serwisant będzie jutro.", "line": line.id})
    assert answer.status_code == 422
    assert "Serwisant będzie jutro." in answer.content.decode()
    assert not OutboxMessage.objects.filter(channel="sms").exists()


def test_a_form_is_shown_with_the_addresses_where_people_fill_it_in(client, bartek):
    client.force_login(bartek)
    page = client.post("/intake/lines/new/web_form/", {"name": "Formularz"}, follow=True).content.decode()
    line = Line.objects.get()
    assert f"/f/{line.id}/frame/" in page
    assert "/k/" not in page


def test_who_wrote_by_text_is_answered_by_text_unless_said_otherwise(client, anna, complaint, line):
    add_contact_point(complaint.customer, kind="phone", written="600 700 800", by=SYSTEM)
    Message.objects.create(ticket=complaint, direction="in", channel="sms", text="Nadal cieknie", at=complaint.opened_at)
    client.force_login(anna)
    assert f'<option value="{line.id}" selected>' in client.get(f"/tickets/{complaint.number}/").content.decode()
