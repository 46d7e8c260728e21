"""Versions as files: taken away, and brought back as a draft."""

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from ambasador.procedures import verbs, yaml_file
from ambasador.procedures.document import described
from ambasador.web.access import centre_only, user_of
from ambasador.web.asking import answer_form
from ambasador.web.paging import cursor
from ambasador.web.procedures.editing import leads_only, page_of
from ambasador.web.procedures.views import get_procedure
from ambasador.web.shapes import Dialog


class FileForm(forms.Form):
    file = forms.FileField(label=gettext_lazy("File of a procedure (YAML)"), widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}))

    def text(self) -> str:
        """What the file says. Raises FileWrong for one that is no text or too large to be one."""
        content = self.cleaned_data["file"].read(4 * yaml_file.LONGEST + 1)
        try:
            return str(content.decode("utf-8-sig"))
        except UnicodeDecodeError:
            raise verbs.FileWrong(line=1, reason=_("this is no text.")) from None


@centre_only
@require_safe
def download(request: HttpRequest, code: str) -> HttpResponse:
    """The version asked for by number, else the newest. Raises Http404."""
    procedure = get_procedure(request, code)
    number = cursor(request, "version")
    versions = procedure.versions.order_by("-number")
    version = (versions.filter(number=number) if number else versions).first()
    if version is None:
        raise Http404
    text = yaml_file.written(
        described(version), code=procedure.code, name=procedure.name, name_en=procedure.name_en, keywords=procedure.keywords, number=version.number
    )
    response = HttpResponse(text, content_type="application/yaml; charset=utf-8")
    response.headers["Content-Disposition"] = f'attachment; filename="{procedure.code}-v{version.number}.yaml"'
    return response


@leads_only
@require_http_methods(["GET", "POST"])
def bring(request: HttpRequest, code: str = "") -> HttpResponse:
    """A file becomes the draft of this procedure, or of the one it names, which is added when there is none."""
    procedure = get_procedure(request, code) if code else None
    form = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    dialog = Dialog(
        _("Procedure from a file"),
        request.path,
        _("Read the file"),
        _("It becomes a draft, in place of the draft there is. It comes into force when you publish it."),
        back_url=page_of(procedure) if procedure else reverse("web:procedures"),
    )

    def act(answered: FileForm) -> str:
        draft = verbs.load_version(verbs.read_file(answered.text()), procedure=procedure, by=user_of(request).actor)
        messages.success(request, _("Read into version %(number)s, which is a draft.") % {"number": draft.number})
        return page_of(draft.procedure)

    return answer_form(request, dialog, form, act)
