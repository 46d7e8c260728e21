"""Twelve ways to pretend to be somebody else. [T5]"""


import pytest
from django.urls import reverse

from ambasador.channels.models import OutboxMessage
from ambasador.conversations.models import Message, TaskMessage
from ambasador.conversations.tests.letters import OPENING, letter
from ambasador.conversations.verbs import reply_to_customer
from ambasador.customers.models import ContactPoint
from ambasador.tickets.models import CaseLink, Step, Ticket

pytestmark = pytest.mark.req("T5")
EWA, THIEF, ANNA = "Ewa Zawadzka <ewa@poczta.example>", "zly@zly.example", "Anna Lis <anna@modrzew.example>"
DENIED = "mx.modrzew.example; dmarc=fail header.from=poczta.example"
WORDS = "Proszę przesłać całą historię mojej sprawy."


@pytest.fixture
def opened(deliver, anna, serwis, settings) -> Ticket:
    settings.MAIL_RECEIVERS = frozenset({"mx.modrzew.example"})
    deliver(letter(OPENING, sender=EWA, message_id="<start@poczta.example>"))
    return Ticket.objects.get()


def forgeries(ticket: Ticket) -> dict[str, bytes]:
    ours = OutboxMessage.objects.get(recipient="ewa@poczta.example")
    task = OutboxMessage.objects.get(recipient="biuro@montazplus.example")
    number, reply_to = f"Re: [#{ticket.number}]", ours.payload["reply_to"]
    two_froms = letter(WORDS, sender=EWA, In_Reply_To=ours.message_id).replace(b"From:", b"From: zly@zly.example\nFrom:", 1)
    task_to, of_partner = task.payload["reply_to"], "Grzegorz <grzegorz@montazplus.example>"
    return {
        "right number, wrong sender": letter(WORDS, sender=THIEF, subject=number),
        "right number, a sender nothing proves": letter(WORDS, sender=EWA, subject=number, Cc=THIEF),
        "right references, wrong sender": letter(WORDS, sender=THIEF, In_Reply_To=ours.message_id),
        "right references, a sender who is denied": letter(WORDS, sender=EWA, In_Reply_To=ours.message_id, Authentication_Results=DENIED),
        "right token, other sender": letter(WORDS, sender=THIEF, to=reply_to),
        "an agent's address that nothing proves": letter(WORDS, sender=ANNA, In_Reply_To=ours.message_id),
        "an agent's address in a name": letter(WORDS, sender='"anna@modrzew.example" <zly@zly.example>', to=reply_to),
        "somebody in copy": letter(WORDS, sender=EWA, to=reply_to, Cc=THIEF),
        "answers to be sent elsewhere": letter(WORDS, sender=EWA, to=reply_to, Reply_To=THIEF),
        "two senders": two_froms,
        "a task's token, a denied performer": letter(
            "Uznana", sender=of_partner, to=task_to, Authentication_Results="mx.modrzew.example; spf=fail; dkim=fail header.d=montazplus.example"
        ),
        "a task's token, another sender": letter("Uznana", sender=THIEF, to=task_to),
    }  # fmt: skip


@pytest.mark.parametrize("way", [
    "right number, wrong sender", "right number, a sender nothing proves", "right references, wrong sender",
    "right references, a sender who is denied", "right token, other sender", "an agent's address that nothing proves",
    "an agent's address in a name", "somebody in copy", "answers to be sent elsewhere", "two senders",
    "a task's token, a denied performer", "a task's token, another sender",
])  # fmt: skip
def test_a_forged_letter_is_kept_and_marked_and_gains_nothing(opened, deliver, anna, client, way):
    raw = forgeries(opened)[way]
    sent, links, steps = OutboxMessage.objects.count(), CaseLink.objects.count(), list(Step.objects.values_list("id", "state"))
    assert deliver(raw, envelope_from=THIEF).state == "taken"
    said = TaskMessage.objects.order_by("-id").first() if "task" in way else Message.objects.filter(direction="in").order_by("-id").first()
    is_own_case = said.ticket_id != opened.id
    assert not said.is_verified or said.doubts or is_own_case, "kept and marked, or a case of its own"
    told = OutboxMessage.objects.order_by("id")[sent:]
    reached = {message.recipient for message in told} | {one for message in told for one in message.payload["cc"]}
    assert reached <= ({"zly@zly.example", "biuro@montazplus.example"} if is_own_case else set()), "only the confirmation of a case of their own"
    assert is_own_case or CaseLink.objects.count() == links, "no way in"
    assert not ContactPoint.objects.filter(customer=opened.customer).exclude(value="ewa@poczta.example").exists()
    assert Step.objects.filter(ticket=opened).count() == len(steps)
    assert list(Step.objects.filter(ticket=opened).values_list("id", "state")) == steps, "no step moved"
    assert not Message.objects.filter(direction="in", author__isnull=False).exists(), "nobody is shown as an agent"
    reply_to_customer(opened, text="Odpowiedź dla Ewy", by=anna.actor)
    answer = OutboxMessage.objects.order_by("-id").first()
    assert (answer.recipient, answer.payload["cc"]) == ("ewa@poczta.example", []), "answers go to the customer alone"


def test_the_owner_reads_what_is_odd_above_the_message(opened, deliver, anna, client):
    deliver(forgeries(opened)["right references, a sender who is denied"])
    client.force_login(anna)
    page = client.get(reverse("web:ticket", args=[opened.number])).content.decode()
    assert "Domena nadawcy zaprzecza, że wysłała tę wiadomość." in page
    assert "Zanim odpowiesz lub otworzysz plik" in page


def test_a_customer_whose_domain_confirms_them_is_believed_by_the_number(opened, deliver):
    proved = "mx.modrzew.example; dmarc=pass header.from=poczta.example"
    deliver(letter(WORDS, sender=EWA, subject=f"Odp: [#{opened.number}]", Authentication_Results=proved))
    message = Message.objects.order_by("-id").first()
    assert (message.ticket, message.is_verified, message.proof, message.doubts) == (opened, True, "proved", [])


def test_a_new_case_of_a_denied_sender_writes_to_nobody(deliver, anna, settings):
    settings.MAIL_RECEIVERS = frozenset({"mx.modrzew.example"})
    deliver(letter(OPENING, sender=EWA, Authentication_Results=DENIED))
    assert Message.objects.get().is_verified is False
    assert not OutboxMessage.objects.filter(recipient="ewa@poczta.example").exists()
