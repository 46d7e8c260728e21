"""Forms of signing in and of one's own settings."""

from typing import Any, ClassVar

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from ambasador.accounts.models import User


class SignInForm(forms.Form):
    email = forms.EmailField(
        label=_("E-mail"),
        max_length=254,
        widget=forms.EmailInput(attrs={"autocomplete": "username", "autocapitalize": "none", "spellcheck": "false"}),
        error_messages={
            "required": _("Write the e-mail address you sign in with."),
            "invalid": _("This is not a whole e-mail address. It looks like name@company.pl."),
        },
    )
    password = forms.CharField(
        label=_("Password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your password.")},
    )


class ProfileForm(forms.ModelForm):  # type: ignore[type-arg]
    class Meta:
        model = User
        fields: ClassVar[list[str]] = ["name", "phone_extension", "language", "theme", "single_keys"]
        labels: ClassVar[dict[str, Any]] = {
            "name": _("First and last name"),
            "phone_extension": _("Extension"),
            "language": _("Language"),
            "theme": _("Appearance"),
            "single_keys": _("Single-key shortcuts"),
        }
        help_texts: ClassVar[dict[str, Any]] = {
            "name": _("Customers see it as the name of the person who looks after their case."),
            "single_keys": _("One letter does one thing, for example R replies. Switch them off if you use voice control."),
        }
        error_messages: ClassVar[dict[str, Any]] = {"name": {"required": _("Write your first and last name.")}}


class PasswordForm(forms.Form):
    current = forms.CharField(
        label=_("Current password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "current-password"}),
        error_messages={"required": _("Write your current password.")},
    )
    new = forms.CharField(
        label=_("New password"),
        strip=False,
        max_length=1000,
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        help_text=_("At least 10 characters. A sentence you remember is better than signs you do not."),
        error_messages={"required": _("Write the new password.")},
    )

    def __init__(self, user: User, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.user = user
        if not user.has_usable_password():
            del self.fields["current"]

    def clean_current(self) -> str:
        current: str = self.cleaned_data["current"]
        if not self.user.check_password(current):
            raise forms.ValidationError(_("This is not your current password."))
        return current

    def clean_new(self) -> str:
        new: str = self.cleaned_data["new"]
        password_validation.validate_password(new, self.user)
        return new
