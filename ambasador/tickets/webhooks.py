"""One try to tell another program: claim, call, write down what came of it. [P1]"""

import http.client

from django.conf import settings
from procrastinate.contrib.django import app

from ambasador.journal.actors import CLOCK
from ambasador.lib import clock
from ambasador.lib.calling import BadAddress, post, target_of
from ambasador.lib.signing import secret_for, signature
from ambasador.tickets.models import WebhookCall
from ambasador.tickets.verbs.webhooks import claim_webhook, note_try

WORTH_ANOTHER_TRY = frozenset({408, 425, 429})


def defer(call: WebhookCall, *, queueing_lock: str | None = None) -> None:
    """Let a job try it. One host is told by one job at a time, so that one that hangs holds up nobody but itself."""
    host = target_of(call.url, allows_http=True).host
    app.configure_task("ambasador.tickets.tasks.tell", lock=f"tell:{host}", queueing_lock=queueing_lock).defer(call=call.id)


def try_one(call_id: int) -> bool:
    """
    Try one call; whether it was claimed.

    1. The claim commits: nobody else tells it for the length of the lease. 2. The other program is spoken to, with no transaction open.
    3. The outcome commits. Killed between 2 and 3, it is told again under the same delivery number.
    """
    call = claim_webhook(WebhookCall(pk=call_id))
    if call is None:
        return False
    body = call.body.encode()
    try:
        answer = post(
            call.url, body, headers=headers_of(call, body), trusted=settings.WEBHOOK_HOSTS, allows_http=settings.WEBHOOKS_MAY_USE_HTTP
        )
    except BadAddress as error:
        note_try(call, answer=error.code, is_taken=False, is_final=True, by=CLOCK)
    except (OSError, http.client.HTTPException) as error:
        note_try(call, answer=f"{type(error).__name__}: {error}", is_taken=False, is_final=False, by=CLOCK)
    else:
        is_taken = 200 <= answer.status < 300
        is_final = answer.status < 500 and answer.status not in WORTH_ANOTHER_TRY
        note_try(call, answer=f"HTTP {answer.status}", is_taken=is_taken, is_final=is_final, body=answer.body, by=CLOCK)
    return True


def headers_of(call: WebhookCall, body: bytes) -> dict[str, str]:
    """The signature holds for this moment; the receiver refuses what is older than five minutes."""
    moment = int(clock.now().timestamp())
    host = target_of(call.url, allows_http=True).host
    return {
        "Content-Type": "application/json; charset=utf-8",
        "User-Agent": "Ambasador",
        "Ambasador-Delivery": str(call.key),
        "Ambasador-Timestamp": str(moment),
        "Ambasador-Signature": signature(secret_for(host, key=settings.SECRET_KEY, edition=call.edition), moment, body),
    }
