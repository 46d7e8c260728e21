from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("conversations.message_received", about="ticket", says=_("A message from the customer."), public=True)
class MessageReceived(Fact):
    """
    `basis` tells how it found the ticket: new, references, address, subject, channel (what was written over the same line last), page or
    agent; `proof` what our mail server found of the sender's address.
    """

    ticket: int
    message: int
    channel: str
    basis: str
    is_verified: bool
    is_automatic: bool
    proof: str = "unasked"


@fact("conversations.message_sent", about="ticket", says=_("A message to the customer."), public=True)
class MessageSent(Fact):
    """Put into the outbox; `verdict` is the gate's."""

    ticket: int
    message: int
    channel: str
    purpose: str
    verdict: str


@fact("conversations.message_withdrawn", about="ticket", says=_("A message was taken back before it left."))
class MessageWithdrawn(Fact):
    ticket: int
    message: int


@fact("conversations.file_set_aside", about="ticket", says=_("The file %(name)s was set aside: %(found)s was found in it."))
class FileSetAside(Fact):
    """The virus scanner found something in a file of the case. Nobody gets it any more; the bytes stay, for whoever examines it."""

    ticket: int
    attachment: int
    name: str
    found: str


@fact("conversations.message_not_delivered", about="ticket", says=_("A message could not be delivered."))
class MessageNotDelivered(Fact):
    """A bounce came back, or the mail server refused for good."""

    ticket: int
    outgoing: int
    raw_input: int | None
    is_task: bool


@fact("conversations.note_written", about="ticket", says=_("A note among colleagues."))
class NoteWritten(Fact):
    ticket: int
    note: int


@fact("conversations.task_message_posted", about="ticket", says=_("A message about a task."))
class TaskMessagePosted(Fact):
    ticket: int
    step: int
    task_message: int
    purpose: str
    channel: str
    is_verified: bool


@fact("conversations.digest_sent", about="digest", says=_("Collected reminders were sent."))
class DigestSent(Fact):
    """One letter with `notices` reminders to a person, a unit or a user; `verdict` is the gate's."""

    digest: int
    recipient_kind: str
    recipient: int
    notices: int
    verdict: str


@fact("conversations.call_told", about="phone_call", says=_("The telephone exchange told of a call."))
class CallWasTold(Fact):
    """`what` is ringing, answered or ended; told again it is not recorded again."""

    phone_call: int
    what: str
    extension: str
    number: str


@fact("conversations.call_missed", about="phone_call", says=_("A call was missed."))
class CallMissed(Fact):
    """Nobody answered: it became a message of `ticket`, or of nothing when the number was withheld."""

    phone_call: int
    ticket: int | None


@fact("conversations.call_logged", about="ticket", says=_("A call was logged."), public=True)
class CallLogged(Fact):
    ticket: int
    phone_call: int
    message: int
    direction: str
    outcome: str
    seconds: int | None


@fact("conversations.caller_named", about="phone_call", says=_("Who called was named."))
class CallerNamed(Fact):
    phone_call: int
    customer: int


@fact("conversations.call_put_away", about="phone_call", says=_("A call was put away without a case."))
class CallPutAway(Fact):
    phone_call: int
