"""Working hours: the week, the days unlike others, the public holidays."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.db import transaction
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from ambasador.accounts import door
from ambasador.directory import access, verbs
from ambasador.directory.models import Calendar
from ambasador.lib.business_time import Opening
from ambasador.search.queries import pl_sort
from ambasador.web import wording
from ambasador.web.access import roles_only, staff_only, user_of
from ambasador.web.asking import answer_form, bound
from ambasador.web.directory import shaping
from ambasador.web.directory.forms import CalendarForm, OwnDayForm
from ambasador.web.shapes import Dialog, Empty, Link

leads_only = roles_only("lead", "admin")
AT_MOST = 300


@staff_only
@require_safe
def calendars(request: HttpRequest) -> HttpResponse:
    """At most 300 calendars; two queries beside the frame's."""
    by = user_of(request).actor
    found = door.visible(Calendar.objects.annotate(units_count=Count("units")).prefetch_related("hours"), by).order_by(pl_sort("name"))
    may_edit = access.may_edit(by)
    link = Link(_("Add working hours"), reverse("web:calendar_new")) if may_edit else None
    context = {
        "rows": [(calendar, shaping.hours_of(calendar)) for calendar in found[:AT_MOST]],
        "may_edit": may_edit,
        "tab": "calendars",
        "nothing": Empty(
            _("There are no working hours yet"), _("Due dates are counted in them, so every department needs some."), "clock", link
        ),
    }
    return render(request, "web/directory/calendars.html", context)


def get_calendar(request: HttpRequest, pk: int) -> Calendar:
    """Raises Http404."""
    return door.get_visible(Calendar.objects.prefetch_related("hours", "days"), user_of(request).actor, pk=pk)


def page_of(calendar: Calendar) -> str:
    return reverse("web:calendar", args=[calendar.pk])


@leads_only
@require_http_methods(["GET", "POST"])
def add(request: HttpRequest) -> HttpResponse:
    dialog = Dialog(_("New working hours"), request.path, _("Add the working hours"), back_url=reverse("web:calendars"))

    def act(form: CalendarForm) -> str:
        return page_of(verbs.add_calendar(hours=form.hours(), by=user_of(request).actor, **form.own_fields()))

    return answer_form(request, dialog, bound(CalendarForm, request), act)


@staff_only
@require_http_methods(["GET", "POST"])
def change(request: HttpRequest, pk: int) -> HttpResponse:
    """The week as a form for who may edit (others read it), own days and holidays beside it; at most six queries beside the frame's."""
    calendar, by = get_calendar(request, pk), user_of(request).actor
    access_to_edit = access.may_edit(by)
    if request.method == "POST":
        access.require_edit(by)
    initial = {name: getattr(calendar, name) for name in ("name", "time_zone", "holidays_country", "always_open")}
    form = bound(CalendarForm, request, initial={**initial, **_week(calendar)})
    dialog = Dialog(calendar.name, request.path, _("Save"), shaping.hours_of(calendar), back_url=reverse("web:calendars"))

    def act(answered: CalendarForm) -> str:
        with transaction.atomic():
            verbs.change_calendar(calendar, by=by, **answered.own_fields())
            verbs.set_hours(calendar, hours=answered.hours(), by=by)
        messages.success(request, _("Saved."))
        return page_of(calendar)

    today = wording.today()
    context: dict[str, Any] = {
        "calendar": calendar,
        "may_edit": access_to_edit,
        "days": _own_days(calendar, today),
        "week": shaping.week_of(calendar, today=today),
        "free": shaping.free_days(calendar, today=today),
        "units": list(calendar.units.filter(is_active=True).order_by("name")[:100]),
    }
    return answer_form(request, dialog, form, act, template="web/directory/calendar.html", **context)


def _week(calendar: Calendar) -> dict[str, list[Opening]]:
    week: dict[str, list[Opening]] = {}
    for row in calendar.hours.all():
        week.setdefault(f"day_{row.weekday}", []).append((row.opens, row.closes))
    return week


def _own_days(calendar: Calendar, today: date) -> list[tuple[date, str, str]]:
    """Days unlike others from today on: the day, its hours in words, why."""
    days: dict[date, list[Opening]] = {}
    notes: dict[date, str] = {}
    for row in calendar.days.all():
        if row.on >= today:
            openings = days.setdefault(row.on, [])
            notes[row.on] = row.note
            if row.opens is not None and row.closes is not None:
                openings.append((row.opens, row.closes))
    saying = wording.saying()
    return [(on, ", ".join(saying.hours(*one) for one in openings) or _("closed"), notes[on]) for on, openings in sorted(days.items())]


@leads_only
@require_http_methods(["GET", "POST"])
def set_day(request: HttpRequest, pk: int) -> HttpResponse:
    calendar = get_calendar(request, pk)
    dialog = Dialog(_("A day unlike the others"), request.path, _("Write it down"), calendar.name, back_url=page_of(calendar))

    def act(form: OwnDayForm) -> str:
        verbs.set_day(calendar, by=user_of(request).actor, **form.cleaned_data)
        return page_of(calendar)

    return answer_form(request, dialog, bound(OwnDayForm, request), act, template="web/dialog_page.html")


@leads_only
@require_POST
def clear_day(request: HttpRequest, pk: int, on: str) -> HttpResponse:
    calendar = get_calendar(request, pk)
    try:
        day = date.fromisoformat(on)
    except ValueError:
        raise Http404 from None
    verbs.clear_day(calendar, on=day, by=user_of(request).actor)
    return redirect(page_of(calendar))
