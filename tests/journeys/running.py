"""The product running for real, and the world around it: its company, the mail that comes and leaves, people at their screens."""

import smtplib
import time
import uuid
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import UTC, date, datetime
from email import policy
from email.message import EmailMessage
from email.parser import BytesParser
from types import SimpleNamespace
from typing import Any, TypeVar
from urllib.parse import urlsplit

import dj_database_url
from aiosmtpd.controller import Controller
from django.db import connections, transaction

from ambasador.accounts.models import User
from ambasador.accounts.verbs import change_user, join_user
from ambasador.cli import ports
from ambasador.cli.demo.post import File, letter
from ambasador.cli.welcome import link_for
from ambasador.customers.verbs import add_contact_point, add_customer, add_purchase
from ambasador.directory.models import Calendar, Unit
from ambasador.directory.verbs import add_calendar, add_person, add_unit, change_unit
from ambasador.journal.actors import SYSTEM
from ambasador.procedures.models import ProcedureVersion
from ambasador.procedures.verbs import add_procedure, add_step, change_version, publish_version
from tests.browser import SIZES, Visitor
from tests.cast import make_agent
from tests.faults.product import Product

DOMAIN = "sprawy.modrzew.example"
CONTACT = f"kontakt@{DOMAIN}"
HELENA = ("Helena Wiśniewska", "helena@poczta.example")
PARTNER = ("Grzegorz Pająk", "grzegorz@montazplus.example")
PATIENCE = 30.0
Found = TypeVar("Found")


def until(what: Callable[[], Found], why: str, *, seconds: float = PATIENCE) -> Found:
    """The first true answer of `what`; the test fails when none comes in time."""
    begun = time.monotonic()
    while not (answer := what()):
        assert time.monotonic() - begun < seconds, f"not within {seconds:.0f} s: {why}"
        time.sleep(0.1)
    return answer


@contextmanager
def screens_of(browser: Any, product: Product) -> "Iterator[Screens]":
    """People at their screens; what is expected of a page may take as long as a job."""
    from playwright.sync_api import expect

    made = Screens(browser, product)
    expect.set_options(timeout=PATIENCE * 1000)
    yield made
    expect.set_options(timeout=5000)
    made.close()


class World:
    """Everybody else's mail server and mail programs."""

    def __init__(self) -> None:
        self.port = ports.any_free()
        self.letters: list[tuple[str, EmailMessage]] = []
        self._server = Controller(self, hostname="127.0.0.1", port=self.port)

    def __enter__(self) -> "World":
        self._server.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._server.stop()

    async def handle_DATA(self, _server: Any, _session: Any, envelope: Any) -> str:
        message = BytesParser(policy=policy.default).parsebytes(envelope.original_content)
        self.letters += [(recipient.lower(), message) for recipient in envelope.rcpt_tos]
        return "250 taken"

    def received_by(self, address: str, *, saying: str = "") -> list[EmailMessage]:
        return [message for recipient, message in self.letters if recipient == address and saying in words_of(message)]

    def awaits(self, address: str, *, saying: str = "") -> EmailMessage:
        """The first letter to the address that says so."""
        found = until(lambda: self.received_by(address, saying=saying), f"a letter to {address} saying {saying!r}")
        return found[0]


def words_of(message: EmailMessage) -> str:
    body = message.get_body(("plain",))
    return str(body.get_content()) if body else ""


def write(
    sender: tuple[str, str], to: str, subject: str, text: str, *, port: int, answers: Sequence[str] = (), files: Sequence[File] = ()
) -> str:
    """A letter handed to the product's own listener over SMTP; returns its Message-ID."""
    message_id = f"<{uuid.uuid4().hex}@{sender[1].rpartition('@')[2]}>"
    raw = letter(
        sender=sender, to=to, subject=subject, text=text, at=datetime.now(UTC), message_id=message_id, answers=answers, files=files
    )
    with smtplib.SMTP("127.0.0.1", port, timeout=20) as server:
        server.sendmail(sender[1], [to], raw)
    return message_id


def reply(sender: tuple[str, str], to: EmailMessage, text: str, *, port: int, files: Sequence[File] = ()) -> str:
    """What a mail program makes of "reply": to the reply address, in the thread, with the letter quoted below."""
    quoted = "\n".join(f"> {line}" for line in words_of(to).splitlines())
    thread = [*str(to["References"] or "").split(), str(to["Message-ID"])]
    address = to["Reply-To"].addresses[0].addr_spec
    text = f"{text}\n\nW dniu 23.11.2026 o 10:15, {to['From'].addresses[0].display_name} pisze:\n{quoted}\n"
    return write(sender, address, f"Re: {to['Subject']}", text, port=port, answers=thread, files=files)


@contextmanager
def database_of(product: Product) -> Iterator[None]:
    """Within, Django in this process works on the product's database instead of the tests' own."""
    ours = connections["default"]
    theirs = {**ours.settings_dict, **dj_database_url.parse(product.database())}
    connections["default"] = type(ours)(theirs, "default")
    try:
        yield
    finally:
        connections["default"].close()
        connections["default"] = ours


class Screens:
    """Browsers of people who stand at the running product."""

    def __init__(self, browser: Any, product: Product) -> None:
        self.product, self.address = product, f"http://127.0.0.1:{product.port}"
        self._browser = browser
        self._contexts: list[Any] = []

    def stranger(self, *, size: str = "desk") -> Visitor:
        width, height = SIZES[size]
        context = self._browser.new_context(
            viewport={"width": width, "height": height}, locale="pl-PL", timezone_id="Europe/Warsaw", reduced_motion="reduce",
            has_touch=size == "phone",
        )  # fmt: skip
        context.set_default_timeout(PATIENCE * 1000)
        self._contexts.append(context)
        return Visitor(context.new_page(), self.address)

    def sign_in_link(self, email: str) -> str:
        """A link from the command line, as an administrator makes one."""
        made = self.product.run("ambasador", "users", "link", email)
        assert made.returncode == 0, made.stderr
        return made.stdout.strip()

    def way_in(self, user: User) -> str:
        """The same, made here: a command takes seconds to begin."""
        return self.address + urlsplit(link_for(user, hours=1)).path

    def staff(self, link: str) -> Visitor:
        """A browser of whoever got the link, signed in by it."""
        visitor = self.stranger()
        visitor.page.goto(link)
        visitor.page.locator("form button.primary").click()
        visitor.page.locator("body[data-user]").wait_for()
        return visitor

    def close(self) -> None:
        for context in self._contexts:
            context.close()


@transaction.atomic
def found_company() -> SimpleNamespace:
    """
    On top of what the first start made: Anna who looks after cases, claims who work in the app, a warehouse and a partner who work by
    e-mail, and a procedure that needs them all. Everybody works at any hour, so that the journey goes whenever it is run.
    """
    change_user(User.objects.get(), roles=["admin"], by=SYSTEM)  # who set it up looks after no cases
    at_any_hour = add_calendar(name="O każdej porze", always_open=True, by=SYSTEM)
    centre = change_unit(Unit.objects.get(kind="centre"), name="Modrzew", calendar=at_any_hour, by=SYSTEM)
    claims = add_unit(
        kind="department", code="reklamacje", name="Dział Reklamacji", name_in="w Dziale Reklamacji", name_to="do Działu Reklamacji",
        calendar=at_any_hour, by=SYSTEM,
    )  # fmt: skip
    warehouse = _by_email("department", "magazyn", "Magazyn Stryków", "magazyn@modrzew.example", at_any_hour)
    partner = _by_email(
        "partner", "montaz-plus", "Montaż Plus", "biuro@montazplus.example", at_any_hour, email_domains=["montazplus.example"]
    )
    anna = make_agent("Anna Lis", ["agent"], centre)
    celina = join_user(email="celina@modrzew.example", name="Celina Sowa", roles=["department"], by=SYSTEM)
    add_person(unit=claims, name=celina.name, email=celina.email, user=celina, by=SYSTEM)
    add_person(unit=partner, name=PARTNER[0], email=PARTNER[1], by=SYSTEM)
    _helena()
    return SimpleNamespace(anna=anna, celina=celina, version=_complaint(claims, warehouse, partner))


def _by_email(kind: str, code: str, name: str, email: str, calendar: Calendar, **more: Any) -> Unit:
    return add_unit(kind=kind, code=code, name=name, calendar=calendar, works_by="email", email=email, by=SYSTEM, **more)


def _helena() -> None:
    """A customer we know already, with the washing machine she bought."""
    helena = add_customer(name=HELENA[0], by=SYSTEM)
    add_contact_point(helena, kind="email", written=HELENA[1], by=SYSTEM, is_verified=True)
    add_purchase(helena, name="Pralka Bora 8 kg", serial_number="B8-2611-44917", bought_on=date(2026, 11, 12), price="2199", by=SYSTEM)


def _complaint(claims: Unit, warehouse: Unit, partner: Unit) -> ProcedureVersion:
    made = add_procedure(
        code="reklamacja",
        name="Reklamacja po montażu",
        name_en="Complaint after installation",
        keywords=["reklamacja", "cieknie"],
        by=SYSTEM,
    )
    draft = made.versions.get()
    change_version(draft, statutory_term="consumer_complaint", by=SYSTEM)
    decided = [{"code": "yes", "pl": "Uznana", "en": "Accepted"}, {"code": "no", "pl": "Nieuznana", "en": "Refused"}]
    in_stock = [{"code": "sent", "pl": "Wysłana", "en": "Sent"}, {"code": "none", "pl": "Nie ma", "en": "Out of stock"}]
    add_step(draft, key="decyzja", name="Decyzja reklamacyjna", name_en="Decision", stage="Decyzja w sprawie reklamacji",
             stage_en="Decision on your complaint", performer="department", unit=claims, standard_minutes=480,
             question="Czy uznajemy reklamację?", answer_options=decided, after=[], by=SYSTEM)  # fmt: skip
    add_step(draft, key="ogledziny", name="Oględziny na miejscu", name_en="Inspection", stage="Oględziny u Ciebie", stage_en="Inspection at your home",
             performer="partner", unit=partner, standard_minutes=960, question="Co jest przyczyną wycieku?",
             guidance="Sprawdźcie najpierw złączkę węża.", after=[], by=SYSTEM)  # fmt: skip
    add_step(draft, key="czesc", name="Wysłanie części", name_en="Sending the part", stage="Wysyłamy część", stage_en="We send the part",
             performer="department", unit=warehouse, standard_minutes=240, question="Czy część BX-114 została wysłana?",
             answer_options=in_stock, after=["decyzja", "ogledziny"], by=SYSTEM)  # fmt: skip
    add_step(draft, key="informacja", name="Informacja i zamknięcie", name_en="Answer and closing", stage="Zakończenie", stage_en="Closing",
             performer="owner", standard_minutes=60, after=["czesc"], by=SYSTEM)  # fmt: skip
    return publish_version(draft, by=SYSTEM)
