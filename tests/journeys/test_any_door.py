"""
Operations through every door in any order: Python, forms, e-mail, bulk, the clock's own jobs. After each of them there is one owner or a
queue with a clock, the minutes add up, the journal folds to the state, and the deviations are those that a replay finds. [N1, N8, N4]

`bin/invariants` draws ten thousand and more anew each time; the suite runs some hundreds, always the same ones.
"""

import os
from email.message import EmailMessage

import pytest
from django.db import transaction
from django.test import Client
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import rule, run_state_machine_as_test

from ambasador.channels.models import OutboxMessage
from ambasador.channels.verbs import ensure_mailbox, keep_raw_input
from ambasador.journal.actors import SYSTEM
from ambasador.journal.models import Event
from ambasador.journal.verbs import react_at_once
from ambasador.promises.tasks import look_at_late_steps
from ambasador.tickets import verbs
from ambasador.tickets.models import Handover, Ownership, Step, Ticket
from ambasador.tickets.tasks import assign_waiting
from ambasador.tickets.tests.test_any_order import AnyOrder
from ambasador.tickets.verbs.bulk import accept_handovers, offer_handovers

pytestmark = [pytest.mark.req("N1"), pytest.mark.req("N4"), pytest.mark.req("N8"), pytest.mark.slow]
OPERATIONS = int(os.environ.get("AMBASADOR_OPERATIONS", "250"))
STEPS_EACH = 25
WORDS = (
    "BIORĘ", "Jaki numer?", "INNY TERMIN jutro 12:00", "To nie nasze", "Zrobione, wszystko działa.", "Uznana. Naprawiamy.", "ZGODA",
    "ODMOWA: za drogo", "Wada: wąż", "",
)  # fmt: skip
STAFF = st.sampled_from(["anna", "bartek", "celina", "obcy"])
# where a form is sent, with what: {t} is the ticket's number, {s} the step's id, {h} the hand-over's
FORMS = {
    "take": ("/tickets/{t}/owner/", {}),
    "take over": ("/tickets/{t}/takeover/", {"reason": "choroba"}),
    "offer": ("/tickets/{t}/handovers/", {"to": "{u}", "reason": "urlop"}),
    "accept offer": ("/tickets/{t}/handovers/{h}/acceptance/", {}),
    "decline offer": ("/tickets/{t}/handovers/{h}/refusal/", {"reason": "nie mogę"}),
    "close": ("/tickets/{t}/closure/", {"reason": "solved"}),
    "reopen": ("/tickets/{t}/reopening/", {}),
    "settle": ("/tickets/{t}/attention/", {}),
    "skip": ("/tickets/{t}/steps/{s}/skipping/", {"reason": "faster"}),
    "now": ("/tickets/{t}/steps/{s}/beginning/", {"reason": "customer_asked"}),
    "down": ("/tickets/{t}/steps/{s}/place/?to=down", {"reason": "other"}),
    "mine": ("/tickets/{t}/steps/{s}/performer/", {"to": "owner", "reason": "faster"}),
    "finish": ("/tickets/{t}/steps/{s}/completion/", {}),
    "confirm": ("/tickets/{t}/steps/{s}/confirmation/", {}),
    "send back": ("/tickets/{t}/steps/{s}/sending-back/", {"reason": "za mało"}),
    "supply": ("/tickets/{t}/steps/{s}/supplement/", {"text": "mamy"}),
    "decide": ("/tickets/{t}/steps/{s}/date/", {"agreed": "1"}),
    "know": ("/tickets/{t}/data/", {"data_kwota": "{n}50", "data_wada": "wąż"}),
    "ask": ("/tickets/{t}/data/questions/", {"field": "kwota"}),
    "leave out": ("/tickets/{t}/steps/{s}/leaving-out/", {}),
    "once more": ("/tickets/{t}/steps/{s}/runs/", {"question": "A teraz?"}),
    "retry": ("/tickets/{t}/steps/{s}/retry/", {}),
    "reply": ("/tickets/{t}/replies/", {"text": "Już działamy."}),
    "note": ("/tickets/{t}/notes/", {"text": "Do zapamiętania."}),
    "task taken": ("/tasks/{s}/acceptance/", {}),
    "task answered": ("/tasks/{s}/answer/", {"text": "Załatwione"}),
    "task consented": ("/tasks/{s}/answer/", {"code": "approved"}),
    "task rejected": ("/tasks/{s}/answer/", {"code": "rejected", "text": "za drogo"}),
    "task asked": ("/tasks/{s}/question/", {"missing": "numer"}),
    "task refused": ("/tasks/{s}/refusal/", {"reason": "nie nasze"}),
}


class AnyDoor(AnyOrder):
    """As AnyOrder, through the doors that people, programs and the clock use."""

    def __init__(self) -> None:
        super().__init__()
        self.mailbox = ensure_mailbox(address="kontakt@sprawy.localhost", name="Kontakt", kind="listener", by=SYSTEM)
        self.letters = 0

    @rule(who=STAFF, minutes=st.integers(0, 3000), form=st.sampled_from(sorted(FORMS)), n=st.integers(0, 9))
    def send_form(self, who: str, minutes: int, form: str, n: int) -> None:
        ticket, steps = Ticket.objects.get(), list(Step.objects.order_by("id"))
        offer = Handover.objects.order_by("-id").first()
        values = {"t": ticket.number, "s": steps[n % len(steps)].id, "h": offer.id if offer else 0, "u": self.people["users"]["bartek"].id, "n": n}
        address, fields = FORMS[form]
        client = Client(raise_request_exception=True)
        client.force_login(self.people["logins"][who])

        def post(_by: object) -> None:
            answer = client.post(address.format(**values), {name: value.format(**values) for name, value in fields.items()})
            assert answer.status_code < 500, (form, answer.status_code)

        self._do(post, "system", minutes)

    @rule(who=st.sampled_from(["grzegorz@montazplus.example", "obcy@zly.example"]), minutes=st.integers(0, 3000), text=st.sampled_from(WORDS))
    def write_letter(self, who: str, minutes: int, text: str) -> None:
        letter = OutboxMessage.objects.filter(payload__reply_to__startswith="zadanie+").order_by("-id").first()
        if letter is None:
            return
        self.letters += 1
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = who, letter.payload["reply_to"], f"Odp: {letter.subject}"
        message["Message-ID"], message["In-Reply-To"] = f"<{self.letters}.{id(self)}@montazplus.example>", letter.message_id
        message.set_content(text)

        def deliver(_by: object) -> None:
            keep_raw_input(message.as_bytes(), mailbox=self.mailbox, by=SYSTEM)
            react_at_once()

        self._do(deliver, "system", minutes)

    @rule(minutes=st.integers(0, 3000), accepts=st.booleans())
    def in_bulk(self, minutes: int, accepts: bool) -> None:
        anna, bartek = self.people["users"]["anna"], self.people["users"]["bartek"]
        tickets = list(Ticket.objects.all())

        def act(_by: object) -> None:
            offer_handovers([(ticket, anna) for ticket in tickets], reason="rotacja", by=bartek.actor)
            if accepts:
                accept_handovers(list(Handover.objects.filter(state="offered").select_related("ticket", "to_user")), by=anna.actor)

        self._do(act, "system", minutes)

    @rule(minutes=st.integers(0, 9000))
    def let_time_pass(self, minutes: int) -> None:
        def act(_by: object) -> None:
            react_at_once()
            verbs.nudge_steps()
            look_at_late_steps(0)
            assign_waiting(0)
            react_at_once()

        self._do(act, "system", minutes)

    def teardown(self) -> None:
        changed = Event.objects.filter(kind="tickets.owner_changed").count()
        assert changed == Ownership.objects.filter(basis__in=["handover", "takeover"]).count()
        assert Handover.objects.filter(state="accepted").count() == Ownership.objects.filter(basis="handover").count()


class TestAnyDoor(TestCase):
    def test_any_sequence_through_any_door_keeps_the_bond(self) -> None:
        class InTransaction(AnyDoor):
            def __init__(self) -> None:
                self.block = transaction.atomic()
                self.block.__enter__()
                super().__init__()

            def teardown(self) -> None:
                try:
                    super().teardown()
                finally:
                    transaction.set_rollback(True)
                    self.block.__exit__(None, None, None)

        run_state_machine_as_test(
            InTransaction,
            settings=settings(
                max_examples=max(1, OPERATIONS // STEPS_EACH), stateful_step_count=STEPS_EACH, deadline=None, phases=[Phase.generate],
                suppress_health_check=list(HealthCheck), print_blob=False, derandomize="AMBASADOR_OPERATIONS" not in os.environ,
            ),
        )  # fmt: skip
