from django.db import connection

from ambasador.channels.models import Line
from ambasador.directory.models import Unit
from ambasador.directory.queries import centre
from ambasador.directory.verbs import change_unit
from ambasador.journal import edition
from ambasador.journal.actors import SYSTEM
from ambasador.lib import clock
from ambasador.procedures.models import ProcedureField

WATCHED = {
    "directory_calendar", "directory_calendarhours", "directory_calendarday", "directory_unit", "directory_person", "directory_competence",
    "directory_competenceprovider", "channels_line", "procedures_procedurefield",
}  # fmt: skip


def mark():
    return edition.Reading().mark


def test_what_all_read_is_read_once_in_an_edition(company, django_assert_num_queries):
    with edition.reading():
        assert centre() == company.centre
    with edition.reading(), django_assert_num_queries(1):  # the mark
        centre()
        assert centre().name == company.centre.name


def test_a_change_is_seen_by_the_next_reading(company):
    with edition.reading():
        centre()
    change_unit(company.centre, name="Dom Obsługi", by=SYSTEM)
    with edition.reading():
        assert centre().name == "Dom Obsługi"


def test_nothing_is_kept_while_something_may_be_written(company, django_assert_num_queries):
    with edition.reading():
        centre()
    Unit.objects.filter(pk=company.centre.pk).update(name="Dom Obsługi")
    with django_assert_num_queries(1):
        assert centre().name == "Dom Obsługi"


def test_every_table_of_the_settings_begins_a_new_edition(company):
    with connection.cursor() as cursor:
        cursor.execute("SELECT tgrelid::regclass::text FROM pg_trigger WHERE tgname = 'new_edition'")
        assert {table for (table,) in cursor.fetchall()} == WATCHED
    marks = [mark()]
    ProcedureField.objects.all().delete()
    marks.append(mark())
    line = Line.objects.create(code="telegram", name="Telegram", added_at=clock.now())
    marks.append(mark())
    assert len(set(marks)) == 3
    Line.objects.filter(pk=line.pk).update(last_heard_at=line.added_at)  # happens with every message
    assert mark() == marks[-1]


def test_a_page_of_the_application_reads_and_does_not_write_under_an_edition(client, company, anna, monkeypatch):
    seen = []
    monkeypatch.setattr(edition, "reading", lambda kept=edition.reading: seen.append("reading") or kept())
    client.force_login(anna)
    client.get("/desk/")
    client.post("/desk/")
    assert seen == ["reading"]
