"""Forms of the intake."""

import re
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.accounts import door
from ambasador.accounts.models import User
from ambasador.channels.models import Mailbox, MailboxKind
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
