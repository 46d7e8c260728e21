"""Whether and when an automatic message may go to an address: own and machine addresses, one confirmation an hour, the loop fuse, quiet hours."""

import re
from collections.abc import Callable, Sequence
from datetime import time, timedelta

# automatic messages to one address about one matter, and to one address in total: (at most, within). The counts of a
# widely used help desk (Zammad), which broke loops between two installations that answer each other. [T26]
_WINDOWS = (timedelta(minutes=10), timedelta(minutes=30), timedelta(hours=1), timedelta(hours=3), timedelta(hours=10))
FUSE_PER_MATTER = tuple(zip((10, 15, 25, 50, 100), _WINDOWS, strict=True))
FUSE_PER_ADDRESS = tuple(zip((30, 60, 120, 240, 360), _WINDOWS, strict=True))
ACKNOWLEDGEMENT_PAUSE = timedelta(hours=1)
ACKNOWLEDGEMENT = "acknowledgement"
# letters that a message of the recipient brings about at once: what two programs that answer each other exchange, or what somebody
# makes us send to a victim. About one matter an hour, and so many a day and a week to one address. [T8, T26]
FUSE_OF_ANSWERS = ((5, timedelta(days=1)), (10, timedelta(days=7)))
REMINDER = "reminder"
# a customer who asked for nothing just now is written to from Monday to Saturday in these local hours; the rest is quiet
WRITING_WEEK = dict.fromkeys(range(6), ((time(8), time(20)),))

MACHINE_LOCAL_PARTS = re.compile(
    r"(?:mailer-daemon|postmaster|no-?reply|do-?not-?reply|nie-?odpowiadaj|bez-?odpowiedzi|noreply-.{0,60}|.{0,60}[-+.](?:no-?reply|bounces?)"
    r"|bounces?|bounce[-+=].{0,60}|(?:owner|request|bounce)-.{0,60}|.{0,60}-(?:owner|request|bounces?)|listserv|majordomo|autoresponder|abuse|root|daemon)"
)


def key_of(address: str) -> str:
    """One form for one mailbox: lower case, without a +tag, so that tags do not get round the counters."""
    local, _at, domain = address.strip().lower().rpartition("@")
    return f"{local.partition('+')[0]}@{domain}"


def is_machine(address: str) -> bool:
    """Nobody reads this address."""
    local = address.strip().lower().rpartition("@")[0].split("+", 1)[0]
    return MACHINE_LOCAL_PARTS.fullmatch(local) is not None


def is_own(address: str, *, domain: str, mailboxes: frozenset[str]) -> bool:
    """A mailbox of ours or an address we take replies on."""
    key = key_of(address)
    return key.rpartition("@")[2] == domain.lower() or key in {key_of(mailbox) for mailbox in mailboxes}


def blown(limits: Sequence[tuple[int, timedelta]], *, count_within: Callable[[timedelta], int]) -> bool:
    """Whether any of the limits is reached already. One count answers for nearly everybody: the widest window is below the lowest limit."""
    if count_within(max(window for _limit, window in limits)) < min(limit for limit, _window in limits):
        return False
    return any(count_within(window) >= limit for limit, window in limits)
