"""The lines and answering over them in a real browser."""

import pytest

from ambasador.channels.models import OutboxMessage
from ambasador.channels.verbs import add_line
from ambasador.customers.verbs import add_contact_point
from ambasador.journal.actors import SYSTEM

pytestmark = [pytest.mark.e2e, pytest.mark.req("I1"), pytest.mark.django_db(transaction=True)]
SETTINGS = {"token": "SMSAPI_TOKEN", "url": "http://127.0.0.1:9/sms.do"}


@pytest.mark.parametrize(("size", "theme", "language"), [("phone", "dark", "en")])
def test_a_lead_sees_the_lines_and_answers_by_text(visit, complaint, bartek, size, theme, language):
    bartek.language = language
    bartek.save(update_fields=["language"])
    line = add_line("smsapi", name="SMS 500 100 200", settings=SETTINGS, by=SYSTEM)
    add_contact_point(complaint.customer, kind="phone", written="600 700 800", by=SYSTEM)
    visitor = visit(bartek, size=size, theme=theme, language=language)
    for name, path in (("lines", "/intake/lines/"), ("line", f"/intake/lines/{line.id}/"), ("line-new", "/intake/lines/new/sms_gateway/")):
        visitor.open(path)
        visitor.shot(f"{name}-{size}-{language}", is_full=True)
        visitor.expect_clean()
    visitor.open(f"/tickets/{complaint.number}/")
    page = visitor.page
    page.select_option("select[name=line]", str(line.id))
    page.fill("form[data-mode=reply] textarea", "Serwisant będzie jutro.")
    visitor.shot(f"composer-sms-{size}-{language}")
    visitor.expect_clean()
    page.keyboard.press("Control+Enter")
    page.wait_for_selector("#thread :text('Serwisant będzie jutro.')")
    assert OutboxMessage.objects.get(channel="sms").line == line
