"""
The web address of a line. What comes is counted, checked, kept, and only then answered; it is understood by a worker afterwards,
or at once where somebody waits for it at a screen.

An address that is none, a line not in use and a signature that is wrong look alike, and tell nothing.
"""

from django.http import HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt
from django.views.decorators.http import require_http_methods

from ambasador.channels import lines
from ambasador.channels.interface import MOST_BYTES, Answer, Call, is_read_at_once
from ambasador.channels.registry import channel_of
from ambasador.channels.verbs import keep_from_line, knock
from ambasador.conversations.verbs import take_in_at_once
from ambasador.journal.actors import SYSTEM
from ambasador.portal.visiting import body_of, visitor

WRONG_A_MINUTE, CALLS_A_MINUTE = 30, 1200
NOBODY, SLOWER, TOO_LARGE = Answer("", 404), Answer("", 429), Answer("", 413)


@csrf_exempt
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, token: str) -> HttpResponse:
    """Two queries for what is refused, about eight for what is kept."""
    return _as_response(_bring(request, token))


def _bring(request: HttpRequest, token: str) -> Answer:
    whose = visitor(request)
    line = lines.line_behind(token)
    if line is None:
        return NOBODY if knock("line-wrong", whose, most=WRONG_A_MINUTE, seconds=60) else SLOWER
    if not knock("line", str(line.id), most=CALLS_A_MINUTE, seconds=60):
        return SLOWER
    body = body_of(request, most=MOST_BYTES)
    if body is None:
        return TOO_LARGE
    headers = {name.lower(): value for name, value in request.headers.items()}
    call = Call(body, request.method or "", headers, {name: str(value) for name, value in request.GET.items()})
    channel = channel_of(line.code)
    if not channel.accepts(line, call):
        return NOBODY if knock("line-wrong", whose, most=WRONG_A_MINUTE, seconds=60) else SLOWER
    if channel.brings(call):
        kept, is_new = keep_from_line(line, call, by=SYSTEM)
        if is_new and is_read_at_once(channel):
            take_in_at_once(kept)
    return channel.answer(line, call)


def _as_response(answer: Answer) -> HttpResponse:
    response = HttpResponse(answer.text, status=answer.status, content_type=f"{answer.media_type}; charset=utf-8")
    response.headers["Cache-Control"] = "no-store"
    if answer.status == 429:
        response.headers["Retry-After"] = "60"
    return response
