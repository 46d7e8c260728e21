"""Messages of machines, and bounces, told from those of people. No database."""

import pytest

from ambasador.channels.email import parse
from ambasador.channels.tests.raw import BOUNCES, report

AUTOMATIC = {
    "rfc 3834": b"Auto-Submitted: auto-replied\n",
    "generated": b"Auto-Submitted: auto-generated; x=y\n",
    "exchange": "Subject: Automatyczna odpowiedź: Pralka\n".encode(),
    "gmail vacation": b"Precedence: auto_reply\nX-Autoreply: yes\n",
    "out of office": b"Subject: Out of Office: Pralka\n",
    "poza biurem": b"Subject: Poza biurem: Pralka\n",
    "autoresponder": b"X-Autorespond: Pralka\n",
    "read receipt": b"Subject: Przeczytano: Pralka\n",
    "junk": b"Precedence: junk\n",
    "mdn": b"Content-Type: multipart/report; report-type=disposition-notification; boundary=x\n",
}
HUMAN = {
    "plain": b"Subject: Pralka\n",
    "auto no": b"Auto-Submitted: no\n",
    "reply to a bounce": b"Subject: Re: Undelivered Mail Returned to Sender\n",
    "about bounces": "Subject: Nie można dostarczyć mojej przesyłki\n".encode(),
    "return": "Subject: Zwrot przesyłki nr 12\n".encode(),
    "on a list": b"Precedence: bulk\nList-Id: <x.y>\n",
    "office": b"Subject: Biuro: out of paper\n",
    "exchange suppress": b"X-Auto-Response-Suppress: DR, OOF\n",
    "failure": b"Subject: Failure notice about my washing machine\n",
    "mass mail": b"Precedence: bulk\n",
}


@pytest.mark.parametrize("name", AUTOMATIC)
def test_machines_are_recognised_and_never_answered(name):
    message = parse(b"From: ewa@x.pl\n" + AUTOMATIC[name] + b"\nx")
    assert message.is_automatic
    assert not message.may_be_answered_by_machine
    assert not message.is_bounce


@pytest.mark.parametrize("name", HUMAN)
def test_people_are_not_called_machines(name):
    message = parse(b"From: ewa@x.pl\n" + HUMAN[name] + b"\nPralka nie dziala.")
    assert (message.is_automatic, message.bounce) == (False, None)


@pytest.mark.parametrize(
    "head",
    [
        b"From: no-reply@x.pl\n",
        b"From: a@b.pl\nReturn-Path: <>\n",
        b"From: a@b.pl\nList-Id: <x>\n",
        b"Subject: x\n",
        b"From: MAILER-DAEMON@x.pl\n",
        b"From: a@b.pl\nX-Auto-Response-Suppress: All\n",
        b"From: nie-odpowiadaj@x.pl\n",
    ],
)
def test_some_are_not_answered_although_nobody_knows_what_they_are(head):
    assert not parse(head + b"\nx").may_be_answered_by_machine


@pytest.mark.parametrize("name", BOUNCES)
def test_bounces_name_whom_they_did_not_reach(name):
    raw, is_permanent, original = BOUNCES[name]
    bounce = parse(raw).bounce
    assert bounce is not None
    assert (bounce.recipients[0], bounce.is_permanent, bounce.original_id) == ("ewa@x.pl", is_permanent, original)


def test_a_report_of_success_is_no_bounce():
    message = parse(report(b"Final-Recipient: rfc822; ewa@x.pl\nAction: delivered\nStatus: 2.0.0"))
    assert (message.bounce, message.is_automatic) == (None, True)
