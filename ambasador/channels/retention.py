"""How long the bytes of what arrived are kept."""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _


class InputRetention(models.Model):
    """
    After how many days the bytes of a message are deleted: once it was taken over, and once it failed or was set aside; never when empty.

    There is one row. That a message came, when, from whom and the hash of its bytes stay for ever.
    """

    taken_days = models.PositiveIntegerField(_("Days for what was taken over"), null=True)
    unread_days = models.PositiveIntegerField(_("Days for what failed or was set aside"), null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(id=1), name="one_input_retention"),
            models.CheckConstraint(
                condition=(Q(taken_days__isnull=True) | Q(taken_days__gte=1)) & (Q(unread_days__isnull=True) | Q(unread_days__gte=1)),
                name="kept_a_day_at_least",
            ),
        ]
