"""The context pack as named lines in the reader's language: the same on the task page, at the department's desk and wherever else."""

from dataclasses import dataclass
from datetime import datetime

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from ambasador.conversations.pack import Earlier, Pack, Product
from ambasador.lib import words
from ambasador.lib.saying import Saying


@dataclass(frozen=True)
class PackLine:
    label: str
    value: str


def lines_of(pack: Pack, *, spoken: Saying, now: datetime) -> list[PackLine]:
    """What is known, in the order in which it is read: the customer, what they have, what was done; their own words stand apart."""
    lines = [PackLine(_("Customer"), _customer(pack))]
    lines += [PackLine(_("Product"), _product(product, spoken, now)) for product in pack.products]
    lines += [PackLine(name, value) for name, value in pack.data]
    lines += [PackLine(step.name, _earlier(step, spoken, now)) for step in pack.earlier]
    if pack.remember:
        lines.append(PackLine(_("Remember"), pack.remember))
    return lines


def summary_of(pack: Pack, *, files: int) -> str:
    """One line about what the pack holds, for where it is folded."""
    parts = [_("customer")]
    if pack.products:
        parts.append(_("product"))
    parts += [words.uncapitalised(step.name) for step in pack.earlier[:2]]
    if files:
        parts.append(ngettext("%(n)s file", "%(n)s files", files) % {"n": files})
    return ", ".join(parts)


def _customer(pack: Pack) -> str:
    parts = [pack.customer]
    if pack.customer_since:
        parts.append(_("since %(year)s") % {"year": pack.customer_since.year})
    if pack.purchases:
        parts.append(ngettext("%(n)s purchase", "%(n)s purchases", pack.purchases) % {"n": pack.purchases})
    return ", ".join(parts)


def _product(product: Product, spoken: Saying, now: datetime) -> str:
    parts = [product.name, product.serial_number]
    if product.price is not None:
        parts.append(spoken.money(product.price, product.currency))
    if product.bought_on:
        parts.append(_("bought %(day)s") % {"day": spoken.day(product.bought_on, now=now)})
    if product.installed_on:
        parts.append(_("installed %(day)s") % {"day": spoken.day(product.installed_on, now=now)})
    if product.warranty_until:
        parts.append(_("warranty until %(day)s") % {"day": spoken.day(product.warranty_until, now=now)})
    return ", ".join(part for part in parts if part)


def _earlier(step: Earlier, spoken: Saying, now: datetime) -> str:
    done = spoken.day(step.finished_at, now=now) if step.finished_at else ""
    by = ", ".join(part for part in (done, step.performer) if part)
    return f"{by}: {step.answer}" if step.answer else by
