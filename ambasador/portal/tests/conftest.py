"""Links into the complaint of the cast: for a person of the partner, for claims as a unit, and for Ewa."""

from types import SimpleNamespace
from typing import Any

import pytest

from ambasador.conversations.verbs import Upload, add_from_page, write_note
from ambasador.directory.models import Unit
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.tickets.models import CaseLink, Step, TaskLink
from ambasador.tickets.verbs import case_link, task_link
from ambasador.tickets.verbs.links import case_token, task_token


@pytest.fixture
def company(company: Any) -> Any:
    Unit.objects.filter(pk=company.centre.pk).update(phone="42 600 10 20", email="kontakt@modrzew.example")
    return company


def link_to(step: Step, *, sent_to: str, person: Any = None) -> SimpleNamespace:
    link = task_link(step, sent_to=sent_to, by=SYSTEM, person=person)
    return SimpleNamespace(link=link, step=step, token=task_token(link), url=f"/z/{task_token(link)}/")


@pytest.fixture
def inspection(complaint: Any, serwis: Any, run_jobs: Any) -> SimpleNamespace:
    """The partner's task, by a link for Grzegorz of the partner."""
    run_jobs()
    step = Step.objects.get(ticket=complaint, key="ogledziny")
    TaskLink.objects.filter(step=step).delete()
    return link_to(step, sent_to=serwis.email, person=serwis)


@pytest.fixture
def decision(complaint: Any, celina: Any) -> SimpleNamespace:
    """The task of claims, by a link for the unit: a choice of two."""
    return link_to(Step.objects.get(ticket=complaint, key="decyzja"), sent_to="reklamacje@modrzew.example")


@pytest.fixture
def case(complaint: Any, ewa: Any, anna: Any, run_jobs: Any) -> SimpleNamespace:
    """Ewa's page of a complaint she wrote to, with a photo, and about which colleagues have written too."""
    run_jobs()
    photo = Upload("zlaczka.jpg", "image/jpeg", b"\xff\xd8 not really")
    add_from_page(complaint, text="Woda stoi w łazience.", by=Actor("customer", ewa.id), uploads=[photo])
    write_note(complaint, text="Pani Ewa dzwoni codziennie.", by=anna.actor)
    run_jobs()
    link = case_link(complaint, sent_to="ewa@poczta.example", by=SYSTEM)
    assert CaseLink.objects.filter(pk=link.pk).exists()
    return SimpleNamespace(link=link, ticket=complaint, token=case_token(link), url=f"/s/{case_token(link)}/")
