"""A version taken away as a file and brought back."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from ambasador.procedures.models import Procedure

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1")]


def file_of(client, code="reklamacja"):
    answer = client.get(f"/procedures/{code}/file/")
    assert answer.status_code == 200
    assert answer.headers["Content-Disposition"] == f'attachment; filename="{code}-v1.yaml"'
    return answer.content


def brought(client, content, path="/procedures/from-file/"):
    return client.post(path, {"file": SimpleUploadedFile("p.yaml", content)})


def test_a_lead_takes_a_version_away_and_brings_it_back_changed(client, bartek, company):
    client.force_login(bartek)
    changed = file_of(client).replace("Oględziny na miejscu".encode(), "Oględziny w domu".encode())
    assert brought(client, changed, "/procedures/reklamacja/file/new/").status_code == 302
    draft = company.complaint.procedure.versions.get(state="draft")
    assert draft.steps.get(key="ogledziny").name == "Oględziny w domu"
    assert brought(client, changed.replace(b"code: reklamacja", b"code: inna")).status_code == 302
    assert Procedure.objects.get(code="inna").versions.get().steps.count() == 3


@pytest.mark.parametrize(
    ("content", "says"), [(b"\xff\xfe\x00", "to nie jest tekst"), (b"a: 1\n", "nie ma"), (b"format: 1\ncode: a\nname: b\nx: 1\n", "Wiersz 4"), (b"", "")]
)
def test_a_wrong_file_is_answered_in_words(client, bartek, company, content, says):
    client.force_login(bartek)
    answer = brought(client, content)
    assert answer.status_code == 422
    assert says in answer.content.decode()
    assert Procedure.objects.count() == 2


def test_an_agent_reads_and_does_not_bring(client, anna, company):
    client.force_login(anna)
    content = file_of(client)
    assert brought(client, content).status_code in (403, 404)


def test_a_department_has_no_business_with_it(client, celina, company):
    client.force_login(celina)
    assert client.get("/procedures/reklamacja/file/").status_code in (302, 403, 404)
