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
