from typing import Any, ClassVar

from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils.translation import gettext_lazy as _

from ambasador.journal.actors import Actor


class Role(models.TextChoices):
    AGENT = "agent", _("Agent")
    LEAD = "lead", _("Team lead")
    ADMIN = "admin", _("Administrator")
    DEPARTMENT = "department", _("Department member")


class UserManager(BaseUserManager["User"]):
    def get_by_natural_key(self, username: str | None) -> "User":
        return self.get(email__iexact=username)


class User(AbstractBaseUser):
    """Somebody with an account. What they may do follows from `roles`; whose department they work in, from `directory.Person`."""

    email = models.EmailField(_("e-mail"), unique=True)
    name = models.CharField(_("name"), max_length=120)
    roles = ArrayField(models.CharField(max_length=12, choices=Role.choices), default=list)
    language = models.CharField(_("language"), max_length=2, choices=[("pl", "Polski"), ("en", "English")], default="pl")
    theme = models.CharField(
        max_length=6, choices=[("", _("as the system")), ("light", _("light")), ("dark", _("dark"))], blank=True, default=""
    )
    phone_extension = models.CharField(_("extension"), max_length=20, blank=True)
    single_keys = models.BooleanField(_("single-key shortcuts"), default=True)
    is_active = models.BooleanField(default=True)
    joined_at = models.DateTimeField()

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]
    objects: ClassVar[UserManager] = UserManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(Lower("email"), name="one_user_per_address"),
            models.CheckConstraint(condition=~models.Q(name=""), name="user_has_a_name"),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        return Actor("user", self.id, roles=frozenset(self.roles))

    @property
    def initials(self) -> str:
        return "".join(part[0] for part in self.name.split()[:2]).upper()

    @property
    def short_name(self) -> str:
        """Marta W."""
        first, *rest = self.name.split()
        return f"{first} {rest[-1][0]}." if rest else first

    def has_role(self, *roles: str) -> bool:
        return bool(set(roles) & set(self.roles))

    @property
    def is_centre(self) -> bool:
        """Works in the contact centre."""
        return self.has_role(Role.AGENT, Role.LEAD, Role.ADMIN)

    # Django asks these of a user; there is no Django permission in this product
    def has_perm(self, perm: str, obj: Any = None) -> bool:
        return False

    def has_module_perms(self, app_label: str) -> bool:
        return False


class Leaving(models.Model):
    """
    Somebody leaves the contact centre: they get no new tickets, and theirs go into other hands before the account is closed.

    It stands until it is cancelled; after the account was closed it tells that and when they left.
    """

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="leavings")
    begun_at = models.DateTimeField()
    last_on = models.DateField(null=True)
    cancelled_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["user"], condition=models.Q(cancelled_at__isnull=True), name="leaves_once"),
        ]


class SignInLink(models.Model):
    """A link that signs one user in, once. Only the hash of its token is kept."""

    user = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    token_hash = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField()
    expires_at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)


class SignInAttempt(models.Model):
    """A failed attempt to sign in; too many of them, by account or by address, and the next ones wait."""

    email = models.CharField(max_length=254)
    address = models.CharField(max_length=64)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["email", "at"], name="attempt_by_account"),
            models.Index(fields=["address", "at"], name="attempt_by_address"),
        ]
