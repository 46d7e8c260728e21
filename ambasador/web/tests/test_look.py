"""The look keeps its rules: contrast of every token pair, no inline styles or scripts, no ids in style sheets, every icon exists."""

import re
from pathlib import Path

import pytest

WEB = Path(__file__).resolve().parent.parent
STATIC = WEB / "static" / "web"
TEMPLATES = sorted([*WEB.rglob("templates/**/*.html"), *WEB.parent.glob("portal/templates/**/*.html")])
TONES = ["act", "ok", "risk", "bad", "wait", "note", "dept"]
TEXT, SHAPE = 4.5, 3.0


def pairs():
    yield from ((ink, on, TEXT) for ink in ("ink", "ink-2", "ink-3") for on in ("surface", "paper", "sunken"))
    yield from ((ink, f"{tone}-bg", TEXT) for tone in TONES for ink in ("ink", "ink-2"))
    yield from ((tone, on, TEXT) for tone in TONES for on in ("surface", "paper", f"{tone}-bg"))
    yield from ((tone, "act-bg", TEXT) for tone in ("ok", "risk", "bad", "wait"))  # states inside a selected row
    yield from ((f"{tone}-solid", on, SHAPE) for tone in TONES for on in ("surface", "paper"))
    yield from (("line-2", on, SHAPE) for on in ("surface", "paper"))
    yield from (("on-solid", button, TEXT) for button in ("act-solid", "btn-note", "btn-dept"))
    yield from (("ink", f"h{step}", TEXT) for step in range(4))
    yield from [("h-ink-4", "h4", TEXT), ("h-ink-5", "h5", TEXT)]


def tokens():
    css = (STATIC / "ambasador.css").read_text(encoding="utf-8")
    found = re.findall(r"--([\w-]+): light-dark\((#[0-9a-f]{6}), (#[0-9a-f]{6})\)", css)
    return {name: both for name, *both in reversed(found)}  # the first definition wins; later ones are for prefers-contrast


def luminance(colour):
    parts = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    red, green, blue = (part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4 for part in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def contrast(one, other):
    """WCAG 2.2, "contrast ratio"."""
    high, low = sorted((luminance(one), luminance(other)), reverse=True)
    return (high + 0.05) / (low + 0.05)


def test_contrast_of_black_and_white():
    assert contrast("#000000", "#ffffff") == pytest.approx(21)


@pytest.mark.parametrize("theme", [0, 1], ids=["light", "dark"])
def test_every_pair_of_tokens_is_readable(theme):
    known = tokens()
    low = {
        f"{front} on {back}": round(ratio, 2)
        for front, back, least in pairs()
        if (ratio := contrast(known[front][theme], known[back][theme])) < least
    }
    assert low == {}


def test_own_rules_use_layers_and_tokens_only():
    css = re.sub(r"/\*.*?\*/", "", (STATIC / "own.css").read_text(encoding="utf-8"), flags=re.DOTALL)
    assert "!important" not in css
    assert not re.search(r"#[0-9a-fA-F]{3,8}\b", css), "a colour of its own, or an id"
    assert re.sub(r"@layer (parts|ticket) \{.*?\n\}", "", css, flags=re.DOTALL).strip() == "", "a rule outside the layers"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: "/".join(path.parts[-3:]))
def test_templates_have_nothing_inline(path):
    html = path.read_text(encoding="utf-8")
    assert not re.search(r"<style|\sstyle=|\son[a-z]+=|javascript:|<script(?![^>]*src)", html)
    assert not re.search(r"https?://", html.replace("http://www.w3.org/", "")), "something from elsewhere"


def test_every_icon_named_in_a_template_or_view_exists():
    sprite = set(re.findall(r'<symbol id="([\w-]+)"', (STATIC / "icons.svg").read_text(encoding="utf-8")))
    named = {name for path in TEMPLATES for name in re.findall(r'{% icon "([\w-]+)"', path.read_text(encoding="utf-8"))}
    assert named
    assert named - sprite == set()


def test_ids_in_templates_are_written_once():
    written = {path: re.findall(r'\sid="([\w-]+)"', path.read_text(encoding="utf-8")) for path in TEMPLATES}
    assert "confirm-dialog" in {name for ids in written.values() for name in ids}
    assert [path.name for path, ids in written.items() if len(ids) != len(set(ids))] == []
