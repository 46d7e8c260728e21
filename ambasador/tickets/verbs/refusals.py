from django.utils.translation import gettext_lazy as _

from ambasador.lib.refusal import Conflict, Refused


class OtherProcedure(Refused):
    """A running ticket goes on by a version of its own procedure that is or was in force."""

    code = "other_procedure"
    sentence = _("This is no version of the ticket’s procedure that is or was in force.")


class TicketIsClosed(Refused):
    """The verb needs an open ticket."""

    code = "ticket_is_closed"
    sentence = _("This case is closed. Open it again first.")


class TicketIsOpen(Refused):
    """The verb needs a closed ticket."""

    code = "ticket_is_open"
    sentence = _("This case is open already.")


class StepNotActive(Refused):
    """The step is not in work: still ahead, over, or at somebody else's."""

    code = "step_not_active"
    sentence = _("This task is not open any more. Nothing was changed.")


class NowhereToMove(Refused):
    """No step ahead stands on that side."""

    code = "nowhere_to_move"
    sentence = _("There is no step ahead to change places with.")


class NoSuchHabit(Refused):
    """The deviation is not repeated often enough, or not any more."""

    code = "no_such_habit"
    sentence = _("This deviation is not repeated often enough any more. Nothing was changed.")


class AlreadyAnswered(Conflict):
    """Somebody answered the task before."""

    code = "already_answered"
    sentence = _("Somebody answered this task before you. Your text was not sent; you can still copy it.")


class NoReasonGiven(Refused):
    code = "no_reason"
    sentence = _("Write one sentence with the reason.")


class NothingAsked(Refused):
    code = "nothing_asked"
    sentence = _("Write what you ask about. One question that can be decided.")


class NoAnswerGiven(Refused):
    code = "no_answer"
    sentence = _("Choose an answer or write one sentence. Without it the owner cannot answer the customer.")


class UnknownAnswer(Refused):
    """The answer code is none of the step's options."""

    code = "unknown_answer"
    sentence = _("Choose one of the listed answers.")


class HandoverDecided(Refused):
    """The hand-over was accepted, declined or withdrawn before."""

    code = "handover_decided"
    sentence = _("This hand-over has been decided already.")


class NotAPersonOfTheCentre(Refused):
    code = "not_of_the_centre"
    sentence = _("Only an active person of the contact centre can look after a case.")


class IsLeaving(Refused):
    """Somebody who is about to leave becomes the owner of nothing more."""

    code = "is_leaving"
    sentence = _("%(name)s is about to leave and gets no more tickets. Choose somebody else.")


class TooLateToUndo(Refused):
    """The closing was undone for ten minutes at most."""

    code = "too_late_to_undo"
    sentence = _("The ten minutes in which the closing can be undone are over. Open the ticket again instead.")


class OwnerHasLeft(Refused):
    """A closed ticket does not come back to somebody who has left."""

    code = "owner_has_left"
    sentence = _("The owner of this ticket has left. Open a new ticket that follows it.")


class ClosedForGood(Refused):
    """The time in which the customer's reply opens the case again is over."""

    code = "closed_for_good"
    sentence = _("This case was closed some time ago. A new one follows it.")


class DateNotAhead(Refused):
    code = "date_not_ahead"
    sentence = _("Choose a moment in the future.")


class NotRepeatable(Refused):
    code = "not_repeatable"
    sentence = _("The procedure does not let this step be repeated. Add a step instead.")


class OwnRequest(Refused):
    """Who asks for consent does not give it."""

    code = "own_request"
    sentence = _("Consent is given by somebody else than who asks for it.")


class AboveLimit(Refused):
    """The amount is above what this person decides alone."""

    code = "above_limit"
    sentence = _("This amount is above what you decide alone. Leave the decision to whoever has a higher limit.")


class NoDecision(Refused):
    """An answer to an approval says neither yes nor no."""

    code = "no_decision"
    sentence = _("Choose: consent or refusal.")


class UnknownData(Refused):
    """The ticket's procedure has no such field."""

    code = "unknown_data"
    sentence = _("The procedure of this ticket has no field “%(key)s”.")


class DataWrong(Refused):
    """A value does not fit its field."""

    code = "data_wrong"
    sentence = _("%(name)s: %(reason)s")


class DataMissing(Refused):
    """Something must be known before this may end."""

    code = "data_missing"
    sentence = _("This must be known first: %(names)s.")
