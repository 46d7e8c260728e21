"""The customer's page of a case, and what they add to it."""

from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from ambasador.accounts import door
from ambasador.conversations import verbs as conversations
from ambasador.conversations.models import Attachment, Message
from ambasador.conversations.uploads import uploads_of
from ambasador.directory.models import Unit
from ambasador.journal.actors import Actor
from ambasador.lib import clock
from ambasador.lib.refusal import Refused
from ambasador.portal import reaching
from ambasador.portal.cookies import protected, require_cookie
from ambasador.portal.downloads import download
from ambasador.portal.shapes import Ended
from ambasador.portal.speaking import answered_in
from ambasador.portal.status.forms import CustomerAnswerForm, MessageForm, NothingChosen
from ambasador.portal.status.history import shown_messages
from ambasador.portal.status.shaping import page_of
from ambasador.tickets.models import CaseLink, Step, Ticket
from ambasador.tickets.queries import case_of, newest_follower, standing_case_links
from ambasador.tickets.verbs import case_link
from ambasador.tickets.verbs.links import case_token

Forms = dict[int, CustomerAnswerForm]


class Case:
    """A case link, the customer it is bound to, and the case if the link still opens it."""

    def __init__(self, token: str) -> None:
        """Raises Http404 for a forged token."""
        link = case_of(token)
        if link is None:
            raise Http404
        self.token, self.link = token, link
        self.actor = Actor("customer", link.customer_id)
        self.ticket = self._ticket(link)

    def _ticket(self, link: CaseLink) -> Ticket | None:
        if link.closed_at is not None or link.expires_at <= clock.now():
            return None
        loaded = Ticket.objects.select_related("owner", "customer")
        return door.visible(loaded, self.actor).filter(pk=link.ticket_id).first()


def in_language_of_case(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    def spoken(request: HttpRequest, token: str, **others: int) -> HttpResponse:
        case = Case(token)
        return answered_in(case.link.ticket.language, request, lambda: view(request, case, **others))

    return spoken


@protected
@require_safe
@in_language_of_case
def page(request: HttpRequest, case: Case) -> HttpResponse:
    return show(request, case)


def show(
    request: HttpRequest, case: Case, *, message: MessageForm | None = None, answers: Forms | None = None, status: int = 200
) -> HttpResponse:
    """The page; `message` and `answers` are forms that were refused, with what was typed."""
    firm = reaching.firm()
    if case.ticket is None:
        told = {"ended": _ended(request, firm), "firm": firm, "ask_label": _("How to reach us")}
        return render(request, "portal/ended.html", told, status=410)
    context = _context(request, case, case.ticket, firm, answers or {})
    context |= {"message": message or MessageForm(), "sent": request.GET.get("sent") == "1"}
    return render(request, "portal/status/page.html", context, status=status)


def _context(request: HttpRequest, case: Case, ticket: Ticket, firm: Unit | None, answers: Forms) -> dict[str, Any]:
    made = page_of(ticket, case.actor, case.token, firm, at=clock.now())
    asked = [(step, answers.get(step.id) or CustomerAnswerForm(step=step)) for step in made.asked]
    lang = _lang(request)
    return {
        **_goes_on(case, ticket),
        "page": made,
        "asked": asked,
        "token": case.token,
        "firm": firm,
        "case_lang": lang,
        "live_right": f"case:{case.token}",
        "live_topic": f"ticket:{ticket.id}",
        "live_url": reverse("portal:status_live", args=[case.token]) + (f"?{lang}" if lang else ""),
    }


@protected
@require_safe
@in_language_of_case
def live(request: HttpRequest, case: Case) -> HttpResponse:
    """The parts of the page as they are now, for a page that stands open; that the link has ended, once it has."""
    firm = reaching.firm()
    if case.ticket is None:
        return render(request, "portal/status/live.html", {"ended": _ended(request, firm)})
    return render(request, "portal/status/live.html", _context(request, case, case.ticket, firm, {}))


def _ended(request: HttpRequest, firm: Unit | None) -> Ended:
    return Ended(
        _("This link has ended"),
        [_("Links to cases work for a limited time. Nothing is lost: write or call us, and we will send you a new one.")],
        reaching.owner_of(None, firm),
        request.POST.get("text", "")[:20_000],
    )


def _lang(request: HttpRequest) -> str:
    """The query that keeps the chosen language, or nothing."""
    asked = request.GET.get("lang", "")
    return f"lang={asked}" if asked in dict(settings.LANGUAGES) else ""


def _done(request: HttpRequest, case: Case, written: Message) -> HttpResponse:
    """Back to the page of the case, or to that of the case in which the matter goes on, which the same person may open."""
    token = case.token
    if written.ticket_id != case.link.ticket_id:
        token = case_token(case_link(written.ticket, sent_to=case.link.sent_to, by=case.actor))
    query = "&".join(part for part in (_lang(request), "sent=1") if part)
    return redirect(f"{reverse('portal:status', args=[token])}?{query}")


def _goes_on(case: Case, ticket: Ticket) -> dict[str, Any]:
    """The number of the case that follows a closed one, and its page if this person was given one; two queries when it is closed."""
    follower = newest_follower(ticket) if ticket.is_closed else None
    if follower is None:
        return {}
    links = standing_case_links(clock.now()).filter(ticket=follower, sent_to=case.link.sent_to, customer_id=case.link.customer_id)
    link = links.first()
    return {"goes_on": follower.number, "goes_on_url": reverse("portal:status", args=[case_token(link)]) if link else ""}


@protected
@require_http_methods(["GET", "POST"])
@in_language_of_case
def message(request: HttpRequest, case: Case) -> HttpResponse:
    """Add words or files; a closed case opens again, with the same owner."""
    if request.method != "POST":
        return redirect("portal:status", token=case.token)
    if case.ticket is None:
        return show(request, case)
    form = MessageForm(request.POST)
    try:
        require_cookie(request)
        if form.is_valid():
            written = conversations.add_from_page(case.ticket, text=form.cleaned_data["text"], uploads=uploads_of(request), by=case.actor)
            return _done(request, case, written)
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return show(request, case, message=form, status=422)


@protected
@require_http_methods(["GET", "POST"])
@in_language_of_case
def answer(request: HttpRequest, case: Case, step: int) -> HttpResponse:
    """Answer what we asked. Once it is answered, what is sent again is simply another message: nothing is lost."""
    if request.method != "POST":
        return redirect("portal:status", token=case.token)
    if case.ticket is None:
        return show(request, case)
    asked = door.get_visible(Step.objects.filter(ticket=case.ticket).select_related("ticket"), case.actor, pk=step)
    form = CustomerAnswerForm(request.POST, step=asked)
    try:
        require_cookie(request)
        if form.is_valid():
            return _done(request, case, _answer(request, case.ticket, asked, form, case.actor))
    except Refused as refusal:
        form.add_error(None, str(refusal))
    return show(request, case, answers={asked.id: form}, status=422)


def _answer(request: HttpRequest, ticket: Ticket, step: Step, form: CustomerAnswerForm, by: Actor) -> Message:
    text, uploads = form.words(), uploads_of(request)
    if not text and not uploads:
        raise NothingChosen
    return conversations.add_from_page(ticket, text=text, uploads=uploads, by=by, step=step, code=form.chosen, data=form.data_said())


@require_safe
@in_language_of_case
def file(request: HttpRequest, case: Case, attachment: int) -> HttpResponse:
    """A file of a message that the page shows. Raises Http404."""
    if case.ticket is None:
        raise Http404
    messages = shown_messages(case.ticket, case.actor, at=clock.now())
    files = Attachment.objects.filter(message__in=messages).select_related("file")
    return download(door.get_visible(files, case.actor, pk=attachment))
