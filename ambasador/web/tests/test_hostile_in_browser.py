"""Every hostile letter through the real intake, then opened in Chromium on the page of its case: nothing acts, nothing leaves the house."""

import pytest

from ambasador.channels.tests.hostile import SHOWN
from ambasador.channels.verbs import ensure_mailbox, keep_raw_input
from ambasador.conversations.models import Attachment, Message
from ambasador.conversations.verbs.keeping import remember_references
from ambasador.journal.actors import SYSTEM

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True), pytest.mark.req("I2")]
KNOWN = "<pierwszy@sprawy.localhost>"
# what a script would have left behind
HARM = "document.title === 'hacked' || document.title === '1' || [...document.querySelectorAll('script')].some((one) => !one.src)"


@pytest.fixture
def flooded(complaint, run_jobs):
    """The case with all of the letters in it."""
    box = ensure_mailbox(address="kontakt@sprawy.localhost", name="Kontakt", kind="listener", by=SYSTEM)
    remember_references([KNOWN], ticket=complaint)
    for number, raw in enumerate(SHOWN.values()):
        keep_raw_input(f"Message-ID: <{number}@zly.example>\nIn-Reply-To: {KNOWN}\n".encode() + raw, mailbox=box, by=SYSTEM)
        run_jobs()
    assert Message.objects.filter(ticket=complaint).count() == len(SHOWN)
    return complaint


def test_nothing_in_them_acts(visit, flooded, anna, wednesday_everywhere):
    visitor = visit(anna)
    page, asked, spoken = visitor.page, [], []
    page.on("request", lambda request: asked.append(request.url))
    page.on("dialog", lambda dialog: (spoken.append(dialog.message), dialog.dismiss()))
    visitor.open(f"/tickets/{flooded.number}/")
    while True:
        page.evaluate("document.querySelectorAll('details').forEach((one) => { one.open = true; })")
        frames = page.locator("iframe.original")
        for place in range(frames.count()):
            frames.nth(place).scroll_into_view_if_needed()
        page.wait_for_load_state("networkidle")
        assert not page.evaluate(HARM)
        older = page.locator("#thread .more a, .more a")
        if not older.count():
            break
        visitor.shot("hostile")
        visitor.open(older.first.get_attribute("href"))
    with_html = Message.objects.filter(ticket=flooded).exclude(html="")
    assert {url.split("/")[-3] for url in asked if url.endswith("/html/")} == {str(one.id) for one in with_html}  # each frame really came
    assert spoken == []
    assert [url for url in asked if not url.startswith((visitor.address, "data:"))] == []
    assert visitor.complaints == []


def test_their_files_are_only_handed_over(client, flooded, anna):
    client.force_login(anna)
    files = Attachment.objects.filter(message__ticket=flooded)
    assert files.count() >= 7
    for file in files:
        answer = client.get(f"/files/{file.id}/")
        assert answer["Content-Type"] == "application/octet-stream"
        assert answer["Content-Disposition"].startswith("attachment")
        assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer["X-Content-Type-Options"] == "nosniff"
        assert not {"/", "\\", "<", "\r", "\n"} & set(file.name)
