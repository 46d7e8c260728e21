"""The history of a ticket says whole and true sentences: who did what, with names where the events hold ids."""

import re
from datetime import timedelta

import pytest

from ambasador.conversations.verbs import add_from_page, ask_customer, propose_date
from ambasador.directory.verbs import change_unit
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.facts import KINDS
from ambasador.lib import clock
from ambasador.tickets import verbs
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.queries import events_of
from ambasador.web.ticket.names import DERIVED, Names

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_every_sentence_names_only_what_its_fact_holds_or_lets_find_out(kind):
    fact = KINDS[kind]
    asked = set(re.findall(r"%\((\w+)\)", str(fact.says)))
    assert asked <= set(fact.__dataclass_fields__) | DERIVED


@pytest.fixture
def eventful(complaint, anna, bartek, celina, serwis, ewa, company, run_jobs):
    """A complaint to which about everything happened that can happen, an hour apart."""
    run_jobs()
    at = clock.now()
    partner, customer = Actor("person", serwis.id), Actor("customer", ewa.id)

    def step(key):
        return Step.objects.get(ticket=complaint, key=key)

    def wish(key, by):
        propose_date(step(key), due_at=at + timedelta(days=3), reason="Daleko", by=by, channel="link")

    def decline(to):
        handover = verbs.offer_handover(complaint, to=to, reason="Urlop", by=anna.actor)
        verbs.decline_handover(handover, reason="Nie mogę", by=to.actor)

    happens = [
        lambda: verbs.accept_step(step("ogledziny"), by=partner),
        lambda: wish("ogledziny", partner),
        lambda: verbs.decide_other_date(step("ogledziny"), agreed=True, by=anna.actor),
        lambda: verbs.accept_step(step("decyzja"), by=celina.actor),
        lambda: wish("decyzja", celina.actor),
        lambda: verbs.decide_other_date(step("decyzja"), agreed=False, by=anna.actor),
        lambda: decline(bartek),
        lambda: verbs.take_over_ticket(complaint, reason="Anna jest chora", by=bartek.actor),
        lambda: ask_customer(complaint, question="Kiedy?", standard_minutes=600, by=bartek.actor),
        lambda: verbs.skip_step(step("ogledziny"), reason="not_needed", sentence="", by=bartek.actor),
        lambda: verbs.leave_procedure(
            complaint, to=company.enquiry, reason="procedure_wrong", sentence="To tylko pytanie.", by=bartek.actor
        ),
        lambda: verbs.close_ticket(Ticket.objects.get(), reason="solved", sentence="Wymieniono złączkę.", by=bartek.actor),
        lambda: add_from_page(Ticket.objects.get(), text="Znów cieknie.", by=customer),
    ]
    for hours, happen in enumerate(happens, 1):
        with clock.set_to(at + timedelta(hours=hours)):
            happen()
            run_jobs()
    change_unit(company.claims, name_en="Claims Department", by=SYSTEM)
    return Ticket.objects.get()


def history_of(client, ticket, language):
    type(ticket.owner).objects.update(language=language)
    html = client.get(f"/tickets/{ticket.number}/?all=1").content.decode()
    return re.sub(r"[\u00a0\u2060]", lambda space: " " if space[0] == "\u00a0" else "", html)


def test_in_polish(client, eventful, bartek):
    client.force_login(bartek)
    html = history_of(client, eventful, "pl")
    for sentence in (
        "Grzegorz Pająk: zadanie „Oględziny na miejscu” przyjęte.",
        "Zgoda na inny termin: „Oględziny na miejscu” do sob. 28 lis, 10:42.",
        "Bez zgody na inny termin: „Decyzja reklamacyjna” nadal jutro do 10:42.",
        "Bartek Kos nie przyjmuje opieki: Nie mogę",
        "Anna jest chora",
        "Krok pominięty: Oględziny na miejscu. W tej sprawie niepotrzebny.",
        "Odejście od procedury „Reklamacja po montażu”. To tylko pytanie.",
        "Ułożono trasę: Zapytanie ogólne.",
        "Wymieniono złączkę.",
    ):
        assert sentence in html, sentence
    assert html.count("Ułożono trasę") == 1  # the first one stands in the head


def test_in_english(client, eventful, bartek):
    client.force_login(bartek)
    html = history_of(client, eventful, "en")
    for sentence in (
        "Grzegorz Pająk took the task: Inspection.",
        "The proposed date was agreed to: Inspection, by Sat 28 Nov, 10:42.",
        "The proposed date was not agreed to: Decision stays, tomorrow by 10:42.",
        "The procedure “Complaint after installation” was left. To tylko pytanie.",
        "The route was laid: General enquiry.",
        "Skipped: Inspection. Not needed in this case.",
    ):
        assert sentence in html, sentence


def test_no_event_of_a_ticket_has_a_gap_or_a_code(eventful, bartek):
    events = list(events_of(eventful))
    names = Names(events, bartek.actor)
    said = {event.kind: names.sentence(event) for event in events}
    assert len(said) > 20
    for kind, sentence in said.items():
        assert not re.search(r"%\(|(^|[ „(])–([.)”]|$)|\b(department|partner|customer)\b|\d{4}-\d\d", sentence), (kind, sentence)
    assert "Dział Reklamacji" in names.sentence(next(event for event in events if event.kind == "tickets.step_offered"))
    assert "Klientowi obiecano termin: czw. 26 – pon. 30 lis." in [names.sentence(event) for event in events]
    assert names.actor(next(event for event in events if event.kind == "tickets.ticket_reopened")) == "Ewa Zawadzka"


def test_names_cost_the_same_for_many_events(eventful, bartek, django_assert_max_num_queries):
    events = list(events_of(eventful))
    with django_assert_max_num_queries(6):
        names = Names(events * 3, bartek.actor)
        assert all(names.sentence(event) for event in events)
