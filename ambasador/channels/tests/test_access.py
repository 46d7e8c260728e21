"""Who may do what with what arrives and leaves: each verb that a person can call, and everybody who may not."""

import pytest

from ambasador.channels import outbox, verbs
from ambasador.channels.models import Mailbox, OutboxMessage, OutboxState, RawInput, StuckMessage
from ambasador.channels.outbox import Letter
from ambasador.journal.actors import CLOCK, SYSTEM, Actor
from ambasador.journal.models import Event
from ambasador.lib.refusal import NotAllowed

pytestmark = pytest.mark.django_db

AGENT, LEAD, ADMIN, DEPARTMENT = (Actor("user", roles=frozenset({role})) for role in ("agent", "lead", "admin", "department"))
OUTSIDE = [DEPARTMENT, Actor("person", 1), Actor("unit", 1), Actor("customer", 1)]
MANAGERS = [LEAD, ADMIN, SYSTEM, CLOCK]
CENTRE = [AGENT, *MANAGERS]


def failed_input(mailbox: Mailbox) -> RawInput:
    row = verbs.keep_raw_input(b"From: ewa@poczta.example\n\nhalo", mailbox=mailbox, by=SYSTEM)
    return verbs.mark_failed(row, error="ValueError", is_final=True, by=SYSTEM)


def stuck(mailbox: Mailbox) -> StuckMessage:
    for _time in range(2):
        noted = verbs.note_stuck(mailbox, uid_validity=1, uid=7, error="NO", by=SYSTEM)
    return noted


def letter(state: OutboxState) -> OutboxMessage:
    message = outbox.put(Letter(to="ewa@poczta.example", subject="Pralka", text="Dzień dobry"))
    OutboxMessage.objects.filter(pk=message.pk).update(state=state)
    return message


VERBS = {
    "add_mailbox": (lambda mailbox, by: verbs.add_mailbox("serwis@firma.pl", kind="listener", by=by), MANAGERS),
    "ensure_mailbox": (lambda mailbox, by: verbs.ensure_mailbox("serwis@firma.pl", kind="listener", by=by), MANAGERS),
    "change_mailbox": (lambda mailbox, by: verbs.change_mailbox(mailbox, is_active=False, by=by), MANAGERS),
    "replay_raw_input": (lambda mailbox, by: verbs.replay_raw_input(failed_input(mailbox), by=by), CENTRE),
    "set_aside": (lambda mailbox, by: verbs.set_aside(failed_input(mailbox), reason="pętla", by=by), CENTRE),
    "leave_stuck": (lambda mailbox, by: verbs.leave_stuck(stuck(mailbox), by=by), CENTRE),
    "retry_stuck": (lambda mailbox, by: verbs.retry_stuck(stuck(mailbox), by=by), CENTRE),
    "withdraw_message": (lambda mailbox, by: verbs.withdraw_message(letter(OutboxState.WAITING), by=by), CENTRE),
    "send_again": (lambda mailbox, by: verbs.send_again(letter(OutboxState.FAILED), by=by), MANAGERS),
}


def by_whom(actor: Actor) -> int:
    return Event.objects.filter(actor_kind=actor.kind, actor_id=actor.id).count()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("actor", [*CENTRE, *OUTSIDE], ids=lambda actor: "-".join(actor.roles) or actor.kind)
def test_who_may(mailbox, verb, actor):
    act, allowed = VERBS[verb]
    before = by_whom(actor)
    if actor in allowed:
        act(mailbox, actor)
        assert by_whom(actor) > before
    else:
        with pytest.raises(NotAllowed):
            act(mailbox, actor)
        assert by_whom(actor) == before
