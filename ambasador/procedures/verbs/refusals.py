from django.utils.translation import gettext_lazy as _

from ambasador.lib.refusal import Refused


class ClosesUnasked(Refused):
    """A ticket is not closed on a customer who was never reminded."""

    code = "closes_unasked"
    sentence = _("Before a ticket closes by itself the customer must be reminded at least once.")


class NotADraft(Refused):
    """Only drafts change; a version in force is copied into a draft first."""

    code = "not_a_draft"
    sentence = _("This version is in force and does not change. Begin a new version.")


class StepsInALoop(Refused):
    """Some steps wait for one another in a circle."""

    code = "steps_in_a_loop"
    sentence = _("These steps wait for one another in a circle: %(keys)s.")


class NothingToUndo(Refused):
    """Nothing was changed in the draft since it was begun."""

    code = "nothing_to_undo"
    sentence = _("Nothing is left to undo in this draft.")


class NothingToPublish(Refused):
    """A version without steps, or whose last step nobody performs, cannot be in force."""

    code = "nothing_to_publish"
    sentence = _("A procedure needs at least one step before it comes into force.")


class PerformerMissing(Refused):
    """A step names neither a department or partner nor a competence that somebody provides."""

    code = "performer_missing"
    sentence = _("The step “%(name)s” has nobody to perform it. Choose a department, a partner or a competence that somebody has.")


class ConditionWrong(Refused):
    """A condition cannot be read, or asks about what is not there; `reason` is a whole sentence."""

    code = "condition_wrong"
    sentence = _("The condition of the step “%(step)s” is wrong. %(reason)s")


class UnknownField(Refused):
    """A step or the closing needs a field that the version does not have."""

    code = "unknown_field"
    sentence = _("There is no such field in this version: %(key)s.")


class ApprovalMisplaced(Refused):
    """Consent is asked of the owner, the customer or the program, or about what is no amount that the competence's limits could speak of."""

    code = "approval_misplaced"
    sentence = _("“%(step)s” asks for consent: choose a department or a partner, and a competence when it is about an amount.")


class ActionUnfit(Refused):
    """What the program is to do by itself cannot be meant so; `reason` is a whole sentence."""

    code = "action_unfit"
    sentence = _("The step “%(step)s” of the program: %(reason)s")


class FieldInUse(Refused):
    """A field cannot be taken out, or become another kind, while something asks for it."""

    code = "field_in_use"
    sentence = _("The field “%(name)s” is needed by: %(steps)s. Change that first.")


class FieldWrong(Refused):
    """A choice without options, options without a choice, or a key that conditions could not read."""

    code = "field_wrong"
    sentence = _("A choice needs at least one option, and only a choice has options.")


class FileWrong(Refused):
    """A file of a version that cannot be used; `reason` is a whole sentence."""

    code = "file_wrong"
    sentence = _("Line %(line)s: %(reason)s")


class KeyTaken(Refused):
    code = "key_taken"
    sentence = _("The key “%(key)s” is taken, or a word of the conditions’ language. Choose another one.")
