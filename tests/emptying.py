"""Emptying the database after a `transaction=True` test, which undoes nothing by itself."""

from django.db import connection, transaction

JOB_TABLES = {"procrastinate_jobs", "procrastinate_events", "procrastinate_periodic_defers", "procrastinate_workers"}
KEPT_TABLES = {"django_content_type", "auth_permission"}


def empty_tables(*_case: object) -> None:
    """
    Empty the tables that hold anything: past the journal's append-only trigger, and those of jobs too, which are no models of Django's.

    In Django's own way every table is truncated, and content types and permissions are made anew: a third of a second for each test.
    """
    names = {*connection.introspection.django_table_names(only_existing=True, include_views=False), *JOB_TABLES} - KEPT_TABLES
    tables = sorted(connection.ops.quote_name(name) for name in names)
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(f"LOCK TABLE {', '.join(tables)} IN SHARE ROW EXCLUSIVE MODE")  # whoever still writes is waited for
        cursor.execute(" UNION ALL ".join(f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in tables))
        filled = [table for (table,) in cursor.fetchall()]
        cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute("UPDATE journal_edition SET mark = gen_random_uuid()")
        for table in filled:
            cursor.execute(f"DELETE FROM {table}")
