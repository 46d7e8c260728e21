"""The case everyone is shown first: Halina Zawadzka's leaking washing machine."""

from datetime import datetime, timedelta

from ambasador.cli.demo import acts
from ambasador.cli.demo.post import document, picture
from ambasador.cli.demo.stage import Case, Stage, number_from, working_day
from ambasador.conversations.verbs import propose_date, reply_to_customer, write_note
from ambasador.lib import clock
from ambasador.tickets.models import Step, Ticket
from ambasador.tickets.verbs import accept_step, decide_other_date, finish_step, settle_attention

HER_NUMBER = 48_213
SUBJECT = "Pralka cieknie po montażu"
CALLED = (
    "Telefon, 9:12. Pralka Bora 8 kg zamontowana w ubiegłym tygodniu, od wczoraj cieknie przy wężu dopływowym. "
    "Zawór zakręcony, podłoga sucha."
)
FOUND = (
    "Pęknięta złączka węża dopływowego, wada części, nie montażu. Zakręciłem zawór, pralka odłączona. Część BX-114.\n"
    "Zdjęcia i protokół w załączeniu."
)
NOTE = "Pani Halina słabiej słyszy: wolno, wyraźnie, najlepiej po 16:00. Chce tę samą pralkę, zwrotu nie proponować."
ASKS = (
    "Dzień dobry, był pan z montażu i zrobił zdjęcia. Na jakim etapie jest moja sprawa i dlaczego to tak długo trwa? "
    "Pralka stoi odłączona, piorę u córki."
)
PHOTOS = "Dzień dobry, przesyłam dwa zdjęcia. Numer seryjny jest na drugim."
REPLY = (
    "Dzień dobry, Pani Halino. Dziękuję za zdjęcia. Monter z Montażu Plus zadzwoni i umówi oględziny. "
    "Proszę do tego czasu zostawić zawór zakręcony."
)  # fmt: skip
LATER = "Ekipa w Zgierzu dopiero w poniedziałek po południu, oględziny dzień później."


def halina(stage: Stage) -> Case:
    """From her call four working days ago to her question of ten minutes ago."""
    marta, company = stage.company.users["Marta Wilczyńska"], stage.company

    def at(back: int, hour: int, minute: int) -> datetime:
        return working_day(stage.until, back, hour, minute, hours=stage.hours)

    yield at(4, 9, 12)
    number_from(HER_NUMBER - 1)
    ticket = acts.ring_up(stage, stage.clients["Halina Zawadzka"], SUBJECT, CALLED, code="reklamacja-po-montazu", answered_by=marta)
    settle_attention(ticket, by=marta.actor)
    yield at(4, 9, 34)
    finish_step(_step(ticket, "przyjecie"), by=marta.actor)
    stage.settle()
    yield at(4, 12, 30)
    acts.write_back(stage, ticket, PHOTOS, files=[picture("wąż.png"), picture("tabliczka.png", hue=40)])
    yield at(4, 12, 50)
    reply_to_customer(Ticket.objects.get(pk=ticket.pk), text=f"{REPLY}\n\n{marta.name}", by=marta.actor)
    stage.settle()
    yield at(2, 12, 30)
    step = _step(ticket, "ogledziny")
    later = at(1, 16, 0)
    propose_date(step, due_at=later, reason=LATER, by=acts.actor_of(company.people["Grzegorz Pająk"]), channel="link")
    stage.settle()
    yield at(2, 12, 44)
    decide_other_date(step, agreed=True, by=marta.actor)
    settle_attention(ticket, by=marta.actor)
    stage.settle()
    yield at(1, 15, 8)
    files = [picture("złączka-1.png"), picture("złączka-2.png", hue=25), document("protokół.pdf", "Protokol ogledzin: BX-114, wada czesci")]
    acts.answer_by_mail(stage, step, company.people["Grzegorz Pająk"], FOUND, files=files)
    yield at(1, 15, 20)
    write_note(ticket, text=NOTE, by=marta.actor)
    settle_attention(ticket, by=marta.actor)
    yield at(0, 8, 14)
    decision = _step(ticket, "decyzja")
    accept_step(decision, by=company.users["Ewa Sowa"].actor)
    stage.settle()
    yield max(stage.until - timedelta(minutes=11), clock.now())
    acts.write_back(stage, ticket, ASKS)


def _step(ticket: Ticket, key: str) -> Step:
    return Step.objects.select_related("ticket", "unit__calendar", "competence").get(ticket=ticket, key=key)
