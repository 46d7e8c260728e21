"""What an empty installation needs before its first message: hours, the centre, a queue, a procedure, a mailbox, somebody to sign in."""

from datetime import time
from typing import Any

ADMIN_ADDRESS, ADMIN_NAME = "admin@localhost", "Administrator"
LINK_HOURS = 12


def prepare_company(*, by: Any = None) -> str | None:
    """
    Make what is missing; the one-time sign-in link of the administrator made now, None when there are accounts already.

    Repeating it changes nothing, and what a lead has changed meanwhile stays: each thing is made only when there is none of its kind. Names
    are in the installation's language.
    """
    from django.conf import settings
    from django.db import transaction
    from django.utils import translation

    from ambasador.channels.verbs import ensure_mailbox
    from ambasador.journal.actors import SYSTEM

    by = by or SYSTEM
    with transaction.atomic(), translation.override(settings.LANGUAGE_CODE):
        centre = _centre(by)
        _queue(centre, by)
        _default_procedure(by)
        ensure_mailbox(f"kontakt@{settings.MAIL_DOMAIN}", kind="listener", name="Kontakt", by=by)
        return _administrator(centre, by)


def _centre(by: Any) -> Any:
    from django.utils.translation import gettext as _

    from ambasador.directory.models import Calendar, Unit, UnitKind
    from ambasador.directory.verbs import add_calendar, add_unit

    centre = Unit.objects.filter(kind=UnitKind.CENTRE, is_active=True).order_by("id").first()
    if centre:
        return centre
    name = _("Office hours")
    calendar = Calendar.objects.filter(name=name).first() or add_calendar(
        name=name, hours=[(day, time(8), time(16)) for day in range(5)], holidays_country="PL", by=by
    )
    return add_unit(
        kind=UnitKind.CENTRE, code="centrum", name="Centrum Obsługi Klienta", name_in="w Centrum Obsługi Klienta",
        name_to="do Centrum Obsługi Klienta", short_name="Centrum", name_en="Customer Centre", calendar=calendar, by=by,
    )  # fmt: skip


def _queue(centre: Any, by: Any) -> None:
    from django.utils.translation import gettext as _

    from ambasador.tickets.models import IntakeQueue
    from ambasador.tickets.verbs import add_queue

    if not IntakeQueue.objects.filter(is_default=True).exists():
        add_queue(name=_("Intake"), unit=centre, is_default=True, by=by)


def _default_procedure(by: Any) -> None:
    from ambasador.procedures.models import Procedure
    from ambasador.procedures.verbs import add_procedure, add_step, publish_version

    if Procedure.objects.filter(is_default=True).exists():
        return
    procedure = add_procedure(code="zapytanie", name="Zapytanie ogólne", name_en="General enquiry", is_default=True, by=by)
    draft = procedure.versions.get()
    add_step(
        draft, key="odpowiedz", name="Odpowiedź", name_en="Answer", stage="Przygotowujemy odpowiedź", stage_en="We prepare the answer",
        performer="owner", standard_minutes=480, by=by,
    )  # fmt: skip
    publish_version(draft, by=by)


def _administrator(centre: Any, by: Any) -> str | None:
    from ambasador.accounts.models import User
    from ambasador.accounts.verbs import join_user
    from ambasador.cli.welcome import link_for
    from ambasador.directory.verbs import add_person

    if User.objects.exists():
        return None
    user = join_user(email=ADMIN_ADDRESS, name=ADMIN_NAME, roles=["admin", "agent", "lead"], by=by)
    add_person(unit=centre, name=user.name, email=user.email, user=user, by=by)
    return link_for(user, hours=LINK_HOURS)
