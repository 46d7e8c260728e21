"""The sender against a real SMTP server that behaves in every way mail servers do."""

import email
import email.policy
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from types import SimpleNamespace

import pytest
from aiosmtpd.controller import Controller
from django.db import connection, connections, transaction

from ambasador.channels import outbox, verbs
from ambasador.channels.models import OutboxMessage, OutboxState
from ambasador.channels.outbox import BadAddress, Letter, UnknownFile
from ambasador.channels.sending import PAUSES, send_one
from ambasador.channels.tasks import send_message, sweep_outbox
from ambasador.channels.tests.conftest import free_port
from ambasador.channels.verbs import MessageIsGone
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.lib import clock

pytestmark = pytest.mark.django_db(transaction=True)


class Sink:
    """Takes mail, or answers what the test says; `on_data` is called before the answer to DATA."""

    def __init__(self) -> None:
        self.letters: list[email.message.EmailMessage] = []
        self.envelopes: list[tuple[str, list[str]]] = []
        self.rcpt_answer, self.data_answer = "", "250 2.0.0 queued as 4711"
        self.on_data = lambda: None

    async def handle_RCPT(self, server, session, envelope, address, options):
        if self.rcpt_answer:
            return self.rcpt_answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server, session, envelope):
        self.letters.append(email.message_from_bytes(envelope.original_content, policy=email.policy.default))
        self.envelopes.append((envelope.mail_from, envelope.rcpt_tos))
        self.on_data()
        if self.data_answer == "close":
            server.transport.abort()
            return "250 nobody hears this"
        return self.data_answer


@pytest.fixture
def sink(settings) -> Iterator[Sink]:
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=free_port(), ready_timeout=20)
    controller.start()
    settings.SMTP_URL = f"smtp://127.0.0.1:{controller.port}"
    yield sink
    controller.stop()


def write(to: str = "ewa@example.pl", **values) -> OutboxMessage:
    with transaction.atomic():
        return outbox.put(Letter(to=to, **({"subject": "Pralka – odpowiedź", "text": "Dzień dobry"} | values)))


def later(message: OutboxMessage) -> None:
    """Make the message due now, as time would."""
    OutboxMessage.objects.filter(pk=message.pk).update(next_try_at=clock.now(), not_before=clock.now() - timedelta(seconds=1))


def kinds() -> list[str]:
    return list(Event.objects.filter(subject_kind="outgoing").order_by("id").values_list("kind", flat=True))


def test_without_a_server_nothing_leaves_and_it_says_so(settings):
    settings.SMTP_URL = ""
    message = write()
    assert send_one(message.id)
    message.refresh_from_db()
    assert (message.state, message.response) == ("sent", "kept in the built-in outbox")
    assert Event.objects.get(kind="channels.message_sent").data["is_built_in"] is True


def test_a_message_arrives_whole(sink):
    file = verbs.keep_file("zażółć".encode(), media_type="text/plain")
    message = write(
        html="<p>Dzień dobry</p>", to_name="Ewa Lis", from_name="Marta Wilczyńska", cc=("jan@example.pl",),
        reply_to="sprawa+1-abc@sprawy.localhost", in_reply_to="<a@x>", references=("<a@x>", "nonsense\r\nBcc: x@y"),
        attachments=[(file.pk, "protokół nr 1.txt")],
    )  # fmt: skip
    assert send_one(message.id)
    letter = sink.letters[0]
    assert sink.envelopes == [("sprawa+1-abc@sprawy.localhost", ["ewa@example.pl", "jan@example.pl"])]
    assert (letter["Message-ID"], letter["Subject"], letter["References"]) == (message.message_id, "Pralka – odpowiedź", "<a@x>")
    assert (letter["From"].addresses[0].display_name, letter["To"].addresses[0].display_name) == ("Marta Wilczyńska", "Ewa Lis")
    assert letter["Auto-Submitted"] is None
    assert letter.get_body(("plain",)).get_content().strip() == "Dzień dobry"
    attached = next(letter.iter_attachments())
    assert (attached.get_filename(), attached.get_content()) == ("protokół nr 1.txt", "zażółć")
    message.refresh_from_db()
    assert (message.state, message.response) == ("sent", "250 2.0.0 queued as 4711")


def test_automatic_messages_say_that_they_are(sink):
    send_one(write(is_automatic=True, wants_bounces=False).id)
    assert (sink.letters[0]["Auto-Submitted"], sink.envelopes[0][0]) == ("auto-generated", "<>")
    send_one(write(is_automatic=True, headers={"Auto-Submitted": "auto-replied"}).id)
    assert sink.letters[1].get_all("Auto-Submitted") == ["auto-replied"]
    assert sink.letters[1]["X-Auto-Response-Suppress"] == "All"


@pytest.mark.parametrize("field", ["subject", "to_name", "from_name"])
@pytest.mark.parametrize(
    "value", ["a\r\nBcc: x@y.pl", "a\nX-Evil: 1", "a\r\n\r\nbody", "=?utf-8?q?a=0D=0ABcc:_x@y.pl?=", "ż\u2028Bcc: x", "\0", "\ud83d"]
)
def test_no_value_becomes_a_header_of_its_own(sink, field, value):
    assert send_one(write(**{field: value}).id)
    letter = sink.letters[0]
    assert letter["Bcc"] is None
    assert letter["X-Evil"] is None
    assert letter.get_body(("plain",)).get_content().strip() == "Dzień dobry"


def test_what_is_no_address_or_no_file_is_refused():
    for address in ("ewa", "ewa@", "a b@c.pl", "a@b.pl\r\nBcc: c@d.pl", "<a@b.pl>", "a@b.pl,c@d.pl", "a@b..pl"):
        with pytest.raises(BadAddress):
            write(address)
    with pytest.raises(UnknownFile):
        write(attachments=[("0" * 64, "x.txt")])
    assert not OutboxMessage.objects.exists()


@pytest.mark.parametrize(("where", "answer"), [("rcpt", "450 grey"), ("rcpt", "451 later"), ("data", "452 full"), ("data", "421 bye")])
def test_temporary_refusals_are_tried_again_with_growing_pauses(sink, where, answer):
    setattr(sink, f"{where}_answer", answer)
    message = write()
    pauses = []
    for _attempt in range(4):
        later(message)
        before = clock.now()
        assert send_one(message.id)
        message.refresh_from_db()
        assert message.state == "waiting"
        assert message.error.startswith(answer[:3])
        pauses.append(round((message.next_try_at - before).total_seconds() / 60))
    assert pauses == list(PAUSES[:4])
    sink.rcpt_answer, sink.data_answer = "", "250 OK"
    later(message)
    send_one(message.id)
    assert kinds() == ["channels.sending_delayed"] * 4 + ["channels.message_sent"]
    assert {letter["Message-ID"] for letter in sink.letters} == {message.message_id}


@pytest.mark.parametrize(("where", "answer"), [("rcpt", "550 5.1.1 no such user"), ("data", "554 spam")])
def test_final_refusals_are_shown_at_once_and_may_be_repeated_by_a_person(sink, where, answer):
    setattr(sink, f"{where}_answer", answer)
    message = write()
    send_one(message.id)
    message.refresh_from_db()
    assert (message.state, message.error) == ("failed", answer)
    assert not send_one(message.id)
    sink.rcpt_answer, sink.data_answer = "", "250 OK"
    verbs.send_again(message, by=SYSTEM)
    assert send_one(message.id)
    assert kinds() == ["channels.sending_failed", "channels.sending_repeated", "channels.message_sent"]


def test_a_server_that_is_not_there_is_tried_again(settings):
    settings.SMTP_URL = "smtp://127.0.0.1:1"
    message = write()
    send_one(message.id)
    message.refresh_from_db()
    assert (message.state, message.may_have_left) == ("waiting", False)
    assert "no connection" in message.error


def test_a_line_that_breaks_after_the_text_is_repeated_under_the_same_id_and_ends_undecided(sink):
    sink.data_answer = "close"
    message = write()
    send_one(message.id)
    message.refresh_from_db()
    assert (message.state, message.may_have_left) == ("waiting", True)
    OutboxMessage.objects.update(tries=len(PAUSES))
    later(message)
    send_one(message.id)
    message.refresh_from_db()
    assert message.state == "undecided"
    assert len({letter["Message-ID"] for letter in sink.letters}) == 1


def test_undo_takes_back_what_has_not_left_and_nothing_else(sink):
    message = write()
    assert verbs.withdraw_message(message, by=SYSTEM).state == OutboxState.WITHDRAWN
    verbs.withdraw_message(message, by=SYSTEM)
    assert not send_one(message.id)
    other = write()
    send_one(other.id)
    with pytest.raises(MessageIsGone):
        verbs.withdraw_message(other, by=SYSTEM)
    assert kinds() == ["channels.message_withdrawn", "channels.message_sent"]
    assert len(sink.letters) == 1


def test_it_waits_for_its_time_and_its_job_comes_with_the_commit(sink, run_jobs):
    with transaction.atomic():
        message = outbox.put(Letter(to="ewa@example.pl", subject="s", text="t"), not_before=clock.now() + timedelta(seconds=10))
    assert not send_one(message.id)
    run_jobs()
    assert not sink.letters
    with clock.set_to(clock.now() + timedelta(seconds=11)):
        run_jobs(at=clock.now())
    assert len(sink.letters) == 1


def test_what_is_rolled_back_never_leaves(sink, run_jobs):
    with transaction.atomic():
        outbox.put(Letter(to="ewa@example.pl", subject="s", text="t"))
        transaction.set_rollback(True)
    run_jobs()
    sweep_outbox(0)
    assert not sink.letters


def test_ten_senders_at_once_send_once(sink):
    message = write()

    def attempt(_number: int) -> bool:
        try:
            return send_one(message.id)
        finally:
            connections.close_all()

    with ThreadPoolExecutor(5) as pool:
        assert sum(pool.map(attempt, range(10))) == 1
    assert len(sink.letters) == 1


PROGRAM = "import django; django.setup(); import sys; from ambasador.channels.sending import send_one; send_one(int(sys.argv[1]))"


def kill_while_sending(message: OutboxMessage, sink: Sink, settings) -> None:
    """A process of its own sends the message and is killed by the mail server between the text and the answer."""
    values = connection.settings_dict
    address = f"postgresql://{values['USER']}:{values['PASSWORD']}@{values['HOST']}:{values['PORT']}/{values['NAME']}"
    env = {"DATABASE_URL": address, "AMBASADOR_SMTP_URL": settings.SMTP_URL}
    process = subprocess.Popen([sys.executable, "-c", PROGRAM, str(message.id)], env=os.environ | env)
    sink.on_data = lambda: os.kill(process.pid, signal.SIGKILL)
    assert process.wait(60) == -signal.SIGKILL
    sink.on_data = lambda: None


@pytest.mark.slow
def test_a_sender_killed_between_text_and_commit_loses_nothing_and_keeps_the_id(sink, settings):
    message = write()
    kill_while_sending(message, sink, settings)
    message.refresh_from_db()
    assert message.state == "sending"
    sweep_outbox(0)  # the lease still runs
    assert len(sink.letters) == 1
    with clock.set_to(clock.now() + verbs.outgoing.LEASE + timedelta(seconds=1)):
        sweep_outbox(0)
    message.refresh_from_db()
    assert (message.state, message.may_have_left) == ("sent", True)
    assert [letter["Message-ID"] for letter in sink.letters] == [message.message_id] * 2


@pytest.mark.slow
def test_the_job_of_a_killed_sender_does_not_wait_for_the_end_of_the_lease(sink, settings):
    message = write()
    kill_while_sending(message, sink, settings)
    first_time, begins_again = (SimpleNamespace(job=SimpleNamespace(attempts=times)) for times in (0, 1))
    send_message(first_time, message=message.id)
    assert len(sink.letters) == 1
    send_message(begins_again, message=message.id)
    message.refresh_from_db()
    assert (message.state, message.may_have_left) == ("sent", True)
    assert [letter["Message-ID"] for letter in sink.letters] == [message.message_id] * 2
    send_message(begins_again, message=message.id)
    assert len(sink.letters) == 2
