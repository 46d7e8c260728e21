""""Say this now" on the ticket and the desk: in both languages, with the public text for the reply and nothing internal in it. [O6]"""

import re

import pytest

from ambasador.lib import clock
from ambasador.promises.queries import say_now

pytestmark = pytest.mark.django_db
HTMX = {"HX-Request": "true"}


@pytest.fixture
def at_desk(client, anna):
    client.force_login(anna)
    return client


def insert_of(html):
    return re.search(r'data-say="([^"]*)"', html)[1]


def test_the_ticket_says_it_in_the_customers_language_and_switches(at_desk, complaint, run_jobs):
    run_jobs()
    page = at_desk.get(f"/tickets/{complaint.number}/").content.decode()
    assert '<blockquote lang="pl"' in page
    assert "Decyzja w sprawie reklamacji" in page
    part = at_desk.get(f"/tickets/{complaint.number}/say/?in=en", headers=HTMX).content.decode()
    assert part.startswith('<div class="say"')
    assert "Decision on your complaint" in part


def test_an_english_customer_is_spoken_to_in_english(at_desk, complaint):
    complaint.language = "en"
    complaint.save()
    assert '<blockquote lang="en"' in at_desk.get(f"/tickets/{complaint.number}/").content.decode()


def test_what_goes_into_the_reply_names_no_department(at_desk, complaint, run_jobs):
    run_jobs()
    html = at_desk.get(f"/tickets/{complaint.number}/").content.decode()
    public = insert_of(html)
    assert "Decyzja w sprawie reklamacji" in public
    assert "Dział Reklamacji" not in public
    assert "Dział Reklamacji" in html.split("<blockquote")[1].split("</blockquote>")[0].replace("\xa0", " ")
    expected = " ".join(clause.text for clause in say_now(complaint, language="pl", at=clock.now()).public)
    assert public == expected.replace("\xa0", " ")


def test_each_sentence_leads_to_a_place_on_the_page(at_desk, complaint, run_jobs):
    run_jobs()
    html = at_desk.get(f"/tickets/{complaint.number}/").content.decode()
    places = re.findall(r'class="say-part" href="#([^"]+)"', html)
    assert places
    for place in places:
        assert f'id="{place}"' in html


def test_without_htmx_the_switch_is_the_whole_page(at_desk, complaint):
    answer = at_desk.get(f"/tickets/{complaint.number}/say/?in=en")
    assert answer["Location"] == f"/tickets/{complaint.number}/?say=en"
    assert '<blockquote lang="en"' in at_desk.get(answer["Location"]).content.decode()


@pytest.mark.parametrize("asked", ["", "xx", "pl'--", "EN"])
def test_an_unknown_language_is_the_customers(at_desk, complaint, asked):
    assert '<blockquote lang="pl"' in at_desk.get(f"/tickets/{complaint.number}/say/", {"in": asked}, headers=HTMX).content.decode()


def test_the_desk_reads_it_but_has_no_reply_to_put_it_in(at_desk, complaint, run_jobs):
    run_jobs()
    html = at_desk.get(f"/desk/preview/{complaint.number}/").content.decode()
    assert 'class="say"' in html
    assert "data-insert-say" not in html
    assert f'/tickets/{complaint.number}/#say"' in html


def test_others_do_not_hear_it(client, celina, complaint):
    client.force_login(celina)
    assert client.get(f"/tickets/{complaint.number}/say/", headers=HTMX).status_code == 404
