"""The data a procedure needs: values in and out, and what a draft refuses."""

from datetime import date
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from hypothesis import given
from hypothesis import strategies as st

from ambasador.procedures import verbs
from ambasador.procedures.fields import Field, NoSuchValue, cleaned, is_key, key_from, missing, typed
from ambasador.procedures.models import ProcedureField
from tests.truth import events_by

OPTIONS = [{"code": "a", "pl": "A", "en": "A"}]


@pytest.mark.parametrize(
    ("kind", "given", "stored"),
    [
        ("text", "  ładna  ", "ładna"),
        ("number", "1 200,50", "1200.5"),
        ("number", 3, "3"),
        ("money", "99,999", "100"),
        ("money", Decimal("0.10"), "0.1"),
        ("date", date(2026, 11, 25), "2026-11-25"),
        ("choice", "a", "a"),
        ("yes_no", False, False),
    ],
)
def test_a_value_is_kept_in_one_form(kind, given, stored):
    assert cleaned(Field("k", kind, "K", "", OPTIONS), given) == stored


@pytest.mark.parametrize(
    ("kind", "given", "code"),
    [
        ("text", " ", "not_a_text"),
        ("text", "x" * 2001, "too_long"),
        ("number", "dużo", "not_a_number"),
        ("number", "NaN", "not_a_number"),
        ("money", True, "not_a_number"),
        ("money", "1e30", "too_large"),
        ("date", "25.11.2026", "not_a_day"),
        ("choice", "b", "not_an_option"),
        ("yes_no", "tak", "not_yes_or_no"),
    ],
)
def test_what_does_not_fit_is_refused(kind, given, code):
    with pytest.raises(NoSuchValue) as caught:
        cleaned(Field("k", kind, "K", "", OPTIONS), given)
    assert caught.value.code == code


@given(st.decimals(allow_nan=False, allow_infinity=False, min_value=-(10**12), max_value=10**12, places=2))
def test_no_cent_is_lost(amount):
    of = Field("k", "money", "K")
    assert typed(of, cleaned(of, amount)) == amount


def test_what_does_not_fit_any_more_counts_as_unknown():
    assert typed(Field("k", "date", "K"), "wczoraj") is None
    assert missing(["a", "b", "c"], {"a": "", "b": None, "d": 1}) == ["b", "c"]


@pytest.mark.parametrize("word", ["and", "nie", "Kwota", "2x", "a b", "", "x" * 41, "_x"])
def test_some_words_are_no_keys(word):
    assert not word or not is_key(word)


def test_a_key_comes_from_the_name():
    assert key_from("Kwota reklamacji (zł)", taken=[]) == "kwota_reklamacji_zł"
    assert key_from("Kwota", taken=["kwota"]) == "kwota_2"
    assert is_key(key_from("W", taken=[]))
    assert is_key(key_from("???", taken=[]))


@pytest.fixture
def draft(company, bartek):
    return verbs.begin_draft(company.complaint.procedure, by=bartek.actor)


@pytest.fixture
def amount(draft, bartek):
    return verbs.add_field(draft, key="kwota", name="Kwota", name_en="Amount", kind="money", by=bartek.actor)


def test_a_field_goes_with_the_draft_into_the_next_version(draft, amount, bartek):
    verbs.publish_version(draft, by=bartek.actor)
    following = verbs.begin_draft(draft.procedure, by=bartek.actor)
    assert list(following.fields.values_list("key", "kind")) == [("kwota", "money")]


def test_each_change_of_a_field_is_recorded_once(draft, amount, bartek):
    by = bartek.actor
    assert events_by(lambda: verbs.add_field(draft, key="opis", name="Opis", by=by)) == ["procedures.draft_changed"]
    assert events_by(lambda: verbs.move_field(amount, places=-1, by=by)) == []
    assert events_by(lambda: verbs.move_field(amount, places=1, by=by)) == ["procedures.draft_changed"]
    assert list(draft.fields.values_list("key", flat=True)) == ["opis", "kwota"]
    assert events_by(lambda: verbs.change_field(amount, name_en="Sum", by=by)) == ["procedures.draft_changed"]
    assert events_by(lambda: verbs.remove_field(amount, by=by)) == ["procedures.draft_changed"]


@pytest.mark.parametrize("use", [{"condition": "kwota > 5"}, {"needs": ["kwota"]}, {"gives": ["kwota"]}])
def test_a_field_that_a_step_asks_for_stays(draft, amount, bartek, use):
    verbs.change_step(draft.steps.get(key="decyzja"), by=bartek.actor, **use)
    with pytest.raises(verbs.FieldInUse, match="Decyzja reklamacyjna"):
        verbs.remove_field(amount, by=bartek.actor)


def test_a_field_needed_on_closing_stays(draft, amount, bartek):
    verbs.change_version(draft, closing_needs=["kwota"], by=bartek.actor)
    with pytest.raises(verbs.FieldInUse):
        verbs.remove_field(amount, by=bartek.actor)


def test_a_condition_that_would_lose_its_meaning_holds_the_kind(draft, amount, bartek):
    verbs.change_step(draft.steps.get(key="decyzja"), condition="kwota > 5", by=bartek.actor)
    with pytest.raises(verbs.ConditionWrong):
        verbs.change_field(amount, kind="text", by=bartek.actor)


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ({"condition": "kwota >"}, verbs.ConditionWrong),
        ({"condition": "cena > 5"}, verbs.ConditionWrong),
        ({"needs": ["cena"]}, verbs.UnknownField),
        ({"gives": ["cena"]}, verbs.UnknownField),
    ],
)
def test_a_step_asks_only_for_what_there_is(draft, amount, bartek, change, refusal):
    with pytest.raises(refusal), transaction.atomic():
        verbs.change_step(draft.steps.get(key="decyzja"), by=bartek.actor, **change)


def test_closing_needs_only_what_there_is(draft, bartek):
    with pytest.raises(verbs.UnknownField):
        verbs.change_version(draft, closing_needs=["cena"], by=bartek.actor)


@pytest.mark.parametrize("key", ["kwota", "and", "Zła"])
def test_a_key_is_free_and_readable(draft, amount, bartek, key):
    with pytest.raises(verbs.KeyTaken):
        verbs.add_field(draft, key=key, name="X", by=bartek.actor)


@pytest.mark.parametrize("wrong", [{"kind": "choice"}, {"kind": "text", "options": OPTIONS}])
def test_choices_and_only_they_have_options(draft, bartek, wrong):
    with pytest.raises(verbs.FieldWrong):
        verbs.add_field(draft, key="x", name="X", by=bartek.actor, **wrong)


def test_fields_in_force_do_not_change(draft, amount, bartek):
    verbs.publish_version(draft, by=bartek.actor)
    with pytest.raises(verbs.NotADraft):
        verbs.change_field(amount, name="Inna", by=bartek.actor)
    with pytest.raises(IntegrityError, match="does not change"), transaction.atomic():
        ProcedureField.objects.filter(pk=amount.pk).update(name="Inna")
