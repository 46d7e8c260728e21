"""Files handed over: streamed, from disk or bucket, never shown in place, and what is lost said before the first byte."""

import pytest

from ambasador.channels import bucket, files
from ambasador.channels.tests import bucket_double
from ambasador.conversations.verbs import Upload, write_note

pytestmark = [pytest.mark.django_db, pytest.mark.req("I2")]
LARGE = bytes(range(256)) * 1000


@pytest.fixture(params=["disk", "bucket"])
def lose(request, settings, monkeypatch):
    """Files on disk or in a bucket, and how such a file gets lost."""
    monkeypatch.setattr(bucket, "TRIES", 1)
    if request.param == "disk":
        yield lambda: files.path_of(files.sha256_of(LARGE)).unlink()
    else:
        with bucket_double.set_up(settings) as storage:
            yield storage.objects.clear


@pytest.fixture
def attached(complaint, anna, client):
    """Keep a file in a note of the case; its address."""
    client.force_login(anna)

    def attach(content, name="a.bin", media_type="image/png"):
        note = write_note(complaint, text="x", uploads=[Upload(name, media_type, content)], by=anna.actor)
        return f"/files/{note.attachments.get().id}/"

    return attach


def test_a_large_file_is_streamed_and_a_lost_one_is_not_begun(lose, attached, client):
    address = attached(LARGE)
    answer = client.get(address)
    assert (answer.streaming, b"".join(answer.streaming_content), answer["Content-Length"]) == (True, LARGE, str(len(LARGE)))
    lose()
    assert client.get(address).status_code == 404


def test_a_storage_that_is_away_is_no_lost_file(attached, client, settings):
    with bucket_double.set_up(settings) as storage:
        address = attached(LARGE)
        storage.is_away = True
        assert client.get(address).status_code == 503


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "application/xhtml+xml", "text/xml", "application/pdf", "image/png", "x"])
@pytest.mark.parametrize("name", ["strona.html", "rysunek.svg", "faktura.pdf.html", ".htaccess", "zdjęcie\u202egnp.exe", 'a"b;c.png'])
def test_whatever_a_file_claims_it_is_only_a_download(attached, client, media_type, name):
    answer = client.get(attached(b"<script>alert(1)</script>", name, media_type))
    assert answer["Content-Type"] == "application/octet-stream"
    assert answer["Content-Disposition"].startswith("attachment")
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert "no-store" in answer["Cache-Control"]
