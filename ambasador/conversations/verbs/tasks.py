"""The thread of a task: what the owner asks, and what its performer says, in the app, by link or by e-mail."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from ambasador.accounts.models import User
from ambasador.conversations.events import TaskMessagePosted
from ambasador.conversations.models import Direction, TaskMessage, TaskPurpose
from ambasador.conversations.uploads import Upload
from ambasador.conversations.verbs.keeping import attach
from ambasador.conversations.verbs.telling import send_task_letter
from ambasador.directory.models import Competence, Person, Unit
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.procedures.models import Performer
from ambasador.tickets import verbs as tickets
from ambasador.tickets.data import Knowledge, value_told
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.models.route import DeviationReason


@transaction.atomic
def ask_unit(
    ticket: Ticket,
    *,
    unit: Unit,
    question: str,
    standard_minutes: int,
    by: Actor,
    competence: Competence | None = None,
    uploads: Sequence[Upload] = (),
    holds_route: bool = False,
    is_approval: bool = False,
    name: str = "",
) -> Step:
    """
    Ask a department or a partner; the responsibility stays with the owner. A step of the route that starts at once. [O2] Records
    StepAdded and what follows.
    """
    title = name.strip() or (competence.name if competence else "") or _first_words(question)
    step = tickets.add_step(
        ticket, name=title, performer=unit.kind, unit=unit, competence=competence, question=question, standard_minutes=standard_minutes,
        holds_route=holds_route, is_approval=is_approval, reason=DeviationReason.OTHER, by=by,
    )  # fmt: skip
    if uploads:
        post(step, purpose=TaskPurpose.SUPPLEMENT, text=_("Files to the task"), by=by, channel="app", uploads=uploads)
    return step


@transaction.atomic
def ask_customer(ticket: Ticket, *, question: str, standard_minutes: int, by: Actor, name: str = "") -> Step:
    """
    Ask the customer for something the case needs. It becomes their step, and the company's clock is paused when nothing else is in
    work. [O5]
    """
    return tickets.add_step(
        ticket, name=name.strip() or _first_words(question), performer=Performer.CUSTOMER, question=question, standard_minutes=standard_minutes,
        holds_route=True, reason=DeviationReason.OTHER, by=by,
    )  # fmt: skip


@transaction.atomic
def answer_task(
    step: Step, *, by: Actor, channel: str, code: str = "", text: str = "", public: str = "", uploads: Sequence[Upload] = (),
    data: Mapping[str, object] | None = None,
) -> Step:  # fmt: skip
    """
    Answer with a choice, words, files and the data that the step gives. Records StepAnswered and TaskMessagePosted; the same answer again, also at the same moment,
    changes and records nothing. Raises what `tickets.answer_step` raises.
    """
    before = _locked_revision(step)
    words = text if code or text or public else _names(uploads)
    step = tickets.answer_step(step, by=by, code=code, text=words, public=public, data=data)
    if step.revision != before:
        post(step, purpose=TaskPurpose.ANSWER, text=answer_words(step, data), by=by, channel=channel, uploads=uploads)
    return step


@transaction.atomic
def accept_task(step: Step, *, by: Actor, channel: str, text: str = "", uploads: Sequence[Upload] = ()) -> Step:
    """ "I take it", perhaps with a word to the owner. Records StepAccepted, and TaskMessagePosted when something was said; repeating it nothing."""
    before = _locked_revision(step)
    step = tickets.accept_step(step, by=by)
    if (text.strip() or uploads) and step.revision != before:
        post(step, purpose=TaskPurpose.COMMENT, text=text.strip() or _names(uploads), by=by, channel=channel, uploads=uploads)
    return step


@transaction.atomic
def ask_back(step: Step, *, missing: str, by: Actor, channel: str, uploads: Sequence[Upload] = ()) -> Step:
    """The performer needs something before they can answer. Records StepReturned and TaskMessagePosted; repeating it nothing."""
    before = _locked_revision(step)
    step = tickets.return_step(step, missing=missing, by=by)
    if step.revision != before:
        post(step, purpose=TaskPurpose.ASK_BACK, text=missing.strip(), by=by, channel=channel, uploads=uploads)
    return step


@transaction.atomic
def supply_missing(step: Step, *, text: str, by: Actor, uploads: Sequence[Upload] = ()) -> Step:
    """The owner supplies what was missing; who works by e-mail gets it there. Records StepResent and TaskMessagePosted."""
    step = tickets.resend_step(step, supplied=text or _names(uploads), by=by)
    entry = post(step, purpose=TaskPurpose.SUPPLEMENT, text=text.strip(), by=by, channel="app", uploads=uploads)
    send_task_letter(entry, by=by)
    return step


@transaction.atomic
def send_answer_back(step: Step, *, reason: str, by: Actor) -> Step:
    """The owner sends an answer back with the reason. Records StepSentBack and TaskMessagePosted."""
    step = tickets.send_back_answer(step, reason=reason, by=by)
    entry = post(step, purpose=TaskPurpose.SENT_BACK, text=reason.strip(), by=by, channel="app")
    send_task_letter(entry, by=by)
    return step


@transaction.atomic
def refuse_task(step: Step, *, reason: str, by: Actor, channel: str, uploads: Sequence[Upload] = ()) -> Step:
    """ "Not ours", with the reason; the task goes to the next who can, or back to the owner. Records StepRefused and TaskMessagePosted."""
    unit = step.unit
    refused = tickets.refuse_step(step, reason=reason, by=by)
    post(refused, purpose=TaskPurpose.NOT_OURS, text=reason.strip(), by=by, channel=channel, unit=unit, uploads=uploads)
    return refused


@transaction.atomic
def propose_date(step: Step, *, due_at: datetime, reason: str, by: Actor, channel: str, uploads: Sequence[Upload] = ()) -> Step:
    """Ask for more time. Records OtherDateProposed and TaskMessagePosted; repeating it nothing."""
    before = _locked_revision(step)
    step = tickets.propose_other_date(step, due_at=due_at, reason=reason, by=by)
    if step.revision != before:
        post(step, purpose=TaskPurpose.OTHER_DATE, text=reason.strip(), by=by, channel=channel, uploads=uploads)
    return step


def post(
    step: Step,
    *,
    purpose: str,
    text: str,
    by: Actor,
    channel: str,
    uploads: Sequence[Upload] = (),
    unit: Unit | None = None,
    quoted: str = "",
    is_verified: bool = True,
    author_name: str = "",
) -> TaskMessage:
    """Write an entry into the thread of a step, with its event. Part of the verbs of this app."""
    is_ours = by.is_own_machinery() or by.is_staff_of_centre()
    unit_id = unit.id if unit else step.unit_id
    entry = TaskMessage.objects.create(
        ticket_id=step.ticket_id, step=step, unit_id=unit_id, direction=Direction.OUT if is_ours else Direction.IN, purpose=purpose,
        channel=channel, author_kind=by.kind, author_id=by.id, author_name=author_name or name_of(by), text=text, quoted=quoted,
        is_verified=is_verified, at=clock.now(),
    )  # fmt: skip
    attach(entry, uploads)
    ticket = Ticket.objects.get(pk=step.ticket_id)
    fact = TaskMessagePosted(
        ticket=ticket.id, step=step.id, task_message=entry.id, purpose=purpose, channel=channel, is_verified=is_verified
    )
    topics = [f"ticket:{ticket.id}", f"owner:{ticket.owner_id}" if ticket.owner_id else "queue"]
    if unit_id:
        topics.append(f"unit:{unit_id}")
    record(fact, by=by, topics=tuple(topics))
    return entry


def name_of(by: Actor) -> str:
    """The name under which an actor's words stand."""
    if by.kind == "user":
        return User.objects.filter(pk=by.number).values_list("name", flat=True).first() or ""
    if by.kind == "person":
        return Person.objects.filter(pk=by.number).values_list("name", flat=True).first() or ""
    if by.kind == "unit":
        return Unit.objects.filter(pk=by.number).values_list("name", flat=True).first() or ""
    return ""


def answer_words(step: Step, data: Mapping[str, object] | None = None) -> str:
    """The answer as one text: the chosen option, the data it brought, the words for the owner, the words the customer may know."""
    known = Knowledge(step.ticket).fields if data else {}
    told = "\n".join(f"{known[key].name}: {value_told(known[key], value, 'pl')}" for key, value in (data or {}).items() if key in known)
    return "\n\n".join(part for part in (step.answer_for("pl"), told, step.answer_text, step.answer_public) if part)


def _locked_revision(step: Step) -> int:
    """The step's revision once nobody else can change it: a verb that repeats what was done leaves it as it is."""
    Ticket.objects.lock(step.ticket)
    return Step.objects.values_list("revision", flat=True).get(pk=step.pk)


def _first_words(text: str) -> str:
    line = " ".join(text.split())
    return line if len(line) <= 60 else line[:60].rsplit(" ", 1)[0] + "…"


def _names(uploads: Sequence[Upload]) -> str:
    return ", ".join(upload.name for upload in uploads)
