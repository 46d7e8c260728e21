from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from ambasador.channels.email import trust


class Direction(models.TextChoices):
    IN = "in", _("received")
    OUT = "out", _("sent")


class Proof(models.TextChoices):
    """What our receiving mail server found of the sender's address."""

    PROVED = trust.PROVED, _("The sender's mail domain confirms this address.")
    UNPROVED = trust.UNPROVED, _("The sender's mail domain neither confirms nor denies this address.")
    DISPROVED = trust.DISPROVED, _("The sender's mail domain denies having sent this message.")
    UNASKED = trust.UNASKED, _("Nobody checked the sender's address.")


class Doubt(models.TextChoices):
    """What is odd about a message's sender; the label is the whole sentence shown to people."""

    DENIED = "denied", _("The sender's mail domain denies having sent this message. The address may be forged.")
    SEVERAL_SENDERS = "several_senders", _("The message names several senders at once.")
    NAME_SHOWS_ANOTHER_ADDRESS = "name_shows_another_address", _("The sender's name shows another address than the one it came from.")
    ANSWERS_ELSEWHERE = "answers_elsewhere", _("It asks for answers to another domain than the sender's. We answer the sender.")
    STRANGERS_IN_COPY = "strangers_in_copy", _("It also went to addresses the case does not know. They get nothing from us.")
    UNPROVED_NUMBER = "unproved_number", _("It found the case by its number alone, and nothing proves the sender's address.")


class Message(models.Model):
    """
    One message between a customer and us. `is_verified` tells that the sender is known to the case; others are shown with a warning and
    stay hidden from the customer's page.
    """

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="messages")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    channel = models.CharField(max_length=12, default="email")
    author = models.ForeignKey("accounts.User", null=True, on_delete=models.PROTECT, related_name="+")
    from_name = models.CharField(max_length=200, blank=True)
    from_address = models.CharField(max_length=320, blank=True)
    to_address = models.CharField(max_length=320, blank=True)
    subject = models.CharField(max_length=500, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    signature = models.TextField(blank=True)
    html = models.TextField(blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    # a carrier may bring several messages at once, so one raw input may stand behind several
    raw_input = models.ForeignKey("channels.RawInput", null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.OneToOneField("outreach.Contact", null=True, on_delete=models.PROTECT, related_name="+")
    is_verified = models.BooleanField(default=True)
    proof = models.CharField(max_length=9, choices=Proof.choices, default=Proof.UNASKED, db_default=Proof.UNASKED)
    doubts = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    files_left_out = models.PositiveIntegerField(default=0, db_default=0)  # those only the message as it arrived has
    is_automatic = models.BooleanField(default=False)
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="messages_of_ticket")]
        constraints = [
            models.CheckConstraint(
                condition=Q(direction="in") | Q(author__isnull=False) | Q(is_automatic=True), name="sent_message_has_an_author"
            ),
        ]

    @property
    def is_incoming(self) -> bool:
        return self.direction == Direction.IN


class CallOutcome(models.TextChoices):
    TALKED = "talked", _("we talked")
    NO_ANSWER = "no_answer", _("nobody answered")
    VOICEMAIL = "voicemail", _("left a voice message")
    WRONG_NUMBER = "wrong_number", _("wrong number")
    MISSED = "missed", _("missed: nobody of ours answered")


class PhoneCall(models.Model):
    """
    One telephone call: told of by an exchange, or logged by hand (no line). It becomes a message of a case once it is logged or missed.

    `number` is of the person outside, normalised where it can be, empty when withheld. `rang_at` are the extensions where it rang,
    `extension` the one that had it last, since `with_since`. Unless somebody answers by `missed_after`, it was missed.
    """

    line = models.ForeignKey("channels.Line", null=True, on_delete=models.PROTECT, related_name="+")
    carrier_id = models.CharField(max_length=200, blank=True)
    direction = models.CharField(max_length=3, choices=Direction.choices, default=Direction.IN)
    number = models.CharField(max_length=40, blank=True)
    customer = models.ForeignKey("customers.Customer", null=True, on_delete=models.PROTECT, related_name="+")
    rang_at = ArrayField(models.CharField(max_length=20), default=list)
    extension = models.CharField(max_length=20, blank=True)
    with_since = models.DateTimeField(null=True)
    noted_at = models.DateTimeField()
    begun_at = models.DateTimeField(null=True)
    answered_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)
    missed_after = models.DateTimeField(null=True)
    put_away_at = models.DateTimeField(null=True)
    message = models.OneToOneField(Message, null=True, on_delete=models.PROTECT, related_name="phone_call")
    outcome = models.CharField(max_length=12, choices=CallOutcome.choices, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["line", "carrier_id"], condition=Q(line__isnull=False), name="one_row_per_call"),
            models.CheckConstraint(condition=Q(message__isnull=True) | ~Q(outcome=""), name="logged_call_has_an_outcome"),
            models.CheckConstraint(condition=Q(missed_after__isnull=True) | Q(answered_at__isnull=True), name="answered_call_is_not_missed"),
        ]
        indexes = [
            models.Index(fields=["missed_after"], name="calls_unanswered", condition=Q(missed_after__isnull=False)),
            models.Index(
                fields=["extension", "-noted_at"], name="calls_to_log", condition=Q(message__isnull=True, put_away_at__isnull=True, outcome="")
            ),
            models.Index(fields=["-noted_at", "-id"], name="calls_newest"),
        ]

    @property
    def is_incoming(self) -> bool:
        return self.direction == Direction.IN

    @property
    def is_ringing(self) -> bool:
        return self.answered_at is None and self.ended_at is None and not self.outcome


class Note(models.Model):
    """A note among colleagues. Nothing that goes out reads this table."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="notes")
    author = models.ForeignKey("accounts.User", on_delete=models.PROTECT, related_name="+")
    text = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["ticket", "-id"], name="notes_of_ticket")]
        constraints = [models.CheckConstraint(condition=~Q(text=""), name="note_says_something")]


class TaskPurpose(models.TextChoices):
    QUESTION = "question", _("Task")
    ANSWER = "answer", _("Answer to the task")
    ASK_BACK = "ask_back", _("Question about the task")
    SUPPLEMENT = "supplement", _("What was missing")
    OTHER_DATE = "other_date", _("Another date")
    NOT_OURS = "not_ours", _("Not ours")
    SENT_BACK = "sent_back", _("Answer sent back")
    AUTOMATIC = "automatic", _("Automatic reply")
    COMMENT = "comment", _("Message")


class TaskMessage(models.Model):
    """One message in the thread of a step, between the owner and its performer. The customer never sees it."""

    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="task_messages")
    step = models.ForeignKey("tickets.Step", on_delete=models.PROTECT, related_name="thread")
    unit = models.ForeignKey("directory.Unit", null=True, on_delete=models.PROTECT, related_name="+")
    direction = models.CharField(max_length=3, choices=Direction.choices)
    purpose = models.CharField(max_length=10, choices=TaskPurpose.choices)
    channel = models.CharField(max_length=12, default="app")
    author_kind = models.CharField(max_length=12)
    author_id = models.BigIntegerField(null=True)
    author_name = models.CharField(max_length=200, blank=True)
    text = models.TextField(blank=True)
    quoted = models.TextField(blank=True)
    message_id = models.CharField(max_length=255, blank=True)
    raw_input = models.OneToOneField("channels.RawInput", null=True, on_delete=models.PROTECT, related_name="+")
    contact = models.OneToOneField("outreach.Contact", null=True, on_delete=models.PROTECT, related_name="+")
    is_verified = models.BooleanField(default=True)
    proof = models.CharField(max_length=9, choices=Proof.choices, default=Proof.UNASKED, db_default=Proof.UNASKED)
    doubts = ArrayField(models.CharField(max_length=40), default=list, db_default=[])
    files_left_out = models.PositiveIntegerField(default=0, db_default=0)  # those only the message as it arrived has
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["ticket", "-id"], name="task_messages_of_ticket"),
            models.Index(fields=["step", "id"], name="thread_of_step"),
        ]


class Attachment(models.Model):
    """
    A file of a message, a note or a task message: exactly one of them. The content is kept once, by its hash.

    `content_id` joins a picture to its place in the HTML of its message.
    """

    message = models.ForeignKey(Message, null=True, on_delete=models.PROTECT, related_name="attachments")
    note = models.ForeignKey(Note, null=True, on_delete=models.PROTECT, related_name="attachments")
    task_message = models.ForeignKey(TaskMessage, null=True, on_delete=models.PROTECT, related_name="attachments")
    file = models.ForeignKey("channels.StoredFile", on_delete=models.PROTECT, related_name="+")
    name = models.CharField(max_length=255)
    media_type = models.CharField(max_length=120)
    size = models.BigIntegerField()
    content_id = models.CharField(max_length=250, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(message__isnull=False, note__isnull=True, task_message__isnull=True)
                | Q(message__isnull=True, note__isnull=False, task_message__isnull=True)
                | Q(message__isnull=True, note__isnull=True, task_message__isnull=False),
                name="attachment_of_exactly_one",
            )
        ]


class Digest(models.Model):
    """One letter of collected reminders. Nobody gets two in one working half-day, whoever sends them: the rows say so."""

    recipient_kind = models.CharField(max_length=8)
    recipient_id = models.BigIntegerField()
    on = models.DateField()
    is_afternoon = models.BooleanField()
    at = models.DateTimeField()
    notices = models.PositiveIntegerField(default=0)
    contact = models.OneToOneField("outreach.Contact", null=True, on_delete=models.PROTECT, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["recipient_kind", "recipient_id", "on", "is_afternoon"], name="one_digest_in_a_half_day")
        ]


class ThreadReference(models.Model):
    """
    A Message-ID that belongs to a conversation: of a message in it, or one that its messages refer to. `step` is set in the thread of a
    task.
    """

    reference = models.CharField(max_length=255)
    ticket = models.ForeignKey("tickets.Ticket", on_delete=models.PROTECT, related_name="+")
    step = models.ForeignKey("tickets.Step", null=True, on_delete=models.PROTECT, related_name="+")
    is_ours = models.BooleanField(default=False)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["reference", "ticket", "step"], name="reference_once", nulls_distinct=False)]
        indexes = [models.Index(fields=["reference"], name="thread_by_reference")]
