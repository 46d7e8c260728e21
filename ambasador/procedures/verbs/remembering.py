"""What a draft was before each of its changes; part of the verbs that change one."""

from typing import Any

from django.db import connection

from ambasador.procedures.document import Document, described
from ambasador.procedures.models import EarlierDraft, ProcedureVersion

KEPT = 50


def remember_draft(draft: ProcedureVersion) -> None:
    """Keep the locked draft as it stands: once in a transaction, however many verbs change it in that, and the last 50 of them."""
    during = transaction_id()
    last = draft.earlier.order_by("-id").first()
    document = as_data(described(draft))
    if last is not None and (last.during == during or last.document == document):
        return
    draft.earlier.create(document=document, during=during)
    old = draft.earlier.order_by("-id").values_list("id", flat=True)[KEPT:]
    EarlierDraft.objects.filter(id__in=list(old)).delete()


def transaction_id() -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_current_xact_id()::text")
        [number] = cursor.fetchone()
    return str(number)


def as_data(document: Document) -> dict[str, Any]:
    return {"settings": dict(document.settings), "fields": [dict(row) for row in document.fields], "steps": [dict(row) for row in document.steps]}

