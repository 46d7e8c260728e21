"""The tasks of a unit as its people see them: gathered by due time, and one of them whole."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.conf import settings
from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.channels.scanning import why_withheld
from ambasador.conversations.models import Attachment, TaskMessage, TaskPurpose
from ambasador.conversations.pack import Pack, pack_for
from ambasador.conversations.pack_lines import PackLine, lines_of
from ambasador.directory.models import Unit, UnitKind
from ambasador.directory.queries import units_of
from ambasador.lib import clock
from ambasador.lib.business_time import end_of_day
from ambasador.promises.queries import current_promise, statutory_clock
from ambasador.tickets.models import Step, StepState
from ambasador.tickets.nudging import HEAD, LEAD, REMINDERS
from ambasador.web import wording
from ambasador.web.shapes import Attached, Bond, Cell, Ring, State
from ambasador.web.shown import step_name

OPEN = (StepState.OFFERED, StepState.ACCEPTED, StepState.RETURNED)
PAGE, COUNTED, SOON = 50, 500, 80
# of a task and its ticket, what a row shows
OF_ROW = (
    "state", "name", "name_en", "started_at", "due_at", "unit_id", "ticket__number", "ticket__subject", "ticket__customer__name", "ticket__owner__name",
)  # fmt: skip
LOADED = ("ticket__owner", "ticket__customer", "unit", "assignee")


@dataclass(frozen=True)
class TaskRow:
    id: str
    url: str
    pane_url: str
    title: str
    note: str
    ring: Ring
    due: str
    left: str
    tone: str
    is_unread: bool
    is_current: bool


@dataclass(frozen=True)
class TaskGroup:
    id: str
    title: str
    icon: str
    tone: str
    rows: Sequence[TaskRow]
    count: int


@dataclass(frozen=True)
class Waiting:
    """How many tasks are in work, of whom and how urgent; counted up to COUNTED of them."""

    all: int
    mine: int
    late: int
    today: int
    owner: int

    @property
    def says(self) -> str:
        return f"{COUNTED}+" if self.all == COUNTED else str(self.all)


@dataclass(frozen=True)
class Said:
    who: str
    at: str
    purpose: str
    text: str


@dataclass(frozen=True)
class Head:
    """What changes by itself while the task is open on the screen: who, until when, in which state."""

    step: Step
    title: str
    bond: Bond
    banner: State | None
    banner_note: str
    reminded: Sequence[str]
    can_accept: bool
    live: str


@dataclass(frozen=True)
class Pane:
    head: Head
    question: str
    pack: Pack
    known: Sequence[PackLine]
    files: Sequence[Attached]
    thread: Sequence[Said]
    is_open: bool
    can_move: bool


def units_for(reader: User) -> list[Unit]:
    """Departments and partners whose tasks the reader may look through: their own, all of them for the contact centre."""
    units = door.visible(Unit.objects, reader.actor).filter(is_active=True, kind__in=[UnitKind.DEPARTMENT, UnitKind.PARTNER])
    if not reader.is_centre:
        units = units.filter(pk__in=units_of(reader.actor))
    return list(units.order_by("kind", "name"))


def open_tasks(reader: User, unit: Unit | None) -> QuerySet[Step]:
    """Tasks in work at the unit, or at all units the reader may see, the most urgent first, with what a row shows."""
    tasks = door.visible(Step.objects.select_related("ticket__owner", "ticket__customer"), reader.actor)
    tasks = tasks.filter(unit__isnull=False, state__in=OPEN, ticket__closed_at__isnull=True)
    return (tasks.filter(unit=unit) if unit else tasks).only(*OF_ROW).order_by("due_at", "id")


def counted(tasks: QuerySet[Step], *, at: datetime, at_most: int) -> dict[str, QuerySet[Step]]:
    """The most urgent tasks, and those of them that are late."""
    late = tasks.filter(due_at__lt=at).exclude(state=StepState.RETURNED)
    return {"all": tasks.order_by("due_at", "id")[:at_most], "late": late.order_by("due_at", "id")[:1]}


def waiting(tasks: QuerySet[Step], reader: User, at: datetime, *, at_most: int = COUNTED) -> Waiting:
    """So many of the most urgent tasks, counted; one query."""
    is_asked = Q(state=StepState.RETURNED)
    some = tasks.order_by("due_at", "id")[:at_most]
    counted = some.aggregate(
        all=Count("id"),
        mine=Count("id", filter=Q(assignee__user=reader.id)),
        late=Count("id", filter=Q(due_at__lt=at) & ~is_asked),
        today=Count("id", filter=Q(due_at__gte=at, due_at__lt=_end_of_today(at)) & ~is_asked),
        owner=Count("id", filter=is_asked),
    )
    return Waiting(**counted)


def _end_of_today(at: datetime) -> datetime:
    return end_of_day(wording.local(at).date(), settings.TIME_ZONE)


def groups_of(tasks: Sequence[Step], counts: Waiting, *, current: Step | None, at: datetime, query: str) -> list[TaskGroup]:
    """Late, today, later, and those the owner has to answer first; the counts are of all, the rows of a page."""
    today = wording.local(at).date()
    gathered: dict[str, list[TaskRow]] = {"late": [], "today": [], "later": [], "owner": []}
    for step in tasks:
        assert step.due_at
        late, soon = step.due_at < at, wording.local(step.due_at).date() <= today
        key = "owner" if step.state == StepState.RETURNED else "late" if late else "today" if soon else "later"
        gathered[key].append(_row(step, is_current=current is not None and step.id == current.id, at=at, query=query))
    later = counts.all - counts.late - counts.today - counts.owner
    named = [
        TaskGroup("tasks-late", _("Late"), "flag", "bad", gathered["late"], counts.late),
        TaskGroup("tasks-today", _("Today"), "clock", "", gathered["today"], counts.today),
        TaskGroup("tasks-later", _("Later"), "plan", "", gathered["later"], later),
        TaskGroup("tasks-owner", _("Waiting for the owner"), "pause", "wait", gathered["owner"], counts.owner),
    ]
    return [group for group in named if group.rows]


def _row(step: Step, *, is_current: bool, at: datetime, query: str) -> TaskRow:
    assert step.due_at
    owner = step.ticket.owner
    gone = share_gone(step, at)
    tone = _tone(step, gone, at)
    is_asked = step.state == StepState.RETURNED
    people = [step.ticket.customer.name, owner.name if owner else ""]
    return TaskRow(
        id=f"task-{step.id}",
        url=reverse("web:task", args=[step.id]) + query,
        pane_url=reverse("web:task_pane", args=[step.id]) + query,
        title=f"{step_name(step)}: {step.ticket.subject}",
        note=" · ".join(part for part in people if part),
        ring=Ring(owner.initials if owner else "?", gone, tone),
        due=_("our question") if is_asked else wording.moment(step.due_at),
        left=_("the owner answers") if is_asked else _left(step.due_at, at),
        tone=tone,
        is_unread=step.state == StepState.OFFERED,
        is_current=is_current,
    )


def _left(due_at: datetime, at: datetime) -> str:
    """How long until it is due, or how late it is: what the moment beside it does not say."""
    if due_at < at:
        return _("%(duration)s late") % {"duration": wording.duration(at - due_at)}
    return wording.saying().relative(due_at, now=at)


def share_gone(step: Step, at: datetime) -> int:
    """The share of the time between sending and the due time that is gone, 0..100."""
    if step.started_at is None or step.due_at is None or step.due_at <= step.started_at:
        return 0
    return round(min(max((at - step.started_at) / (step.due_at - step.started_at), 0.0), 1.0) * 100)


def _tone(step: Step, gone: int, at: datetime) -> str:
    if step.state == StepState.RETURNED:
        return "wait"
    if step.due_at is not None and step.due_at < at:
        return "bad"
    return "risk" if gone >= SOON else "ok"


def head_of(step: Step, reader: User) -> Head:
    """Four queries: the promise, the statutory deadline, the reminders, and whether the reader may do it."""
    at = clock.now()
    tone = _tone(step, share_gone(step, at), at)
    owner = step.ticket.owner
    note = (
        _("ext. %(extension)s · the customer is told by the owner") % {"extension": owner.phone_extension}
        if owner and owner.phone_extension
        else ""
    )
    bond = Bond(
        ring=Ring(owner.initials if owner else "?", share_gone(step, at), tone),
        owner=Cell(
            _("Case owner – you answer to this person"), owner.name if owner else "–", note or _("the customer is told by the owner")
        ),
        promise=_due_cell(step, tone, at),
        rest=_promised(step),
        id="task-bond",
    )
    banner, banner_note = _banner(step)
    is_mine = step.assignee is not None and step.assignee.user_id == reader.id
    return Head(
        step=step,
        title=f"{step_name(step)}: {step.ticket.subject}",
        bond=bond,
        banner=banner,
        banner_note=banner_note,
        reminded=_reminded(step) if step.state in OPEN else [],
        can_accept=step.state in (StepState.OFFERED, StepState.ACCEPTED) and not is_mine and step.unit_id in units_of(reader.actor),
        live=f"unit:{step.unit_id}",
    )


def _due_cell(step: Step, tone: str, at: datetime) -> Cell | None:
    if step.due_at is None:
        return None
    if step.is_over or step.state == StepState.ANSWERED:
        return Cell(
            _("Your answer"), wording.moment(step.finished_at or at) if step.finished_at else "", "", State(_("sent"), "ok", "check")
        )
    says = {"ok": _("in time"), "risk": _("soon"), "bad": _("late"), "wait": _("the owner answers")}
    icons = {"ok": "check", "risk": "warn", "bad": "flag", "wait": "pause"}
    left = wording.saying().relative(step.due_at, now=at)
    return Cell(_("Your answer by"), wording.moment(step.due_at), left, State(says[tone], tone, icons[tone]))


def _reminded(step: Step) -> list[str]:
    """What was told of the step since its due time was laid, the first thing first; one query."""
    told = step.nudges.filter(round=step.nudge_round).order_by("id").values_list("level", "at")
    words = {LEAD: _("Told to the lead: %(moment)s"), HEAD: _("Told to the head: %(moment)s")}
    words |= dict.fromkeys(REMINDERS, _("Reminded: %(moment)s"))
    return [words.get(level, _("Told above the head: %(moment)s")) % {"moment": wording.moment(at)} for level, at in told]


def _promised(step: Step) -> list[Cell]:
    promise, law = current_promise(step.ticket), statutory_clock(step.ticket)
    by_law = _("by law: %(day)s") % {"day": wording.day(law.due_on)} if law else ""
    if promise:
        return [Cell(_("Promised to the customer"), wording.date_range(promise.from_at, promise.to_at), by_law)]
    return [Cell(_("Statutory deadline"), wording.day(law.due_on))] if law else []


def _banner(step: Step) -> tuple[State | None, str]:
    if step.ticket.is_closed and not step.is_over:
        return State(_("The case is closed; there is nothing more to do."), "wait", "check"), ""
    if step.state == StepState.RETURNED:
        return State(_("You asked back, the owner answers:"), "wait", "clock"), step.missing
    if step.state in (StepState.ANSWERED, StepState.DONE):
        return State(_("This task has been answered."), "ok", "check"), ""
    if step.state == StepState.SKIPPED:
        return State(_("This task is not needed any more."), "wait", "bend"), ""
    if step.proposed_due_at:
        moment = wording.moment(step.proposed_due_at)
        return State(_("Another date was proposed: %(moment)s. The owner decides.") % {"moment": moment}, "wait", "plan"), ""
    if step.assignee:
        return State(_("Done by: %(name)s") % {"name": step.assignee.name}, "", "user"), ""
    return None, ""


def pane_of(step: Step, reader: User) -> Pane:
    """The whole task; about twelve queries, whatever the length of the history."""
    at = clock.now()
    pack = pack_for(step, language=wording.language())
    own = door.visible(Attachment.objects, reader.actor).filter(pk__in=[file.id for file in pack.files]).order_by("id")
    own = own.select_related("file").defer("file__content")
    thread = door.visible(TaskMessage.objects, reader.actor).filter(step=step, is_verified=True).exclude(purpose=TaskPurpose.QUESTION)
    is_open = step.state in OPEN and not step.ticket.is_closed
    return Pane(
        head=head_of(step, reader),
        question=step.question or step_name(step),
        pack=pack,
        known=lines_of(pack, spoken=wording.saying(), now=at),
        files=[
            Attached(file.name, reverse("web:file", args=[file.id]), wording.file_size(file.size), why_withheld(file.file)) for file in own
        ],
        thread=[_said(entry) for entry in thread.order_by("id")[:100]],
        is_open=is_open,
        can_move=is_open and step.state != StepState.RETURNED,
    )


def _said(entry: TaskMessage) -> Said:
    return Said(entry.author_name, wording.moment(entry.at), str(TaskPurpose(entry.purpose).label), entry.text)
