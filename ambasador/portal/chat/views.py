"""
The window of a chat. Nobody is signed in and no cookie is needed: the window keeps a signed number, which is its right to one conversation.

What is written carries an id of the window's own, so that it may be sent again after a lost network and is taken once.
"""

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.contrib.staticfiles import finders
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.clickjacking import xframe_options_exempt
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.channels.chats import chat_behind, token_of
from ambasador.channels.interface import Call
from ambasador.channels.lines import line_of
from ambasador.channels.models import Chat, Line
from ambasador.channels.verbs import hand_over_to_mail, keep_from_line, knock, note_delivery, note_presence, open_chat
from ambasador.conversations.models import Message
from ambasador.conversations.queries import said_in_chat
from ambasador.conversations.verbs import take_in_at_once
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.portal import reaching, wording
from ambasador.portal.visiting import body_of, visitor
from ambasador.portal.webform.views import PAGE, POLICY

MOST_BYTES, MOST_LETTERS, LONGEST_ID = 16 * 1024, 2000, 60
TEN_MINUTES, HOUR, MINUTE = 600, 3600, 60
NEW_FROM_ONE, WRITTEN_A_MINUTE, ASKED_A_MINUTE = 10, 20, 240
PATIENCE = 3  # minutes


class Wrong(Exception):
    """What the window sent cannot be used; `status` says why."""

    def __init__(self, status: int) -> None:
        self.status = status


def _line(number: int) -> Line:
    line = line_of(number, code="web_chat")
    if line is None:
        raise Http404
    return line


@require_safe
def page(request: HttpRequest, number: int) -> HttpResponse:
    return _window(request, _line(number), in_frame=False)


@xframe_options_exempt
@require_safe
def frame(request: HttpRequest, number: int) -> HttpResponse:
    """The same without our header, for a frame of the pages that the line names."""
    line = _line(number)
    response = _window(request, line, in_frame=True)
    pages = " ".join(word for word in line.setting("pages").split() if PAGE.fullmatch(word)) or "'none'"
    response.headers["Content-Security-Policy"] = f"{POLICY}; frame-ancestors {pages}"
    return response


def _window(request: HttpRequest, line: Line, *, in_frame: bool) -> HttpResponse:
    title = line.setting("title_en" if wording.language() == "en" else "title")
    context = {"line": line, "title": title, "in_frame": in_frame, "firm": reaching.firm(), "most_letters": MOST_LETTERS}
    return render(request, "portal/chat/page.html", context)


@require_safe
def widget(request: HttpRequest, number: int) -> HttpResponse:
    """The script for other people's pages: a button that opens the window in a frame. It reads its own address, and nothing of the page."""
    _line(number)
    found = finders.find("web/js/chat-widget.js")
    if found is None:
        raise Http404
    with open(found, encoding="utf-8") as script:
        response = HttpResponse(script.read(), content_type="text/javascript; charset=utf-8")
    response.headers["Cross-Origin-Resource-Policy"] = "cross-origin"
    response.headers["Cache-Control"] = "public, max-age=3600"
    return response


@csrf_exempt
@require_POST
def begin(request: HttpRequest, number: int) -> HttpResponse:
    """A conversation for somebody new, with the right to it. About four queries."""
    line = _line(number)
    an_hour = line.setting("an_hour")
    within = knock("chat-new", f"{line.id} {visitor(request)}", most=NEW_FROM_ONE, seconds=TEN_MINUTES)
    if not within or not knock("chat-all", str(line.id), most=int(an_hour) if an_hour.isdigit() else 300, seconds=HOUR):
        return _answer({"says": _("Too many conversations began here just now. Try again in a few minutes.")}, 429)
    try:
        said = _said(request)
    except Wrong as wrong:
        return _answer({}, wrong.status)
    chat = open_chat(line, language=wording.language(), name=_text(said, "name", 80))
    return _answer({"token": token_of(chat)})


@csrf_exempt
@require_http_methods(["GET", "POST"])
def messages(request: HttpRequest, number: int) -> HttpResponse:
    """GET: what was said, at most nine queries and one more for each answer that is read now. POST: what the customer says, kept before 200."""
    chat = _chat(request, number)
    if chat is None:
        return _answer({}, 404)
    if request.method == "GET":
        if not knock("chat-asks", str(chat.id), most=ASKED_A_MINUTE, seconds=MINUTE):
            return _answer({}, 429)
        note_presence(chat)
        return _answer(_state(chat, is_seen=request.GET.get("seen") == "1"))
    try:
        said = _said(request)
        text = _text(said, "text", MOST_LETTERS)
        _keep(chat, once=_once(said), text=text)
    except Wrong as wrong:
        return _answer({}, wrong.status)
    note_presence(chat, has_written=True)
    return _answer({"kept": True})


@csrf_exempt
@require_POST
def address(request: HttpRequest, number: int) -> HttpResponse:
    """The customer leaves an address: it is written down in the conversation, and answers go there."""
    chat = _chat(request, number)
    if chat is None:
        return _answer({}, 404)
    try:
        said = _said(request)
        email = _text(said, "email", 254).lower()
        validate_email(email)
        _keep(chat, once=_once(said), text=_("Please answer me by e-mail: %(email)s") % {"email": email})
    except ValidationError:
        return _answer({"says": _("This is not a whole e-mail address. It looks like name@company.pl.")}, 422)
    except Wrong as wrong:
        return _answer({}, wrong.status)
    return _answer(_state(hand_over_to_mail(chat, email=email)))


def _keep(chat: Chat, *, once: str, text: str) -> None:
    """Raises Wrong for one who writes faster than people do."""
    if not knock("chat", str(chat.id), most=WRITTEN_A_MINUTE, seconds=MINUTE):
        raise Wrong(429)
    name = chat.name or _("Chat guest %(number)s") % {"number": chat.id}
    body = json.dumps({"chat": chat.id, "once": once, "text": text, "name": name, "language": chat.language}, ensure_ascii=False).encode()
    call = Call(body, headers={"content-type": "application/json", "x-once": f"{chat.id}:{once}"})
    kept, is_new = keep_from_line(chat.line, call, by=SYSTEM)
    if is_new:
        take_in_at_once(kept)


def _chat(request: HttpRequest, number: int) -> Chat | None:
    return chat_behind(request.headers.get("X-Chat", ""), line=_line(number))


def _said(request: HttpRequest) -> dict[str, Any]:
    body = body_of(request, most=MOST_BYTES)
    if body is None:
        raise Wrong(413)
    try:
        said = json.loads(body)
    except ValueError:
        said = None
    if not isinstance(said, dict):
        raise Wrong(422)
    return said


def _text(said: dict[str, Any], name: str, most: int) -> str:
    """Raises Wrong for what is no text, too long, or missing where it must not be."""
    value = said.get(name, "")
    if not isinstance(value, str) or len(value) > most:
        raise Wrong(422)
    text = value.replace("\0", "").strip()
    if not text and name != "name":
        raise Wrong(422)
    return text


def _once(said: dict[str, Any]) -> str:
    once = _text(said, "once", LONGEST_ID)
    if not once.isascii() or not once.replace("-", "").isalnum():
        raise Wrong(422)
    return once


def _state(chat: Chat, *, is_seen: bool = False) -> dict[str, Any]:
    said, at = said_in_chat(chat), clock.now()
    if is_seen:
        _note_read(chat, said)
    is_mailed = chat.handed_over_at is not None and (chat.wrote_at is None or chat.wrote_at <= chat.handed_over_at)
    return {
        "messages": [_shown(message, chat) for message in said],
        "offer_in": None if is_mailed else _offer_in(chat, said, at),
        "email": chat.email if is_mailed else "",
    }


def _note_read(chat: Chat, said: Sequence[Message]) -> None:
    for message in said:
        outgoing = message.contact.outgoing if message.contact else None
        if outgoing is not None and outgoing.carrier_id and outgoing.delivery != "read":
            note_delivery(chat.line, outgoing.carrier_id, state="read", by=SYSTEM)


def _shown(message: Message, chat: Chat) -> dict[str, Any]:
    at = wording.saying().moment(message.at, now=clock.now())
    if message.is_incoming:
        return {"id": message.id, "once": message.message_id.rpartition(":")[2], "is_ours": False, "text": message.text, "at": at}
    return {"id": message.id, "once": "", "is_ours": True, "who": message.author.short_name if message.author else "", "text": message.text, "at": at}


def _offer_in(chat: Chat, said: Sequence[Message], at: datetime) -> int | None:
    """Seconds until mail is offered; None while nobody waits for us."""
    waiting: datetime | None = None
    for message in said:
        waiting = None if not message.is_incoming else waiting or message.at
    if waiting is None:
        return None
    minutes = chat.line.setting("minutes")
    patience = int(minutes) if minutes.isascii() and minutes.isdigit() and len(minutes) < 4 else PATIENCE
    return max(0, patience * 60 - int((at - waiting).total_seconds()))


def _answer(said: dict[str, Any], status: int = 200) -> JsonResponse:
    response = JsonResponse(said, status=status)
    response.headers["Cache-Control"] = "no-store"
    if status == 429:
        response.headers["Retry-After"] = "60"
    return response
