"""Counting who asks how often at a public address. Counts are no state of the domain and no news to anybody."""

import hashlib
from datetime import UTC, datetime, timedelta

from django.db import connection, transaction

from ambasador.channels.models import Knock
from ambasador.lib import clock

KEPT = timedelta(days=1)


@transaction.atomic
def knock(what: str, whose: str, *, most: int, seconds: int) -> bool:
    """
    Count one request of `whose` for `what`; whether it is still within `most` in this span of `seconds`. One statement.

    Of an address only a hash is kept. It commits by itself, so that a refused request counts too: call it outside a transaction.
    """
    span = int(clock.now().timestamp()) // seconds * seconds
    key = f"{what}:{hashlib.sha256(whose.encode('utf-8', 'replace')).hexdigest()[:24]}"[:80]
    with connection.cursor() as cursor:
        cursor.execute(
            "INSERT INTO channels_knock (key, span_at, times) VALUES (%s, %s::timestamptz, 1)"
            " ON CONFLICT (key, span_at) DO UPDATE SET times = channels_knock.times + 1 RETURNING times",
            [key, datetime.fromtimestamp(span, UTC)],
        )
        (times,) = cursor.fetchone()
    return int(times) <= most


@transaction.atomic
def sweep_knocks() -> None:
    """Forget counts older than a day."""
    Knock.objects.filter(span_at__lt=clock.now() - KEPT).delete()
