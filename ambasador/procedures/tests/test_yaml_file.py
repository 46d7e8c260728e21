"""Procedures as files: what is written is read back the same, and what is wrong is told with its line. [P1]"""

import pytest

from ambasador.journal.actors import SYSTEM
from ambasador.procedures import yaml_file
from ambasador.procedures.document import described
from ambasador.procedures.models import Procedure
from ambasador.procedures.telling import FILE
from ambasador.procedures.verbs import FileWrong, UnknownField, add_field, begin_draft, change_step, change_version, load_version, read_file

pytestmark = pytest.mark.req("P1")
HEAD = "format: 1\ncode: zwrot\nname: Zwrot\n"


def text_of(version):
    of = version.procedure
    return yaml_file.written(described(version), code=of.code, name=of.name, name_en=of.name_en, keywords=of.keywords, number=version.number)


@pytest.fixture
def rich(company):
    """A draft of the complaint with data, a condition and settings of its own."""
    draft = begin_draft(company.complaint.procedure, by=SYSTEM)
    add_field(draft, key="kwota", name="Kwota: „cena”", name_en="Amount", kind="money", question="Ile kosztowała?\nZ dowozem?", question_en="How much?", by=SYSTEM)
    add_field(draft, key="wada", name="Wada", name_en="Fault", kind="choice", options=[{"code": "leak", "pl": "Cieknie", "en": "Leaks"}], by=SYSTEM)
    step = draft.steps.get(key="ogledziny")
    change_step(step, condition="kwota > 500", needs=["kwota"], gives=["wada"], remind_before=120, by=SYSTEM)
    return change_version(draft, closing_needs=["wada"], reopens_days=14, tells_handover=False, by=SYSTEM)


@pytest.mark.django_db
def test_what_is_written_is_read_back_the_same(rich):
    before, text = described(rich), text_of(rich)
    assert yaml_file.read(text).document == before
    draft = load_version(read_file(text), by=SYSTEM)
    assert draft == rich
    assert described(draft) == before
    assert text_of(draft) == text


@pytest.mark.django_db
def test_a_file_makes_the_procedure_that_is_not_there(rich):
    text = text_of(rich).replace("code: reklamacja", "code: reklamacja-agd")
    draft = load_version(read_file(text), by=SYSTEM)
    assert draft.procedure.code == "reklamacja-agd"
    assert draft.procedure.name == "Reklamacja po montażu"
    assert described(draft).steps == described(rich).steps


@pytest.mark.django_db
def test_a_file_that_is_refused_changes_nothing(rich):
    before = text_of(rich)
    with pytest.raises(UnknownField):
        load_version(read_file(before.replace("- wada\n", "- barwa\n")), by=SYSTEM)
    assert text_of(rich) == before
    assert Procedure.objects.count() == 2


@pytest.mark.django_db
@pytest.mark.parametrize(("old", "new", "reason"), [("unit: reklamacje", "unit: nikt", "no_unit"), ("- ogledziny\n", "- nic\n", "no_step")])
def test_a_place_or_step_that_is_not_there_is_told_with_the_line_of_its_step(rich, old, new, reason):
    text = text_of(rich).replace(old, new)
    with pytest.raises(FileWrong) as told:
        load_version(read_file(text), by=SYSTEM)
    line = int(str(told.value).split()[1].rstrip(":"))
    assert text.splitlines()[line - 1].startswith("- key:")
    assert str(FILE[reason]).split("%")[0] in str(told.value)


@pytest.mark.parametrize(
    ("text", "line", "code"),
    [
        ("", 1, "missing"),
        ("format: 2\ncode: a\nname: b\n", 1, "format"),
        ("format: 1\nname: b\n", 1, "missing"),
        (HEAD + "barwa: 1\n", 4, "unknown"),
        (HEAD + "name: Inna\n", 4, "twice"),
        (HEAD + "steps:\n- key: a\n- key: a\n", 6, "twice"),
        (HEAD + "steps:\n- name: bez klucza\n", 5, "missing"),
        (HEAD + "steps:\n- key: a\n  standard_minutes: dużo\n", 6, "not_a_number"),
        (HEAD + "steps:\n- key: a\n  standard_minutes: -5\n", 6, "not_a_number"),
        (HEAD + "steps:\n- key: a\n  is_optional: może\n", 6, "not_yes_no"),
        (HEAD + "steps:\n- key: a\n  after: b\n", 6, "not_a_list"),
        (HEAD + "steps:\n- key: a\n  name: [b]\n", 6, "not_a_text"),
        (HEAD + "steps:\n- a\n", 5, "not_a_mapping"),
        (HEAD + "steps: {}\n", 4, "not_a_list"),
        (HEAD + "settings:\n  note: &a x\n", 5, "refers"),
        (HEAD + "settings:\n  note: !!python/object/apply:os.system [ls]\n", 5, "refers"),
        (HEAD + "settings: [\n", 5, "not_yaml"),
        (HEAD + "data: " + "[" * 40 + "]" * 40, 4, "too_deep"),
        (HEAD + "steps:\n" + "- key: a\n" * 301, 5, "too_many"),
        ("x" * 200_001, 1, "too_long"),
        ("\tname: a", 1, "not_yaml"),
    ],
)
def test_what_is_wrong_is_told_with_its_line(text, line, code):
    with pytest.raises(yaml_file.WrongFile) as told:
        yaml_file.read(text)
    assert (told.value.line, told.value.code) == (line, code)
    assert FILE[code]


def test_people_leave_out_quotation_marks_and_the_usual():
    file = yaml_file.read("format: 1\ncode: 2026\nname: 12.5\nsteps:\n- key: 1\n  name: 2026-11-25\n  unit: ~\n  standard_minutes: 30\n")
    assert (file.code, file.name, file.name_en) == ("2026", "12.5", "12.5")
    [step] = file.document.steps
    assert (step["key"], step["name"], step["unit"], step["standard_minutes"], step["after"]) == ("1", "2026-11-25", None, 30, [])
    assert file.document.settings["customer_reminders"] == 2
