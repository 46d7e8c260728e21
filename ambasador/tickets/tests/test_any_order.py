"""Any sequence of operations leaves a ticket with one owner, true to its journal, every minute belonging to one party."""

import contextlib
from datetime import timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.extra.django import TestCase
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test

from ambasador.accounts.verbs import begin_leaving, cancel_leaving, close_account, join_user
from ambasador.customers.models import Customer
from ambasador.directory.models import Person
from ambasador.directory.queries import organisation_day
from ambasador.directory.verbs import ProvidedBy, add_competence, add_person, note_absence, set_providers
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.procedures.verbs import (
    add_field,
    add_procedure,
    add_step,
    begin_draft,
    change_version,
    move_step,
    publish_version,
    remove_step,
)
from ambasador.tickets import verbs
from ambasador.tickets.models import Handover, Step, Ticket
from tests import cast
from tests.truth import assert_tellable, assert_true_to_journal

pytestmark = [pytest.mark.req("N1"), pytest.mark.req("N8")]
WHO = st.sampled_from(["anna", "bartek", "celina", "serwis", "ewa", "obcy", "system"])
OWNING = [
    "take", "assign", "over", "offer", "accept", "decline", "withdraw", "expire", "leaving", "staying", "gone", "away",
]  # fmt: skip
FRAME = ["close", "undo", "reopen", "attend", "settle", "block", "unblock", "lay", "leave", "nudge", "watch", "version"]
REASONS = st.sampled_from(["not_needed", "already_known", "procedure_wrong"])


class AnyOrder(RuleBasedStateMachine):
    """Every verb by everybody, allowed or not, in any order, with the clock moving on by minutes or days."""

    def __init__(self) -> None:
        super().__init__()
        self.now = cast.WEDNESDAY
        self.people = _people()

    def _do(self, act, who: str, minutes: int) -> None:
        self.now += timedelta(minutes=minutes)
        with clock.set_to(self.now):
            with contextlib.suppress(Refused):
                act(self.people["actors"][who])
            for ticket in Ticket.objects.all():
                assert_true_to_journal(ticket)
                assert_tellable(ticket)

    @initialize(owned=st.booleans(), kind=st.sampled_from(["complaint", "needing"]))
    def open(self, owned: bool, kind: str) -> None:
        owner = self.people["users"]["anna"] if owned else None
        with clock.set_to(self.now):
            verbs.open_ticket(
                customer=self.people["ewa"], subject="Pralka", channel="email", version=self.people[kind], owner=owner, by=SYSTEM
            )

    @rule(
        who=WHO,
        minutes=st.integers(0, 3000),
        act=st.sampled_from(["accept", "answer", "consent", "reject", "return", "refuse", "date", "finish", "confirm"]),
        n=st.integers(0, 9),
    )
    def perform(self, who: str, minutes: int, act: str, n: int) -> None:
        steps = list(Step.objects.order_by("id"))
        step = steps[n % len(steps)]
        acts = {
            "accept": lambda by: verbs.accept_step(step, by=by),
            "answer": lambda by: verbs.answer_step(step, text=f"odpowiedź {n}", data={"kwota": 100 * n, "wada": "wąż"} if n % 2 else None, by=by),
            "consent": lambda by: verbs.answer_step(step, code="approved", by=by),
            "reject": lambda by: verbs.answer_step(step, code="rejected", text="nie", by=by),
            "return": lambda by: verbs.return_step(step, missing="numer", by=by),
            "refuse": lambda by: verbs.refuse_step(step, reason="nie nasze", by=by),
            "date": lambda by: verbs.propose_other_date(step, due_at=clock.now() + timedelta(days=1 + n), reason="później", by=by),
            "finish": lambda by: verbs.finish_step(step, by=by),
            "confirm": lambda by: verbs.confirm_answer(step, by=by),
        }
        self._do(acts[act], who, minutes)

    @rule(
        who=WHO,
        minutes=st.integers(0, 3000),
        reason=REASONS,
        n=st.integers(0, 9),
        act=st.sampled_from(["skip", "resend", "decide", "add", "ask", "earlier", "up", "down", "elsewhere", "mine", "out", "again", "back", "act", "fail", "retry"]),
    )
    def steer(self, who: str, minutes: int, reason: str, n: int, act: str) -> None:
        steps = list(Step.objects.order_by("id"))
        step = steps[n % len(steps)]
        ticket = Ticket.objects.get()
        acts = {
            "skip": lambda by: verbs.skip_step(step, reason=reason, by=by),
            "resend": lambda by: verbs.resend_step(step, supplied="mamy", by=by),
            "decide": lambda by: verbs.decide_other_date(step, agreed=n % 2 == 0, by=by),
            "add": lambda by: verbs.add_step(
                ticket, name="Pytanie", performer="department", unit=self.people["warehouse"], question="Jest?", standard_minutes=60,
                holds_route=n % 2 == 0, is_approval=n % 3 == 0, by=by,
            ),
            "ask": lambda by: verbs.add_step(
                ticket, name="Zdjęcie", performer="customer", question="Zdjęcie?", standard_minutes=1440, holds_route=True, by=by
            ),
        }  # fmt: skip
        reasoned = {"reason": reason, "sentence": "tak trzeba"}
        acts |= {
            "earlier": lambda by: verbs.bring_step_forward(step, by=by, **reasoned),
            "up": lambda by: verbs.move_step(step, up=True, by=by, **reasoned),
            "down": lambda by: verbs.move_step(step, up=False, by=by, **reasoned),
            "elsewhere": lambda by: verbs.send_step_elsewhere(step, unit=self.people["warehouse"], question="Co z tym?", by=by, **reasoned),
            "mine": lambda by: verbs.send_step_elsewhere(step, unit=None, by=by, **reasoned),
            "out": lambda by: verbs.leave_out_step(step, by=by),
            "again": lambda by: verbs.repeat_step(step, by=by),
            "act": lambda by: verbs.do_action(step, by=by),
            "fail": lambda by: verbs.fail_action(step, reason="nie teraz", by=by),
            "retry": lambda by: verbs.retry_action(step, by=by),
            "back": lambda by: verbs.send_back_answer(step, reason="za mało", by=by),
        }
        if act in ("add", "ask", "again") and len(steps) > 12:
            return
        self._do(acts[act], who, minutes)

    @rule(who=WHO, minutes=st.integers(0, 3000), act=st.sampled_from(OWNING))
    def own(self, who: str, minutes: int, act: str) -> None:
        ticket = Ticket.objects.get()
        handover = Handover.objects.order_by("-id").first()
        acts = {
            "take": lambda by: verbs.take_ticket(ticket, by=by),
            "assign": lambda by: verbs.assign_automatically(ticket, by=by),
            "over": lambda by: verbs.take_over_ticket(ticket, reason="choroba", by=by),
            "offer": lambda by: verbs.offer_handover(ticket, to=self.people["users"]["bartek"], reason="urlop", by=by),
            "accept": lambda by: handover and verbs.accept_handover(handover, by=by),
            "decline": lambda by: handover and verbs.decline_handover(handover, reason="nie mogę", by=by),
            "withdraw": lambda by: handover and verbs.withdraw_handover(handover, by=by),
            "leaving": lambda by: begin_leaving(self.people["users"][("anna", "bartek")[minutes % 2]], by=by),
            "staying": lambda by: cancel_leaving(self.people["users"][("anna", "bartek")[minutes % 2]], by=by),
            "away": lambda by: note_absence(Person.objects.get(user=self.people["users"]["anna"]), by=by, **_today(self.people["users"]["bartek"])),
            "expire": lambda by: handover and verbs.expire_handover(handover, by=by),
            "gone": lambda by: _close_if_the_database_lets(self.people["users"]["anna"], by=by),
        }
        self._do(acts[act], who, minutes)

    @rule(
        who=WHO, minutes=st.integers(0, 3000), n=st.integers(0, 9), reason=REASONS,
        act=st.sampled_from(["amount", "fault", "forget", "ask", "ask unit", "without"]),
    )  # fmt: skip
    def know(self, who: str, minutes: int, n: int, reason: str, act: str) -> None:
        steps = list(Step.objects.order_by("id"))
        step, ticket = steps[n % len(steps)], Ticket.objects.get()
        acts = {
            "amount": lambda by: verbs.set_data(ticket, {"kwota": 200 * n}, by=by),
            "fault": lambda by: verbs.set_data(ticket, {"wada": "wąż"}, by=by),
            "forget": lambda by: verbs.set_data(ticket, {"kwota": None, "wada": None}, by=by),
            "ask": lambda by: verbs.ask_for_data(ticket, ["kwota", "wada"], by=by),
            "ask unit": lambda by: verbs.ask_for_data(ticket, ["wada"], unit=self.people["warehouse"], by=by),
            "without": lambda by: verbs.begin_without_data(step, reason=reason, by=by),
        }
        if act.startswith("ask") and len(steps) > 14:
            return
        self._do(acts[act], who, minutes)

    @rule(who=WHO, minutes=st.integers(0, 3000), act=st.sampled_from(FRAME))
    def frame(self, who: str, minutes: int, act: str) -> None:
        ticket = Ticket.objects.get()
        obstacle = ticket.obstacles.order_by("-id").first()
        acts = {
            "close": lambda by: verbs.close_ticket(ticket, reason="solved", by=by),
            "undo": lambda by: verbs.undo_closing(ticket, by=by),
            "reopen": lambda by: verbs.reopen_ticket(ticket, reason="reply", by=by),
            "attend": lambda by: verbs.call_attention(ticket, reason="customer_replied", by=by),
            "settle": lambda by: verbs.settle_attention(ticket, by=by),
            "block": lambda by: verbs.name_obstacle(ticket, kind="other", text=f"brak {minutes % 7}", by=by),
            "unblock": lambda by: obstacle and verbs.remove_obstacle(obstacle, by=by),
            "lay": lambda by: verbs.lay_route(ticket, self.people["enquiry"], by=by),
            "nudge": lambda by: verbs.nudge_steps(),
            "version": lambda by: verbs.move_to_version(ticket, self.people["versions"][minutes % len(self.people["versions"])], by=by),
            "watch": lambda by: verbs.set_reminders(ticket.steps.earliest("id"), remind_before=minutes % 3 * 60, escalate_after=minutes % 500, by=by),
            "leave": lambda by: verbs.leave_procedure(
                ticket, to=self.people[("enquiry", "complaint", "needing")[minutes % 3]], reason="procedure_wrong", by=by
            ),
        }
        self._do(acts[act], who, minutes)


def _today(deputy):
    """An absence of this day, with a deputy who then acts for the owner."""
    day = organisation_day(clock.now())
    return {"starts_on": day, "ends_on": day, "deputy": Person.objects.get(user=deputy)}


def _close_if_the_database_lets(user, *, by):
    """Only who owns nothing open may go."""
    owns = Ticket.objects.open().filter(owner=user).exists()
    try:
        with transaction.atomic():
            close_account(user, by=by)
    except IntegrityError:
        assert owns
    else:
        assert not owns


def _needing(claims, warehouse):
    """
    A procedure whose steps need and give data, one that only some tickets have, consent that one unit gives up to 900, and steps that may be
    left out and repeated.
    """
    draft = add_procedure(code="zwrot", name="Zwrot", name_en="Return", by=SYSTEM).versions.get()
    add_field(draft, key="kwota", name="Kwota", kind="money", by=SYSTEM)
    add_field(draft, key="wada", name="Wada", known_by="unit", by=SYSTEM)
    discounts = add_competence(code="rabat", name="Rabat", by=SYSTEM)
    set_providers(discounts, providers=[ProvidedBy(unit=claims, limit_amount=Decimal(900)), ProvidedBy(unit=warehouse, limit_amount=Decimal(1500))], by=SYSTEM)
    added = {"name": "Odbiór", "performer": "department", "unit": warehouse.code, "question": "Jest?", "standard_minutes": 60, "holds_route": True}
    steps = {
        "ocena": {"performer": "department", "unit": claims, "question": "Co?", "needs": ["kwota"], "gives": ["wada"], "after": [], "is_repeatable": True},
        "zgoda": {"performer": "owner", "condition": "kwota > 500 or klient.rodzaj = \"firm\""},
        "rabat": {"performer": "department", "question": "Ile?", "competence": discounts, "is_approval": True, "amount_field": "kwota", "after": []},
        "doda": {"performer": "system", "action": "sub_step", "action_settings": added},
        "wpis": {"performer": "system", "action": "field", "action_settings": {"key": "wada", "value": "wąż"}, "is_repeatable": True},
        "dane": {"performer": "customer", "question": "Ile?", "gives": ["kwota"], "is_optional": True, "is_repeatable": True},
        "koniec": {"performer": "owner", "needs": ["wada"]},
    }
    for key, fields in steps.items():
        add_step(draft, key=key, name=key, name_en=key, standard_minutes=60, by=SYSTEM, **fields)
    change_version(draft, closing_needs=["kwota"], by=SYSTEM)
    return publish_version(draft, by=SYSTEM)


def _next(version, without):
    """A further version: one step less, one more, another order."""
    draft = begin_draft(version.procedure, by=SYSTEM)
    remove_step(draft.steps.get(key=without), by=SYSTEM)
    add_step(draft, key="kontrola", name="Kontrola", name_en="Check", performer="owner", standard_minutes=30, by=SYSTEM)
    move_step(draft.steps.get(key="kontrola"), places=-2, by=SYSTEM)
    return publish_version(draft, by=SYSTEM)


def _people():
    company = cast.make_company()
    users = {name: cast.make_agent(name, roles, company.centre) for name, roles in (("Anna Lis", ["agent"]), ("Bartek Kos", ["lead"]))}
    celina = join_user(email="celina@modrzew.example", name="Celina Sowa", roles=["department"], by=SYSTEM)
    add_person(unit=company.claims, name="Celina Sowa", user=celina, by=SYSTEM)
    stranger = join_user(email="obcy@modrzew.example", name="Obcy Gość", roles=["department"], by=SYSTEM)
    serwis = add_person(unit=company.partner, name="Grzegorz Pająk", email="grzegorz@montazplus.example", by=SYSTEM)
    ewa = Customer.objects.create(name="Ewa Zawadzka")
    needing = _needing(company.claims, company.warehouse)
    return {
        "versions": [company.complaint, _next(company.complaint, "decyzja"), needing, _next(needing, "rabat")],
        "users": {"anna": users["Anna Lis"], "bartek": users["Bartek Kos"]},
        "ewa": ewa,
        "complaint": company.complaint,
        "needing": needing,
        "enquiry": company.enquiry,
        "warehouse": company.warehouse,
        "logins": {"anna": users["Anna Lis"], "bartek": users["Bartek Kos"], "celina": celina, "obcy": stranger},
        "actors": {
            "anna": users["Anna Lis"].actor,
            "bartek": users["Bartek Kos"].actor,
            "celina": celina.actor,
            "obcy": stranger.actor,
            "serwis": Actor("person", serwis.id),
            "ewa": Actor("customer", ewa.id),
            "system": SYSTEM,
        },
    }


class TestAnyOrder(TestCase):
    def test_any_sequence_of_operations_keeps_the_bond(self) -> None:
        case = self

        class InTransaction(AnyOrder):
            def __init__(self) -> None:
                from django.db import transaction

                self.block = transaction.atomic()
                self.block.__enter__()
                transaction.set_rollback(False)
                super().__init__()

            def teardown(self) -> None:
                from django.db import transaction

                transaction.set_rollback(True)
                self.block.__exit__(None, None, None)

        assert case
        run_state_machine_as_test(
            InTransaction,
            settings=settings(
                max_examples=12,  # the rest is for `bin/invariants`
                stateful_step_count=25,
                deadline=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
                print_blob=False,
                derandomize=True,  # bin/invariants draws anew
            ),
        )
