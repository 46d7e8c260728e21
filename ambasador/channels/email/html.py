"""
HTML of strangers, made harmless: structure and words stay, everything that acts, tracks, covers or pretends goes.

What comes out needs no style, no script and no other host, so it can stand in a page whose policy is `default-src 'self'`.
Attributes are a short list of allowed ones: hx-*, x-*, data-*, on*, style, class and id never pass.
"""

import html
import re
from collections.abc import Mapping
from dataclasses import dataclass

import nh3

from ambasador.channels.email.plain import text_of

MAX_HTML, MAX_DEPTH, MAX_PIXELS = 800_000, 200, 2000
TAGS = {
    "a", "abbr", "b", "blockquote", "br", "caption", "cite", "code", "dd", "del", "div", "dl", "dt", "em", "h1", "h2", "h3", "h4", "h5",
    "h6", "hr", "i", "img", "ins", "li", "ol", "p", "pre", "q", "s", "small", "span", "strike", "strong", "sub", "sup", "table",
    "tbody", "td", "tfoot", "th", "thead", "tr", "u", "ul",
}  # fmt: skip
CONTENT_GOES_TOO = {
    "script", "style", "title", "template", "noscript", "iframe", "object", "embed", "applet", "svg", "math", "select", "textarea",
    "noembed", "noframes", "xmp", "audio", "video", "canvas",
}  # fmt: skip
ATTRIBUTES = {
    "a": {"href"},
    "img": {"src", "alt", "width", "height"},
    "td": {"colspan", "rowspan"},
    "th": {"colspan", "rowspan"},
    "ol": {"start"},
}
_LINK = re.compile(
    r"(?:https?://[^\s\\/@:?#<>\"'][^\s\\<>\"']{0,2000}|mailto:[^\s\\<>\"']{3,400}|tel:[0-9+(). -]{3,30})", re.IGNORECASE
)
_CID = re.compile(r"cid:([^\s\"'<>]{1,250})", re.IGNORECASE)
_OPEN_OR_CLOSE = re.compile(r"<(/?)([a-zA-Z][a-zA-Z0-9]*)")
_VOID = {"br", "hr", "img", "input", "meta", "link", "area", "base", "col", "embed", "source", "wbr", "p", "li", "td", "tr", "option"}
_PICTURE = re.compile(r"<img\b[^>]*?\bsrc=\"cid:([^\"]{1,250})\"[^>]*>")


@dataclass(frozen=True)
class CleanHtml:
    """`remote_pictures` is how many pictures on other hosts were left out: each would have told its sender when it was read."""

    html: str
    remote_pictures: int = 0


def clean(source: str) -> CleanHtml:
    """
    Make HTML harmless. Never raises; linear in its length. What lies beyond 800,000 characters is left out; the text has it.

    Pictures inside the message stay as `src="cid:..."` until `with_pictures` gives them an address of ours. Nesting beyond
    200 levels, which no person writes, leaves only the words.
    """
    source = source[:MAX_HTML].replace("\0", "")
    if _is_too_deep(source):
        return CleanHtml("<p>" + html.escape(text_of(source)).replace("\n", "<br>") + "</p>")
    remote = 0

    def keep(tag: str, attribute: str, value: str) -> str | None:
        nonlocal remote
        if tag == "a":
            if attribute != "href":
                return value  # set below, not by the sender
            return value.strip() if _LINK.fullmatch(value.strip()) else None
        if attribute == "src":
            if _CID.fullmatch(value.strip()):
                return value.strip()
            remote += not value.strip().lower().startswith(("data:", "cid:"))
            return None
        if attribute == "alt":
            return value[:300]
        return value if value.isascii() and value.isdigit() and int(value[:6]) <= MAX_PIXELS else None

    cleaned = nh3.clean(
        source,
        tags=TAGS,
        clean_content_tags=CONTENT_GOES_TOO,
        attributes=ATTRIBUTES,
        attribute_filter=keep,
        url_schemes={"http", "https", "mailto", "tel", "cid"},
        url_relative="deny",
        link_rel="noopener noreferrer nofollow",
        set_tag_attribute_values={"a": {"target": "_blank"}},
    )
    return CleanHtml(cleaned.strip(), remote)


def clean_html(source: str) -> str:
    """The harmless HTML of `clean`, without the count."""
    return clean(source).html


def with_pictures(cleaned: str, addresses: Mapping[str, str]) -> str:
    """Give the pictures of a cleaned message our addresses, by Content-ID; a picture without one is left out."""

    def place(match: re.Match[str]) -> str:
        address = addresses.get(html.unescape(match.group(1)))
        return match.group().replace(f'src="cid:{match.group(1)}"', f'src="{html.escape(address)}"') if address else ""

    return _PICTURE.sub(place, cleaned)


def _is_too_deep(source: str) -> bool:
    depth = 0
    for match in _OPEN_OR_CLOSE.finditer(source):
        if match.group(2).lower() in _VOID:
            continue
        depth = max(0, depth - 1) if match.group(1) else depth + 1
        if depth > MAX_DEPTH:
            return True
    return False
