"""A form that anybody may fill in. The page is `portal/webform`; here is what becomes of what was sent."""

import json
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ambasador.channels.interface import Call, Incoming, IncomingFile, Outcome, Report, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage, StoredFile
from ambasador.channels.own_page import OwnPage


@plug_in
class WebForm(OwnPage):
    code, channel, label = "web_form", "form", _("Form on a web page")
    contact_kind, repeats_safely, answers_within = "email", False, None
    settings = (
        Setting("procedures", _("Codes of the procedures offered"), _("Separated by commas. Empty: one general form.")),
        Setting("title", _("Title in Polish"), default="Napisz do nas"),
        Setting("title_en", _("Title in English"), default="Write to us"),
        Setting("pages", _("Pages that may show it in a frame"), _("For example https://www.firma.pl, separated by spaces.")),
        Setting("an_hour", _("At most so many an hour in all"), default="300"),
    )

    def read(self, line: Line, call: Call) -> Sequence[Incoming | Report]:
        said = json.loads(call.body)
        files = [IncomingFile(one["name"], one["media_type"], StoredFile.objects.get(pk=one["sha256"]).read()) for one in said["files"]]
        email, phone = said["email"], said["phone"]
        return [
            Incoming(
                sender=email or phone,
                sender_kind="email" if email else "phone",
                also_phone=phone if email else "",
                name=said["name"],
                text=said["words"],
                files=files,
                carrier_id=said["once"],
                subject=said["subject"],
                language=said["language"],
                procedure=said["procedure"],
                data=said["data"],
                is_new_matter=True,
            )
        ]

    def address(self, written: str) -> str | None:
        return None  # it is answered by mail

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        return Outcome("nothing leaves by a form", is_final=True)
