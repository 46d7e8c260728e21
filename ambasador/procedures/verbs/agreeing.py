"""Whether what the steps of a version ask for agrees with the fields it has. Part of the verbs that change a draft."""

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.utils.translation import gettext as _

from ambasador.directory.models import Competence, Unit
from ambasador.procedures import actions, fields
from ambasador.procedures.conditions import ConditionError, check, parse
from ambasador.procedures.models import Performer, ProcedureStep, ProcedureVersion
from ambasador.procedures.telling import action_says, error_says
from ambasador.procedures.verbs.refusals import ActionUnfit, ApprovalMisplaced, ConditionWrong, UnknownField


def require_agreement(version: ProcedureVersion, steps: Sequence[ProcedureStep] | None = None) -> None:
    """Every condition is sound and every needed field is there; two queries at most. Raises ConditionWrong, UnknownField, ApprovalMisplaced."""
    own = {field.key: field.described for field in version.fields.all()}
    names = fields.nameable(own.values())
    for step in version.steps.all() if steps is None else steps:
        _require_place_of_approval(step, own)
        unknown = next((key for key in [*step.needs, *step.gives] if key not in own), None)
        if unknown is not None:
            raise UnknownField(key=unknown)
        try:
            check(parse(step.condition), names)
        except ConditionError as error:
            raise ConditionWrong(step=step.name, reason=error_says(error)) from None
    unknown = next((key for key in version.closing_needs if key not in own), None)
    if unknown is not None:
        raise UnknownField(key=unknown)


def _require_place_of_approval(step: ProcedureStep, own: Mapping[str, fields.Field]) -> None:
    """Somebody else consents, and about an amount only where limits are known: with a competence. Raises ApprovalMisplaced."""
    if not step.is_approval:
        return
    amount = own.get(step.amount_field)
    is_about_money = amount is not None and amount.kind in (fields.MONEY, fields.NUMBER) and step.competence_id is not None
    if step.performer not in (Performer.DEPARTMENT, Performer.PARTNER) or (step.amount_field and not is_about_money):
        raise ApprovalMisplaced(step=step.name)


def tidy_action(step: ProcedureStep) -> None:
    """Keep the settings of an action as they are meant, and let the step need the data that they name. Three queries. Raises ActionUnfit."""
    own = {field.key: field.described for field in step.version.fields.all()}
    around = actions.Around(
        fields=own, names=fields.nameable(own.values()), units=dict(Unit.objects.values_list("code", "kind")),
        competences=set(Competence.objects.values_list("code", flat=True)), allows_http=settings.WEBHOOKS_MAY_USE_HTTP,
    )  # fmt: skip
    try:
        step.action_settings = actions.cleaned(step.action, step.action_settings, around=around)
    except actions.ActionWrong as error:
        raise ActionUnfit(step=step.name, reason=action_says(error)) from None
    step.needs = list(dict.fromkeys([*step.needs, *actions.needed_by(step.action, step.action_settings, own)]))


def require_actions(steps: Sequence[ProcedureStep]) -> None:
    """Everything the program is to do has been said. Raises ActionUnfit."""
    unsaid = next((step for step in steps if step.action in actions.NEEDS_SETTINGS and not step.action_settings), None)
    if unsaid is not None:
        raise ActionUnfit(step=unsaid.name, reason=action_says(actions.ActionWrong("nothing_said")))


def users_of(version: ProcedureVersion, key: str) -> list[str]:
    """The names of the steps that ask for a field in their condition, needs or gives, and the closing if it does."""
    found = [step.name for step in version.steps.all() if key in (*step.needs, *step.gives) or key in step.asks_about or step.action_settings.get("key") == key]
    return [*found, _("closing of the ticket")] if key in version.closing_needs else found
