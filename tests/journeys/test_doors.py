"""The doors of people without an account and the department's desk, in a real browser: on a phone, in both languages, light and dark."""

from datetime import timedelta

import pytest
from playwright.sync_api import expect

from ambasador.conversations.models import Message, TaskMessage
from ambasador.conversations.verbs import answer_task
from ambasador.tickets.models import CaseLink, Step, StepState, TaskLink
from ambasador.tickets.verbs import close_ticket
from tests.cast import WEDNESDAY

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]
LOOKS = [("phone", "light", "pl"), ("phone", "dark", "en"), ("desk", "light", "pl"), ("desk", "dark", "en")]


@pytest.mark.parametrize(("size", "theme", "language"), LOOKS)
def test_the_task_link_is_clean(visit, story, wednesday_everywhere, size, theme, language):
    visitor = visit(size=size, theme=theme, language=language)
    visitor.open(story.task + f"?lang={language}")
    visitor.shot(f"task-link-{size}-{theme}-{language}", is_full=True)
    visitor.expect_clean()
    for summary in visitor.page.locator("details > summary").all():
        summary.click()
    visitor.expect_clean()


@pytest.mark.parametrize(("size", "theme", "language"), LOOKS)
def test_the_page_of_the_case_is_clean(visit, story, wednesday_everywhere, size, theme, language):
    visitor = visit(size=size, theme=theme, language=language)
    visitor.open(story.case + f"?lang={language}")
    visitor.shot(f"status-{size}-{theme}-{language}", is_full=True)
    visitor.expect_clean()
    for summary in visitor.page.locator("details > summary").all():
        summary.click()
    visitor.expect_clean()


@pytest.mark.req("O3")
def test_a_task_is_answered_on_a_phone(visit, story, wednesday_everywhere):
    visitor = visit(size="phone")
    page = visitor.page
    visitor.open(story.task)
    page.locator("form.answer button.primary").click()
    expect(page.locator("form.answer [role=alert]")).to_be_visible()
    page.locator("form.answer label.opt").first.click()
    page.locator("#answer-public").fill("Pęknięcie złączki to wada części. Naprawiamy bezpłatnie.")
    page.locator("form.answer input[type=file]").set_input_files({"name": "protokół.pdf", "mimeType": "application/pdf", "buffer": b"%PDF"})
    expect(page.locator("form.answer .drop span")).to_have_text("protokół.pdf")
    page.locator("form.answer button.primary").dblclick()
    expect(page.locator(".banner[data-tone=ok]")).to_be_visible()
    visitor.shot("task-link-answered", is_full=True)
    visitor.expect_clean()
    assert Step.objects.get(pk=story.decision.pk).answer_code == "repair"
    assert TaskMessage.objects.get(step=story.decision, purpose="answer").attachments.get().name == "protokół.pdf"


def test_two_people_answer_one_task(visit, story, celina, wednesday_everywhere):
    visitor = visit(size="phone")
    page = visitor.page
    visitor.open(story.task)
    page.locator("#answer-public").fill("Moje długie uzasadnienie.")
    answer_task(Step.objects.get(pk=story.decision.pk), by=celina.actor, channel="app", code="no", public="Po terminie.")
    page.locator("form.answer button.primary").click()
    expect(page.locator("#kept")).to_have_value("Moje długie uzasadnienie.")
    expect(page.locator("main")).to_contain_text("Celina Sowa")
    visitor.shot("task-link-second", is_full=True)
    visitor.expect_clean()


def test_the_ended_pages_are_clean(visit, story, anna, wednesday_everywhere):
    visitor = visit(size="phone")
    TaskLink.objects.filter(pk=story.task_row.pk).update(expires_at=WEDNESDAY - timedelta(days=1))
    CaseLink.objects.filter(pk=story.case_row.pk).update(expires_at=WEDNESDAY - timedelta(days=1))
    for name, path, status in [("task", story.task, 410), ("case", story.case, 410), ("forged", "/z/1-aaaa/", 404)]:
        assert visitor.open(path).status == status
        visitor.shot(f"ended-{name}", is_full=True)
        visitor.expect_clean()


@pytest.mark.req("C6")
def test_the_customer_answers_adds_a_photo_and_switches_the_language(visit, story, anna, wednesday_everywhere):
    visitor = visit(size="phone")
    page = visitor.page
    visitor.open(story.case)
    page.locator("form label.opt", has_text="Tak, będzie").click()
    page.locator("section.answer button.primary").click()
    expect(page.locator(".banner[data-tone=ok]")).to_be_visible()
    expect(page.locator("section.answer")).to_have_count(0)
    page.locator("header a[lang=en]").click()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    page.locator("#message-text").fill("The leak is smaller now.")
    page.locator("form button.primary").last.click()
    expect(page.locator(".banner[data-tone=ok]")).to_be_visible()
    expect(page.locator("html")).to_have_attribute("lang", "en")
    visitor.shot("status-after-message", is_full=True)
    visitor.expect_clean()
    assert Message.objects.filter(text="The leak is smaller now.").count() == 1
    assert Step.objects.get(pk=story.asked.pk).answer_code == "yes"
    close_ticket(story.ticket, reason="solved", sentence="", by=anna.actor)
    visitor.open(story.case + "?lang=pl")
    visitor.shot("status-closed", is_full=True)
    visitor.expect_clean()


@pytest.mark.parametrize(("size", "theme", "language"), [("desk", "light", "pl"), ("desk", "dark", "en"), ("phone", "light", "pl")])
def test_the_departments_desk_is_clean(visit, story, celina, wednesday_everywhere, size, theme, language):
    celina.language = language
    celina.save()
    visitor = visit(celina, size=size, theme=theme, language=language)
    visitor.open("/tasks/")
    visitor.shot(f"department-{size}-{theme}-{language}")
    visitor.expect_clean()


def test_the_department_works_with_keys_alone(visit, story, celina, wednesday_everywhere):
    visitor = visit(celina)
    page = visitor.page
    visitor.open("/tasks/")
    page.locator("h1").click()
    page.keyboard.press("b")
    page.wait_for_url(f"**/tasks/{story.decision.id}/")
    assert Step.objects.get(pk=story.decision.pk).state == StepState.ACCEPTED
    page.locator(".opt").first.click()
    page.locator("#answer-public").fill("Wada części.")
    page.keyboard.press("Control+Enter")
    page.wait_for_url("**/tasks/")
    expect(page.locator(".toast").first).to_be_visible()
    assert Step.objects.get(pk=story.decision.pk).state == StepState.DONE
    visitor.open("/tasks/answered/")
    visitor.shot("department-answered")
    visitor.expect_clean()


def test_asking_back_in_a_dialog(visit, story, celina, wednesday_everywhere):
    visitor = visit(celina)
    page = visitor.page
    visitor.open("/tasks/")
    page.locator("a[data-dialog]").first.click()
    page.locator("#dialog textarea").fill("Jaki model?")
    visitor.expect_clean()
    page.keyboard.press("Control+Enter")
    expect(page.locator("#tasks-owner")).to_be_visible()
    assert Step.objects.get(pk=story.decision.pk).missing == "Jaki model?"
