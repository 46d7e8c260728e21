"""The outbox on the screen."""

from datetime import timedelta

import pytest

from ambasador.channels.models import OutboxMessage
from ambasador.channels.verbs import claim_message, mark_given_up
from ambasador.conversations.verbs import Upload, reply_to_customer
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.outreach.models import Contact
from ambasador.outreach.verbs import send_contact

pytestmark = pytest.mark.django_db


@pytest.fixture
def lead(client, bartek):
    client.force_login(bartek)
    return client


def send(subject="Twoja sprawa", **more):
    fields = {"to": "ewa@poczta.example", "purpose": "reply", "recipient_kind": "customer", "recipient_id": 1, "text": "<b>Dzień dobry</b>"}
    return send_contact(subject=subject, by=SYSTEM, **{**fields, **more})


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


@pytest.fixture
def failed(company):
    message = send("Nieudana").outgoing
    message = claim_message(message.pk)
    return mark_given_up(message, error="550 no such user", by=SYSTEM)


def test_the_list_says_what_became_of_each(lead, failed):
    send("Czeka", not_before=clock.now() + timedelta(minutes=5))
    html = page(lead, "/outbox/")
    assert "Nieudana" in html
    assert "550 no such user" in html
    html = page(lead, "/outbox/?state=waiting")
    assert "Czeka" in html
    assert "Nieudana" not in html


def test_one_message_is_shown_whole_as_text(lead, complaint):
    message = send(matter=complaint.pk).outgoing
    html = page(lead, f"/outbox/{message.pk}/")
    assert "&lt;b&gt;Dzień dobry" in html
    assert message.message_id.strip("<>") in html
    assert f'href="/tickets/{complaint.number}/"' in html


@pytest.fixture
def with_file(complaint, anna):
    upload = Upload("protokół nr 1.pdf", "application/pdf", b"%PDF")
    return reply_to_customer(complaint, text="W załączniku protokół.", by=anna.actor, uploads=[upload]).contact.outgoing


def test_what_was_attached_can_be_fetched(lead, with_file):
    html = page(lead, f"/outbox/{with_file.pk}/")
    link = f"/outbox/{with_file.pk}/files/1/"
    assert f'<a href="{link}">protokół nr 1.pdf</a>' in html
    answer = lead.get(link)
    assert answer.content == b"%PDF"
    assert "attachment" in answer["Content-Disposition"]
    assert "protok%C3%B3%C5%82%20nr%201.pdf" in answer["Content-Disposition"]
    assert "sandbox" in answer["Content-Security-Policy"]
    for place in (0, 2):
        assert lead.get(f"/outbox/{with_file.pk}/files/{place}/").status_code == 404


@pytest.mark.parametrize("who", ["anna", "celina", "obcy"])
def test_nobody_else_fetches_it(client, request, with_file, who):
    client.force_login(request.getfixturevalue(who))
    assert client.get(f"/outbox/{with_file.pk}/files/1/").status_code == 404


def test_a_file_whose_content_was_lost_is_not_there(lead, with_file):
    OutboxMessage.objects.filter(pk=with_file.pk).update(payload={"attachments": [{"sha256": "0" * 64, "name": "a", "media_type": "x/y"}]})
    assert lead.get(f"/outbox/{with_file.pk}/files/1/").status_code == 404


def test_a_failed_one_is_sent_again(lead, failed):
    assert lead.get(f"/outbox/{failed.pk}/repetition/").status_code == 200
    lead.post(f"/outbox/{failed.pk}/repetition/")
    failed.refresh_from_db()
    assert failed.state == "waiting"


def test_a_waiting_one_is_taken_back_and_a_gone_one_is_not(lead, failed):
    message = send("Czeka", not_before=clock.now() + timedelta(minutes=5)).outgoing
    assert lead.post(f"/outbox/{message.pk}/withdrawal/").status_code == 302
    message.refresh_from_db()
    assert message.state == "withdrawn"
    assert lead.post(f"/outbox/{failed.pk}/withdrawal/").status_code == 409


def test_a_held_one_is_let_through(lead, company):
    for number in range(60):
        if send(f"Automat {number}", automatic=True, purpose="status", matter=7).verdict == "hold":
            break
    held = Contact.objects.filter(verdict="hold").first()
    assert held is not None
    assert f"/outbox/held/{held.pk}/release/" in page(lead, "/outbox/held/")
    lead.post(f"/outbox/held/{held.pk}/release/")
    held.refresh_from_db()
    assert held.verdict == "allow"
    assert held.outgoing is not None


def test_pages_cost_the_same_for_many(lead, company, django_assert_max_num_queries):
    for number in range(60):
        send(f"M {number}")
    with django_assert_max_num_queries(14):
        html = page(lead, "/outbox/")
    assert html.count('<th scope="row">') == 50
    oldest = OutboxMessage.objects.order_by("-pk")[49].pk
    assert page(lead, f"/outbox/?before={oldest}").count('<th scope="row">') == 10


def test_agents_and_departments_have_no_outbox(client, anna, celina, failed):
    for user in (anna, celina):
        client.force_login(user)
        assert client.get("/outbox/").status_code == 404
        assert client.post(f"/outbox/{failed.pk}/repetition/").status_code == 404


def test_after_an_outage_everything_undelivered_leaves_again_at_one_touch_and_the_undecided_stays(lead, failed):
    other = claim_message(send("Druga").outgoing.pk)
    mark_given_up(other, error="no connection", by=SYSTEM)
    unknown = mark_given_up(claim_message(send("Nie wiadomo").outgoing.pk), error="the connection broke", is_undecided=True, by=SYSTEM)
    assert "Wyślij wszystkie ponownie" in page(lead, "/outbox/?state=failed")
    assert "Wyślij wszystkie ponownie" not in page(lead, "/outbox/?state=undecided")
    page(lead, "/outbox/repetition/")  # asks, and changes nothing
    assert OutboxMessage.objects.filter(state="failed").count() == 2
    lead.post("/outbox/repetition/")
    states = dict(OutboxMessage.objects.values_list("id", "state"))
    assert (states[failed.pk], states[other.pk], states[unknown.pk]) == ("waiting", "waiting", "undecided")
    assert OutboxMessage.objects.get(pk=failed.pk).tries == 0


def test_an_agent_sends_nothing_again_in_bulk(client, anna, failed):
    client.force_login(anna)
    assert client.post("/outbox/repetition/").status_code in (302, 403, 404)
    assert OutboxMessage.objects.get(pk=failed.pk).state == "failed"
