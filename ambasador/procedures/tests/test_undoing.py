import pytest

from ambasador.procedures.document import described
from ambasador.procedures.models import EarlierDraft
from ambasador.procedures.verbs import (
    NotADraft,
    NothingToUndo,
    add_step,
    begin_draft,
    change_step,
    change_version,
    move_step,
    publish_version,
    remove_step,
    undo_draft_change,
)


@pytest.fixture
def draft(company, bartek):
    return begin_draft(company.complaint.procedure, by=bartek.actor)


@pytest.mark.django_db(transaction=True)
@pytest.mark.req("P1")
def test_changes_are_undone_one_by_one_to_the_beginning(draft, bartek):
    by, states = bartek.actor, [described(draft)]
    change_step(draft.steps.get(key="decyzja"), standard_minutes=60, name="Decyzja dziś", by=by)
    states.append(described(draft))
    add_step(draft, key="telefon", name="Telefon", performer="owner", standard_minutes=30, after=["decyzja"], by=by)
    states.append(described(draft))
    move_step(draft.steps.get(key="telefon"), places=-1, by=by)
    states.append(described(draft))
    remove_step(draft.steps.get(key="telefon"), by=by)
    states.append(described(draft))
    draft = change_version(draft, note="Krócej", by=by)
    for state in reversed(states):
        draft = undo_draft_change(draft, by=by)
        assert described(draft) == state
    with pytest.raises(NothingToUndo):
        undo_draft_change(draft, by=by)


@pytest.mark.django_db(transaction=True)
def test_what_changed_nothing_is_no_change(draft, bartek):
    change_step(draft.steps.get(key="decyzja"), standard_minutes=60, by=bartek.actor)
    before = draft.steps.get(key="decyzja")
    change_step(before, standard_minutes=60, by=bartek.actor)
    draft = undo_draft_change(draft, by=bartek.actor)
    assert draft.steps.get(key="decyzja").standard_minutes != 60


def test_what_is_in_force_is_not_undone_and_keeps_no_past(draft, bartek):
    change_step(draft.steps.get(key="decyzja"), standard_minutes=60, by=bartek.actor)
    assert EarlierDraft.objects.filter(version=draft).exists()
    published = publish_version(draft, by=bartek.actor)
    assert not EarlierDraft.objects.exists()
    with pytest.raises(NotADraft):
        undo_draft_change(published, by=bartek.actor)
