"""Lines: adding and changing them, keeping what they bring, and what a carrier tells later of what left over them. [I1, I3]"""

import hashlib
from collections.abc import Mapping
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from ambasador.channels import access
from ambasador.channels.events import DeliveryReported, LineAdded, LineChanged, LineInputKept
from ambasador.channels.interface import Call
from ambasador.channels.models import DeliveryState, Line, OutboxMessage, RawInput
from ambasador.channels.registry import channel_of, channels
from ambasador.channels.verbs.files import keep_files
from ambasador.journal.actors import Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock
from ambasador.lib.refusal import Refused

CHANGEABLE = {"name", "settings", "is_active"}
TOPICS = ("intake",)
KEPT_HEADERS = ("content-type", "x-hub-signature-256")
AFTER = {DeliveryState.DELIVERED: (DeliveryState.READ,), DeliveryState.UNDELIVERED: (DeliveryState.DELIVERED, DeliveryState.READ)}


class UnknownChannel(Refused):
    code = "unknown_channel"
    sentence = _("There is no channel of the kind “%(kind)s”.")


class SettingMissing(Refused):
    """The channel cannot work without it."""

    code = "setting_missing"
    sentence = _("Fill in: %(setting)s.")


@transaction.atomic
def add_line(code: str, *, name: str, settings: Mapping[str, str], by: Actor) -> Line:
    """Add a line of an installed channel. Records LineAdded. Raises NotAllowed, UnknownChannel, SettingMissing."""
    access.require_manage(by)
    if code not in channels():
        raise UnknownChannel(kind=code[:40])
    line = Line.objects.create(code=code, name=name.strip()[:120] or code, settings=_checked(code, settings), added_at=clock.now())
    record(LineAdded(line=line.id, code=code, name=line.name), by=by, topics=TOPICS)
    return line


@transaction.atomic
def change_line(line: Line, *, by: Actor, **changes: Any) -> Line:
    """Change name, settings or activity. Records LineChanged; nothing when nothing differs. Raises NotAllowed, SettingMissing."""
    access.require_manage(by)
    line = Line.objects.select_for_update(no_key=True).get(pk=line.pk)
    if "settings" in changes:
        changes["settings"] = _checked(line.code, changes["settings"])
    real = {field: value for field, value in changes.items() if field in CHANGEABLE and getattr(line, field) != value}
    if not real:
        return line
    for field, value in real.items():
        setattr(line, field, value)
    line.save(update_fields=list(real))
    record(LineChanged(line=line.id, changes=real), by=by, topics=TOPICS)
    return line


@transaction.atomic
def renew_address(line: Line, *, by: Actor) -> Line:
    """Give the line a new web address; the one given out before opens nothing from now on. Records LineChanged. Raises NotAllowed."""
    access.require_manage(by)
    line = Line.objects.select_for_update(no_key=True).get(pk=line.pk)
    line.address_round += 1
    line.save(update_fields=["address_round"])
    record(LineChanged(line=line.id, changes={"address_round": line.address_round}), by=by, topics=TOPICS)
    return line


def keep_from_line(line: Line, call: Call, *, by: Actor) -> tuple[RawInput, bool]:
    """
    Keep what a carrier brought, before anybody tries to understand it, and whether it is new. Records LineInputKept.

    When it returns outside a transaction the bytes are committed and the carrier may be told so. The same again - by the carrier's
    own id, or where there is none by the bytes - is the row that is there. Raises OSError (disk full) or django.db.Error.
    """
    carrier_id = channel_of(line.code).carrier_id(call).replace("\0", "")[:255]
    query = repr(sorted(call.query.items())).encode("utf-8", "replace")
    key = hashlib.sha256(b"" if carrier_id else call.body + b"\0" + query).hexdigest()
    same = RawInput.objects.filter(line=line, message_id=carrier_id, body_sha256=key)
    known = same.first()
    if known is not None:
        return known, False
    try:
        return _keep(line, call, carrier_id=carrier_id, key=key, by=by), True
    except IntegrityError:  # brought twice at once: the other one was quicker
        return same.get(), False


@transaction.atomic
def _keep(line: Line, call: Call, *, carrier_id: str, key: str, by: Actor) -> RawInput:
    now = clock.now()
    file = keep_files([(call.body, call.media_type or "application/octet-stream")])[0]
    beside = {
        "method": call.method,
        "query": {name: value.replace("\0", "") for name, value in call.query.items()},
        "headers": {name: call.headers[name].replace("\0", "")[:500] for name in KEPT_HEADERS if name in call.headers},
    }
    raw_input = RawInput.objects.create(
        line=line, message_id=carrier_id, body_sha256=key, file=file, size=len(call.body), beside=beside, received_at=now, state_at=now,
        subject_hint=line.name[:200],
    )  # fmt: skip
    Line.objects.filter(pk=line.pk).update(last_heard_at=now)
    record(LineInputKept(raw_input=raw_input.id, line=line.id, size=raw_input.size), by=by, topics=TOPICS)
    return raw_input


@transaction.atomic
def note_delivery(line: Line, carrier_id: str, *, state: str, by: Actor, error: str = "") -> OutboxMessage | None:
    """
    Note what the carrier reports of a message of ours; None when it is no message of this line. Records DeliveryReported.

    Repetition changes nothing, and neither does an older report that comes late: who has read a message has received it.
    """
    message = OutboxMessage.objects.select_for_update(no_key=True).filter(line=line, carrier_id=carrier_id).exclude(carrier_id="").first()
    if message is None:
        return None
    if message.delivery == state or message.delivery in AFTER.get(DeliveryState(state), ()):
        return message
    message.delivery, message.delivery_at = state, clock.now()
    message.save(update_fields=["delivery", "delivery_at"])
    fact = DeliveryReported(outgoing=message.id, recipient=message.recipient, delivery=state, error=error.replace("\0", "")[:300])
    record(fact, by=by, topics=("outbox", *message.topics))
    return message


def _checked(code: str, settings: Mapping[str, str]) -> dict[str, str]:
    """The settings the channel knows, trimmed. Raises SettingMissing."""
    found = {}
    for setting in channel_of(code).settings:
        value = str(settings.get(setting.name, "") or "").replace("\0", "").strip()[:4000] or setting.default
        if setting.is_required and not value:
            raise SettingMissing(setting=setting.label)
        found[setting.name] = value
    return found
