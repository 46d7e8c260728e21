"""Intake on the screen: the queue, messages that need a person, mailboxes."""

import pytest

from ambasador.channels.models import Mailbox, StuckMessage
from ambasador.channels.verbs import add_mailbox, keep_raw_input, mark_failed, note_failed_poll, note_stuck
from ambasador.customers.models import Customer
from ambasador.journal.actors import SYSTEM
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import open_ticket

pytestmark = pytest.mark.django_db
HEAD = b"From: ewa@poczta.example\r\nSubject: =?utf-8?q?Pralka?=\r\nMessage-ID: <a@b>\r\n\r\n"
RAW = HEAD + b"<script>alert(1)</script> \xe2\x80\xae \x07 ka\xc5\xbcdy\r\n"


@pytest.fixture
def agent(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def lead(client, bartek):
    client.force_login(bartek)
    return client


@pytest.fixture
def queued(company, ewa):
    return open_ticket(customer=ewa, subject="Gdzie jest moja pralka", channel="email", version=company.enquiry, by=SYSTEM)


@pytest.fixture
def broken(company):
    mailbox = add_mailbox("kontakt@modrzew.example", kind="listener", by=SYSTEM)
    made = keep_raw_input(RAW, mailbox=mailbox, by=SYSTEM, envelope_from="ewa@poczta.example")
    return mark_failed(made, error="ValueError: nie wiadomo co", is_final=True, by=SYSTEM)


def page(client, path, status=200):
    answer = client.get(path)
    assert answer.status_code == status, answer.content.decode()[:500]
    return answer.content.decode()


def test_a_queued_ticket_stands_with_its_clock_and_is_taken(agent, anna, queued):
    html = page(agent, "/intake/")
    assert f"row-{queued.number}" in html
    assert f'action="/tickets/{queued.number}/owner/"' in html
    assert "/assignment/" not in html
    agent.post(f"/tickets/{queued.number}/owner/")
    assert Ticket.objects.get(pk=queued.pk).owner == anna
    assert '<div class="empty">' in page(agent, "/intake/")


def test_a_lead_assigns(lead, anna, queued):
    assert f"/intake/{queued.number}/assignment/" in page(lead, "/intake/")
    assert lead.post(f"/intake/{queued.number}/assignment/", {"to": ""}).status_code == 422
    assert lead.post(f"/intake/{queued.number}/assignment/", {"to": anna.pk}).status_code == 302
    assert Ticket.objects.get(pk=queued.pk).owner == anna


def test_an_agent_does_not_assign(agent, anna, queued):
    assert agent.post(f"/intake/{queued.number}/assignment/", {"to": anna.pk}).status_code == 404


def test_the_queue_costs_the_same_for_many(agent, company, django_assert_max_num_queries):
    for number in range(20):
        customer = Customer.objects.create(name=f"Osoba {number}")
        open_ticket(customer=customer, subject="X", channel="email", version=company.enquiry, by=SYSTEM)
    with django_assert_max_num_queries(20):
        assert page(agent, "/intake/").count("data-row") == 20


def test_a_failed_message_is_shown_as_harmless_text(agent, broken):
    assert f"/intake/inputs/{broken.pk}/" in page(agent, "/intake/inputs/")
    html = page(agent, f"/intake/inputs/{broken.pk}/")
    assert "nie wiadomo co" in html
    assert "<script>alert(1)" not in html
    assert "&lt;script&gt;alert(1)" in html
    assert "\u202e" not in html  # the sign that would turn the text around is shown as its code
    assert "⟨202E⟩" in html
    assert "⟨07⟩" in html
    assert "każdy" in html


def test_a_message_is_replayed_or_set_aside_with_a_reason(agent, broken):
    assert agent.post(f"/intake/inputs/{broken.pk}/replay/").status_code == 302
    broken.refresh_from_db()
    assert broken.state == "kept"
    assert agent.post(f"/intake/inputs/{broken.pk}/setting-aside/", {"reason": ""}).status_code == 422
    agent.post(f"/intake/inputs/{broken.pk}/setting-aside/", {"reason": "pętla"})
    broken.refresh_from_db()
    assert (broken.state, broken.reason) == ("set_aside", "pętla")
    assert "pętla" in page(agent, "/intake/inputs/?state=set_aside")


def test_mailboxes_say_how_they_are(lead, company):
    mailbox = add_mailbox("imap@modrzew.example", kind="imap", host="mail.example", username="x", by=SYSTEM)
    for _attempt in range(3):
        note_failed_poll(mailbox, error="connection refused", by=SYSTEM)
    html = page(lead, "/intake/mailboxes/")
    assert "connection refused" in html
    assert 'data-tone="bad"' in html
    assert "imap@modrzew.example" in page(lead, "/intake/")


def test_a_mailbox_is_added_and_changed(lead, company):
    fields = {
        "address": "Pomoc@Modrzew.example",
        "kind": "imap",
        "host": "mail.example",
        "username": "pomoc",
        "secret_name": "IMAP_PASSWORD",
        "acknowledges": "on",
    }
    assert lead.post("/intake/mailboxes/new/", fields).status_code == 302
    made = Mailbox.objects.get()
    assert (made.address, made.port, made.secret_name, made.acknowledges) == ("pomoc@modrzew.example", 993, "IMAP_PASSWORD", True)
    again = lead.post("/intake/mailboxes/new/", fields)
    assert again.status_code == 422  # the same address twice
    assert Mailbox.objects.count() == 1
    page(lead, f"/intake/mailboxes/{made.pk}/")
    lead.post(f"/intake/mailboxes/{made.pk}/", {**fields, "port": "143", "security": "starttls"})
    made.refresh_from_db()
    assert (made.port, made.is_active, made.acknowledges) == (143, False, True)


@pytest.mark.parametrize(
    "wrong", [{"secret_name": "hasło123"}, {"host": ""}, {"username": ""}, {"address": "bez-małpy"}, {"port": "99999"}]
)
def test_a_wrong_mailbox_is_told_so(lead, company, wrong):
    fields = {"address": "a@b.example", "kind": "imap", "host": "mail.example", "username": "pomoc", **wrong}
    answer = lead.post("/intake/mailboxes/new/", fields)
    assert answer.status_code == 422
    assert f"id_{next(iter(wrong))}_error" in answer.content.decode()


def test_agents_read_mailboxes_only(agent, company):
    page(agent, "/intake/mailboxes/")
    assert agent.post("/intake/mailboxes/new/", {"address": "a@b.example", "kind": "listener"}).status_code == 404


@pytest.mark.parametrize("path", ["/intake/", "/intake/inputs/", "/intake/stuck/", "/intake/mailboxes/"])
def test_departments_do_not_come_here(client, celina, path):
    client.force_login(celina)
    assert client.get(path).status_code == 404


@pytest.fixture
def stuck(company):
    mailbox = add_mailbox("imap@modrzew.example", kind="imap", host="mail.example", username="x", by=SYSTEM)
    for uid in (7, 7, 8, 8):
        noted = note_stuck(mailbox, uid_validity=1, uid=uid, error="NO [SERVERBUG] <b>x</b>", by=SYSTEM)
    return noted


def test_what_could_not_be_fetched_stands_in_the_intake_and_is_tried_again(agent, stuck, django_assert_max_num_queries):
    assert 'href="/intake/stuck/"' in page(agent, "/intake/")
    with django_assert_max_num_queries(12):
        html = page(agent, "/intake/stuck/")
    assert "[SERVERBUG] &lt;b&gt;" in html
    agent.post(f"/intake/stuck/{stuck.pk}/leaving/")
    assert "UID 8" not in page(agent, "/intake/stuck/")
    StuckMessage.objects.filter(uid=7).update(state="stuck", next_try_at=None)
    agent.post("/intake/stuck/retrying/")
    assert StuckMessage.objects.get(uid=7).state == "retrying"
    assert StuckMessage.objects.get(uid=8).state == "left"
    agent.post(f"/intake/stuck/{stuck.pk}/retrying/")
    assert StuckMessage.objects.get(uid=8).state == "retrying"
