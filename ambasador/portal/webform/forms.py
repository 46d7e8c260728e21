"""What the form asks: who writes, what about, and what the chosen procedure needs from a customer."""

import hashlib
import json
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core import signing
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from ambasador.lib import clock, phones
from ambasador.portal import wording
from ambasador.procedures.models import KnownBy, ProcedureVersion
from ambasador.tickets.data import value_told
from ambasador.tickets.inputs import DataInputs

SALT = "web-form"
QUICKEST, LONGEST = 2, 24 * 3600  # seconds between being shown and being sent: no person is quicker, no page is open longer


class WebForm(DataInputs):
    """`trap` is a field that no person sees; `began` is when the page was shown, signed. What fails them comes back with all that was typed."""

    name = forms.CharField(label=_("Your name"), max_length=120, widget=forms.TextInput(attrs={"autocomplete": "name"}))
    email = forms.EmailField(label=_("E-mail"), max_length=254, required=False, widget=forms.EmailInput(attrs={"autocomplete": "email"}))
    phone = forms.CharField(
        label=_("Phone"), max_length=30, required=False, widget=forms.TextInput(attrs={"autocomplete": "tel", "inputmode": "tel"}),
        help_text=_("An e-mail address or a phone number is enough."),
    )  # fmt: skip
    text = forms.CharField(label=_("What is it about?"), max_length=20_000, widget=forms.Textarea(attrs={"rows": 6}))
    trap = forms.CharField(required=False, max_length=200)
    began = forms.CharField(required=False, max_length=200, widget=forms.HiddenInput)

    def __init__(self, data: Any = None, *, version: ProcedureVersion | None) -> None:
        super().__init__(data, initial={"began": fresh_stamp()})
        self.version = version
        wanted = version.fields.filter(known_by=KnownBy.CUSTOMER) if version else []
        self.add_data(wanted, language=wording.language(), asks=True)

    @property
    def person_fields(self) -> Sequence[forms.BoundField]:
        return [self[name] for name in ("name", "email", "phone", "text")]

    def clean_phone(self) -> str:
        written: str = self.cleaned_data["phone"].strip()
        number = phones.normalise(written) if written else ""
        if number is None:
            raise ValidationError(_("This is not a phone number. It looks like 600 123 456."))
        return number

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if not cleaned.get("email") and not cleaned.get("phone") and not {"email", "phone"} & set(self.errors):
            self.add_error("email", _("Write an e-mail address or a phone number, so that we can answer."))
        return cleaned

    @property
    def is_by_a_program(self) -> bool:
        return bool(self.data.get("trap"))

    @property
    def was_shown_in_time(self) -> bool:
        """Whether the page was shown by us, neither a moment ago nor a day ago."""
        try:
            shown = float(signing.loads(str(self.data.get("began", "")), salt=SALT))
        except (signing.BadSignature, ValueError, TypeError):
            return False
        return QUICKEST <= clock.now().timestamp() - shown <= LONGEST

    def shown_again(self) -> None:
        """As typed, with a fresh stamp and an empty trap."""
        self.data = {**{name: self.data.get(name, "") for name in self.fields}, "began": fresh_stamp(), "trap": ""}

    def kept(self, files: list[dict[str, str]]) -> bytes:
        """What is kept of it, as canonical JSON. The same said again on the same day has the same `once`."""
        said, language = self.cleaned_data, wording.language()
        told = [f"{field.question_for(language)} {value_told(field, self.data_said()[field.key], language)}" for field in self.asked.values()
                if field.key in self.data_said()]  # fmt: skip
        reach = [said["phone"]] if said["email"] and said["phone"] else []
        whole = {
            "name": " ".join(said["name"].split()),
            "email": said["email"].lower(),
            "phone": said["phone"],
            "subject": name_of(self.version, language) if self.version and not self.version.procedure.is_default else "",
            "words": "\n\n".join(part for part in (said["text"].strip(), "\n".join(told), *map(phones.shown, reach)) if part),
            "data": self.data_said(),
            "procedure": self.version.procedure.code if self.version else "",
            "language": language,
            "files": files,
        }
        day = clock.now().date().isoformat()
        once = hashlib.sha256(f"{day}{json.dumps(whole, sort_keys=True)}".encode()).hexdigest()
        return json.dumps({**whole, "once": once}, sort_keys=True, ensure_ascii=False).encode()


def name_of(version: ProcedureVersion, language: str) -> str:
    return (version.procedure.name_en if language == "en" else "") or version.procedure.name


def fresh_stamp() -> str:
    return signing.dumps(clock.now().timestamp(), salt=SALT)
