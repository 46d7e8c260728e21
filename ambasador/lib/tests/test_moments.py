import pytest
from django.db import DataError, connection

from ambasador.lib.moments import MomentLoader

MOMENTS = ["2026-11-26 19:17:45.7+00", "0900-02-28 23:59:59.999999+00", "2026-03-29 01:00:00+00", "9999-12-31 23:59:59+00"]


@pytest.mark.django_db
def test_a_moment_is_read_as_it_was_written():
    with connection.cursor() as cursor:
        assert issubclass(cursor.adapters.get_loader(1184, 0), MomentLoader)
        cursor.execute("SELECT (m::text)::timestamptz FROM unnest(%s::text[]) m", [MOMENTS])
        read = [row[0] for row in cursor.fetchall()]
        cursor.execute("SELECT to_char(m AT TIME ZONE 'UTC', 'YYYY-MM-DD\"T\"HH24:MI:SS.US') FROM unnest(%s::timestamptz[]) m", [read])
        assert [row[0] + "+00:00" for row in cursor.fetchall()] == [moment.isoformat(timespec="microseconds") for moment in read]


@pytest.mark.django_db
@pytest.mark.parametrize("moment", ["infinity", "10000-01-01 00:00:00+00"])
def test_what_no_moment_of_python_can_be_is_refused(moment):
    with connection.cursor() as cursor, pytest.raises(DataError):
        cursor.execute("SELECT %s::timestamptz", [moment])
        cursor.fetchone()
