"""What the channels have in common whose messages come from pages of our own."""

from ambasador.channels.interface import Answer, Call
from ambasador.channels.models import Line


class OwnPage:
    """The page keeps what it brings by itself, under an id of its own; at the address of the line there is nothing to bring."""

    def accepts(self, line: Line, call: Call) -> bool:
        return False

    def brings(self, call: Call) -> bool:
        return False

    def answer(self, line: Line, call: Call) -> Answer:
        return Answer("", 404)

    def carrier_id(self, call: Call) -> str:
        return call.headers.get("x-once", "")
