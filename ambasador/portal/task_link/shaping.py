"""The task behind a link: in which state it is for whoever holds the link, and what the page says of it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from django.http import Http404
from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.conversations.models import Attachment, TaskMessage, TaskPurpose
from ambasador.conversations.pack import Pack, pack_for
from ambasador.conversations.pack_lines import PackLine, lines_of, summary_of
from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.portal import reaching, wording
from ambasador.portal.shapes import Ended, File, Owner
from ambasador.tickets.models import Step, StepState, TaskLink
from ambasador.tickets.queries import open_step_of

TaskState = Literal["open", "ended", "closed", "mine", "others"]
SOON = 80  # per cent of the time gone


@dataclass(frozen=True)
class Task:
    """A link with what its holder may see behind it. `step` is None when the task is not theirs any more."""

    token: str
    link: TaskLink
    actor: Actor
    step: Step | None
    state: TaskState


def task_of(token: str, *, at: datetime) -> Task:
    """The task behind a token; four queries at most. Raises Http404 when the token is forged."""
    link = open_step_of(token)
    if link is None:
        raise Http404
    actor = Actor("person", link.person_id) if link.person_id else Actor("unit", link.unit_id)
    loaded = Step.objects.select_related("ticket__owner", "ticket__customer", "unit__calendar", "assignee")
    step = door.visible(loaded, actor).filter(pk=link.step_id, unit_id=link.unit_id).first()
    return Task(token, link, actor, step, _state(link, actor, step, at))


def _state(link: TaskLink, actor: Actor, step: Step | None, at: datetime) -> TaskState:
    if step is not None and step.state == StepState.SKIPPED:
        return "closed"
    if step is None or link.closed_at is not None or link.expires_at <= at:
        return "ended"
    if step.state in (StepState.ANSWERED, StepState.DONE):
        return "mine" if (step.answered_by_kind, step.answered_by_id) == (actor.kind, actor.id) else "others"
    return "closed" if step.ticket.is_closed else "open"


@dataclass(frozen=True)
class Due:
    """Until when the answer is needed, how much of the time is left, in words and tone."""

    at: str
    left: str
    tone: str
    icon: str


@dataclass(frozen=True)
class Said:
    """An entry of the thread: who wrote, when, what."""

    who: str
    at: str
    text: str


@dataclass(frozen=True)
class Shown:
    """Everything of an open or answered task that its page shows."""

    step: Step
    name: str
    owner: Owner
    due: Due | None
    question: str
    pack: Pack
    known: Sequence[PackLine]
    known_says: str
    files: Sequence[File]
    thread: Sequence[Said]
    proposed: str
    answered: str
    answered_by: str
    answered_at: str
    sent_to: str
    works_until: str


def shown(task: Task, firm: Unit | None, *, at: datetime) -> Shown:
    """The page of a task whose step is there; about ten queries, whatever the length of the history."""
    step = task.step
    assert step is not None
    spoken = wording.saying()
    pack = pack_for(step, language=wording.language())
    files = files_of(task, pack)
    gone = reaching.share_gone(step.started_at, step.due_at, at)
    tone = _tone(step, gone, at)
    thread = list(door.visible(TaskMessage.objects, task.actor).filter(step=step, is_verified=True).order_by("id")[:100])
    return Shown(
        step=step,
        name=name_of(step),
        owner=reaching.owner_of(step.ticket.owner, firm, share=gone, tone="act" if tone == "ok" else tone),
        due=_due(step, tone, at),
        question=step.question or name_of(step),
        pack=pack,
        known=lines_of(pack, spoken=spoken, now=at),
        known_says=summary_of(pack, files=len(files)),
        files=files,
        thread=[_said(entry, at) for entry in thread if entry.purpose != TaskPurpose.QUESTION],
        proposed=spoken.moment(step.proposed_due_at, now=at) if step.proposed_due_at else "",
        answered=next((entry.text for entry in reversed(thread) if entry.purpose == TaskPurpose.ANSWER), ""),
        answered_by=next((entry.author_name for entry in reversed(thread) if entry.purpose == TaskPurpose.ANSWER), ""),
        answered_at=next((spoken.moment(entry.at, now=at) for entry in reversed(thread) if entry.purpose == TaskPurpose.ANSWER), ""),
        sent_to=task.link.sent_to,
        works_until=spoken.day(task.link.expires_at, now=at),
    )


def files_of(task: Task, pack: Pack) -> list[File]:
    """The files of the pack that the holder of the link may fetch."""
    own = door.visible(Attachment.objects, task.actor).filter(pk__in=[file.id for file in pack.files]).order_by("id")
    return [File(file.name, reverse("portal:task_file", args=[task.token, file.id]), wording.file_size(file.size)) for file in own]


def name_of(step: Step) -> str:
    return step.name_for(wording.language())


def _tone(step: Step, gone: int, at: datetime) -> str:
    if step.due_at is not None and step.due_at < at:
        return "bad"
    return "risk" if gone >= SOON else "ok"


def _due(step: Step, tone: str, at: datetime) -> Due | None:
    if step.due_at is None:
        return None
    spoken = wording.saying()
    icon = {"bad": "flag", "risk": "warn", "ok": "check"}[tone]
    return Due(spoken.moment(step.due_at, now=at), spoken.relative(step.due_at, now=at), tone, icon)


def _said(entry: TaskMessage, at: datetime) -> Said:
    return Said(entry.author_name, wording.saying().moment(entry.at, now=at), entry.text)


def ended_of(task: Task, firm: Unit | None) -> Ended:
    """Why there is nothing to do behind this link, in plain words, and whom to ask."""
    owner: User | None = task.link.step.ticket.owner
    whom = reaching.owner_of(owner, firm)
    if task.state == "closed":
        return Ended(
            _("This task is not needed any more"),
            [_("The case went on without it, so there is nothing to do here. Thank you.")],
            whom,
        )
    if task.step is None or task.link.closed_at is not None:
        return Ended(
            _("This task has gone elsewhere"),
            [
                _("Somebody else is working on it now, so the link does not open it any more."),
                _("If you think it is still yours, ask the case owner."),
            ],
            whom,
        )
    return Ended(
        _("This link has ended"),
        [_("Links to tasks work for a limited time. Nothing is lost: reply to the e-mail the link came with, or ask the case owner.")],
        whom,
    )
