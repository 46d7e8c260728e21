"""Why the directory says no."""

from django.utils.translation import gettext_lazy as _

from ambasador.lib.refusal import Refused


class NameMissing(Refused):
    """A thing without a name could not be found again."""

    code = "name_missing"
    sentence = _("Write a name.")


class NameTaken(Refused):
    """Another one already has this name or code."""

    code = "name_taken"
    sentence = _("“%(name)s” is already taken. Choose another name.")


class UnknownTimeZone(Refused):
    """The time zone is not in the IANA database."""

    code = "unknown_time_zone"
    sentence = _("There is no time zone “%(zone)s”. Write it like Europe/Warsaw.")


class UnknownCountry(Refused):
    """No list of public holidays is known for the country."""

    code = "unknown_country"
    sentence = _("The public holidays of “%(country)s” are not known. Write two letters of the country, like PL, or leave it empty.")


class HoursOverlap(Refused):
    """Two openings of one day run into each other."""

    code = "hours_overlap"
    sentence = _("Two openings on one day overlap. Leave a break between them or join them.")


class NoSuchWeekday(Refused):
    """A weekday is 0 (Monday) to 6."""

    code = "no_such_weekday"
    sentence = _("A week has seven days, Monday is 0 and Sunday is 6.")


class EscalatesInCircle(Refused):
    """Following the escalation line from a unit would lead back to it."""

    code = "escalates_in_circle"
    sentence = _("The escalation would come back to “%(name)s”. Choose a unit higher up.")


class AddressMissing(Refused):
    """A unit that works by e-mail must have an address."""

    code = "address_missing"
    sentence = _("A unit that works by e-mail needs an e-mail address.")


class AddressTaken(Refused):
    """Another active unit, or person of the unit, has this address."""

    code = "address_taken"
    sentence = _("The address %(address)s already belongs to somebody else in the directory.")


class OfAnotherUnit(Refused):
    """The head and the providing person must be active people of the unit itself."""

    code = "of_another_unit"
    sentence = _("%(name)s is not an active person of this unit.")


class AccountTaken(Refused):
    """An account belongs to one person."""

    code = "account_taken"
    sentence = _("This account already belongs to another person.")


class StillHead(Refused):
    """The head of a unit cannot leave it before another head is named."""

    code = "still_head"
    sentence = _("%(name)s heads the unit. Name another head first.")


class AbsencesOverlap(Refused):
    """Two absences of one person would share a day."""

    code = "absences_overlap"
    sentence = _("%(name)s is already noted as absent on some of these days.")


class AbsenceEndsBeforeItStarts(Refused):
    """The last day lies before the first."""

    code = "absence_ends_before_it_starts"
    sentence = _("The last day of the absence is before its first day.")


class OwnDeputy(Refused):
    """Nobody stands in for themselves."""

    code = "own_deputy"
    sentence = _("Nobody can stand in for themselves. Choose somebody else.")


class ProvidedTwice(Refused):
    """The same unit or person stands twice in the list of providers."""

    code = "provided_twice"
    sentence = _("The same unit or person is named twice.")


class StandardTakesNoTime(Refused):
    """A standard duration is at least a minute."""

    code = "standard_takes_no_time"
    sentence = _("The standard duration must be at least one minute.")
