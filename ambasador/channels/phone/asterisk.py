"""
Asterisk in its own words: events of the manager interface (AMI) and of the REST interface (ARI), as a bridge posts them.

A call is known by the id of its first channel, which Asterisk calls linked id. A channel named PJSIP/214-0000002a is the extension 214;
the channel of a trunk has a name without a number. What says nothing of a call (a queue, a registration) is None.
"""

import re
from typing import Any

from ambasador.channels.interface import CallTold
from ambasador.channels.phone.plain import moment, word

EXTENSION = re.compile(r"^(?:PJSIP|SIP|IAX2|SCCP|Local)/(\d{2,8})(?:[-@].*)?$")
ANSWERED = ("ANSWER", "ANSWERED")


def extension_in(name: object) -> str:
    """The extension of a channel's name, or nothing for a trunk."""
    found = EXTENSION.match(word(name))
    return found[1] if found else ""


def of_manager(said: dict[str, Any]) -> CallTold | None:
    """An AMI event: Newchannel, Dial or DialBegin, DialEnd, BridgeEnter, Hangup."""
    event, own, name = said["Event"], word(said.get("Uniqueid")), said.get("Channel")
    call, at = word(said.get("Linkedid")) or own, moment(_number(said.get("Timestamp")))
    if not call:
        return None
    theirs = extension_in(name)
    outside = word(said.get("DestCallerIDNum") or said.get("Exten")) if theirs else word(said.get("CallerIDNum"))
    about: dict[str, Any] = {"call_id": call, "number": _outside(outside), "is_outgoing": bool(theirs), "at": at}
    rings_at = extension_in(said.get("DestChannel") or said.get("Destination"))
    if event == "Newchannel" and own == call:
        return CallTold(what="ringing", extension=theirs, **about)
    if event == "DialBegin" or (event == "Dial" and said.get("SubEvent", "Begin") == "Begin"):
        return CallTold(what="ringing", extension=rings_at or theirs, **about)
    if event == "DialEnd" and said.get("DialStatus") in ANSWERED:
        return CallTold(what="answered", extension=rings_at or theirs, **about)
    if event == "BridgeEnter" and own != call and theirs:
        return CallTold(call_id=call, what="answered", extension=theirs, at=at)
    if event == "Hangup" and own == call:  # the end of another leg is not the end of the call
        return CallTold(call_id=call, what="ended", at=at)
    return None


def of_rest(said: dict[str, Any]) -> CallTold | None:
    """An ARI event: StasisStart, ChannelStateChange, Dial, StasisEnd, ChannelDestroyed."""
    kind, at = said["type"], moment(said.get("timestamp"))
    if kind == "Dial":
        return _of_dial(said, at)
    channel = said.get("channel")
    if not isinstance(channel, dict):
        return None
    variables = channel.get("channelvars")
    linked = word(variables.get("CHANNEL(linkedid)")) if isinstance(variables, dict) else ""
    own, theirs = word(channel.get("id")), extension_in(channel.get("name"))
    if not own:
        return None
    if kind == "StasisStart" and not theirs:
        return CallTold(call_id=linked or own, what="ringing", number=_outside(_number_of(channel, "caller")), at=at)
    if kind == "ChannelStateChange" and theirs and channel.get("state") in ("Ringing", "Up"):
        what = "ringing" if channel["state"] == "Ringing" else "answered"
        number = _outside(_number_of(channel, "connected"))
        return CallTold(call_id=linked or own, what=what, number=number, extension=theirs, at=at)  # type: ignore[arg-type]
    if kind in ("StasisEnd", "ChannelDestroyed") and linked in ("", own):
        return CallTold(call_id=own, what="ended", at=at)
    return None


def _of_dial(said: dict[str, Any], at: Any) -> CallTold | None:
    caller, peer, status = said.get("caller"), said.get("peer"), said.get("dialstatus", "")
    if not isinstance(peer, dict) or status not in ("", "RINGING", *ANSWERED):
        return None
    caller = caller if isinstance(caller, dict) else peer
    theirs = extension_in(caller.get("name"))
    number = _number_of(peer, "caller") if theirs else _number_of(caller, "caller")
    return CallTold(
        call_id=word(caller.get("id")), what="answered" if status in ANSWERED else "ringing", number=_outside(number),
        extension=theirs or extension_in(peer.get("name")), is_outgoing=bool(theirs), at=at,
    )  # fmt: skip


def _number_of(channel: dict[str, Any], side: str) -> str:
    said = channel.get(side)
    return word(said.get("number")) if isinstance(said, dict) else ""


def _outside(number: str) -> str:
    """The exchange's words for a number that is withheld are no number."""
    return "" if number.lower() in ("", "anonymous", "unknown", "<unknown>", "restricted", "s") else number


def _number(value: object) -> object:
    """The manager interface writes its moments as texts of seconds."""
    try:
        return float(str(value)) if value else None
    except ValueError:
        return None
