"""The customer is told by name who looks after the case; a deputy acts for the owner and is written down as such. [O1, N1]"""

from datetime import date, timedelta

import pytest

from ambasador.conversations import verbs as conversations
from ambasador.conversations.models import Message
from ambasador.directory.verbs import note_absence
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.procedures.verbs import begin_draft, change_version, publish_version
from ambasador.tickets import tasks, verbs
from ambasador.tickets.models import Handover, Step, Ticket
from tests.cast import make_agent
from tests.truth import assert_true_to_journal, events_by

pytestmark = [pytest.mark.req("O1"), pytest.mark.req("N1")]
TODAY = date(2026, 11, 25)


@pytest.fixture
def bea(company):
    return make_agent("Bea Nowak", ["agent"], company.centre)


def hand_over(ticket, giver, receiver):
    verbs.accept_handover(verbs.offer_handover(ticket, to=receiver, reason="Urlop", by=giver.actor), by=receiver.actor)


def told(purpose):
    return list(Message.objects.filter(contact__purpose=purpose))


def case_of(company, ewa, anna, **how):
    draft = change_version(begin_draft(company.enquiry.procedure, by=SYSTEM), by=SYSTEM, **how)
    return verbs.open_ticket(customer=ewa, subject="Faktura", channel="email", version=publish_version(draft, by=SYSTEM), owner=anna, by=SYSTEM)


def test_the_customer_learns_the_new_name(complaint, anna, bea, run_jobs):
    conversations.reply_to_customer(complaint, text="Zajmuję się tym.", by=anna.actor)
    hand_over(complaint, anna, bea)
    run_jobs()
    [letter] = told("handover")
    assert "prowadzi odtąd: Bea Nowak (wcześniej: Anna Lis)" in letter.text


def test_in_english_to_who_reads_english(company, ewa, anna, bea, run_jobs):
    ticket = verbs.open_ticket(customer=ewa, subject="Invoice", channel="email", version=company.enquiry, language="en", owner=anna, by=SYSTEM)
    conversations.reply_to_customer(ticket, text="I am on it.", by=anna.actor)
    hand_over(ticket, anna, bea)
    run_jobs()
    assert "looked after by Bea Nowak from now on, after Anna Lis" in told("handover")[0].text


def test_only_the_last_of_several_changes_is_told(complaint, anna, bea, bartek, run_jobs):
    conversations.reply_to_customer(complaint, text="Zajmuję się tym.", by=anna.actor)
    hand_over(complaint, anna, bea)
    verbs.take_over_ticket(complaint, reason="pilne", by=bartek.actor)
    run_jobs()
    assert len(told("handover")) == 1


def test_nobody_is_told_where_the_version_says_so_or_nothing_was_ever_sent(company, ewa, anna, bea, complaint, run_jobs):
    silent = case_of(company, ewa, anna, tells_handover=False)
    conversations.reply_to_customer(silent, text="Zajmuję się tym.", by=anna.actor)
    hand_over(silent, anna, bea)
    hand_over(complaint, anna, bea)  # the customer has never heard of it from us
    run_jobs()
    assert told("handover") == []


def test_an_offer_goes_back_after_a_working_day_and_the_owner_is_told(complaint, anna, bea, run_jobs):
    verbs.settle_attention(complaint, by=anna.actor)
    offer = verbs.offer_handover(complaint, to=bea, reason="Urlop", by=anna.actor)
    with clock.set_to(clock.now() + timedelta(hours=23)):
        tasks.expire_offers(0)
        assert Handover.objects.get().state == "offered"
    with clock.set_to(clock.now() + timedelta(hours=25)):
        assert events_by(lambda: tasks.expire_offers(0)) == ["tickets.handover_expired", "tickets.attention_called"]
        assert events_by(lambda: tasks.expire_offers(0)) == []
        with pytest.raises(verbs.HandoverDecided):
            verbs.accept_handover(offer, by=bea.actor)
        assert (Ticket.objects.get().owner, Ticket.objects.get().attention) == (anna, "offer_expired")
        assert_true_to_journal(complaint)


def test_an_expired_offer_does_not_hide_what_is_more_urgent(complaint, anna, bea):
    verbs.call_attention(complaint, reason="customer_replied", by=SYSTEM)
    verbs.offer_handover(complaint, to=bea, reason="Urlop", by=anna.actor)
    with clock.set_to(clock.now() + timedelta(hours=25)):
        tasks.expire_offers(0)
    assert Ticket.objects.get().attention == "customer_replied"


def test_what_a_deputy_does_is_done_for_the_owner_who_stays(client, complaint, anna, bea, celina, bartek):
    note_absence(anna.person, starts_on=TODAY, ends_on=TODAY, deputy=bea.person, by=SYSTEM)
    verbs.skip_step(Step.objects.get(key="ogledziny"), reason="not_needed", by=bea.actor)
    conversations.reply_to_customer(complaint, text="Piszę w imieniu Anny.", by=bea.actor)
    conversations.write_note(complaint, text="Zadzwonić jutro", by=bea.actor)
    verbs.name_obstacle(complaint, kind="other", text="brak części", by=bartek.actor)
    done = dict(Event.objects.filter(subject_id=complaint.id, actor_kind="user").values_list("kind", "actor_label"))
    for kind in ("tickets.step_skipped", "conversations.message_sent", "conversations.note_written"):
        assert done[kind] == f"for:{anna.id}"
    assert done["tickets.obstacle_named"] == ""  # Bartek leads, and stands in for nobody
    assert Ticket.objects.get().owner == anna
    assert_true_to_journal(complaint)
    client.force_login(bea)
    assert f"row-{complaint.number}" in client.get("/desk/?whose=standing_in").content.decode()
    html = client.get(f"/tickets/{complaint.number}/?all=1").content.decode().replace("\xa0", " ")
    assert html.count("Bea Nowak, w zastępstwie: Anna Lis") == 3


def test_a_customer_who_writes_meanwhile_learns_who_acts_once(company, ewa, anna, bea, run_jobs):
    ticket = case_of(company, ewa, anna, tells_standing_in=True)
    note_absence(anna.person, starts_on=TODAY, ends_on=date(2026, 11, 27), deputy=bea.person, by=SYSTEM)
    for text in ("Gdzie faktura?", "Halo?"):
        conversations.add_from_page(ticket, text=text, by=Actor("customer", ewa.pk))
        run_jobs()
    [letter] = told("standing_in")
    assert "nadal prowadzi: Anna Lis" in letter.text
    assert "zastępstwo: Bea Nowak" in letter.text


def test_by_default_an_absence_is_our_own_matter(company, ewa, anna, bea, complaint, run_jobs):
    note_absence(anna.person, starts_on=TODAY, ends_on=TODAY, deputy=bea.person, by=SYSTEM)
    conversations.add_from_page(complaint, text="Gdzie faktura?", by=Actor("customer", ewa.pk))
    run_jobs()
    assert told("standing_in") == []
