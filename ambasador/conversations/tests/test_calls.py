"""Telephone calls: told in any order, missed, logged, promised."""

from datetime import timedelta

import pytest

from ambasador.accounts.verbs import begin_leaving, change_user
from ambasador.channels.interface import CallTold
from ambasador.channels.verbs import add_line
from ambasador.conversations.models import Message, PhoneCall
from ambasador.conversations.queries import calls_at, missed_calls
from ambasador.conversations.tasks import find_missed_calls
from ambasador.conversations.verbs import log_call, miss_call, name_caller, open_ticket_for_call, put_call_away
from ambasador.conversations.verbs.calls import CallInFuture, CallIsLogged, note_call
from ambasador.customers.models import ContactPoint
from ambasador.customers.verbs import ContactPointTaken, add_contact_point, add_customer
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.lib import clock
from ambasador.lib.refusal import NotAllowed
from ambasador.tickets.models import Attention, Nudge, Step, Ticket
from ambasador.tickets.verbs import NoSuchMoment, TicketIsClosed, close_ticket, nudge_steps, promise_callback, settle_attention
from tests.cast import WEDNESDAY
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("I1")
NUMBER = "+48600700800"
RINGING = CallTold(call_id="7f", what="ringing", number="600 700 800", extension="214")
ANSWERED = CallTold(call_id="7f", what="answered", number="600 700 800", extension="214")
ENDED = CallTold(call_id="7f", what="ended")


@pytest.fixture
def line(company):
    return add_line("phone", name="Centrala", settings={"secret": "EXCHANGE_SECRET"}, by=SYSTEM)


@pytest.fixture
def anna(anna):
    return change_user(anna, phone_extension="214", by=anna.actor)


@pytest.fixture
def ewa(ewa):
    add_contact_point(ewa, kind="phone", written=NUMBER, by=SYSTEM)
    return ewa


@pytest.fixture
def tell(line):
    """What the exchange tells, a second after another."""
    seconds = iter(range(1000))

    def _tell(*told):
        for one in told:
            with clock.set_to(WEDNESDAY + timedelta(seconds=next(seconds))):
                note_call(line, one, by=SYSTEM)
        return PhoneCall.objects.order_by("id").last()

    return _tell


def later(**span):
    return clock.set_to(WEDNESDAY + timedelta(**span))


def shown_at(extension):
    return [call.carrier_id for call in calls_at(extension, at=clock.now())]


def logged(ticket, by, **more):
    said = {"number": "600700800", "direction": "in", "begun_at": clock.now(), "minutes": 4, "outcome": "talked", "note": "Pyta o część.", **more}
    return log_call(ticket, by=by, **said)


def test_a_call_rings_is_answered_and_stays_until_it_is_logged(tell, ewa, anna):
    assert tell(RINGING).customer == ewa
    assert shown_at("214") == ["7f"]
    tell(ANSWERED, ENDED)
    assert shown_at("214") == ["7f"]
    assert shown_at("215") == []


@pytest.mark.parametrize("order", [(RINGING, ANSWERED, ENDED), (ENDED, ANSWERED, RINGING), (ANSWERED, RINGING, ENDED), (ENDED, RINGING, ANSWERED)])
def test_events_in_any_order_and_any_number_of_times_are_one_call(tell, run_jobs, order):
    tell(*order, *order, *order)
    with later(minutes=10):
        find_missed_calls(0)
    call = PhoneCall.objects.get()
    assert (call.number, call.extension, call.outcome, call.missed_after) == (NUMBER, "214", "", None)
    assert call.begun_at <= call.answered_at
    assert call.ended_at


def test_what_says_nothing_new_records_nothing(tell):
    moment = WEDNESDAY - timedelta(minutes=1)
    tell(CallTold(call_id="7f", what="ringing", number="600700800", extension="214", at=moment))
    before = Event.objects.count()
    tell(CallTold(call_id="7f", what="ringing", number="600700800", extension="214", at=moment))
    assert Event.objects.count() == before


def test_of_two_phones_that_ring_the_one_that_answers_has_the_call(tell, anna):
    tell(RINGING, CallTold(call_id="7f", what="ringing", extension="215"))
    assert shown_at("214") == shown_at("215") == ["7f"]
    tell(CallTold(call_id="7f", what="answered", extension="215"))
    assert (shown_at("214"), shown_at("215")) == ([], ["7f"])


def test_a_call_that_is_passed_on_goes_to_the_last_who_answered(tell):
    tell(ANSWERED, CallTold(call_id="7f", what="answered", extension="215"))
    assert (shown_at("214"), shown_at("215")) == ([], ["7f"])
    tell(CallTold(call_id="7f", what="answered", extension="214", at=WEDNESDAY - timedelta(hours=1)))  # an older one that comes late
    assert shown_at("215") == ["7f"]


def test_calls_between_two_desks_are_nobodys_case(tell):
    assert tell(CallTold(call_id="8", what="ringing", number="215", extension="214")) is None


@pytest.mark.req("I3")
def test_a_missed_call_of_somebody_unknown_opens_a_case_in_the_queue(tell, run_jobs):
    tell(RINGING, ENDED)
    with later(seconds=30):
        find_missed_calls(0)
        find_missed_calls(0)
        run_jobs()
    ticket = Ticket.objects.get()
    assert (ticket.owner, ticket.channel, ticket.attention) == (None, "phone", Attention.CALL_MISSED)
    assert ticket.subject == "Nieodebrane połączenie: 600 700 800"
    assert ticket.queue_due_at
    assert ContactPoint.objects.get(value=NUMBER).customer == ticket.customer
    assert Message.objects.get().phone_call.outcome == "missed"
    assert_true_to_journal(ticket)


@pytest.mark.req("I3")
def test_a_missed_call_of_a_customer_calls_the_owner_of_their_case(tell, ewa, anna, complaint):
    settle_attention(complaint, by=anna.actor)
    tell(RINGING, ENDED)
    with later(seconds=30):
        find_missed_calls(0)
    complaint.refresh_from_db()
    assert (complaint.attention, Ticket.objects.count()) == (Attention.CALL_MISSED, 1)


def test_nothing_is_missed_while_it_rings_and_not_at_once_when_it_ends(tell):
    call = tell(RINGING)
    assert not missed_calls(clock.now() + timedelta(minutes=4)).exists()
    assert miss_call(call, by=SYSTEM).outcome == ""
    tell(ENDED)
    assert not missed_calls(clock.now() + timedelta(seconds=5)).exists()


@pytest.mark.req("I3")
def test_an_exchange_that_never_tells_the_end_loses_no_call(tell):
    tell(RINGING)
    with later(minutes=6):
        find_missed_calls(0)
    assert Ticket.objects.count() == 1


def test_a_call_from_a_withheld_number_is_noted_and_opens_nothing(tell):
    tell(CallTold(call_id="9", what="ringing", extension="214"), CallTold(call_id="9", what="ended"))
    with later(minutes=1):
        find_missed_calls(0)
    assert (PhoneCall.objects.get().outcome, Ticket.objects.count()) == ("missed", 0)


def test_a_call_is_logged_once_and_settles_what_called_for_it(tell, ewa, anna, complaint, run_jobs):
    call = tell(RINGING, ANSWERED, ENDED)
    with later(minutes=5):
        message = logged(complaint, anna.actor, call=call)
        with pytest.raises(CallIsLogged):
            logged(complaint, anna.actor, call=call)
    complaint.refresh_from_db()
    assert (message.channel, message.text, complaint.attention) == ("phone", "Pyta o część.", "")
    assert PhoneCall.objects.get().message == message
    assert shown_at("214") == []
    run_jobs()
    assert_true_to_journal(complaint)


def test_a_call_logged_by_hand_needs_no_exchange(anna, complaint):
    logged(complaint, anna.actor, direction="out", outcome="no_answer", minutes=None)
    call = PhoneCall.objects.get()
    assert (call.line, call.number, call.direction, call.outcome) == (None, NUMBER, "out", "no_answer")
    complaint.refresh_from_db()
    assert complaint.attention == Attention.NEW


def test_a_call_cannot_begin_tomorrow_nor_last_a_day(anna, complaint):
    with pytest.raises(CallInFuture):
        logged(complaint, anna.actor, begun_at=clock.now() + timedelta(hours=1))
    with pytest.raises(CallInFuture):
        logged(complaint, anna.actor, minutes=24 * 60)


def test_strangers_log_nothing(complaint, obcy):
    with pytest.raises(NotAllowed):
        logged(complaint, obcy.actor)


def opened(call, by, **more):
    said = {"number": "600700800", "name": "", "subject": "Pyta o montaż", "direction": "in", "minutes": None, "outcome": "talked", "note": ""}
    return open_ticket_for_call(call=call, begun_at=clock.now(), by=by, **{**said, **more})


def test_a_ticket_for_a_call_is_the_agents_who_talked(tell, anna, ewa, run_jobs):
    ticket = opened(tell(ANSWERED), anna.actor)
    assert (ticket.owner, ticket.customer, ticket.messages.get().phone_call.outcome) == (anna, ewa, "talked")
    run_jobs()
    assert_true_to_journal(ticket)


def test_a_ticket_for_a_call_of_who_is_leaving_stands_in_the_queue(tell, anna, bartek):
    begin_leaving(anna, by=bartek.actor)
    assert opened(tell(ANSWERED), anna.actor).owner is None


def test_who_called_is_named_and_their_number_remembered(tell, anna, bartek):
    call, jan = tell(RINGING), add_customer(name="Jan Kot", by=SYSTEM)
    name_caller(call, jan, remembers=True, by=anna.actor)
    assert ContactPoint.objects.get(value=NUMBER).customer == jan
    assert opened(PhoneCall.objects.get(), anna.actor).customer == jan


def test_a_number_of_somebody_else_is_not_taken_from_them(tell, anna, ewa):
    with pytest.raises(ContactPointTaken):
        name_caller(tell(RINGING), add_customer(name="Jan Kot", by=SYSTEM), remembers=True, by=anna.actor)


def test_a_call_put_away_is_shown_no_more(tell, anna):
    call = tell(ANSWERED)
    put_call_away(call, by=anna.actor)
    assert put_call_away(call, by=anna.actor).put_away_at
    assert (shown_at("214"), Event.objects.filter(kind="conversations.call_put_away").count()) == ([], 1)


def promised(ticket, by, **ahead):
    return promise_callback(ticket, due_at=clock.now() + timedelta(**ahead), by=by)


@pytest.mark.req("O4")
def test_a_promised_call_is_a_step_of_the_owner_with_a_reminder(anna, complaint, run_jobs):
    step = promised(complaint, anna.actor, days=1)
    assert (step.performer, step.due_at, step.state) == ("owner", WEDNESDAY + timedelta(days=1), "accepted")
    assert step.next_nudge_at == step.due_at - timedelta(minutes=15)
    assert not complaint.deviations.exists()
    with later(days=1, minutes=-10):
        nudge_steps()
    assert Nudge.objects.get(step=step).level == "before"
    run_jobs()
    assert_true_to_journal(complaint)


def test_a_promised_call_is_moved_and_not_promised_twice(anna, complaint):
    promised(complaint, anna.actor, days=1)
    step = promised(complaint, anna.actor, days=2)
    assert Step.objects.filter(key__startswith="callback-").get() == step
    assert step.due_at == WEDNESDAY + timedelta(days=2)


@pytest.mark.parametrize(("outcome", "state"), [("talked", "done"), ("no_answer", "accepted"), ("voicemail", "accepted")])
def test_a_promised_call_is_done_when_they_talked(anna, complaint, outcome, state):
    step = promised(complaint, anna.actor, hours=2)
    with later(hours=2):
        logged(complaint, anna.actor, direction="out", outcome=outcome)
    assert Step.objects.get(pk=step.pk).state == state
    assert_true_to_journal(complaint)


def test_no_call_is_promised_for_the_past_or_a_closed_case(anna, complaint):
    with pytest.raises(NoSuchMoment):
        promised(complaint, anna.actor, hours=-1)
    with pytest.raises(NoSuchMoment):
        promised(complaint, anna.actor, days=90)
    close_ticket(complaint, reason="solved", sentence="", by=anna.actor)
    with pytest.raises(TicketIsClosed):
        promised(complaint, anna.actor, days=1)
