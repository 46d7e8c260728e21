import pytest

from ambasador.lib import phones


@pytest.mark.parametrize(
    ("written", "normal", "shown"),
    [
        ("600 123 456", "+48600123456", "600 123 456"),
        ("+48 600-123-456", "+48600123456", "600 123 456"),
        ("0048600123456", "+48600123456", "600 123 456"),
        ("(42) 600 10 20", "+48426001020", "42 600 10 20"),
        ("tel:+48426001020", "+48426001020", "42 600 10 20"),
        ("+49 30 901820", "+4930901820", "+49 30 901820"),
    ],
)
def test_any_spelling_is_one_number(written, normal, shown):
    assert phones.normalise(written) == normal
    assert phones.shown(normal) == shown


@pytest.mark.parametrize("written", ["", "12", "ewa@poczta.example", "600 ABC 456", "123456789012345678901234567890", "zadzwoń 600", "00"])
def test_what_is_no_number(written):
    assert phones.normalise(written) is None
    assert phones.shown(written) == written
