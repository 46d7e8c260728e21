from datetime import date

from django.utils.translation import gettext_lazy as _

from ambasador.journal.facts import Fact, fact


@fact("accounts.user_joined", about="user", says=_("The account was made."))
class UserJoined(Fact):
    user: int
    name: str
    roles: tuple[str, ...]


@fact("accounts.user_changed", about="user", says=_("The account was changed."))
class UserChanged(Fact):
    """Names of the changed fields with their new values; a password is never among the values."""

    user: int
    changes: dict[str, object]


@fact("accounts.user_left", about="user", says=_("The account was closed."))
class UserLeft(Fact):
    user: int


@fact("accounts.leaving_begun", about="user", says=_("Leaving was begun: no new tickets, the open ones go into other hands."))
class LeavingBegun(Fact):
    user: int
    last_on: date | None


@fact("accounts.leaving_cancelled", about="user", says=_("Leaving was cancelled."))
class LeavingCancelled(Fact):
    user: int


@fact("accounts.sign_in_link_made", about="user", says=_("A sign-in link was made."))
class SignInLinkMade(Fact):
    user: int
    link: int


@fact("accounts.signed_in", about="user", says=_("Signed in."))
class SignedIn(Fact):
    user: int
    by_link: bool


@fact("accounts.sign_in_failed", about="attempt", says=_("A sign-in failed."))
class SignInFailed(Fact):
    """The address is not recorded: a mistyped one may be a stranger's, or a password."""

    attempt: int
