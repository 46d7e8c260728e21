"""Consent by the link of a task: a choice of two, a refusal with its reason, and nothing without a decision. [P1, O3]"""

import pytest

from ambasador.conversations.verbs import ask_unit
from ambasador.portal.tests.conftest import link_to
from ambasador.tickets.models import Step

pytestmark = [pytest.mark.django_db, pytest.mark.req("P1"), pytest.mark.req("O3")]


@pytest.fixture
def asked(complaint, company, serwis, anna):
    step = ask_unit(complaint, unit=company.partner, question="Czy wolno wymienić pompę?", standard_minutes=60, is_approval=True, by=anna.actor)
    return link_to(step, sent_to=serwis.email, person=serwis)


def test_the_link_decides(client, asked):
    page = client.get(asked.url).content.decode()
    assert all(f'value="{code}"' in page for code in ("approved", "rejected"))
    for said in ({"text": "Może"}, {"code": "rejected"}):
        assert client.post(f"{asked.url}answer/", said).status_code == 422
    client.post(f"{asked.url}answer/", {"code": "rejected", "text": "Części wycofane"})
    step = Step.objects.get(pk=asked.step.pk)
    assert (step.state, step.answer_code, step.answer_text) == ("answered", "rejected", "Części wycofane")
    assert step.ticket.attention == "rejected"
