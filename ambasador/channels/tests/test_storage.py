"""Large files on disk and in a bucket: whole or not at all, piece by piece, and every trouble an OSError."""

from io import BytesIO

import pytest

from ambasador.channels import bucket, files
from ambasador.channels.models import StoredFile
from ambasador.channels.tests import bucket_double
from ambasador.channels.verbs import keep_file, keep_stream
from ambasador.config import env

pytestmark = [pytest.mark.django_db, pytest.mark.req("I1")]
LARGE = bytes(range(256)) * 1000


@pytest.fixture
def storage(settings, monkeypatch):
    monkeypatch.setattr(bucket, "TRIES", 1)
    with bucket_double.set_up(settings) as server:
        yield server


@pytest.fixture(params=["disk", "bucket"])
def anywhere(request):
    return request.getfixturevalue("storage") if request.param == "bucket" else None


def test_a_large_file_comes_back_whole_and_in_pieces(anywhere):
    kept = keep_file(LARGE)
    assert kept.content is None
    pieces = list(StoredFile.objects.get().pieces())
    assert (b"".join(pieces), StoredFile.objects.get().read()) == (LARGE, LARGE)
    assert max(map(len, pieces)) <= files.PIECE


def test_a_small_file_lies_in_its_row(anywhere):
    assert b"".join(keep_file(b"x" * files.INLINE_LIMIT).pieces()) == b"x" * files.INLINE_LIMIT
    assert not getattr(anywhere, "objects", None)


@pytest.mark.parametrize("size", [10, len(LARGE)])
def test_an_open_file_is_kept_like_its_bytes(anywhere, size):
    streamed = keep_stream(BytesIO(LARGE[:size]), media_type="image/png")
    assert streamed.pk == keep_file(LARGE[:size]).pk
    assert StoredFile.objects.get().read() == LARGE[:size]


def test_the_bucket_holds_each_content_once_under_its_hash(storage):
    for _time in range(2):
        kept = keep_file(LARGE)
    assert list(storage.objects) == [f"/sprawy/a/{kept.sha256[:2]}/{kept.sha256[2:4]}/{kept.sha256}"]


def test_what_is_very_large_goes_up_in_parts(storage):
    content = LARGE * 70  # eighteen megabytes
    assert keep_stream(BytesIO(content)).read() == content
    assert storage.largest == bucket.PART


def test_a_storage_that_is_away_keeps_nothing_and_says_so(storage):
    storage.is_away = True
    with pytest.raises(OSError, match="file storage"):
        keep_file(LARGE)
    assert not StoredFile.objects.exists()
    storage.is_away = False
    kept = keep_file(LARGE)
    storage.is_away = True
    with pytest.raises(OSError, match="file storage"):
        StoredFile.objects.get(pk=kept.pk).pieces()


def test_a_wrong_secret_is_refused(storage, settings):
    settings.S3_SECRET = "zgadywane"
    with pytest.raises(OSError, match="file storage"):
        keep_file(LARGE)


def test_nobody_listens_there(settings, storage):
    settings.S3_ENDPOINT = "http://127.0.0.1:9"
    with pytest.raises(OSError, match="cannot be reached"):
        keep_file(LARGE)


def test_what_lies_on_disk_is_read_after_a_bucket_was_set(request):
    kept = keep_file(LARGE)
    request.getfixturevalue("storage")
    assert StoredFile.objects.get(pk=kept.pk).read() == LARGE


@pytest.mark.parametrize(
    ("value", "meant"),
    [("/srv/pliki", ("/srv/pliki", "", "")), ("s3://sprawy", ("/d", "sprawy", "")), ("s3://sprawy/a/b/", ("/d", "sprawy", "a/b/")), ("", ("/d", "", ""))],
)
def test_the_setting_names_a_folder_or_a_bucket(monkeypatch, tmp_path, value, meant):
    monkeypatch.setenv("AMBASADOR_FILES", value)
    folder, name, prefix = env.place("AMBASADOR_FILES", type(tmp_path)("/d"))
    assert (str(folder), name, prefix) == meant


def test_a_bucket_without_a_name_is_refused(monkeypatch, tmp_path):
    monkeypatch.setenv("AMBASADOR_FILES", "s3:///a")
    with pytest.raises(env.BadSetting):
        env.place("AMBASADOR_FILES", tmp_path)
