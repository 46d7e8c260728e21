"""
The form as a page and in a frame. Nobody is signed in and no cookie is needed: a signed time stamp, a trap, limits and the recognition of
repetitions keep programs out, without anybody else's service.
"""

import json
import logging
import re
from typing import Any

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ambasador.channels.interface import Call
from ambasador.channels.lines import line_of
from ambasador.channels.models import Line, RawInput
from ambasador.channels.verbs import keep_from_line, knock
from ambasador.conversations.queries import ticket_of_input
from ambasador.conversations.uploads import uploads_of
from ambasador.conversations.verbs import require_fitting, take_in
from ambasador.conversations.verbs.keeping import keep
from ambasador.customers.queries import by_contact_point
from ambasador.journal.actors import SYSTEM
from ambasador.lib.refusal import Refused
from ambasador.portal import reaching, wording
from ambasador.portal.visiting import visitor
from ambasador.portal.webform.forms import WebForm, name_of
from ambasador.procedures.models import ProcedureVersion
from ambasador.procedures.queries import default_version, versions_in_force
from ambasador.tickets.models import Ticket
from ambasador.tickets.verbs import case_link
from ambasador.tickets.verbs.links import case_token

TEN_MINUTES, HOUR = 600, 3600
FROM_ONE, MOST_FILES = 6, 10
PAGE = re.compile(r"https?://[A-Za-z0-9.*-]{1,250}(?::\d{1,5})?")
# as for every page, but for who may show it in a frame
POLICY = "default-src 'self'; script-src 'self'; style-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; form-action 'self'"
log = logging.getLogger(__name__)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def page(request: HttpRequest, number: int) -> HttpResponse:
    return _answer(request, _line(number), in_frame=False)


@csrf_exempt
@xframe_options_exempt
@require_http_methods(["GET", "POST"])
def frame(request: HttpRequest, number: int) -> HttpResponse:
    """The same without our header, for a frame of the pages that the line names."""
    line = _line(number)
    response = _answer(request, line, in_frame=True)
    pages = " ".join(word for word in line.setting("pages").split() if PAGE.fullmatch(word)) or "'none'"
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors {pages}"
    return response


def _line(number: int) -> Line:
    line = line_of(number, code="web_form")
    if line is None:
        raise Http404
    return line


def _answer(request: HttpRequest, line: Line, *, in_frame: bool) -> HttpResponse:
    offered = _offered(line)
    about = request.GET.get("about", "")
    version = next((one for one in offered if one.procedure.code == about), offered[0] if len(offered) == 1 else None)
    english = wording.language() == "en"
    context: dict[str, Any] = {
        "title": line.setting("title_en" if english else "title"), "in_frame": in_frame, "firm": reaching.firm(), "max_upload_mb": settings.MAX_UPLOAD_MB,
    }  # fmt: skip
    if version is None and offered:
        context["choices"] = [(one.procedure.code, name_of(one, wording.language())) for one in offered]
        return render(request, "portal/webform/choice.html", context)
    form = WebForm(request.POST if request.method == "POST" else None, version=version)
    if request.method == "POST":
        return _sent(request, line, form, context)
    return render(request, "portal/webform/page.html", {**context, "form": form})


def _offered(line: Line) -> list[ProcedureVersion]:
    """The procedures the line names, in its order; the default one when it names none."""
    codes = [code.strip() for code in line.setting("procedures").split(",") if code.strip()]
    if not codes:
        default = default_version()
        return [default] if default else []
    found = {version.procedure.code: version for version in versions_in_force()}
    return [found[code] for code in codes if code in found]


def _sent(request: HttpRequest, line: Line, form: WebForm, context: dict[str, Any]) -> HttpResponse:
    def again(sentence: str, status: int) -> HttpResponse:
        """The form with what was typed, a fresh stamp and an empty trap."""
        form.full_clean()
        form.add_error(None, sentence)
        form.shown_again()
        return render(request, "portal/webform/page.html", {**context, "form": form}, status=status)

    if not form.is_valid():
        return render(request, "portal/webform/page.html", {**context, "form": form}, status=422)
    if form.is_by_a_program or not form.was_shown_in_time:  # a person whose browser filled in too much, or who is quick, sends it once more
        return again(_("Please check it and send it once more. Your words are still here."), 422)
    an_hour = line.setting("an_hour")
    within = knock("form", f"{line.id} {visitor(request)}", most=FROM_ONE, seconds=TEN_MINUTES)
    if not within or not knock("form-all", str(line.id), most=int(an_hour) if an_hour.isdigit() else 300, seconds=HOUR):
        return again(_("Too much was sent from here just now. Wait ten minutes and send it once more: your words are still here."), 429)
    try:
        uploads = uploads_of(request)
        require_fitting(uploads, most=MOST_FILES)
    except Refused as refusal:
        return again(str(refusal), 422)
    files = [{"sha256": keep(one).sha256, "name": one.name, "media_type": one.media_type} for one in uploads]
    said = form.cleaned_data
    is_known = by_contact_point("email", said["email"]) if said["email"] else by_contact_point("phone", said["phone"])
    body = form.kept(files)
    raw_input, is_new = keep_from_line(line, Call(body, headers={"content-type": "application/json", "x-once": json.loads(body)["once"]}), by=SYSTEM)
    ticket = _ticket_from(raw_input)
    told = {"ticket": ticket, "email": said["email"], "phone": said["phone"]}
    if ticket is not None and is_new and is_known is None:
        # only to who was nobody's: whoever knows a customer's address must not get a page that opens in the customer's name
        told["link"] = f"/s/{case_token(case_link(ticket, sent_to=said['email'] or said['phone'], by=SYSTEM))}/"
    return render(request, "portal/webform/sent.html", {**context, **told})


def _ticket_from(raw_input: RawInput) -> Ticket | None:
    """The ticket at once, so that its number can be told; None when it has to wait for the worker, which tries again and shows what failed."""
    try:
        return take_in(raw_input, by=SYSTEM) or ticket_of_input(raw_input)
    except Exception:  # outermost: it is kept, and the sender must hear so
        log.exception("the form %s waits for the worker", raw_input.id)
        return None
