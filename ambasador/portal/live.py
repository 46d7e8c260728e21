"""Live pages for people without an account: the token of their link, asked for as a topic, is the right to listen."""

from collections.abc import Iterable, Mapping

from ambasador.channels.chats import address_of, chat_behind, standing_chats
from ambasador.journal.stream import Visitor, gate
from ambasador.lib import clock
from ambasador.tickets.queries import case_of, open_step_of, standing_case_links, standing_task_links


@gate
class LinkGate:
    """
    Lets in whoever asks for `case:<token>` or `task:<token>` of a link that stands, and tells them of its ticket only; for `chat:<token>`
    of the window of a chat, and tells them of that chat only.

    The key is the sort and the number of the link: the token itself stays in the address.
    """

    def let_in(self, cookies: Mapping[str, str], topics: frozenset[str]) -> Visitor | None:
        """At most two queries, none for who shows no link."""
        for topic in topics:
            sort, _colon, token = topic.partition(":")
            ticket, key = None, ""
            if sort == "case" and (case := case_of(token)):
                ticket, key = case.ticket_id, f"case:{case.id}"
            elif sort == "task" and (task := open_step_of(token)):
                ticket, key = task.step.ticket_id, f"task:{task.id}"
            elif sort == "chat" and (chat := chat_behind(token)):
                return Visitor(f"chat:{chat.id}", frozenset([address_of(chat.id)]), hears_kinds=False)
            if ticket and self.still_welcome([key]):
                return Visitor(key, frozenset([f"ticket:{ticket}"]), hears_kinds=False)
        return None

    def still_welcome(self, keys: Iterable[str]) -> set[str]:
        at, wanted = clock.now(), list(keys)
        cases = [int(key.removeprefix("case:")) for key in wanted if key.startswith("case:")]
        tasks = [int(key.removeprefix("task:")) for key in wanted if key.startswith("task:")]
        chats = [int(key.removeprefix("chat:")) for key in wanted if key.startswith("chat:")]
        standing = {f"chat:{number}" for number in standing_chats(chats)} if chats else set()
        standing |= {f"case:{number}" for number in standing_case_links(at).filter(pk__in=cases).values_list("pk", flat=True)}
        return standing | {f"task:{number}" for number in standing_task_links(at).filter(pk__in=tasks).values_list("pk", flat=True)}
