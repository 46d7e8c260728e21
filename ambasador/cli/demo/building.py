"""Making the demo company with its history, once."""

import random
import sys
import time
from datetime import timedelta

from django.conf import settings

from ambasador.channels.verbs import add_line, ensure_mailbox
from ambasador.cli.demo.clients import make_clients
from ambasador.cli.demo.company import WARSAW, make_company
from ambasador.cli.demo.history import WEEKS, enter_history
from ambasador.cli.demo.jobs import do_jobs, one_transaction
from ambasador.cli.demo.routes import make_procedures
from ambasador.cli.demo.scenes import enter_scenes, named
from ambasador.cli.demo.stage import Stage, Told, number_from, present_moment
from ambasador.directory.models import Unit
from ambasador.directory.queries import working_time_of
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock

FIRST_NUMBER = 47_800
CASES, SEED = 14, 1911


class NotEmpty(Exception):
    """There is a company already that is not the demo's; it is not mixed with invented data."""


def is_built() -> bool:
    """Whether the demo company is there; one query."""
    return Unit.objects.filter(code="montaz-plus").exists()


def build(*, cases: int = CASES, seed: int = SEED) -> bool:
    """
    Make the demo company with `cases` ordinary cases and those of today's desk; whether anything was made.

    All in one transaction: a build that is interrupted leaves nothing. Repeating it changes nothing. Raises NotEmpty.
    """
    if is_built():
        return False
    if Unit.objects.exists():
        raise NotEmpty("There is a company already; the demo company needs an empty installation.")
    begun = time.monotonic()
    with one_transaction():
        stage = _stage(seed)
        enter_history(stage, count=cases, apart=named())
        enter_scenes(stage)
        acts = stage.play(tell=_progress(begun))
    _say(f"The demo company is ready: {acts} acts in {time.monotonic() - begun:.1f} s.")
    return True


def _stage(seed: int) -> Stage:
    rng = random.Random(seed)  # noqa: S311
    now = clock.now()
    start = (now.astimezone(WARSAW) - timedelta(weeks=WEEKS + 1)).replace(hour=9, minute=0, second=0, microsecond=0)
    with clock.set_to(start):
        company = make_company(today=now.astimezone(WARSAW).date())
        until = present_moment(now, working_time_of(company.units["centrum"].calendar))
        versions = make_procedures(company)
        clients = make_clients(rng, today=until.astimezone(WARSAW).date())
        mailbox = ensure_mailbox(f"kontakt@{settings.MAIL_DOMAIN}", kind="listener", name="Kontakt", by=SYSTEM)
        add_line("phone", name="Centrala telefoniczna", settings={"secret": "EXCHANGE_SECRET", "number": "42 600 10 20"}, by=SYSTEM)
        add_line("web_chat", name="Czat na stronie", settings={}, by=SYSTEM)
        do_jobs(until=start)
    number_from(FIRST_NUMBER)
    return Stage(company=company, versions=versions, clients=clients, mailbox=mailbox, rng=rng, until=until)


def _progress(begun: float) -> Told:
    told = begun

    def tell(share: float) -> None:
        nonlocal told
        if time.monotonic() - told > 2:
            told = time.monotonic()
            _say(f"  six weeks of history: {share:.0%}")

    return tell


def _say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
