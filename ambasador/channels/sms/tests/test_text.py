import pytest

from ambasador.channels.sms.text import length_of, without_accents


@pytest.mark.parametrize(
    ("text", "segments", "left", "is_unicode"),
    [
        ("", 0, 160, False),
        ("a" * 160, 1, 0, False),
        ("a" * 161, 2, 145, False),
        ("a" * 306, 2, 0, False),
        ("a" * 307, 3, 152, False),
        ("€" * 80, 1, 0, False),  # each of them counts twice
        ("€" * 81, 2, 144, False),
        ("ł" * 70, 1, 0, True),
        ("ł" * 71, 2, 63, True),
        ("😀" * 35, 1, 0, True),  # each of them is two units
    ],
)
def test_a_text_is_counted_as_the_network_counts(text, segments, left, is_unicode):
    found = length_of(text)
    assert (found.segments, found.left, found.is_unicode) == (segments, left, is_unicode)


def test_polish_letters_become_plain_ones_and_the_text_shorter():
    text = "Zażółć gęślą jaźń – „dziękujemy”…"
    assert without_accents(text) == 'Zazolc gesla jazn - "dziekujemy"...'
    assert not length_of(without_accents(text)).is_unicode
