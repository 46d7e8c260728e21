from collections.abc import Iterator

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex, OpClass
from django.db import models
from django.db.models import F, Q
from django.db.models.functions import Upper
from django.utils.translation import gettext_lazy as _

from ambasador.channels import files
from ambasador.channels.bounces import BouncedAddress, BouncedMessage
from ambasador.channels.replays import Replay, ReplayedInput, ReplayOutcome
from ambasador.channels.retention import InputRetention

__all__ = [
    "NOBODY", "REASONS", "BouncedAddress", "BouncedMessage", "Chat", "DeliveryState", "InputRetention", "Knock", "Line", "Mailbox",
    "MailboxKind", "OutboxMessage", "OutboxState", "RawInput", "RawInputState", "Replay", "ReplayOutcome", "ReplayedInput",
    "ScanState", "StoredFile", "StuckMessage", "StuckMessages", "StuckState",
]  # fmt: skip
NOBODY = "<>"  # the null return path, of bounces and other mail that must not be answered


def _same(one: Q, other: Q) -> Q:
    """Both hold or neither does."""
    return (one & other) | (~one & ~other)


class ScanState(models.TextChoices):
    """What the virus scanner said of a file."""

    UNASKED = "", _("not checked for viruses")
    WAITING = "waiting", _("being checked for viruses")
    CLEAN = "clean", _("no virus found")
    INFECTED = "infected", _("virus found")
    TOO_LARGE = "too_large", _("too large to be checked for viruses")


class StoredFile(models.Model):
    """Content kept once, named by its SHA-256. Small content lies in the row and commits with it, larger on disk."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    size = models.BigIntegerField()
    media_type = models.CharField(max_length=120)
    content = models.BinaryField(null=True)
    kept_at = models.DateTimeField()
    scan = models.CharField(max_length=9, choices=ScanState.choices, blank=True, default=ScanState.UNASKED, db_default="")
    scan_found = models.CharField(max_length=120, blank=True, default="", db_default="")
    scanned_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["kept_at"], name="files_to_scan", condition=Q(scan="waiting"))]

    def read(self) -> bytes:
        """The bytes. Raises FileNotFoundError when a large file was lost, OSError when its storage is away."""
        if self.content is not None:
            return bytes(self.content)
        return files.read(self.sha256)

    def pieces(self) -> Iterator[bytes]:
        """The bytes piece by piece, never all at once. Raises FileNotFoundError when the file was lost, OSError when its storage is away."""
        return iter([bytes(self.content)]) if self.content is not None else files.pieces(self.sha256)


class MailboxKind(models.TextChoices):
    IMAP = "imap", _("read over IMAP")
    LISTENER = "listener", _("delivered to the built-in mail server")
    PIPE = "pipe", _("delivered by a mail server through a pipe")
    IMPORT = "import", _("imported from an archive")


class Mailbox(models.Model):
    """Where messages come from. `secret_name` is the environment variable (or its `_FILE`) that holds the IMAP password."""

    address = models.EmailField(_("address"), max_length=254)
    name = models.CharField(_("name"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=MailboxKind.choices)
    host = models.CharField(_("server"), max_length=253, blank=True)
    port = models.PositiveIntegerField(_("port"), default=993)
    security = models.CharField(
        _("security"), max_length=8, choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("none"))], default="tls"
    )
    username = models.CharField(_("user name"), max_length=254, blank=True)
    secret_name = models.CharField(_("name of the variable with the password"), max_length=120, blank=True)
    folder = models.CharField(_("folder"), max_length=120, default="INBOX")
    acknowledges = models.BooleanField(_("confirms that a message arrived"), default=True)
    is_active = models.BooleanField(default=True)
    added_at = models.DateTimeField()
    # how far reading has come
    uid_validity = models.BigIntegerField(null=True)
    last_uid = models.BigIntegerField(default=0)
    last_ok_at = models.DateTimeField(null=True)
    last_error = models.TextField(blank=True)
    failed_polls = models.PositiveIntegerField(default=0)
    silent_since = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint("kind", models.functions.Lower("address"), name="one_mailbox_per_kind_and_address"),
            models.CheckConstraint(condition=~Q(kind="imap") | ~Q(host=""), name="imap_mailbox_has_a_server"),
        ]

    def __str__(self) -> str:
        return self.address

    @property
    def is_silent(self) -> bool:
        """Three polls in a row failed and none succeeded since."""
        return self.silent_since is not None


class StuckState(models.TextChoices):
    RETRYING = "retrying", _("tried again by itself")
    STUCK = "stuck", _("needs a person")
    FETCHED = "fetched", _("fetched in the end")
    GONE = "gone", _("gone from the mail server")
    LEFT = "left", _("left on the mail server")


class StuckMessages(models.QuerySet["StuckMessage"]):
    def unsettled(self) -> "StuckMessages":
        """Passed over, and neither fetched since, nor gone, nor left."""
        return self.filter(is_passed=True, state__in=[StuckState.RETRYING, StuckState.STUCK])


class StuckMessage(models.Model):
    """
    A message that lies on a mail server and could not be fetched. `is_passed` when the others behind it were read all the same.

    It is known by its number alone: what it says, nobody has seen.
    """

    mailbox = models.ForeignKey(Mailbox, on_delete=models.PROTECT, related_name="stuck_messages")
    uid_validity = models.BigIntegerField()
    uid = models.BigIntegerField()
    state = models.CharField(max_length=8, choices=StuckState.choices, default=StuckState.RETRYING)
    is_passed = models.BooleanField(default=False)
    tries = models.PositiveSmallIntegerField(default=1)
    error = models.CharField(max_length=500)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    next_try_at = models.DateTimeField(null=True)

    objects = StuckMessages.as_manager()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["mailbox", "uid_validity", "uid"], name="stuck_once_per_uid"),
            models.CheckConstraint(condition=_same(Q(state="retrying"), Q(next_try_at__isnull=False)), name="retrying_has_its_time"),
        ]
        indexes = [models.Index(fields=["mailbox", "next_try_at"], name="stuck_open", condition=Q(state__in=["retrying", "stuck"]))]

    @property
    def is_open(self) -> bool:
        return self.state in {StuckState.RETRYING, StuckState.STUCK}


class Line(models.Model):
    """
    One way in and out beside mail: a number, a gateway, a page, a form. `code` names the channel that understands it.

    `settings` holds what that channel asks for; secrets are names of environment variables there. `address_round` is part of the
    secret in the line's own web address: raised, the address given out before opens nothing.
    """

    code = models.CharField(_("kind"), max_length=24)
    name = models.CharField(_("name"), max_length=120)
    settings = models.JSONField(default=dict)
    address_round = models.PositiveIntegerField(default=1)
    is_active = models.BooleanField(_("in use"), default=True)
    added_at = models.DateTimeField()
    last_heard_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["code"], name="line_by_code", condition=Q(is_active=True))]

    def __str__(self) -> str:
        return self.name

    def setting(self, name: str) -> str:
        return str(self.settings.get(name, "") or "")


class Chat(models.Model):
    """
    A window of a chat, with whoever sits before it. Its signed number is the customer's right to it.

    `seen_at` is when the window last said that it is open. `email` is where they want to be answered since `handed_over_at`.
    """

    line = models.ForeignKey(Line, on_delete=models.PROTECT, related_name="+")
    language = models.CharField(max_length=2, default="pl")
    name = models.CharField(max_length=80, blank=True)
    email = models.EmailField(max_length=254, blank=True)
    opened_at = models.DateTimeField()
    seen_at = models.DateTimeField()
    wrote_at = models.DateTimeField(null=True)
    handed_over_at = models.DateTimeField(null=True)


class Knock(models.Model):
    """How often somebody asked within one span of time: what keeps a public address from being flooded. Old rows are swept."""

    key = models.CharField(max_length=80)
    span_at = models.DateTimeField()
    times = models.PositiveIntegerField(default=1)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["key", "span_at"], name="one_count_per_span")]
        indexes = [models.Index(fields=["span_at"], name="knocks_by_span")]


class RawInputState(models.TextChoices):
    KEPT = "kept", _("waiting to be read")
    TAKEN = "taken", _("taken over")
    FAILED = "failed", _("needs a person")
    SET_ASIDE = "set_aside", _("set aside")


# why the intake sets a message aside by itself; people write their own reason
REASONS = {
    "report_of_unknown_message": _("A delivery report of a message that we did not send."),
    "from_ourselves": _("It was sent from one of our own addresses."),
    "automatic_reply_to_nothing": _("An automatic reply that belongs to no case."),
    "bounce_of_unknown_message": _("A message came back that we do not know."),
}


class RawInput(models.Model):
    """
    One message exactly as it arrived, kept before anybody tried to understand it. `envelope_from` is empty when nobody said it.

    `senders` is whoever it names as its sender, to be found by.

    It came into a mailbox or over a line; `beside` is what a carrier said beside the bytes: method, query, headers worth keeping.
    """

    mailbox = models.ForeignKey(Mailbox, null=True, on_delete=models.PROTECT, related_name="raw_inputs")
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="raw_inputs")
    beside = models.JSONField(default=dict, db_default=models.Value({}, models.JSONField()))
    uid_validity = models.BigIntegerField(null=True)
    uid = models.BigIntegerField(null=True)
    message_id = models.CharField(max_length=255, blank=True)
    body_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="+")
    sha256 = models.CharField(max_length=64, blank=True, default="", db_default="")  # of bytes that were kept long enough
    dropped_at = models.DateTimeField(null=True)
    size = models.BigIntegerField()
    subject_hint = models.CharField(max_length=200, blank=True)
    senders = models.CharField(max_length=600, blank=True, default="", db_default="")
    envelope_from = models.CharField(max_length=320, blank=True)
    envelope_to = ArrayField(models.CharField(max_length=320), default=list)
    received_at = models.DateTimeField()
    state = models.CharField(max_length=9, choices=RawInputState.choices, default=RawInputState.KEPT)
    state_at = models.DateTimeField()
    reason = models.CharField(max_length=200, blank=True)
    tries = models.PositiveSmallIntegerField(default=0)
    error = models.TextField(blank=True)
    next_try_at = models.DateTimeField(null=True)
    was_replayed = models.BooleanField(default=False, db_default=False)
    seen_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["mailbox", "uid_validity", "uid"], condition=Q(uid__isnull=False), name="raw_input_once_per_uid"
            ),
            # without a Message-ID `body_sha256` covers the whole message: equal short texts of two people stay two
            models.UniqueConstraint(fields=["mailbox", "message_id", "body_sha256"], name="raw_input_once_per_content"),
            models.UniqueConstraint(
                fields=["line", "message_id", "body_sha256"], condition=Q(line__isnull=False), name="raw_input_once_per_line"
            ),
            models.CheckConstraint(condition=_same(Q(mailbox__isnull=True), Q(line__isnull=False)), name="raw_input_from_one_place"),
            models.CheckConstraint(condition=_same(Q(uid__isnull=True), Q(uid_validity__isnull=True)), name="uid_with_its_validity"),
            models.CheckConstraint(condition=_same(Q(file__isnull=True), Q(dropped_at__isnull=False)), name="bytes_until_dropped"),
            models.CheckConstraint(condition=~Q(state="set_aside") | ~Q(reason=""), name="set_aside_with_a_reason"),
        ]
        indexes = [
            models.Index(fields=["state", "id"], name="raw_input_waiting", condition=Q(state__in=["kept", "failed", "set_aside"])),
            models.Index(fields=["message_id"], name="raw_input_by_message_id"),
            models.Index(fields=["state", "state_at"], name="raw_input_with_bytes", condition=Q(file__isnull=False)),
            models.Index(fields=["received_at", "id"], name="raw_input_by_time"),
            models.Index(fields=["state", "received_at", "id"], name="raw_input_of_state"),
            models.Index(fields=["mailbox", "received_at", "id"], name="raw_input_of_mailbox", condition=Q(mailbox__isnull=False)),
            models.Index(fields=["line", "received_at", "id"], name="raw_input_of_line", condition=Q(line__isnull=False)),
            GinIndex(OpClass(Upper("senders"), name="gin_trgm_ops"), name="raw_input_senders", condition=~Q(senders="")),
            GinIndex(OpClass(Upper("subject_hint"), name="gin_trgm_ops"), name="raw_input_subjects", condition=~Q(subject_hint="")),
            GinIndex(OpClass(Upper("error"), name="gin_trgm_ops"), name="raw_input_errors", condition=~Q(error="")),
        ]

    @property
    def source_name(self) -> str:
        """The mailbox or the line, as people know it."""
        return self.mailbox.address if self.mailbox else self.line.name if self.line else ""

    @property
    def reason_says(self) -> str:
        return str(REASONS.get(self.reason, self.reason))

    @property
    def was_seen(self) -> bool:
        """Whether a person looked at it since it came into its state."""
        return self.seen_at is not None and self.seen_at >= self.state_at

    def read(self) -> bytes:
        """The bytes. Raises FileNotFoundError when they were kept long enough and deleted, or lost."""
        if self.file is None:
            raise FileNotFoundError(self.sha256)
        return self.file.read()


class OutboxState(models.TextChoices):
    WAITING = "waiting", _("waiting")
    SENDING = "sending", _("being sent")
    SENT = "sent", _("sent")
    FAILED = "failed", _("not delivered")
    UNDECIDED = "undecided", _("unknown whether it arrived")
    WITHDRAWN = "withdrawn", _("taken back")


class DeliveryState(models.TextChoices):
    DELIVERED = "delivered", _("delivered")
    UNDELIVERED = "undelivered", _("not delivered to the phone")
    READ = "read", _("read")


class OutboxMessage(models.Model):
    """
    One message on its way out. Its Message-ID is fixed when the row is made; every attempt uses the same one.

    `payload`: from_name, from_address, to_name, cc, reply_to, subject, text, html, in_reply_to, references, headers,
    attachments [{sha256, name, media_type}], is_automatic. `topics` are the live screens told when its state changes.
    """

    recipient = models.CharField(max_length=320)
    channel = models.CharField(max_length=16, default="email")
    line = models.ForeignKey(Line, null=True, on_delete=models.PROTECT, related_name="+")
    message_id = models.CharField(max_length=255, unique=True)
    payload = models.JSONField()
    topics = ArrayField(models.CharField(max_length=40), default=list)
    state = models.CharField(max_length=9, choices=OutboxState.choices, default=OutboxState.WAITING)
    made_at = models.DateTimeField()
    not_before = models.DateTimeField()
    next_try_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    lease_until = models.DateTimeField(null=True)
    may_have_left = models.BooleanField(default=False)  # an attempt broke off after the text was handed over
    error = models.TextField(blank=True)
    response = models.CharField(max_length=300, blank=True)
    sent_at = models.DateTimeField(null=True)
    # what a carrier of a line said later, by its own id of the message
    carrier_id = models.CharField(max_length=200, blank=True, default="", db_default="")
    delivery = models.CharField(max_length=11, choices=DeliveryState.choices, blank=True, default="", db_default="")
    delivery_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=_same(Q(state="sending"), Q(lease_until__isnull=False)), name="sending_has_a_lease"),
            models.CheckConstraint(condition=_same(Q(state="sent"), Q(sent_at__isnull=False)), name="sent_has_its_time"),
            models.CheckConstraint(condition=Q(next_try_at__gte=F("not_before")), name="never_before_its_time"),
        ]
        indexes = [
            models.Index(fields=["next_try_at"], name="outbox_due", condition=Q(state="waiting")),
            models.Index(fields=["lease_until"], name="outbox_leased", condition=Q(state="sending")),
            models.Index(fields=["-made_at"], name="outbox_newest"),
            models.Index(fields=["line", "carrier_id"], name="outbox_by_carrier_id", condition=~Q(carrier_id="")),
            models.Index(fields=["sent_at"], name="outbox_unread_chats", condition=Q(channel="chat", state="sent", delivery="")),
            models.Index(fields=["state", "-id"], name="outbox_in_trouble", condition=Q(state__in=["failed", "undecided"])),
        ]

    @property
    def subject(self) -> str:
        return str(self.payload.get("subject", ""))

    @property
    def shown_subject(self) -> str:
        """Of what has no subject, as a text message, the beginning of its words."""
        return self.subject or " ".join(str(self.payload.get("text", "")).split())[:80]

    @property
    def can_be_withdrawn(self) -> bool:
        return self.state == OutboxState.WAITING and self.tries == 0
