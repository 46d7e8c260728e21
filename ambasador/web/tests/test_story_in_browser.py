"""The story of a case in Chromium: clean in light and dark, wide and narrow; closing and undoing by keys alone."""

import pytest

from ambasador.tickets import verbs
from ambasador.tickets.models import Step, Ticket

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "light", "pl"), ("phone", "dark", "en")])
def test_the_story_is_clean(visit, complaint, anna, celina, run_jobs, wednesday_everywhere, size, theme, language):
    run_jobs()
    verbs.answer_step(Step.objects.get(key="decyzja"), code="yes", text="Wada złączki.", public="Uznajemy.", by=celina.actor)
    verbs.skip_step(Step.objects.get(key="ogledziny"), reason="not_needed", by=anna.actor)
    verbs.close_ticket(complaint, reason="solved", sentence="Wymieniona złączka", by=anna.actor)
    anna.language = language
    anna.save(update_fields=["language"])
    visitor = visit(anna, size=size, theme=theme, language=language)
    visitor.open(f"/tickets/{complaint.number}/story/")
    visitor.expect_clean()
    visitor.shot(f"story-{size}-{theme}-{language}", is_full=True)
    visitor.open(f"/tickets/{complaint.number}/")
    visitor.expect_clean()
    visitor.shot(f"closed-{size}-{theme}-{language}")


def test_a_closing_is_undone_by_one_key(visit, complaint, anna, wednesday_everywhere):
    verbs.close_ticket(complaint, reason="solved", by=anna.actor)
    visitor = visit(anna)
    visitor.open(f"/tickets/{complaint.number}/")
    visitor.page.keyboard.press("z")
    visitor.page.get_by_role("link", name="Rozwiązane…").wait_for()
    assert not Ticket.objects.get().is_closed
