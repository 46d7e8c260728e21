"""Addresses from which messages came back: told with the reason, warned of before sending, settled in one click."""

import pytest
from django.utils import translation

from ambasador.channels.bounces import BouncedAddress, code_in
from ambasador.channels.models import OutboxMessage
from ambasador.channels.verbs import note_bounced
from ambasador.conversations.verbs import reply_to_customer
from ambasador.customers.models import ContactPoint
from ambasador.journal.actors import SYSTEM

pytestmark = pytest.mark.django_db
SAID = "550 5.1.1 <ewa@poczta.example>: Recipient address rejected: User unknown"


@pytest.fixture
def agent(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def returned(complaint, anna):
    reply_to_customer(complaint, text="Dzień dobry", by=anna.actor)
    return note_bounced(OutboxMessage.objects.latest("id"), is_permanent=True, code=code_in(SAID), diagnostic=SAID, by=SYSTEM)


def page(client, path):
    return client.get(path, headers={"accept-language": "pl"}).content.decode()


@pytest.mark.parametrize(
    ("said", "code", "meaning"),
    [
        (SAID, "5.1.1", "no such address"),
        ("smtp; 552 5.2.2 Over quota", "5.2.2", "full"),
        ("554 Message refused", "554", "refuses"),
        ("5.1.10 null MX", "5.1.10", "takes no mail"),
        ("Action: failed", "", "not delivered"),
    ],
)
def test_a_code_is_said_in_words(said, code, meaning):
    assert code_in(said) == code
    with translation.override("en"):
        assert meaning in BouncedAddress(address="x", is_permanent=True, code=code).says


def test_the_page_says_why_and_whose_cases_are_touched(agent, returned, complaint, django_assert_max_num_queries):
    with django_assert_max_num_queries(14):
        html = agent.get("/intake/bounces/").content.decode()
    assert "ewa@poczta.example" in html
    assert "User unknown" in html
    assert f'href="/tickets/{complaint.number}/"' in html


def test_the_composer_warns_until_somebody_says_that_the_address_is_right(agent, returned, complaint):
    where = f"/tickets/{complaint.number}/"
    assert "Nie ma takiego adresu" in page(agent, where)
    agent.post(f"/intake/bounces/{returned.pk}/settling/")
    assert "Nie ma takiego adresu" not in page(agent, where)
    assert "ewa@poczta.example" not in page(agent, "/intake/bounces/")


def test_a_second_report_of_one_message_is_no_news_and_a_new_one_begins_anew(agent, returned, complaint, anna):
    again = note_bounced(OutboxMessage.objects.latest("id"), is_permanent=True, code="5.1.1", diagnostic=SAID, by=SYSTEM)
    assert again.times == 1
    agent.post(f"/intake/bounces/{returned.pk}/settling/")
    reply_to_customer(complaint, text="Jeszcze raz", by=anna.actor)
    anew = note_bounced(OutboxMessage.objects.latest("id"), is_permanent=False, code="4.2.2", diagnostic="full", by=SYSTEM)
    assert (anew.pk, anew.times, anew.is_permanent, anew.settled_at) == (returned.pk, 1, False, None)


def test_the_address_is_removed(agent, client, celina, returned):
    agent.post(f"/intake/bounces/{returned.pk}/removal/")
    assert not ContactPoint.objects.filter(value="ewa@poczta.example").exists()
    client.force_login(celina)
    assert client.get("/intake/bounces/").status_code == 404
