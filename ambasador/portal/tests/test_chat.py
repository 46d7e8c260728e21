"""The window of a chat, as a browser asks it."""

import json
from datetime import timedelta

import pytest

from ambasador.channels.chats import chat_behind
from ambasador.channels.models import Chat, OutboxMessage, RawInput
from ambasador.channels.sending import send_one
from ambasador.channels.tasks import find_unread_chats
from ambasador.channels.verbs import add_line, change_line
from ambasador.conversations.models import Message
from ambasador.conversations.queries import is_known_sender, ways_to_answer
from ambasador.conversations.verbs import reply_over_line, reply_to_customer
from ambasador.customers.models import ContactPoint
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.portal.live import LinkGate
from ambasador.tickets.models import Attention, Ticket
from ambasador.tickets.verbs import settle_attention
from tests.cast import WEDNESDAY
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("I1")


@pytest.fixture
def line(company):
    return add_line("web_chat", name="Czat", settings={"pages": "https://www.modrzew.example"}, by=SYSTEM)


class Window:
    def __init__(self, client, line):
        self.client, self.path = client, f"/c/{line.id}"
        self.token = self.post("chats/", {}).json()["token"]

    def post(self, what, said, token=None):
        headers = {"X-Chat": token or getattr(self, "token", "")}
        body = said if isinstance(said, bytes) else json.dumps(said).encode()
        return self.client.post(f"{self.path}/{what}", body, content_type="application/json", headers=headers)

    def write(self, text, once="m-1"):
        return self.post("messages/", {"once": once, "text": text})

    def hand_over(self, email, once="a-1"):
        return self.post("address/", {"once": once, "email": email})

    def sees(self, *, seen=True):
        answer = self.client.get(f"{self.path}/messages/{'?seen=1' if seen else ''}", headers={"X-Chat": self.token})
        assert answer.status_code == 200
        return answer.json()

    def texts(self):
        return [one["text"] for one in self.sees()["messages"]]


@pytest.fixture
def window(client, line):
    return Window(client, line)


def answered(ticket, by, text="Już sprawdzam."):
    [way] = ways_to_answer(ticket)
    message = reply_over_line(ticket, line=way.line, text=text, by=by)
    send_one(message.contact.outgoing_id)
    return message


def later(**span):
    return clock.set_to(WEDNESDAY + timedelta(**span))


def test_what_a_customer_writes_opens_a_case_and_goes_on_in_it(window, run_jobs):
    assert window.write("Dzień dobry, pralka cieknie po montażu.").status_code == 200
    window.write("Woda stoi w łazience.", "m-2")
    run_jobs()
    ticket = Ticket.objects.get()
    assert (ticket.channel, ticket.messages.filter(direction="in").count()) == ("chat", 2)
    assert window.texts() == ["Dzień dobry, pralka cieknie po montażu.", "Woda stoi w łazience."]
    assert_true_to_journal(ticket)


@pytest.mark.req("I3")
def test_the_same_message_sent_again_is_taken_once_and_kept_raw(window, run_jobs):
    assert [window.write("Halo").status_code for _ in range(3)] == [200, 200, 200]
    run_jobs()
    assert (RawInput.objects.count(), Message.objects.filter(direction="in").count()) == (1, 1)


def test_an_answer_reaches_the_window_and_is_known_to_be_read(window, anna):
    window.write("Halo")
    message = answered(Ticket.objects.get(), anna.actor)
    assert [(one["text"], one["is_ours"]) for one in window.sees(seen=False)["messages"]] == [("Halo", False), ("Już sprawdzam.", True)]
    window.sees()
    outgoing = OutboxMessage.objects.get(pk=message.contact.outgoing_id)
    assert (outgoing.state, outgoing.delivery) == ("sent", "read")
    assert outgoing.not_before <= clock.now()
    with later(minutes=10):
        find_unread_chats(0)
    assert OutboxMessage.objects.get().delivery == "read"


@pytest.mark.req("I4")
def test_an_answer_that_nobody_reads_comes_back_to_the_owner(window, anna, run_jobs):
    window.write("Halo")
    ticket = Ticket.objects.get()
    answered(ticket, anna.actor)
    settle_attention(ticket, by=anna.actor)
    with later(minutes=4):
        find_unread_chats(0)
        run_jobs()
    ticket.refresh_from_db()
    assert ticket.attention == Attention.UNDELIVERED


def test_the_chat_is_offered_only_while_the_customer_is_there(window):
    window.write("Halo")
    ticket = Ticket.objects.get()
    assert [way.channel for way in ways_to_answer(ticket)] == ["chat"]
    with later(minutes=2):
        assert ways_to_answer(ticket) == []
        window.sees()
        assert [way.channel for way in ways_to_answer(ticket)] == ["chat"]


def test_nobody_answers_and_mail_is_offered_in_time(window, anna):
    assert window.sees()["offer_in"] is None
    window.write("Halo")
    assert window.sees()["offer_in"] == 180
    with later(minutes=2):
        assert window.sees()["offer_in"] == 60
        answered(Ticket.objects.get(), anna.actor)
        assert window.sees()["offer_in"] is None


def test_handed_over_the_same_case_is_answered_by_mail_and_its_reply_known(window, anna):
    window.write("Halo")
    assert window.hand_over("nie adres").status_code == 422
    assert window.hand_over("Jan@Poczta.example").json()["email"] == "jan@poczta.example"
    ticket = Ticket.objects.get()
    assert ticket.messages.filter(text__contains="jan@poczta.example").count() == 1
    assert ways_to_answer(ticket) == []
    assert reply_to_customer(ticket, text="Dzień dobry.", by=anna.actor).to_address == "jan@poczta.example"
    assert ContactPoint.objects.get(value="jan@poczta.example").is_verified is False
    assert is_known_sender(ticket, "jan@poczta.example")
    with later(seconds=20):
        window.write("Jestem znowu", "m-2")
        assert [way.channel for way in ways_to_answer(Ticket.objects.get())] == ["chat"]


def test_a_claimed_address_of_a_customer_gives_nothing_of_theirs(window, anna, ewa, complaint):
    window.write("To ja, Ewa.")
    window.hand_over("ewa@poczta.example")
    ticket = Ticket.objects.get(channel="chat")
    assert ticket.customer != ewa
    assert ContactPoint.objects.get(value="ewa@poczta.example").customer == ewa
    assert reply_to_customer(ticket, text="Dzień dobry.", by=anna.actor).to_address == "ewa@poczta.example"
    assert is_known_sender(ticket, "ewa@poczta.example")


def test_one_conversation_opens_no_other(window, client, line):
    window.write("Tajne")
    other = Window(client, line)
    assert other.texts() == []
    number = chat_behind(other.token).id
    assert window.post("messages/", {"once": "x", "text": "x"}, token=f"{number}-{window.token.partition('-')[2]}").status_code == 404


def test_who_has_the_token_may_listen_to_their_chat_alone(window):
    chat = Chat.objects.get()
    visitor = LinkGate().let_in({}, frozenset([f"chat:{window.token}", "ticket:1", "queue"]))
    assert (visitor.topics, visitor.hears_kinds) == (frozenset([f"chat:{chat.id}"]), False)
    assert LinkGate().let_in({}, frozenset(["chat:1-aaaaaaaaaaaaaaaaaaaa"])) is None
    assert LinkGate().still_welcome([f"chat:{chat.id}", "chat:999"]) == {f"chat:{chat.id}"}


@pytest.mark.parametrize("said", [b"{", b"[]", {"once": "1"}, {"once": "1", "text": "x" * 2001}, {"once": "ą/", "text": "x"}, {"text": "x"}, {"once": 1, "text": "x"}])
def test_what_is_no_message_is_refused(window, said):
    assert window.post("messages/", said).status_code == 422
    assert not RawInput.objects.exists()


def test_what_is_too_large_or_too_much_is_refused(window):
    assert window.post("messages/", b"x" * 20_000).status_code == 413
    assert [window.write("x", f"m-{number}").status_code for number in range(21)][-2:] == [200, 429]


def test_one_visitor_begins_ten_conversations_in_ten_minutes(window, client):
    assert [window.post("chats/", {}).status_code for _ in range(10)][-2:] == [200, 429]


def test_the_window_says_who_may_show_it_and_nothing_where_the_line_is_off(client, line):
    assert "frame-ancestors https://www.modrzew.example" in client.get(f"/c/{line.id}/frame/").headers["Content-Security-Policy"]
    assert client.get(f"/c/{line.id}/").headers["X-Frame-Options"] == "DENY"
    assert client.get(f"/c/{line.id}/widget.js").headers["Cross-Origin-Resource-Policy"] == "cross-origin"
    change_line(line, is_active=False, by=SYSTEM)
    assert {client.get(f"/c/{line.id}/{path}").status_code for path in ("", "frame/", "widget.js")} == {404}


def test_what_is_asked_costs_the_same_however_much_was_said(window, django_assert_max_num_queries):
    for number in range(15):
        window.write(f"Wiadomość {number}", f"m-{number}")
    with django_assert_max_num_queries(9):
        assert len(window.sees()["messages"]) == 15
