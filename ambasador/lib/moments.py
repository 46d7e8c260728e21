"""Moments read from the database, the quick way: a page reads hundreds of them."""

from datetime import UTC, datetime
from typing import Any

from psycopg.abc import Buffer
from psycopg.adapt import Loader
from psycopg.types.datetime import TimestamptzLoader


class MomentLoader(Loader):
    """A `timestamptz` as PostgreSQL writes it in a session in UTC, read by the standard library in C."""

    timezone = UTC  # Django looks whether it is that of the connection

    def load(self, data: Buffer) -> datetime:
        try:
            return datetime.fromisoformat(bytes(data).decode())
        except ValueError:  # infinity, or a year that Python does not know: psycopg says which
            return TimestamptzLoader(self.oid or 0, self.connection).load(data)


def read_quickly(connection: Any, **kwargs: Any) -> None:
    """To be called with every new connection, as Django's signal does."""
    if connection.vendor == "postgresql":
        connection.connection.adapters.register_loader("timestamptz", MomentLoader)
