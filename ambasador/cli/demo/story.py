
"""One case through every door of the running instance, told as it happens."""

import json
import time
import uuid
from collections.abc import Callable
from typing import Any

from django.conf import settings

from ambasador.cli.demo.acts import actor_of
from ambasador.cli.demo.building import is_built
from ambasador.cli.demo.company import WARSAW, find_company
from ambasador.cli.demo.life import send
from ambasador.cli.demo.post import document, picture
from ambasador.cli.verify import differences_of
from ambasador.config.home import home_dir
from ambasador.conversations.models import Message, TaskMessage, TaskPurpose
from ambasador.conversations.verbs import answer_task, reply_to_customer
from ambasador.journal.actors import SYSTEM
from ambasador.promises.queries import current_promise
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.queries import minutes_per_party
from ambasador.tickets.verbs import case_link, close_ticket
from ambasador.tickets.verbs.links import case_token

PATIENCE, READING_PAUSE = 45.0, 6.0
SUBJECT = "Brak półki w nowej lodówce"
FIRST = "Dzień dobry, wczoraj przyjechała lodówka Polana 330, ale w kartonie brakuje dolnej półki. Zdjęcie w załączniku. Proszę o pomoc."
CARRIED = "Dzień dobry, protokół spisany przy odbiorze, karton naruszony z jednej strony. Skan w załączniku."
THANKS = "Dziękuję! Półka już jest, pasuje idealnie."

SAYS: dict[str, tuple[str, str]] = {
    "written": ("{name} pisze e-mail do kontakt@{domain}.", "{name} writes to kontakt@{domain}."),
    "ticket": ("Jest sprawa #{number}, prowadzi: {owner}. Procedura: {procedure}. Termin do {until}.",
               "Case #{number} is there, looked after by {owner}. Procedure: {procedure}. Promised by {until}."),
    "tasks": ("Dwa zadania naraz: Dział Reklamacji w aplikacji, Kurier Jantar e-mailem (skrzynka nadawcza).",
              "Two tasks at once: the Claims Department in the app, Jantar Courier by e-mail (see the outbox)."),
    "courier": ("Kurier odpowiada na e-mail, ze skanem protokołu.", "The courier replies to the e-mail with a scan."),
    "claims": ("Ewa Sowa z Działu Reklamacji decyduje w aplikacji.", "Ewa Sowa of the Claims Department decides in the app."),
    "warehouse": ("Magazyn Stryków wysyła półkę.", "The Stryków Warehouse sends the shelf."),
    "reply": ("Opiekun sprawy pisze do klienta: {owner}. Strona klienta:", "The owner writes to the customer: {owner}. The customer's page:"),
    "thanks": ("Klientka odpowiada w tym samym wątku.", "The customer answers in the same thread."),
    "closed": ("Sprawa zamknięta. Opiekun przez cały czas ten sam: {owner}.", "The case is closed. The owner was the same throughout: {owner}."),
    "time": ("Czas według stron: {shares}. Dziennik zgadza się ze stanem.", "Time by party: {shares}. The journal agrees with the state."),
    "differs": ("Dziennik nie zgadza się ze stanem: {what}", "The journal does not agree with the state: {what}"),
    "silent": ("Nic się nie dzieje. Czy `ambasador up --demo` działa? ({what})", "Nothing happens. Is `ambasador up --demo` running? ({what})"),
    "no_company": ("Nie ma firmy demonstracyjnej. Uruchom `ambasador up --demo`.", "There is no demo company. Run `ambasador up --demo`."),
}  # fmt: skip


class NothingHappens(Exception):
    """What was waited for did not come: the worker or the listener does not run."""


class Story:
    """
    `tell` takes a line for the reader; `rest` lets time pass for reading; `tick` lets the instance work a moment (by default it simply
    waits). `url` and `listener` are where the instance runs.
    """

    def __init__(
        self,
        *,
        url: str,
        listener: str,
        language: str = "pl",
        tell: Callable[[str], object] = print,
        rest: Callable[[], object] = lambda: None,
        tick: Callable[[], object] = lambda: time.sleep(0.2),
    ) -> None:
        self.url, self.listener, self.language, self.tell, self.rest, self.tick = url, listener, language, tell, rest, tick
        self.company = find_company()
        self.address = f"helena.{uuid.uuid4().hex[:6]}@poczta.example"
        self.name = "Helena Wiśniewska"

    def play(self) -> Ticket:
        """Play it to the end; returns the closed ticket. Raises NothingHappens, OSError when there is no listener."""
        ticket = self._arrives()
        self._departments(ticket)
        self._solution(ticket)
        return self._ticket(ticket.pk)

    def _arrives(self) -> Ticket:
        self._say("written", name=self.name, domain=settings.MAIL_DOMAIN)
        message_id = self._post(
            (self.name, self.address), f"kontakt@{settings.MAIL_DOMAIN}", SUBJECT, FIRST, files=[picture("lodówka.png")]
        )
        first = self._await("ticket", lambda: Message.objects.filter(message_id=message_id).first())
        number = first.ticket_id
        self._await("owner", lambda: self._ticket(number).owner)
        ticket = self._ticket(number)
        promise = self._await("promise", lambda: current_promise(ticket))
        assert ticket.owner
        assert ticket.version
        until = f"{promise.to_at.astimezone(WARSAW):%d.%m, %H:%M}"
        self._say(
            "ticket",
            f"/tickets/{ticket.number}/",
            number=ticket.number,
            owner=ticket.owner.name,
            procedure=ticket.version.procedure.name,
            until=until,
        )
        return ticket

    def _departments(self, ticket: Ticket) -> None:
        task = self._await("task", lambda: self._task(ticket, "protokol"))
        self._say("tasks", "/outbox/")
        courier = self.company.people["Dyspozytor Jantar"]
        self._say("courier")
        self._post(
            (courier.name, courier.email),
            _reply_to(task),
            "Re: protokół",
            CARRIED,
            answers=[task.message_id],
            files=[document("protokol.pdf", "Protokol")],
        )
        self._await("answer", lambda: self._step(ticket, "protokol").is_over)
        self._say("claims", f"/tickets/{ticket.number}/")
        public = "Brakującą półkę wyślemy bezpłatnie."
        self._answer(ticket, "ocena", "Ewa Sowa", code="repair", text="Brak potwierdzony protokołem.", public=public)
        self._await("next step", lambda: self._step(ticket, "wysylka").is_active)
        self._say("warehouse")
        self._answer(ticket, "wysylka", "Adam Rój", code="sent", text="Nadane, przesyłka JT-44120938.", public="Półka jest w drodze.")

    def _solution(self, ticket: Ticket) -> None:
        owner = self._ticket(ticket.pk).owner
        assert owner
        page = f"/s/{case_token(case_link(ticket, sent_to=self.address, by=SYSTEM))}/"
        self._say("reply", page, owner=owner.name)
        text = f"Dzień dobry, półka jest w drodze, będzie jutro. Przesyłka JT-44120938.\n\n{owner.name}"
        sent = reply_to_customer(self._ticket(ticket.pk), text=text, by=owner.actor)
        self._say("thanks")
        answered = self._post(
            (self.name, self.address), _reply_to(Message.objects.get(pk=sent.pk)), f"Re: {sent.subject}", THANKS, answers=[sent.message_id]
        )
        self._await("reply", lambda: Message.objects.filter(message_id=answered, ticket=ticket).exists())
        closed = close_ticket(ticket, reason="solved", by=owner.actor)
        self._say("closed", f"/tickets/{ticket.number}/", owner=owner.name)
        self.tick()
        found = differences_of(self._ticket(ticket.pk))
        if found:
            self._say("differs", what="; ".join(found))
            return
        assert closed.closed_at
        spent = minutes_per_party(closed, at=closed.closed_at)
        self._say(
            "time", shares=", ".join(f"{kind} {int(time_.total_seconds())} s" for (kind, _who), time_ in spent.items() if kind != "closed")
        )

    # -- helpers ------------------------------------------------------------------------------------------------------

    def _post(self, sender: tuple[str, str], to: str, subject: str, text: str, **more: Any) -> str:
        return send(sender, to, subject, f"{text}\n\n-- \n{sender[0]}\n", listener=self.listener, **more)

    def _answer(self, ticket: Ticket, key: str, name: str, *, code: str, text: str, public: str) -> None:
        answer_task(self._step(ticket, key), by=actor_of(self.company.people[name]), channel="app", code=code, text=text, public=public)

    def _task(self, ticket: Ticket, key: str) -> TaskMessage | None:
        asked = TaskMessage.objects.filter(ticket=ticket, step__key=key, purpose=TaskPurpose.QUESTION, contact__outgoing__isnull=False)
        return asked.select_related("contact__outgoing").first()

    def _step(self, ticket: Ticket, key: str) -> Step:
        return Step.objects.select_related("ticket", "unit__calendar", "competence").get(ticket=ticket, key=key)

    def _ticket(self, number: int) -> Ticket:
        return Ticket.objects.select_related("owner", "customer", "version__procedure").get(pk=number)

    def _await(self, what: str, found: Callable[[], Any]) -> Any:
        """The first true answer of `found`."""
        begun = time.monotonic()
        while True:
            self.tick()
            answer = found()
            if answer:
                return answer
            if time.monotonic() - begun > PATIENCE:
                raise NothingHappens(what)

    def _say(self, key: str, path: str = "", **values: object) -> None:
        line = SAYS[key][0 if self.language == "pl" else 1].format(**values)
        self.tell(f"{line}  {self.url}{path}" if path else line)
        self.rest()


def play(*, is_fast: bool, language: str) -> int:
    """`ambasador demo story`: play against the instance that runs over this data folder."""
    say = SAYS["no_company"][0 if language == "pl" else 1]
    if not is_built():
        print(say)
        return 1
    where = _where()
    story = Story(
        url=where.get("url") or settings.SITE_URL, listener=where.get("mail") or settings.SMTP_LISTEN, language=language,
        tell=lambda line: print(line, flush=True), rest=lambda: time.sleep(0 if is_fast else READING_PAUSE),
    )  # fmt: skip
    try:
        story.play()
    except (NothingHappens, OSError) as problem:
        print(SAYS["silent"][0 if language == "pl" else 1].format(what=problem))
        return 1
    return 0


def _where() -> dict[str, str]:
    """Where the running instance says that it runs."""
    try:
        found: dict[str, str] = json.loads((home_dir() / "up.json").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return {}
    return found


def _reply_to(entry: Message | TaskMessage) -> str:
    """Where the reader's mail program sends an answer: the Reply-To of the letter that went out."""
    assert entry.contact
    assert entry.contact.outgoing
    return str(entry.contact.outgoing.payload["reply_to"])
