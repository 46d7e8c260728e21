"""The tags and filters every template has. They write icons, moments and addresses; they decide nothing."""

from collections.abc import Iterable
from datetime import date, datetime
from functools import cache
from typing import Any

from django import template
from django.http import HttpRequest
from django.templatetags.static import static
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django_htmx.jinja import htmx_script as _htmx_script

from ambasador.web import wording

register = template.Library()
htmx_script = register.simple_tag(_htmx_script, name="htmx_script")


@register.simple_tag
@cache
def icon(name: str) -> SafeString:
    """A decorative icon of the sprite; the word stands beside it."""
    return format_html('<svg class="ic" aria-hidden="true"><use href="{}#{}"/></svg>', static("web/icons.svg"), name)


@register.simple_tag
def scripts(*names: str) -> SafeString:
    """Deferred scripts of ours, in order: `{% scripts "keys" "stream" %}`."""
    rows: Iterable[tuple[str]] = ((static(f"web/js/{name}.js"),) for name in names)
    return format_html_join("\n", '<script src="{}" defer></script>', rows)


@register.simple_tag(takes_context=True)
def query(context: dict[str, Any], **changes: Any) -> str:
    """The page's query string with some parameters changed; None removes one."""
    request: HttpRequest = context["request"]
    params = request.GET.copy()
    for name, value in changes.items():
        if value is None:
            params.pop(name, None)
        else:
            params[name] = str(value)
    return f"?{params.urlencode()}" if params else "?"


@register.filter(expects_localtime=False)
def moment(value: datetime | None) -> SafeString | str:
    """`śr. 25 lis, 15:10`, `dziś 15:10`, inside <time>."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.moment(value))


@register.filter
def day(value: date | None) -> SafeString | str:
    """`czw. 3 gru`, inside <time>."""
    if value is None:
        return ""
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), wording.day(value))


@register.filter
def glue(value: object) -> str:
    """One-letter words, numbers with their units and dates are kept on one line by no-break spaces."""
    return wording.glue(str(value))


@register.simple_tag
def live(topic: str, refresh_url: str) -> SafeString:
    """Attributes of a region that stream.js has fetched anew when something happened to `topic`; nothing without one."""
    if not topic or not refresh_url:
        return SafeString("")
    return format_html('data-live="{}" hx-get="{}" hx-trigger="live" hx-swap="outerHTML"', topic, refresh_url)
