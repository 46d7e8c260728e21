from datetime import datetime

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("channels.raw_input_kept", about="mailbox", says=_("A message arrived and is kept."))
class RawInputKept(Fact):
    """About the mailbox: what it receives is taken in one after another, in the order of arrival, so that threads join alike every time."""

    raw_input: int
    mailbox: int
    size: int


@fact("channels.raw_input_taken", about="raw_input", says=_("The message was taken over."))
class RawInputTaken(Fact):
    raw_input: int


@fact("channels.raw_input_failed", about="raw_input", says=_("The message could not be read (attempt %(tries)s)."))
class RawInputFailed(Fact):
    """`is_final` when it will not be tried again by itself and waits for a person."""

    raw_input: int
    tries: int
    error: str
    is_final: bool


@fact("channels.raw_input_set_aside", about="raw_input", says=_("The message was set aside: %(reason)s."))
class RawInputSetAside(Fact):
    raw_input: int
    reason: str


@fact("channels.raw_input_replayed", about="mailbox", says=_("The message was sent through the intake once more."))
class RawInputReplayed(Fact):
    raw_input: int
    mailbox: int
    size: int


@fact("channels.replay_started", about="replay", says=_("Messages are sent through the intake again: %(total)s."))
class ReplayStarted(Fact):
    """`named` is what was searched for; each message sent has an event of its own beside this one."""

    replay: int
    total: int
    named: dict[str, object]


@fact("channels.replay_ended", about="replay", says=_("Messages sent through the intake again: %(done)s."))
class ReplayEnded(Fact):
    """`was_stopped` when somebody stopped it before its end; what was sent by then stays sent."""

    replay: int
    done: int
    was_stopped: bool = False


@fact("channels.raw_input_seen", about="raw_input", says=_("The message was looked at."))
class RawInputSeen(Fact):
    """By the first person since it came into its state."""

    raw_input: int


@fact("channels.retention_changed", about="retention", says=_("How long arrived messages are kept was changed."))
class RetentionChanged(Fact):
    """Days for what was taken over, and for what failed or was set aside; none keeps them for ever."""

    retention: int
    taken_days: int | None
    unread_days: int | None


@fact("channels.bytes_dropped", about="retention", says=_("The content of arrived messages was deleted: it was kept long enough."))
class BytesDropped(Fact):
    retention: int
    raw_inputs: list[int]


@fact("channels.mailbox_added", about="mailbox", says=_("The mailbox %(address)s was added."))
class MailboxAdded(Fact):
    mailbox: int
    address: str
    mailbox_kind: str


@fact("channels.mailbox_changed", about="mailbox", says=_("The mailbox was changed."))
class MailboxChanged(Fact):
    """Names of the changed fields with their new values; `secret_name` names an environment variable, never a password."""

    mailbox: int
    changes: dict[str, object]


@fact("channels.mailbox_silent", about="mailbox", says=_("The mailbox cannot be reached: %(error)s"))
class MailboxSilent(Fact):
    """Three polls in a row failed."""

    mailbox: int
    error: str


@fact("channels.mailbox_back", about="mailbox", says=_("The mailbox can be reached again."))
class MailboxBack(Fact):
    mailbox: int


@fact("channels.fetching_failed", about="mailbox", says=_("A message could not be fetched from the mail server (attempt %(tries)s): %(error)s"))
class FetchingFailed(Fact):
    """The messages behind it are read all the same. `is_final` when it will not be tried again by itself and waits for a person."""

    stuck: int
    mailbox: int
    uid: int
    tries: int
    error: str
    is_final: bool


@fact("channels.fetching_repeated", about="mailbox", says=_("A message that could not be fetched is to be tried once more."))
class FetchingRepeated(Fact):
    stuck: int
    mailbox: int
    uid: int


@fact("channels.fetching_ended", about="mailbox", says=_("A message that could not be fetched is settled."))
class FetchingEnded(Fact):
    """`outcome`: fetched, gone (from the mail server) or left (there, by a person's decision)."""

    stuck: int
    mailbox: int
    uid: int
    outcome: str


@fact("channels.line_added", about="line", says=_("The line %(name)s was added."))
class LineAdded(Fact):
    line: int
    code: str
    name: str


@fact("channels.line_changed", about="line", says=_("The line was changed."))
class LineChanged(Fact):
    """Names of the changed fields with their new values; settings name environment variables, never secrets."""

    line: int
    changes: dict[str, object]


@fact("channels.line_input_kept", about="line", says=_("A message arrived over a line and is kept."))
class LineInputKept(Fact):
    """About the line: what it brings is taken in one after another, in the order of arrival."""

    raw_input: int
    line: int
    size: int


@fact("channels.line_input_replayed", about="line", says=_("A message of a line was sent through the intake once more."))
class LineInputReplayed(Fact):
    raw_input: int
    line: int
    size: int


@fact("channels.delivery_reported", about="outgoing", says=_("The carrier told what became of the message to %(recipient)s."))
class DeliveryReported(Fact):
    """`delivery` is delivered, undelivered or read."""

    outgoing: int
    recipient: str
    delivery: str
    error: str = ""


@fact("channels.chat_opened", about="chat", says=_("A chat was opened."))
class ChatOpened(Fact):
    chat: int
    line: int


@fact("channels.chat_handed_over", about="chat", says=_("A chat goes on by mail."))
class ChatHandedOver(Fact):
    """Nobody answered in time, or the customer has to go: they left an address."""

    chat: int


@fact("channels.message_sent", about="outgoing", says=_("The message to %(recipient)s left."))
class MessageSent(Fact):
    """`is_built_in` when no mail server is set up and the message only lies in the built-in outbox."""

    outgoing: int
    recipient: str
    message_id: str
    response: str
    is_built_in: bool = False


@fact("channels.sending_delayed", about="outgoing", says=_("The message to %(recipient)s did not leave yet (attempt %(tries)s): %(error)s"))
class SendingDelayed(Fact):
    outgoing: int
    recipient: str
    tries: int
    error: str
    next_try_at: datetime


@fact("channels.sending_failed", about="outgoing", says=_("The message to %(recipient)s was not delivered: %(error)s"))
class SendingFailed(Fact):
    """`is_undecided` when the mail server may have taken it all the same: the connection broke after the text was handed over."""

    outgoing: int
    recipient: str
    error: str
    is_undecided: bool = False


@fact("channels.address_bounced", about="bounced", says=_("A message to %(address)s came back."))
class AddressBounced(Fact):
    """`is_permanent` when the mail server said that none will arrive; `code` is the server's own."""

    bounced: int
    address: str
    outgoing: int
    is_permanent: bool
    code: str


@fact("channels.address_settled", about="bounced", says=_("The address %(address)s, from which messages came back, is settled."))
class AddressSettled(Fact):
    bounced: int
    address: str


@fact("channels.message_withdrawn", about="outgoing", says=_("The message to %(recipient)s was taken back before it left."))
class MessageWithdrawn(Fact):
    outgoing: int
    recipient: str


@fact("channels.sending_repeated", about="outgoing", says=_("The message to %(recipient)s is to be sent once more."))
class SendingRepeated(Fact):
    outgoing: int
    recipient: str
