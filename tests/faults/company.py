"""
A small company beside what a first start makes (centre, queue, general enquiry): a department and a partner firm who take part in
complaints. Made through the verbs in the database that DATABASE_URL names: `python -m tests.faults.company`.
"""

import os
from datetime import time


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "ambasador.config.settings")
    import django

    django.setup()
    from django.db import transaction

    from ambasador.channels.verbs import ensure_mailbox
    from ambasador.journal.actors import SYSTEM
    from tests.faults.product import ADDRESS

    with transaction.atomic():
        ensure_mailbox(ADDRESS, kind="listener", by=SYSTEM)
        _add_complaints()


def _add_complaints() -> None:
    from ambasador.directory.verbs import add_calendar, add_unit
    from ambasador.journal.actors import SYSTEM
    from ambasador.procedures.verbs import add_procedure, add_step, publish_version

    office = add_calendar(name="Biuro firmy", hours=[(day, time(8), time(16)) for day in range(5)], by=SYSTEM)
    claims = add_unit(
        kind="department", code="reklamacje", name="Dział Reklamacji", calendar=office, email="reklamacje@modrzew.example", by=SYSTEM
    )
    partner = add_unit(
        kind="partner", code="montaz-plus", name="Montaż Plus", calendar=office, works_by="email", email="biuro@montazplus.example", by=SYSTEM
    )
    procedure = add_procedure(code="reklamacja-faults", name="Reklamacja", name_en="Complaint", keywords=["reklamacja", "cieknie"], by=SYSTEM)
    draft = procedure.versions.get()
    for key, performer, unit in (("decyzja", "department", claims), ("ogledziny", "partner", partner)):
        add_step(
            draft, key=key, name=key.title(), name_en=key.title(), stage=key.title(), stage_en=key.title(), performer=performer, unit=unit,
            standard_minutes=480, question="Co dalej?", after=[], by=SYSTEM,
        )  # fmt: skip
    publish_version(draft, by=SYSTEM)


if __name__ == "__main__":
    main()
