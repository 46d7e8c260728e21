"""What a contact was for, in words."""

from django.utils.translation import gettext as _


def purpose(code: str) -> str:
    known = {
        "reply": _("reply"),
        "acknowledgement": _("confirmation of receipt"),
        "new_time": _("promise changed"),
        "question": _("question to the customer"),
        "closing": _("closing"),
        "task": _("task for a department"),
        "reminder": _("reminder"),
        "status": _("how the case stands"),
        "handover": _("new owner"),
    }
    return known.get(code, code.replace("_", " "))
