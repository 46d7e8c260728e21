"""How many files, and how large, people may hand in with one message. What comes by mail is never refused."""

from collections.abc import Sequence

from django.conf import settings
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from ambasador.conversations.uploads import Upload
from ambasador.lib.refusal import Refused

MEGABYTE = 1024 * 1024


class FilesRefused(Refused):
    """Nothing was kept. The sentence says of each file what is wrong with it, and which ones fit."""

    code = "files_refused"
    sentence = gettext_lazy("%(why)s Nothing was sent: choose the files again.")


def require_fitting(uploads: Sequence[Upload], *, most: int | None = None) -> None:
    """Raises FilesRefused when a file is too large, when they are too many (`most`, or what the settings say), or too much together."""
    handed_in = [(upload.name, upload.size) for upload in uploads if not upload.was_received]
    most = settings.MAX_FILES if most is None else most
    each, together = settings.MAX_UPLOAD_MB * MEGABYTE, settings.MAX_UPLOAD_TOTAL_MB * MEGABYTE
    fitting: list[str] = []
    why: list[str] = []
    kept = 0
    for name, size in handed_in:
        if size > each:
            values = {"name": name, "size": filesizeformat(size), "megabytes": settings.MAX_UPLOAD_MB}
            why.append(_("The file %(name)s is larger than %(megabytes)s MB (%(size)s).") % values)
        elif len(fitting) >= most:
            values = {"name": name, "n": most}
            why.append(ngettext("The file %(name)s is too many: %(n)s fits.", "The file %(name)s is too many: %(n)s fit.", most) % values)
        elif kept + size > together:
            values = {"name": name, "megabytes": settings.MAX_UPLOAD_TOTAL_MB}
            why.append(_("With the file %(name)s they are larger than %(megabytes)s MB together.") % values)
        else:
            kept += size
            fitting.append(name)
    if not why:
        return
    told = why[:5] + ([_("And others: %(n)s.") % {"n": len(why) - 5}] if len(why) > 5 else [])
    if fitting:
        told.append(_("These fit: %(names)s.") % {"names": ", ".join(fitting)})
    raise FilesRefused(why=" ".join(told))
