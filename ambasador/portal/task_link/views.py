"""The page of a task and what its holder does with it. Reading changes nothing; the first form sent notes that the link was opened."""

from collections.abc import Callable
from typing import Any

from django import forms
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambasador.accounts import door
from ambasador.conversations import verbs as conversations
from ambasador.conversations.models import Attachment
from ambasador.conversations.uploads import uploads_of
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.portal import reaching
from ambasador.portal.cookies import protected, require_cookie
from ambasador.portal.downloads import download
from ambasador.portal.speaking import answered_in
from ambasador.portal.task_link.forms import AcceptanceForm, AnswerForm, DateForm, QuestionForm, RefusalForm
from ambasador.portal.task_link.shaping import Task, ended_of, shown, task_of
from ambasador.tickets.models import Step
from ambasador.tickets.queries import open_step_of
from ambasador.tickets.verbs import AlreadyAnswered, note_task_link_opened

FORMS: dict[str, Callable[..., forms.Form]] = {
    "answer": AnswerForm, "question": QuestionForm, "refusal": RefusalForm, "date": DateForm, "acceptance": AcceptanceForm,
}  # fmt: skip
Act = Callable[[Task, Step, Any], object]
Sent = dict[str, forms.Form]
CHANNEL = "link"


def in_language_of_unit(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """The unit's language is that of its letters; one query."""

    def spoken(request: HttpRequest, token: str, **others: int) -> HttpResponse:
        link = open_step_of(token)
        return answered_in(link.unit.language if link else "", request, lambda: view(request, token, **others))

    return spoken


@protected
@require_safe
@in_language_of_unit
def page(request: HttpRequest, token: str) -> HttpResponse:
    return show(request, task_of(token, at=clock.now()))


def show(request: HttpRequest, task: Task, *, sent: Sent | None = None, error: str = "", status: int = 200) -> HttpResponse:
    """The page in the state of the task; `sent` are the forms that were refused, with what was typed."""
    firm = reaching.firm()
    if task.state in ("ended", "closed"):
        ended = ended_of(task, firm)
        return render(request, "portal/ended.html", {"ended": ended, "firm": firm, "ask_label": _("Whom to ask")}, status=410)
    at = clock.now()
    step = task.step
    assert step is not None
    made = {name: (sent or {}).get(name) or form(step=step) for name, form in FORMS.items()}
    context = {"task": task, "shown": shown(task, firm, at=at), "firm": firm, "forms": made, "sent": sent or {}, "error": error}
    context["wants"] = request.GET.get("do", "")  # what a link of the letter leads to: it opens the form, and sends nothing
    context["kept_text"] = _typed(request) if task.state != "open" else ""
    if task.state == "open":
        context |= {"live_right": f"task:{task.token}", **_live_context(task)}
    template = "portal/task_link/page.html" if task.state == "open" else "portal/task_link/answered.html"
    return render(request, template, context, status=status)


def _live_context(task: Task) -> dict[str, Any]:
    address = {"live_topic": f"ticket:{task.link.step.ticket_id}", "live_url": reverse("portal:task_live", args=[task.token])}
    return {"token": task.token, **address}


@require_safe
@in_language_of_unit
def live(request: HttpRequest, token: str) -> HttpResponse:
    """What happened to the task while its page stands open: a notice, or nothing. What is being written there is not touched."""
    task = task_of(token, at=clock.now())
    context = _live_context(task)
    if task.state in ("ended", "closed"):
        context = {"ended": ended_of(task, reaching.firm())}
    elif task.state == "others":
        context["notice"] = _("Somebody else has answered this task meanwhile.")
    elif task.state == "mine":
        context["notice"] = _("This task has been answered meanwhile, by this very link.")
    return render(request, "portal/task_link/_live.html", context)


def _typed(request: HttpRequest) -> str:
    """What was typed into a form that came too late."""
    words = (request.POST.get(name, "").strip() for name in ("public", "text", "missing", "reason"))
    return "\n\n".join(text for text in words if text)[:40_000]


def _do(request: HttpRequest, token: str, name: str, act: Act) -> HttpResponse:
    """
    Check the form, call the verb, come back to the page.

    A task that went elsewhere meanwhile answers 410, one that was answered 409, a form that is not enough 422; always with the text.
    """
    task = task_of(token, at=clock.now())
    if request.method != "POST":
        return redirect("portal:task_link", token=token)
    if task.step is None or task.state in ("ended", "closed"):
        return show(request, task)
    form = FORMS[name](request.POST, step=task.step)
    try:
        require_cookie(request)
        note_task_link_opened(task.link, by=task.actor)
        if form.is_valid():
            act(task, task.step, form)
            return redirect("portal:task_link", token=token)
    except AlreadyAnswered as late:
        return show(request, task_of(token, at=clock.now()), error=str(late), status=409)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return show(request, task_of(token, at=clock.now()), sent={name: form}, status=422)


@protected
@require_http_methods(["GET", "POST"])
@in_language_of_unit
def answer(request: HttpRequest, token: str) -> HttpResponse:
    def act(task: Task, step: Step, form: AnswerForm) -> object:
        return conversations.answer_task(step, by=task.actor, channel=CHANNEL, uploads=uploads_of(request), **form.said())

    return _do(request, token, "answer", act)


@protected
@require_http_methods(["GET", "POST"])
@in_language_of_unit
def acceptance(request: HttpRequest, token: str) -> HttpResponse:
    def act(task: Task, step: Step, form: forms.Form) -> object:
        return conversations.accept_task(step, by=task.actor, channel=CHANNEL)

    return _do(request, token, "acceptance", act)


@protected
@require_http_methods(["GET", "POST"])
@in_language_of_unit
def question(request: HttpRequest, token: str) -> HttpResponse:
    def act(task: Task, step: Step, form: forms.Form) -> object:
        missing = form.cleaned_data["missing"]
        return conversations.ask_back(step, missing=missing, by=task.actor, channel=CHANNEL, uploads=uploads_of(request))

    return _do(request, token, "question", act)


@protected
@require_http_methods(["GET", "POST"])
@in_language_of_unit
def refusal(request: HttpRequest, token: str) -> HttpResponse:
    def act(task: Task, step: Step, form: forms.Form) -> object:
        return conversations.refuse_task(step, reason=form.cleaned_data["reason"], by=task.actor, channel=CHANNEL)

    return _do(request, token, "refusal", act)


@protected
@require_http_methods(["GET", "POST"])
@in_language_of_unit
def date(request: HttpRequest, token: str) -> HttpResponse:
    def act(task: Task, step: Step, form: forms.Form) -> object:
        wish = form.cleaned_data
        return conversations.propose_date(step, due_at=wish["due_at"], reason=wish["reason"], by=task.actor, channel=CHANNEL)

    return _do(request, token, "date", act)


@require_safe
def file(request: HttpRequest, token: str, attachment: int) -> HttpResponse:
    """A file of the pack, for as long as the link shows the task. Raises Http404."""
    task = task_of(token, at=clock.now())
    if task.step is None or task.state in ("ended", "closed"):
        raise Http404
    ticket = task.step.ticket_id
    files = Attachment.objects.select_related("file", "message", "task_message")
    found = door.get_visible(files, task.actor, pk=attachment)
    entry = found.message or found.task_message
    if entry is None or entry.ticket_id != ticket:
        raise Http404
    return download(found)
