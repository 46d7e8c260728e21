"""What can be said of chats without writing: their token, their address, whether the customer is there."""

import re
from collections.abc import Iterable
from datetime import timedelta

from django.conf import settings
from django.db.models import F, Q

from ambasador.channels.models import Chat, Line, OutboxMessage
from ambasador.lib import clock, tokens

PURPOSE = "chat"
ADDRESS = re.compile(r"chat:(\d{1,18})")
# an open window says every twenty seconds that it is there, a hidden one once a minute
PRESENT_FOR, OPEN_FOR = timedelta(seconds=75), timedelta(days=30)


def token_of(chat: Chat) -> str:
    return tokens.signed(PURPOSE, chat.id, key=settings.SECRET_KEY)


def chat_behind(token: str, *, line: Line | None = None) -> Chat | None:
    """The chat of this token, for thirty days; None for anything else. One query."""
    number = tokens.read_signed(PURPOSE, token[:60], key=settings.SECRET_KEY)
    if number is None:
        return None
    found = Chat.objects.select_related("line").filter(pk=number, opened_at__gt=clock.now() - OPEN_FOR, line__is_active=True)
    return (found.filter(line=line) if line else found).first()


def address_of(chat: int) -> str:
    """Under which the customer is known, and the live topic of the window."""
    return f"chat:{int(chat)}"


def number_in(address: str) -> int | None:
    found = ADDRESS.fullmatch(address)
    return int(found[1]) if found else None


def is_present(line: Line, address: str) -> bool:
    """Whether the window is open now, and its customer does not wait for an answer by mail. One query."""
    here = Chat.objects.filter(pk=number_in(address) or 0, line=line, seen_at__gt=clock.now() - PRESENT_FOR)
    return here.filter(Q(handed_over_at=None) | Q(wrote_at__gt=F("handed_over_at"))).exists()


def emails_of(addresses: Iterable[str]) -> list[str]:
    """Where the customers of these chats asked to be answered, the latest first; no query for what is no chat."""
    numbers = [number for address in addresses if (number := number_in(address))]
    if not numbers:
        return []
    return list(Chat.objects.filter(pk__in=numbers).exclude(email="").order_by("-handed_over_at").values_list("email", flat=True))


def standing_chats(numbers: list[int]) -> set[int]:
    """Those whose token still opens something; one query."""
    kept = Chat.objects.filter(pk__in=numbers, opened_at__gt=clock.now() - OPEN_FOR, line__is_active=True)
    return set(kept.values_list("pk", flat=True))


def carrier_id(message: OutboxMessage) -> str:
    return f"{message.recipient}:{message.id}"
