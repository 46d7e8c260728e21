"""What of a message's HTML may be shown. No database."""

import pytest

from ambasador.channels.email.html import clean, clean_html, with_pictures

HARMFUL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    '<a href="javascript:alert(1)">x</a>',
    '<a href=" java\tscript:alert(1)">x</a>',
    '<div style="position:fixed;top:0">x</div>',
    "<style>*{}</style>",
    "<iframe src=//x></iframe>",
    "<svg onload=alert(1)>",
    "<math><mi xlink:href=x>",
    '<form action="https://x"><input name=password></form>',
    '<button formaction="javascript:1">x</button>',
    '<div hx-get="/x" hx-trigger="load">x</div>',
    '<div x-data="{}" data-live="ticket:1">x</div>',
    '<a href="data:text/html,x">x</a>',
    '<a href="//evil.example">x</a>',
    '<a href="\\\\evil\\x">x</a>',
    '<img src="https://track.example/p.gif">',
    '<img srcset="https://x 1x">',
    '<td background="https://x">',
    '<link rel=stylesheet href="https://x">',
    '<meta http-equiv=refresh content="0;url=https://x">',
    '<base href="https://x/">',
    '<object data="x"></object>',
    "<embed src=x>",
    '<video src="https://x">',
    '<a href="vbscript:x">x</a>',
    '<img src="data:image/svg+xml,<svg onload=1>">',
    '<p class="act" id="composer">x</p>',
    "<!--[if IE]><script>1</script><![endif]-->",
    "<template><script>1</script></template>",
    '<a href="https:\\\\evil">x</a>',
    '<div aria-live="x" role="alert" tabindex=0>x</div>',
    "<textarea><script>",
    '<a href="file:///etc/passwd">x</a>',
    '<a target=_self ping="https://x" href="https://ok.pl">x</a>',
    '<img src="cid:x" usemap="#m" longdesc="https://x">',
]
FORBIDDEN = [
    "<script",
    "onerror",
    "onload",
    "javascript:",
    "style",
    "<iframe",
    "<svg",
    "<math",
    "<form",
    "<input",
    "hx-",
    "x-data",
    "data-",
    "data:",
    "evil",
    "track",
    "srcset",
    "background",
    "<link",
    "<meta",
    "<base",
    "<object",
    "<embed",
    "<video",
    "vbscript",
    "class=",
    'id="composer',
    "formaction",
    "role=",
    "aria-",
    "tabindex",
    "file:",
    "ping=",
    "usemap",
    "longdesc",
    "<template",
    "<textarea",
    "<!--",
]


@pytest.mark.parametrize("fragment", HARMFUL)
def test_harmful_html_is_made_harmless(fragment):
    cleaned = clean_html(f"<p>przed</p>{fragment}<p>po</p>").lower()
    assert [word for word in FORBIDDEN if word in cleaned] == []
    assert "przed" in cleaned


def test_harmless_html_is_kept_and_links_lead_safely_away():
    cleaned = clean_html(
        '<p>Ala <b>ma</b> <a href="https://kot.pl/?a=1&b=2" title=x>kota</a></p><table><tr><td colspan=2>1</td></tr></table>'
    )
    assert "<b>ma</b>" in cleaned
    assert '<td colspan="2">1</td>' in cleaned
    assert 'href="https://kot.pl/?a=1&amp;b=2"' in cleaned
    assert 'rel="noopener noreferrer nofollow"' in cleaned
    assert 'target="_blank"' in cleaned


def test_pictures_elsewhere_are_counted_and_those_inside_get_our_address():
    cleaned = clean(
        '<img src="https://x/1.gif"><img src="HTTP://x/2.gif"><img src="cid:a&amp;b@x" width=10 height=99999><img src="cid:other">'
    )
    assert cleaned.remote_pictures == 2
    shown = with_pictures(cleaned.html, {"a&b@x": '/files/1/?"'})
    assert 'src="/files/1/?&quot;"' in shown
    assert "cid:" not in shown
    assert "99999" not in shown
