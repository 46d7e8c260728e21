"""The five checked rules. Each check is also shown failing on a planted violation."""

import ast

import pytest
from django.apps import apps
from django.db.models import ForeignKey

from tests.architecture.code import calls_in, functions_of, is_verb_module, sources, unguarded_objects, writes_in

LAYER = {
    "lib": 0, "journal": 1, "accounts": 2, "search": 3, "customers": 4, "directory": 4, "channels": 5, "procedures": 6, "outreach": 6, "tickets": 7,
    "promises": 8, "conversations": 9, "web": 14, "portal": 14, "cli": 14,
}  # fmt: skip
# the outbox is the one entrance of `channels` for what leaves; its event is the caller's
WRITES_ELSEWHERE = {"channels/outbox.py"}
INTERFACES = ("web/", "portal/", "api/")
# verbs whose event belongs to the verb that calls them, or that write no state of the domain
WITHOUT_EVENT = {
    "keep_file", "keep_files", "tell_screens", "wake", "react_to", "react_at_once", "record", "index", "index_all", "store_risk", "claim_message",
    "end_dead_claim", "claim_webhook", "knock", "sweep_knocks",
}  # fmt: skip


def foreign_keys_upward(models):
    """Foreign keys that point from a lower layer to a higher one, or sideways: the linter cannot see those given as text."""
    wrong = []
    for model in models:
        own = model._meta.app_label
        if own not in LAYER:
            continue
        for field in model._meta.get_fields():
            if isinstance(field, ForeignKey):
                target = field.related_model._meta.app_label
                if target in LAYER and target != own and LAYER[target] >= LAYER[own]:
                    wrong.append(f"{model.__name__}.{field.name} -> {target}")
    return wrong


def test_foreign_keys_point_downward():
    assert foreign_keys_upward(apps.get_models()) == []


def test_an_upward_foreign_key_is_found():
    class Field(ForeignKey):
        def __init__(self):
            self.name, self.remote_field = "ticket", None

        related_model = apps.get_model("tickets", "Ticket")

    class Meta:
        app_label = "accounts"

        @staticmethod
        def get_fields():
            return [Field()]

    class Planted:
        _meta = Meta

    assert foreign_keys_upward([Planted]) == ["Planted.ticket -> tickets"]


def test_every_app_has_its_layer():
    ours = {config.label for config in apps.get_app_configs() if config.name.startswith("ambasador.")}
    assert ours <= set(LAYER)


def test_rows_are_written_in_verbs_only():
    wrong = [
        f"{source.path}:{line} {call}"
        for source in sources()
        if not is_verb_module(source.path) and not source.path.startswith("journal/") and source.path not in WRITES_ELSEWHERE
        for line, call in writes_in(source.tree)
    ]
    assert wrong == []


@pytest.mark.parametrize("line", ["ticket.save()", "Ticket.objects.create(x=1)", "qs = Ticket.objects.filter(a=1).update(b=2)", "step.thread.create()"])
def test_a_write_elsewhere_is_found(line):
    assert writes_in(ast.parse(line))


@pytest.mark.parametrize("line", ["seen.update(other)", "request.session.save()", "form.save()"])
def test_what_writes_no_row_is_left_alone(line):
    assert writes_in(ast.parse(line)) == []


def test_interfaces_go_through_the_one_door():
    wrong = [
        f"{source.path}:{line} {expression}"
        for source in sources()
        if source.path.startswith(INTERFACES)
        for line, expression in unguarded_objects(source.tree)
    ]
    assert wrong == []


def test_a_way_around_the_door_is_found():
    assert unguarded_objects(ast.parse("Ticket.objects.get(number=1)"))
    assert unguarded_objects(ast.parse("get_visible(Ticket.objects, by, number=1)")) == []
    assert unguarded_objects(ast.parse("visible(Ticket.objects.filter(a=1), by)")) == []
    assert unguarded_objects(ast.parse("def f(by):\n    found = Ticket.objects.filter(a=1)\n    return visible(found, by)")) == []
    assert unguarded_objects(ast.parse("def f(by):\n    found = Ticket.objects.filter(a=1)\n    return visible(found, by), found.first()"))


def silent_writers(modules):
    """Public verbs that write rows, themselves or through what they call in the verbs of any app, and record no event on the way."""
    graph = {}
    writers = set()
    for _path, tree in modules:
        for name, function in functions_of(tree).items():
            graph[name] = graph.get(name, set()) | calls_in(function)
            if writes_in(ast.Module(body=[function], type_ignores=[])):
                writers.add(name)

    def reaches(name, goal, seen):
        if goal(name):
            return True
        seen.add(name)
        return any(reaches(called, goal, seen) for called in graph.get(name, ()) if called not in seen)

    return sorted(
        name
        for name in graph
        if not name.startswith("_")
        and name not in WITHOUT_EVENT
        and reaches(name, lambda one: one in writers, set())
        and not reaches(name, lambda one: one == "record", set())
    )


PARTS_OF_VERBS = {
    "save_step", "start_step", "begin_ready_steps", "settle", "attach", "tie", "remember_references", "settle_sent", "close_task_links",
    "deviate", "remember_draft", "draft_of", "ask_scanner", "mark_scanned", "keep", "keep_stream",
}  # fmt: skip


def test_every_change_has_its_event():
    found = silent_writers([(source.path, source.tree) for source in sources() if is_verb_module(source.path)])
    assert set(found) - PARTS_OF_VERBS == set()


def test_a_silent_change_is_found():
    planted = "def rename_ticket(ticket, *, by):\n    ticket.save()\n"
    honest = "def change_ticket(ticket, *, by):\n    ticket.save()\n    record(1, by=by)\n"
    assert silent_writers([("tickets/verbs.py", ast.parse(planted + honest))]) == ["rename_ticket"]
