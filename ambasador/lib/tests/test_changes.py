import pytest

from ambasador.lib.changes import differences


class Thing:
    firm_id: int | None = None  # a row of another table is told by its id
    name = "Ala"
    size = 3


class Firm:
    pk = 7


def test_only_what_differs_counts():
    assert differences(Thing(), {"name": " Ala ", "size": 4}, allowed={"name", "size"}) == {"size": 4}


def test_rows_are_told_by_id():
    assert differences(Thing(), {"firm": Firm()}, allowed={"firm"}) == {"firm_id": 7}
    assert differences(Thing(), {"firm": None}, allowed={"firm"}) == {}


def test_a_misspelt_field_does_not_pass():
    with pytest.raises(TypeError, match="nmae"):
        differences(Thing(), {"nmae": "Ola"}, allowed={"name"})
