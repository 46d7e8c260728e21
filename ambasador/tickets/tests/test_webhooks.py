"""Another program is told by a real call: signed, once, again after a pause, never into our own network, and the owner hears when it fails. [P1]"""

import hashlib
import hmac
import http.server
import json
import threading
from datetime import timedelta

import pytest
from django.conf import settings as project
from procrastinate.contrib.django.models import ProcrastinateJob

from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.lib.signing import secret_for
from ambasador.procedures.verbs import add_field, add_procedure, add_step, publish_version
from ambasador.tickets import verbs
from ambasador.tickets.models import WebhookCall
from ambasador.tickets.queries import events_of
from ambasador.tickets.tasks import tell_again
from ambasador.tickets.verbs.webhooks import PAUSES
from ambasador.tickets.webhooks import defer
from tests.cast import WEDNESDAY
from tests.truth import assert_true_to_journal

pytestmark = pytest.mark.req("P1")


class Program(http.server.BaseHTTPRequestHandler):
    def do_POST(self):
        self.server.heard.append((dict(self.headers), self.rfile.read(int(self.headers["Content-Length"]))))
        status, answer = self.server.says.pop(0) if len(self.server.says) > 1 else self.server.says[0]
        self.send_response(status)
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *_):
        """Silent."""


@pytest.fixture
def program(settings):
    """Another program on this machine, under a name that the settings trust. `says` are its answers, the last one for ever."""
    settings.WEBHOOKS_MAY_USE_HTTP, settings.WEBHOOK_HOSTS = True, frozenset({"localhost"})
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Program) as server:
        server.heard, server.says, server.daemon_threads = [], [(200, b"{}")], True
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        yield server
        server.shutdown()


@pytest.fixture
def ticket(program, company, anna, ewa):
    """The program tells the amount, and hears the number of the return; then Anna goes on."""
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="kwota", name="Kwota", kind="money", known_by="owner", by=SYSTEM)
    add_field(draft, key="numer", name="Numer", known_by="unit", by=SYSTEM)
    wanted = {"url": f"http://localhost:{program.server_port}/zwroty", "fields": ["kwota"]}
    add_step(
        draft, key="erp", name="ERP", name_en="ERP", performer="system", standard_minutes=0, action="webhook", action_settings=wanted,
        gives=["numer"], by=SYSTEM,
    )  # fmt: skip
    add_step(draft, key="anna", name="Anna", performer="owner", standard_minutes=60, by=SYSTEM)
    made = verbs.open_ticket(customer=ewa, subject="Zwrot", channel="phone", version=publish_version(draft, by=SYSTEM), owner=anna, by=anna.actor)
    verbs.set_data(made, {"kwota": 12}, by=anna.actor)
    return made


def tries(ticket):
    return [event.data["answer"] for event in events_of(ticket) if event.kind == "tickets.webhook_tried"]


def state(ticket, key="erp"):
    return ticket.steps.get(key=key).state


def later(minutes, run_jobs):
    """Time passes, and the clock's jobs run."""
    at = WEDNESDAY + timedelta(minutes=minutes)
    with clock.set_to(at):
        tell_again(0)
        run_jobs()


def test_the_program_is_told_signed_and_once_and_its_answer_is_data(ticket, program, run_jobs):
    program.says = [(201, b'{"numer": "Z/7"}')]
    run_jobs()
    [(headers, body)] = program.heard
    secret = secret_for("localhost", key=project.SECRET_KEY)
    signed = hmac.new(secret.encode(), f"{headers['Ambasador-Timestamp']}.".encode() + body, hashlib.sha256).hexdigest()
    assert headers["Ambasador-Signature"] == f"v1={signed}"
    assert int(headers["Ambasador-Timestamp"]) == int(WEDNESDAY.timestamp())
    told = json.loads(body)
    assert (told["ticket"]["number"], told["procedure"]["code"], told["data"]) == (ticket.number, "zwrot", {"kwota": "12"})
    assert told["delivery"] == headers["Ambasador-Delivery"]
    ticket.refresh_from_db()
    assert (ticket.data["numer"], state(ticket), state(ticket, "anna"), tries(ticket)) == ("Z/7", "done", "accepted", ["HTTP 201"])
    later(60, run_jobs)
    assert len(program.heard) == 1
    assert_true_to_journal(ticket)


def test_it_is_told_again_after_a_pause_with_the_same_delivery_number(ticket, program, run_jobs):
    program.says = [(503, b""), (429, b""), (200, b'{"data": {"numer": "Z/8"}}')]
    run_jobs()
    later(0, run_jobs)
    assert tries(ticket) == ["HTTP 503"]
    later(PAUSES[0], run_jobs)
    later(PAUSES[0] + 1, run_jobs)
    assert tries(ticket) == ["HTTP 503", "HTTP 429"]
    later(PAUSES[0] + PAUSES[1], run_jobs)
    assert (state(ticket), len({headers["Ambasador-Delivery"] for headers, _body in program.heard})) == ("done", 1)
    assert len({headers["Ambasador-Signature"] for headers, _body in program.heard}) == 3
    assert_true_to_journal(ticket)


def test_after_the_last_pause_the_owner_is_called_and_tries_by_hand(ticket, program, anna, run_jobs):
    program.says = [(500, b"")]
    run_jobs()
    for number in range(1, len(PAUSES) + 1):
        later(sum(PAUSES[:number]), run_jobs)
    ticket.refresh_from_db()
    assert (len(tries(ticket)), state(ticket), ticket.attention) == (len(PAUSES) + 1, "returned", "action_failed")
    assert ticket.steps.get(key="erp").missing == "localhost: HTTP 500"
    later(100_000, run_jobs)
    assert len(program.heard) == len(PAUSES) + 1
    program.says = [(200, b'{"numer": "Z/9"}')]
    with clock.set_to(WEDNESDAY + timedelta(days=2)):
        verbs.retry_action(ticket.steps.get(key="erp"), by=anna.actor)
        run_jobs()
        assert state(ticket) == "done"
        assert_true_to_journal(ticket)


@pytest.mark.parametrize("status", [302, 400, 401, 404, 410])
def test_what_the_other_program_will_never_take_is_not_tried_again(ticket, program, run_jobs, status):
    program.says = [(status, b"")]
    run_jobs()
    assert (tries(ticket), state(ticket), WebhookCall.objects.get().state) == ([f"HTTP {status}"], "returned", "failed")


def test_an_answer_without_the_data_it_should_give_waits_for_the_owner(ticket, program, run_jobs):
    program.says = [(200, b"not json")]
    run_jobs()
    assert (state(ticket), ticket.steps.get(key="erp").missing) == ("returned", "Najpierw trzeba wiedzieć: Numer.")


def test_an_address_inside_is_never_called(ticket, program, run_jobs, settings):
    settings.WEBHOOK_HOSTS = frozenset()
    run_jobs()
    assert (program.heard, tries(ticket), state(ticket)) == ([], ["not_public"], "returned")


def test_nobody_there_is_tried_again(ticket, program, run_jobs):
    program.shutdown()
    program.server_close()
    run_jobs()
    assert tries(ticket)[0].startswith("ConnectionRefusedError")
    assert (state(ticket), WebhookCall.objects.get().state) == ("accepted", "waiting")


def test_who_died_while_telling_is_followed_by_another_after_the_lease(ticket, program, run_jobs):
    call = _prepared(ticket, run_jobs, program)
    assert verbs.claim_webhook(call)
    assert verbs.claim_webhook(call) is None
    later(1, run_jobs)
    assert program.heard == []
    later(3, run_jobs)
    assert len(program.heard) == 1


def test_a_try_that_was_taken_over_writes_nothing(ticket, program, run_jobs):
    call = _prepared(ticket, run_jobs, program)
    slow = verbs.claim_webhook(call)
    later(3, run_jobs)
    before = tries(ticket)
    verbs.note_try(slow, answer="HTTP 200", is_taken=True, is_final=False, by=SYSTEM)
    assert tries(ticket) == before


def test_one_host_is_told_by_one_job_at_a_time(ticket, program, run_jobs):
    call = _prepared(ticket, run_jobs, program)
    defer(call)
    assert ProcrastinateJob.objects.filter(task_name="ambasador.tickets.tasks.tell").latest("id").lock == "tell:localhost"


def test_a_step_that_was_skipped_is_not_told(ticket, program, anna, run_jobs):
    call = _prepared(ticket, run_jobs, program)
    verbs.skip_step(ticket.steps.get(key="erp"), reason="not_needed", by=anna.actor)
    later(1, run_jobs)
    call.refresh_from_db()
    assert (program.heard, call.state) == ([], "dropped")


def test_a_closing_that_is_undone_brings_the_call_back(ticket, program, anna, run_jobs):
    _prepared(ticket, run_jobs, program)
    verbs.close_ticket(ticket, reason="solved", by=anna.actor)
    later(1, run_jobs)
    assert program.heard == []
    verbs.undo_closing(ticket, by=anna.actor)
    later(30, run_jobs)
    assert len(program.heard) == 1


def _prepared(ticket, run_jobs, program):
    """The call as it waits, before its first try."""
    verbs.do_action(ticket.steps.get(key="erp"), by=SYSTEM)
    return WebhookCall.objects.get()
