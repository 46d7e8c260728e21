"""Joining, changing, leaving, and the ways to sign in."""

from datetime import date, timedelta
from typing import cast

from django.contrib.auth.hashers import check_password, make_password
from django.db import transaction

from ambasador.accounts import access
from ambasador.accounts.events import (
    LeavingBegun,
    LeavingCancelled,
    SignedIn,
    SignInFailed,
    SignInLinkMade,
    UserChanged,
    UserJoined,
    UserLeft,
)
from ambasador.accounts.models import Leaving, Role, SignInAttempt, SignInLink, User
from ambasador.journal.actors import SYSTEM, Actor
from ambasador.journal.verbs import record
from ambasador.lib import clock, tokens

ATTEMPTS_PER_ACCOUNT, ATTEMPTS_PER_ADDRESS, ATTEMPT_WINDOW = 8, 40, timedelta(minutes=15)
LINK_LIFE = timedelta(minutes=60)


@transaction.atomic
def join_user(*, email: str, name: str, roles: list[str], by: Actor, password: str | None = None, language: str = "pl") -> User:
    """Make an account. Records UserJoined. Raises NotAllowed; IntegrityError when the address is taken."""
    access.require_admin(by)
    user = User(email=email.strip(), name=name.strip(), roles=sorted(roles), language=language, joined_at=clock.now())
    user.password = make_password(password)
    user.save()
    record(UserJoined(user=user.id, name=user.name, roles=tuple(user.roles)), by=by)
    return user


@transaction.atomic
def change_user(user: User, *, by: Actor, **changes: object) -> User:
    """
    Change name, language, theme, extension, keys or roles. Records UserChanged; nothing when nothing differs.

    Raises NotAllowed; LocksOneselfOut for an administrator who would be none any more.
    """
    user = User.objects.select_for_update().get(pk=user.pk)
    allowed = {"name", "language", "theme", "phone_extension", "single_keys", "roles"}
    real = {field: value for field, value in changes.items() if field in allowed and getattr(user, field) != value}
    if not real:
        return user
    access.require_change(by, user, real)
    if access.is_self(by, user) and Role.ADMIN in user.roles and Role.ADMIN not in cast(list[str], real.get("roles", user.roles)):
        raise access.LocksOneselfOut
    for field, value in real.items():
        setattr(user, field, value)
    user.save(update_fields=list(real))
    record(UserChanged(user=user.id, changes=real), by=by)
    return user


@transaction.atomic
def set_password(user: User, *, password: str, by: Actor) -> None:
    """Give the user another password; their other sessions end. Records UserChanged without the password. Raises NotAllowed."""
    access.require_password(by, user)
    user.password = make_password(password)
    user.save(update_fields=["password"])
    record(UserChanged(user=user.id, changes={"password": "changed"}), by=by)


@transaction.atomic
def close_account(user: User, *, by: Actor) -> User:
    """
    Deactivate; sessions end with the next request. Records UserLeft. The database refuses while they own open tickets.

    Raises NotAllowed, OwnAccount.
    """
    access.require_admin(by)
    if access.is_self(by, user):
        raise access.OwnAccount
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    record(UserLeft(user=user.id), by=by)
    return user


@transaction.atomic
def begin_leaving(user: User, *, by: Actor, last_on: date | None = None) -> Leaving:
    """
    Say that somebody leaves: from now on they become the owner of no ticket; theirs are handed over one by one. Records LeavingBegun. [O1]

    Repeating it only changes the last day. The user's row is locked, so an assignment made at this moment is over or will be refused.
    Raises NotAllowed, HasLeft.
    """
    access.require_lead(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if not user.is_active:
        raise access.HasLeft
    leaving = user.leavings.filter(cancelled_at=None).first()
    if leaving and leaving.last_on == last_on:
        return leaving
    if leaving:
        leaving.last_on = last_on
        leaving.save(update_fields=["last_on"])
    else:
        leaving = Leaving.objects.create(user=user, begun_at=clock.now(), last_on=last_on)
    record(LeavingBegun(user=user.id, last_on=last_on), by=by)
    return leaving


@transaction.atomic
def cancel_leaving(user: User, *, by: Actor) -> None:
    """They stay after all. Records LeavingCancelled; nothing when they were not leaving, or have left. Raises NotAllowed."""
    access.require_lead(by)
    user = User.objects.select_for_update().get(pk=user.pk)
    if user.is_active and user.leavings.filter(cancelled_at=None).update(cancelled_at=clock.now()):
        record(LeavingCancelled(user=user.id), by=by)


@transaction.atomic
def make_sign_in_link(user: User, *, by: Actor, life: timedelta = LINK_LIFE) -> str:
    """Returns the token of a link that signs `user` in once before it expires. Records SignInLinkMade. Raises NotAllowed."""
    access.require_admin(by)
    token = tokens.fresh()
    now = clock.now()
    link = SignInLink.objects.create(user=user, token_hash=tokens.hash_of(token), made_at=now, expires_at=now + life)
    record(SignInLinkMade(user=user.id, link=link.id), by=by)
    return token


@transaction.atomic
def use_sign_in_link(token: str) -> User | None:
    """The user the link is for, or None when it is unknown, used, expired or the user has left. A used link never works again."""
    link = SignInLink.objects.select_for_update().select_related("user").filter(token_hash=tokens.hash_of(token)).first()
    if link is None or link.used_at or link.expires_at < clock.now() or not link.user.is_active:
        return None
    link.used_at = clock.now()
    link.save(update_fields=["used_at"])
    _enter(link.user, by_link=True)
    return link.user


def _enter(user: User, *, by_link: bool) -> None:
    user.last_login = clock.now()
    user.save(update_fields=["last_login"])
    record(SignedIn(user=user.id, by_link=by_link), by=user.actor)


def sign_in(*, email: str, password: str, address: str) -> User | None:
    """
    The user with this address and password, or None.

    Failed attempts are counted per account and per network address; past the limits nothing is even tried. The same work is
    done for an unknown account as for a known one, so time tells nothing. Raises TooManyAttempts.
    """
    email = email.strip()[:254]
    since = clock.now() - ATTEMPT_WINDOW
    if (
        SignInAttempt.objects.filter(email__iexact=email, at__gt=since)[:ATTEMPTS_PER_ACCOUNT].count() >= ATTEMPTS_PER_ACCOUNT
        or SignInAttempt.objects.filter(address=address, at__gt=since)[:ATTEMPTS_PER_ADDRESS].count() >= ATTEMPTS_PER_ADDRESS
    ):
        raise TooManyAttempts
    user = User.objects.filter(email__iexact=email).first()
    matches = check_password(password, user.password if user else make_password(None))  # Django hashes for an unusable one too
    with transaction.atomic():
        if user and matches and user.is_active:
            _enter(user, by_link=False)
            return user
        attempt = SignInAttempt.objects.create(email=email.lower(), address=address, at=clock.now())
        record(SignInFailed(attempt=attempt.id), by=SYSTEM)
    return None


class TooManyAttempts(Exception):
    """So many sign-ins failed that the next one waits a quarter of an hour."""
