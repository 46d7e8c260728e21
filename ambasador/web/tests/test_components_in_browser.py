"""The page of components, in Chromium: clean in both themes, at the desk and on a phone; behaviours that need a browser."""

import pytest

pytestmark = [pytest.mark.e2e, pytest.mark.django_db(transaction=True)]


@pytest.mark.parametrize(("size", "theme"), [("desk", "light"), ("desk", "dark"), ("phone", "light"), ("phone", "dark")])
def test_components_are_clean(visit, anna, size, theme):
    visitor = visit(anna, size=size, theme=theme)
    visitor.open("/components/")
    visitor.page.evaluate("document.querySelectorAll('details').forEach((each) => { each.open = true })")
    visitor.shot(f"components-{size}-{theme}", is_full=True)
    visitor.expect_clean()


def test_what_is_not_clean_is_found(visit, anna):
    """The three things that every test of a screen looks for, each put on a clean page."""
    visitor = visit(anna)
    visitor.open("/components/")
    visitor.page.evaluate("document.querySelector('main').insertAdjacentHTML('beforeend', '<img src=\"/static/web/mark.svg\">')")
    assert [fault.split(":")[0] for fault in visitor.axe()] == ["image-alt"]
    visitor.page.evaluate("document.body.style.width = '3000px'")
    assert visitor.overflow() > 0
    visitor.page.evaluate("console.error('something is wrong')")
    assert "something is wrong" in visitor.complaints[0]
