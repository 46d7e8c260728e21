"""The pop of a call, its page and the list, as people of the contact centre use them."""

import json
from datetime import timedelta

import pytest

from ambasador.accounts.verbs import change_user
from ambasador.channels import lines
from ambasador.channels.models import RawInput
from ambasador.channels.verbs import add_line
from ambasador.conversations.models import PhoneCall
from ambasador.conversations.tasks import find_missed_calls
from ambasador.customers.models import ContactPoint
from ambasador.customers.verbs import add_contact_point
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import case_link, close_ticket, promise_callback
from ambasador.tickets.verbs.links import case_token
from tests.cast import WEDNESDAY

pytestmark = pytest.mark.req("I1")
SECRET = "słowik nad Wartą"


@pytest.fixture
def line(company, monkeypatch):
    monkeypatch.setenv("EXCHANGE_SECRET", SECRET)
    return add_line("phone", name="Centrala", settings={"secret": "EXCHANGE_SECRET"}, by=SYSTEM)


@pytest.fixture
def tell(client_factory, line):
    """The exchange posts an event."""
    path = f"/k/{lines.token_of(line)}/"

    def _tell(event, *, call="7f", number="600700800", extension="214", secret=SECRET):
        said = {"event": event, "call": call, "from": number, "extension": extension}
        sent = client_factory().post(path, json.dumps(said), content_type="application/json", headers={"Authorization": f"Bearer {secret}"})
        return sent.status_code

    return _tell


@pytest.fixture
def phone(client_factory, anna, ewa):
    """Anna at the extension 214, and Ewa's number."""
    add_contact_point(ewa, kind="phone", written="600700800", by=SYSTEM)
    change_user(anna, phone_extension="214", by=anna.actor)
    return at_screen(client_factory, anna)


def at_screen(client_factory, user):
    client = client_factory()
    client.force_login(user)
    return client


def words(answer):
    return answer.content.decode()


def test_the_pop_says_who_calls_and_what_to_tell_them(phone, tell, complaint):
    assert tell("ringing", call="1") == 200
    said = words(phone.get("/calls/now/"))
    assert "Dzwoni: Ewa Zawadzka" in said
    assert f"#{complaint.number}" in said
    assert "Teraz trwa etap" in said
    assert f'href="/tickets/{complaint.number}/calls/?call={PhoneCall.objects.get().id}"' in said


@pytest.mark.req("I3")
def test_what_is_wrongly_signed_is_not_kept(phone, tell):
    assert tell("ringing", secret="inny") == 404
    assert not RawInput.objects.exists()


@pytest.mark.req("I3")
def test_each_event_is_kept_once_and_taken_in_at_once(phone, tell):
    assert [tell("ringing"), tell("ringing"), tell("ended")] == [200, 200, 200]
    assert list(RawInput.objects.values_list("state", flat=True)) == ["taken", "taken"]
    assert PhoneCall.objects.count() == 1


@pytest.mark.req("I3")
def test_what_nobody_understands_is_kept_for_the_worker(phone, tell, run_jobs):
    assert tell("dancing") == 200
    run_jobs()
    assert RawInput.objects.get().tries == 1


def test_who_is_unknown_is_searched_for_and_named(phone, tell, ewa):
    tell("answered", number="511222333")
    said = words(phone.get("/calls/now/"))
    assert "Kto dzwoni?" in said
    call = PhoneCall.objects.get()
    assert "Ewa Zawadzka" in words(phone.get(f"/calls/{call.id}/?q=ewa@poczta.example"))
    phone.post(f"/calls/{call.id}/caller/", {"customer": ewa.id, "remembers": "1"})
    assert "Rozmowa: Ewa Zawadzka" in words(phone.get("/calls/now/"))
    assert ContactPoint.objects.get(value="+48511222333").customer == ewa


def test_each_of_two_agents_sees_only_their_own_calls(phone, tell, bartek, client_factory):
    change_user(bartek, phone_extension="215", by=bartek.actor)
    barteks = at_screen(client_factory, bartek)
    tell("ringing", call="1")
    tell("ringing", call="2", number="511222333", extension="215")
    assert "Ewa Zawadzka" in words(phone.get("/calls/now/"))
    assert "511 222 333" not in words(phone.get("/calls/now/"))
    assert "511 222 333" in words(barteks.get("/calls/now/"))


@pytest.mark.req("I3")
def test_a_call_at_an_extension_that_nobody_has_stands_on_the_list(phone, tell):
    tell("answered", extension="999")
    assert "data-call" not in words(phone.get("/calls/now/"))
    assert "600 700 800" in words(phone.get("/calls/"))


def test_a_page_without_an_extension_has_no_pop_and_asks_nothing(client_factory, bartek, tell, phone):
    tell("ringing")
    assert 'id="calls-now"' not in words(at_screen(client_factory, bartek).get("/desk/"))
    assert 'id="calls-now"' in words(phone.get("/desk/"))


def test_departments_see_no_calls(client_factory, celina, tell, phone):
    tell("ringing")
    celinas = at_screen(client_factory, celina)
    assert celinas.get("/calls/").status_code == celinas.get("/calls/now/").status_code == celinas.get(f"/calls/{PhoneCall.objects.get().id}/").status_code == 404


def test_a_call_is_logged_with_a_promise_that_the_customer_sees_but_not_the_note(phone, tell, complaint, client_factory, ewa):
    tell("answered")
    call = PhoneCall.objects.get()
    url = f"/tickets/{complaint.number}/calls/?call={call.id}"
    assert "600 700 800" in words(phone.get(url))
    sent = phone.post(url, {"direction": "in", "number": "600700800", "outcome": "talked", "note": "Zdenerwowana.", "callback_at": "2026-11-26T10:00"})
    assert sent.status_code == 302
    step = Step.objects.get(key__startswith="callback-")
    assert step.due_at == WEDNESDAY.replace(day=26, hour=9, minute=0)
    said = words(phone.get(f"/tickets/{complaint.number}/?all=1"))
    assert "telefon od klienta, rozmowa się odbyła" in said
    assert "Zdenerwowana." in said
    link = case_link(complaint, sent_to="ewa@poczta.example", by=SYSTEM)
    page = words(client_factory().get(f"/s/{case_token(link)}/"))
    assert "Zadzwonimy do Ciebie" in page
    assert "Twój telefon do nas" in page
    assert "Zdenerwowana" not in page


def test_a_ticket_for_a_call_is_opened_from_the_pop(phone, tell, anna, ewa):
    tell("answered")
    call = PhoneCall.objects.get()
    assert phone.post(f"/calls/{call.id}/ticket/", {"direction": "in", "number": "600700800", "outcome": "talked", "subject": ""}).status_code == 422
    phone.post(f"/calls/{call.id}/ticket/", {"direction": "in", "number": "600700800", "outcome": "talked", "subject": "Montaż zmywarki"})
    ticket = Ticket.objects.get()
    assert (ticket.owner, ticket.customer, ticket.subject) == (anna, ewa, "Montaż zmywarki")
    assert "data-call" not in words(phone.get("/calls/now/"))
    assert f"#{ticket.number}" in words(phone.get("/calls/?which=all"))


def test_a_call_is_put_away(phone, tell):
    tell("answered")
    phone.post(f"/calls/{PhoneCall.objects.get().id}/dismissal/")
    assert "data-call" not in words(phone.get("/calls/now/"))


def test_a_call_logged_by_hand_with_a_length(phone, complaint):
    said = {"direction": "out", "number": "600700800", "begun_at": "2026-11-25T10:30", "minutes": "5 min", "outcome": "talked", "note": "Umówiono montaż."}
    assert phone.post(f"/tickets/{complaint.number}/calls/", said).status_code == 302
    assert "telefon do klienta, rozmowa się odbyła, 5 min" in words(phone.get(f"/tickets/{complaint.number}/?all=1"))


def test_a_promise_for_yesterday_is_refused_with_a_sentence(phone, complaint):
    said = phone.post(f"/tickets/{complaint.number}/callback/", {"due_at": "2026-11-20T10:00", "about": ""})
    assert (said.status_code, "Wybierz termin w przód" in words(said)) == (422, True)


def test_missed_calls_stand_on_the_desk_and_on_the_list(phone, tell, complaint):
    tell("ringing")
    tell("ended")
    with clock.set_to(WEDNESDAY + timedelta(seconds=30)):
        find_missed_calls(0)
    assert "Nieodebrane połączenie" in words(phone.get("/desk/"))
    assert "nikt z nas nie odebrał" in words(phone.get("/calls/?which=missed"))


def test_the_list_costs_the_same_however_long_it_is(phone, tell, django_assert_max_num_queries):
    for number in range(30):
        tell("answered", call=str(number), number=f"5112223{number:02}")
    with django_assert_max_num_queries(14):
        listed = phone.get("/calls/?which=all")
    assert words(listed).count("511 222 3") >= 25
    with django_assert_max_num_queries(14):
        phone.get("/calls/now/")


def test_a_call_to_a_wrong_number_is_nothing_for_the_customer(phone, complaint, client_factory):
    said = {"direction": "out", "number": "511222333", "begun_at": "2026-11-25T10:30", "outcome": "wrong_number", "note": ""}
    phone.post(f"/tickets/{complaint.number}/calls/", said)
    link = case_link(complaint, sent_to="ewa@poczta.example", by=SYSTEM)
    assert "Nasz telefon do Ciebie" not in words(client_factory().get(f"/s/{case_token(link)}/"))


def test_closing_a_case_ends_a_promised_call(phone, anna, complaint):
    step = promise_callback(complaint, due_at=WEDNESDAY + timedelta(hours=5), by=anna.actor)
    close_ticket(complaint, reason="solved", sentence="", by=anna.actor)
    step.refresh_from_db()
    assert (step.is_over, step.next_nudge_at) == (True, None)
