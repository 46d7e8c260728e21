"""Messages as they arrived: found by what people know of them, sent through the intake again, fetched."""

from datetime import timedelta

import pytest

from ambasador.channels.models import RawInput, Replay
from ambasador.channels.verbs import add_mailbox, drop_old_bytes, keep_raw_input, mark_failed, set_aside
from ambasador.journal.actors import CLOCK, SYSTEM
from ambasador.lib import clock

pytestmark = pytest.mark.django_db


@pytest.fixture
def agent(client, anna):
    client.force_login(anna)
    return client


@pytest.fixture
def mailbox(company):
    return add_mailbox("kontakt@modrzew.example", kind="listener", by=SYSTEM)


@pytest.fixture
def keep(mailbox):
    def keep(number, *, sender="Ewa <ewa@poczta.example>", error=""):
        raw = f"From: {sender}\r\nSubject: Sprawa {number}\r\nMessage-ID: <m{number}@b>\r\n\r\ntekst".encode()
        made = keep_raw_input(raw, mailbox=mailbox, by=SYSTEM)
        return mark_failed(made, error=error, is_final=True, by=SYSTEM) if error else made

    return keep


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    return answer.content.decode()


def found(client, query):
    return page(client, f"/intake/inputs/?{query}").count('<th scope="row">')


def test_messages_are_found_by_what_people_know_of_them(agent, keep, mailbox):
    keep(1, error="ValueError: zła data")
    keep(2, sender="Jan <jan@firma.example>", error="KeyError: brak pola")
    assert found(agent, "sender=JAN@firma") == 1
    assert found(agent, "words=zła+valueerror") == 1
    assert found(agent, "words=sprawa") == 2
    assert found(agent, "message_id=m2@b") == 1
    assert found(agent, f"place=mailbox:{mailbox.pk}&since=2026-11-25&until=2026-11-25") == 2
    assert found(agent, "until=2026-11-24") == 0
    assert found(agent, "state=kept") == 0
    assert "co najmniej trzy" in page(agent, "/intake/inputs/?sender=a") or "at least three" in page(agent, "/intake/inputs/?sender=a")
    assert found(agent, "before=x.y&place=line:0&since=nie") == 2


def test_they_are_paged_by_cursor_at_constant_cost(agent, keep, django_assert_max_num_queries):
    for number in range(60):
        keep(number)
    with django_assert_max_num_queries(14):
        answer = agent.get("/intake/inputs/?state=kept")
    assert answer.content.decode().count('<th scope="row">') == 50
    older = answer.context["pager"].next_url
    answer = agent.get(older)
    assert answer.content.decode().count('<th scope="row">') == 10
    assert found(agent, answer.context["pager"].previous_url.partition("?")[2]) == 50


def test_all_that_a_search_names_are_taken_in_again(agent, keep, company, run_jobs):
    broken = [keep(number).pk for number in range(3)]
    other = keep(9)
    run_jobs()
    RawInput.objects.filter(pk__in=broken).update(state="failed", error="KeyError: brak pola")
    RawInput.objects.filter(pk=other.pk).update(state="failed", error="ValueError: inne")
    where = "/intake/replays/new/?words=brak"
    assert "3" in page(agent, where)
    first = agent.post(where)
    assert agent.post(where)["Location"] == first["Location"]  # the same once more is the one that runs
    assert agent.post("/intake/replays/new/?words=inne").status_code == 422
    run_jobs()
    replay = Replay.objects.get()
    assert (replay.done, replay.total, replay.is_running) == (3, 3, False)
    assert set(replay.inputs.values_list("outcome", flat=True)) == {"taken"}
    html = page(agent, first["Location"])
    assert "Sprawa 2" in html
    other.refresh_from_db()
    assert other.state == "failed"
    assert agent.post(where).status_code == 422  # nothing is left of it


def test_a_replay_is_stopped_and_what_was_set_aside_again_says_so(agent, anna, keep, run_jobs):
    made = set_aside(keep(1), reason="pętla", by=SYSTEM)
    address = agent.post("/intake/replays/new/?state=set_aside")["Location"]
    assert "stopping/" in agent.get(address, headers={"HX-Request": "true"}).content.decode()
    agent.post(f"{address}stopping/")
    assert "stopping/" not in agent.get(address, headers={"HX-Request": "true"}).content.decode()
    run_jobs()
    replay = Replay.objects.get()
    assert (replay.done, replay.was_stopped) == (0, True)
    made.refresh_from_db()
    assert made.state == "set_aside"
    agent.post(f"/intake/inputs/{made.pk}/replay/")
    set_aside(made, reason="pętla", by=SYSTEM)
    assert made.replayed.get().outcome == "set_aside"
    assert anna.name in page(agent, f"/intake/inputs/{made.pk}/")


def test_the_bytes_are_fetched_as_plain_text_by_the_centre_alone(agent, client, celina, keep):
    made = keep(1)
    answer = agent.get(f"/intake/inputs/{made.pk}/source/")
    assert answer.content == made.read()
    assert answer["Content-Type"] == "text/plain"
    assert answer["Content-Disposition"].startswith("attachment")
    client.force_login(celina)
    assert client.get(f"/intake/inputs/{made.pk}/source/").status_code == 404


def test_a_lead_sets_how_long_bytes_are_kept_and_looking_is_noted(agent, client, bartek, keep):
    made = keep(1, error="x")
    assert agent.get("/intake/retention/").status_code == 404
    page(agent, f"/intake/inputs/{made.pk}/")
    made.refresh_from_db()
    assert made.was_seen
    client.force_login(bartek)
    assert client.post("/intake/retention/", {"taken_days": "0"}).status_code == 422
    assert client.post("/intake/retention/", {"taken_days": "", "unread_days": "7"}).status_code == 302
    with clock.set_to(clock.now() + timedelta(days=8)):
        drop_old_bytes(by=CLOCK)
        html = page(client, f"/intake/inputs/{made.pk}/")
    assert made.file_id in html
    assert "/replay/" not in html
    assert client.get(f"/intake/inputs/{made.pk}/source/").status_code == 404
    assert 'value="7"' in page(client, "/intake/retention/")
