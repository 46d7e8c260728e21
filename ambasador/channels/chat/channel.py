"""Chat on a web page. The window is `portal/chat`; here is what becomes of what is written, and how an answer reaches it."""

import json
from collections.abc import Sequence

from django.utils.translation import gettext_lazy as _

from ambasador.channels import chats
from ambasador.channels.interface import Call, Incoming, Outcome, Setting, plug_in
from ambasador.channels.models import Line, OutboxMessage
from ambasador.channels.own_page import OwnPage


@plug_in
class WebChat(OwnPage):
    code, channel, label = "web_chat", "chat", _("Chat on a web page")
    contact_kind, repeats_safely, answers_within = "messenger", True, None
    settings = (
        Setting("title", _("Title in Polish"), default="Porozmawiaj z nami"),
        Setting("title_en", _("Title in English"), default="Chat with us"),
        Setting("pages", _("Pages that may show it in a frame"), _("For example https://www.firma.pl, separated by spaces.")),
        Setting("minutes", _("Minutes until e-mail is offered instead"), _("Somebody answers by then, or the customer may leave an address."), default="3"),
        Setting("an_hour", _("At most so many new chats an hour in all"), default="300"),
    )

    def read(self, line: Line, call: Call) -> Sequence[Incoming]:
        said = json.loads(call.body)
        return [
            Incoming(
                sender=chats.address_of(said["chat"]),
                name=said["name"],
                text=said["text"],
                carrier_id=f"{said['chat']}:{said['once']}",
                language=said["language"],
            )
        ]

    def address(self, written: str) -> str | None:
        return written if chats.number_in(written) else None

    def is_reachable(self, line: Line, address: str) -> bool:
        """Only while the customer is there, and does not wait for mail."""
        return chats.is_present(line, address)

    def send(self, line: Line, message: OutboxMessage) -> Outcome:
        """It lies in the conversation already; the window shows it now, or when it is opened again."""
        return Outcome("in the window", is_taken=True, carrier_id=chats.carrier_id(message))
