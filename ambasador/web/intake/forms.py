"""Forms of the intake."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.channels.finding import MAIL, SHORTEST_WORD, InputSearch
from ambasador.channels.models import Line, Mailbox, MailboxKind, RawInputState
from ambasador.channels.registry import channels
from ambasador.journal.actors import Actor
from ambasador.search.queries import pl_sort
from ambasador.web.ticket.forms import ColleagueField


class AssignmentForm(forms.Form):
    to = ColleagueField(label=_("To whom"), queryset=None, error_messages={"required": _("Choose a person.")})

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        colleagues = User.objects.filter(is_active=True, roles__overlap=["agent", "lead", "admin"])
        self.fields["to"].queryset = door.visible(colleagues, by).order_by(pl_sort("name"))  # type: ignore[attr-defined]


class AsideForm(forms.Form):
    reason = forms.CharField(
        label=_("Why? One sentence is enough"), max_length=200, error_messages={"required": _("Write one sentence with the reason.")}
    )


class RetentionForm(forms.Form):
    taken_days = forms.IntegerField(
        label=_("Days for what was taken over"), min_value=1, max_value=36500, required=False,
        help_text=_("Its words and files stay in the case; only the message in its original form is deleted. Empty: for ever."),
    )  # fmt: skip
    unread_days = forms.IntegerField(
        label=_("Days for what failed or was set aside"), min_value=1, max_value=36500, required=False,
        help_text=_("What failed is never deleted before a person has looked at it. Empty: for ever."),
    )  # fmt: skip


STATES = [("all", _("all")), *RawInputState.choices]


class InputSearchForm(forms.Form):
    """What somebody looks for among the messages as they arrived. Foolish values are told beside their field and look for nothing."""

    state = forms.ChoiceField(choices=STATES, required=False, widget=forms.HiddenInput)
    sender = forms.CharField(label=_("Sender"), max_length=200, required=False)
    words = forms.CharField(label=_("Words of the failure or the subject"), max_length=200, required=False)
    place = forms.ChoiceField(label=_("Came by"), required=False)
    message_id = forms.CharField(label=_("Message-ID"), max_length=255, required=False)
    since = forms.DateField(label=_("Since the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))
    until = forms.DateField(label=_("Until the day"), required=False, widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"))

    def __init__(self, *args: Any, by: Actor, **kwargs: Any) -> None:
        """Two queries for the choices."""
        super().__init__(*args, **kwargs)
        boxes = [(f"mailbox:{box.pk}", f"{box.address} ({box.get_kind_display()})") for box in door.visible(Mailbox.objects, by).order_by("address")[:200]]
        lines = list(door.visible(Line.objects, by).order_by("name")[:200])
        kinds = [(code, channel.label) for code, channel in channels().items() if any(line.code == code for line in lines)]
        groups = [(_("Channels"), [(MAIL, _("E-mail")), *kinds]), (_("Mailboxes"), boxes)]
        if lines:
            groups.append((_("Lines"), [(f"line:{line.pk}", line.name) for line in lines]))
        self.fields["place"].choices = [("", _("all")), *groups]  # type: ignore[attr-defined]

    def clean_sender(self) -> str:
        return _long_enough(self.cleaned_data["sender"])

    def clean_words(self) -> str:
        return " ".join(_long_enough(word) for word in self.cleaned_data["words"].split()[:8])

    @property
    def named(self) -> InputSearch:
        """What is looked for; those that need a person when no state is said."""
        self.is_valid()
        said = {name: self.cleaned_data[name] for name in ("sender", "words", "place", "message_id", "since", "until") if self.cleaned_data.get(name)}
        state = self.cleaned_data.get("state") or RawInputState.FAILED.value
        return InputSearch(state="" if state == "all" else state, **said)

    @property
    def is_narrowed(self) -> bool:
        return any(value for name, value in self.cleaned_data.items() if name != "state")


def _long_enough(word: str) -> str:
    if word and len(word) < SHORTEST_WORD:
        raise forms.ValidationError(_("Write at least three letters."))
    return word


SECRET_NAME = re.compile(r"[A-Z][A-Z0-9_]{2,119}")
KINDS = [(kind.value, kind.label) for kind in (MailboxKind.LISTENER, MailboxKind.IMAP)]


class MailboxForm(forms.Form):
    """A mailbox. Its password is never typed here: only the name of the variable that holds it."""

    address = forms.EmailField(
        label=_("Address"),
        max_length=254,
        error_messages={
            "required": _("Write the address to which customers write."),
            "invalid": _("This is not a whole e-mail address. It looks like name@company.pl."),
        },
    )
    name = forms.CharField(label=_("Name"), max_length=120, required=False)
    kind = forms.ChoiceField(
        label=_("How messages come"),
        choices=KINDS,
        help_text=_("The built-in server needs nothing more; the rest is for reading over IMAP."),
    )
    host = forms.CharField(label=_("IMAP server"), max_length=253, required=False)
    port = forms.IntegerField(label=_("Port"), min_value=1, max_value=65535, required=False, initial=993)
    security = forms.ChoiceField(
        label=_("Security"), choices=[("tls", "TLS"), ("starttls", "STARTTLS"), ("none", _("none"))], required=False
    )
    username = forms.CharField(label=_("User name"), max_length=254, required=False)
    secret_name = forms.CharField(
        label=_("Name of the variable with the password"),
        max_length=120,
        required=False,
        help_text=_(
            "For example IMAP_PASSWORD. The password itself stands in the environment, or in the file that IMAP_PASSWORD_FILE names."
        ),
    )
    folder = forms.CharField(label=_("Folder"), max_length=120, required=False, initial="INBOX")
    acknowledges = forms.BooleanField(
        label=_("Confirms that a message arrived"),
        required=False,
        initial=True,
        help_text=_("The customer is told the number and the promised time."),
    )
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, *args: Any, mailbox: Mailbox | None = None, **kwargs: Any) -> None:
        """The address and the kind of a mailbox stay: messages are known by them."""
        super().__init__(*args, **kwargs)
        self.mailbox = mailbox
        if mailbox is None:
            del self.fields["is_active"]
        else:
            del self.fields["address"], self.fields["kind"]

    @property
    def is_imap(self) -> bool:
        return (self.mailbox.kind if self.mailbox else self.cleaned_data.get("kind")) == MailboxKind.IMAP

    def clean_secret_name(self) -> str:
        name: str = self.cleaned_data["secret_name"]
        if name and not SECRET_NAME.fullmatch(name):
            raise forms.ValidationError(
                _("This is the name of a variable: capital letters, digits and _. Do not write the password itself.")
            )
        return name

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if self.is_imap and not cleaned.get("host"):
            self.add_error("host", _("Write the server from which messages are read."))
        if self.is_imap and not cleaned.get("username"):
            self.add_error("username", _("Write the user name with which the server lets us in."))
        cleaned["port"] = cleaned.get("port") or 993
        cleaned["security"] = cleaned.get("security") or "tls"
        cleaned["folder"] = cleaned.get("folder") or "INBOX"
        return cleaned
