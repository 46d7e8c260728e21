"""What people do, each by the door they really use: customers and partners by mail, departments and owners by the verbs."""

from collections.abc import Sequence

from ambasador.accounts.models import User
from ambasador.channels.models import RawInput
from ambasador.channels.verbs import keep_raw_input
from ambasador.cli.demo.post import File, letter
from ambasador.cli.demo.stage import Stage
from ambasador.conversations.models import Message, TaskPurpose
from ambasador.conversations.verbs import take_in, write_note
from ambasador.conversations.verbs.keeping import email_of, task_address, ticket_address
from ambasador.customers.models import Customer
from ambasador.directory.models import Person
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib import clock
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import open_ticket, take_ticket


def write_in(
    stage: Stage, client: Customer, subject: str, text: str, *, files: Sequence[File] = (), taken_by: User | None = None
) -> Ticket:
    """A customer's first letter becomes a ticket; with `taken_by` somebody takes it from the queue before it is assigned."""
    kept = _arrives(stage, (client.name, email_of(client)), stage.mailbox.address, subject, _signed(text, client.name), files=files)
    if taken_by is not None:
        ticket = take_in(kept, by=SYSTEM)
        if ticket is not None:
            take_ticket(ticket, by=taken_by.actor)
    stage.settle()
    return Ticket.objects.get(messages__raw_input=kept)


def ring_up(stage: Stage, client: Customer, subject: str, words: str, *, code: str, answered_by: User) -> Ticket:
    """A customer's call: the agent who takes it opens the ticket and notes down what was said."""
    ticket = open_ticket(
        customer=client, subject=subject, channel="phone", version=stage.versions[code], owner=answered_by, by=answered_by.actor
    )
    write_note(ticket, text=words, by=answered_by.actor)
    stage.settle()
    return Ticket.objects.get(pk=ticket.pk)


def write_back(stage: Stage, ticket: Ticket, text: str, *, files: Sequence[File] = ()) -> None:
    """The customer answers the last thing we wrote, in its thread."""
    last = ticket.messages.filter(direction="out").exclude(message_id="").order_by("-id").first()
    client = ticket.customer
    quoted = f"\n\nW dniu {last.at:%d.%m.%Y}, {stage.company.units['centrum'].name} pisze:\n{_quoted(last)}" if last else ""
    _arrives(
        stage, (client.name, email_of(client)), ticket_address(ticket), f"Re: {ticket.subject}", _signed(text, client.name) + quoted,
        answers=[last.message_id] if last else [], files=files,
    )  # fmt: skip
    stage.settle()


def answer_by_mail(stage: Stage, step: Step, person: Person, text: str, *, files: Sequence[File] = ()) -> None:
    """A person of a partner answers the task by replying to its letter."""
    asked = step.thread.filter(purpose=TaskPurpose.QUESTION).exclude(message_id="").order_by("-id").first()
    _arrives(
        stage, (person.name, person.email), task_address(step), f"Re: {step.name}", _signed(text, person.name),
        answers=[asked.message_id] if asked else [], files=files,
    )  # fmt: skip
    stage.settle()


def actor_of(person: Person) -> Actor:
    """Who acts when this person does: their account, or themselves by a signed link."""
    return person.user.actor if person.user else Actor("person", person.id)


def _arrives(
    stage: Stage,
    sender: tuple[str, str],
    to: str,
    subject: str,
    text: str,
    *,
    answers: Sequence[str] = (),
    files: Sequence[File] = (),
) -> RawInput:
    host = sender[1].rpartition("@")[2]
    raw = letter(
        sender=sender, to=to, subject=subject, text=text, at=clock.now(), message_id=stage.next_letter(host), answers=answers, files=files
    )
    return keep_raw_input(raw, mailbox=stage.mailbox, by=SYSTEM, envelope_from=sender[1], envelope_to=[to])


def _signed(text: str, name: str) -> str:
    return f"{text}\n\n-- \n{name}\n"


def _quoted(message: Message) -> str:
    return "\n".join(f"> {line}" for line in message.text.splitlines()[:12])
