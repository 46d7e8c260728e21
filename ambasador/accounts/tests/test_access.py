"""Who may keep accounts: each verb that a person can call, and everybody who may not."""

import pytest

from ambasador.accounts import verbs
from ambasador.accounts.access import LocksOneselfOut, OwnAccount
from ambasador.accounts.models import User
from ambasador.journal.actors import CLOCK, SYSTEM, Actor
from ambasador.journal.models import Event
from ambasador.lib.refusal import NotAllowed

pytestmark = pytest.mark.django_db


def joined(name: str, *roles: str) -> User:
    return verbs.join_user(email=f"{name}@firma.example", name=name.title(), roles=list(roles), by=SYSTEM)


@pytest.fixture
def ola() -> User:
    return joined("ola", "agent")


@pytest.fixture
def boss() -> User:
    return joined("dorota", "admin", "agent")


def others() -> list[Actor]:
    """Everybody who keeps no accounts: a colleague, a lead, a department, a partner by link, a customer."""
    staff = [joined(f"x{number}", role).actor for number, role in enumerate(("agent", "lead", "department"))]
    return [*staff, Actor("person", 1), Actor("unit", 1), Actor("customer", 1)]


VERBS = {
    "join_user": lambda ola, by: verbs.join_user(email="nowa@firma.example", name="Nowa", roles=["agent"], by=by),
    "roles": lambda ola, by: verbs.change_user(ola, roles=["admin", "agent"], by=by),
    "name": lambda ola, by: verbs.change_user(ola, name="Aleksandra", by=by),
    "close_account": lambda ola, by: verbs.close_account(ola, by=by),
    "make_sign_in_link": lambda ola, by: verbs.make_sign_in_link(ola, by=by),
    "set_password": lambda ola, by: verbs.set_password(ola, password="Modrzew przy drodze 12", by=by),
}


@pytest.mark.parametrize("verb", VERBS)
def test_who_keeps_no_accounts_is_refused_and_nothing_happens(ola, verb):
    strangers = others()
    before = Event.objects.count()
    for stranger in strangers:
        with pytest.raises(NotAllowed) as refusal:
            VERBS[verb](ola, stranger)
        assert str(refusal.value)  # a sentence for the person reading it
    assert Event.objects.count() == before
    assert User.objects.filter(pk=ola.pk, roles=["agent"], is_active=True, name="Ola").exists()


@pytest.mark.parametrize("verb", VERBS)
@pytest.mark.parametrize("machinery", [SYSTEM, CLOCK])
def test_our_own_machinery_may(ola, verb, machinery):
    before = Event.objects.count()
    VERBS[verb](ola, machinery)
    assert Event.objects.count() == before + 1


@pytest.mark.parametrize("verb", sorted(set(VERBS) - {"set_password"}))
def test_an_administrator_may(ola, boss, verb):
    before = Event.objects.count()
    VERBS[verb](ola, boss.actor)
    assert Event.objects.count() == before + 1


def test_a_password_is_its_owners_own(ola, boss):
    with pytest.raises(NotAllowed):
        verbs.set_password(ola, password="Modrzew przy drodze 12", by=boss.actor)
    verbs.set_password(ola, password="Modrzew przy drodze 12", by=ola.actor)
    assert User.objects.get(pk=ola.pk).check_password("Modrzew przy drodze 12")


def test_everybody_has_their_own_settings_but_not_their_roles(ola):
    verbs.change_user(ola, theme="dark", language="en", roles=["agent"], by=ola.actor)
    assert User.objects.get(pk=ola.pk).theme == "dark"
    with pytest.raises(NotAllowed):
        verbs.change_user(ola, theme="light", roles=["admin"], by=ola.actor)
    assert User.objects.get(pk=ola.pk).theme == "dark"


def test_an_administrator_neither_leaves_nor_locks_themselves_out(boss):
    with pytest.raises(OwnAccount):
        verbs.close_account(boss, by=boss.actor)
    with pytest.raises(LocksOneselfOut):
        verbs.change_user(boss, roles=["agent"], by=boss.actor)
    verbs.change_user(boss, roles=["admin"], by=boss.actor)
    assert User.objects.get(pk=boss.pk).roles == ["admin"]
