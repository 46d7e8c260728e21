"""What is wrong with a condition or a value, in sentences for the person who wrote it."""

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from ambasador.procedures.actions import ActionWrong
from ambasador.procedures.conditions import LONGEST, ConditionError
from ambasador.procedures.fields import NoSuchValue

CONDITION = {
    "too_long": gettext_lazy("A condition has at most %(longest)s characters."),
    "too_deep": gettext_lazy("There are too many brackets within brackets."),
    "unknown_sign": gettext_lazy("The sign %(word)s means nothing here (character %(at)s)."),
    "open_text": gettext_lazy("A quotation mark is missing at the end of %(word)s."),
    "bad_number": gettext_lazy("“%(word)s” is neither a number nor a day like 2026-11-25 (character %(at)s)."),
    "expected_value": gettext_lazy("A value is missing at character %(at)s: a number, a day, yes or no, or a text in quotation marks."),
    "expected_end": gettext_lazy("“%(word)s” does not belong here (character %(at)s). Write “and” or “or” between two comparisons."),
    "expected_bracket": gettext_lazy("The bracket %(word)s is missing at character %(at)s."),
    "expected_comparison": gettext_lazy("The name of a field is expected instead of “%(word)s” (character %(at)s)."),
    "unknown_name": gettext_lazy("There is no field “%(word)s”."),
    "wrong_kind": gettext_lazy("“%(word)s” cannot be compared like this: the kinds differ (character %(at)s)."),
    "unknown_option": gettext_lazy("“%(word)s” is none of the options."),
}
VALUE = {
    "not_a_text": gettext_lazy("Write a value."),
    "too_long": gettext_lazy("This is too long."),
    "not_a_number": gettext_lazy("Write a number, for example 1200,50."),
    "too_large": gettext_lazy("This number is too large."),
    "not_a_day": gettext_lazy("Write a day, for example 2026-11-25."),
    "not_an_option": gettext_lazy("Choose one of the listed options."),
    "not_yes_or_no": gettext_lazy("Choose yes or no."),
}

ACTION = {
    "nothing_said": gettext_lazy("It has not been said what exactly it does."),
    "unknown_setting": gettext_lazy("It has no setting “%(word)s”."),
    "text_missing": gettext_lazy("Write the text."),
    "subject_missing": gettext_lazy("Write the subject."),
    "unknown_name": gettext_lazy("There is no field “%(word)s” to put into the text."),
    "unknown_field": gettext_lazy("There is no field “%(word)s”."),
    "value_wrong": gettext_lazy("The value does not fit. %(word)s"),
    "name_missing": gettext_lazy("Write the name of the new step."),
    "performer_missing": gettext_lazy("Choose who does the new step."),
    "minutes_wrong": gettext_lazy("Say how long the new step takes."),
    "reason_wrong": gettext_lazy("A ticket does not end like this."),
    "not_an_address": gettext_lazy("This is no address of another program, like https://example.com/here."),
    "not_https": gettext_lazy("The address must begin with https://."),
    "has_password": gettext_lazy("The address must not hold a name or a password; every message is signed."),
    "not_public": gettext_lazy("The address leads into a network that is not public."),
    "too_long": gettext_lazy("This is too long."),
}


def action_says(error: ActionWrong) -> str:
    word = str(VALUE[error.word]) if error.word in VALUE else error.word
    return str(ACTION.get(error.code, ACTION["nothing_said"])) % {"word": word}


def error_says(error: ConditionError) -> str:
    """One sentence; places are counted from 1, as people do."""
    values = {"at": error.at + 1, "word": error.word, "longest": LONGEST}
    return str(CONDITION.get(error.code, _("The condition cannot be read."))) % values


def value_says(error: NoSuchValue) -> str:
    return str(VALUE.get(error.code, VALUE["not_a_text"]))


# what is wrong in a file, by the code of `yaml_file.WrongFile`
FILE = {
    "not_yaml": gettext_lazy("this is not YAML."),
    "too_long": gettext_lazy("the file is too long."),
    "too_deep": gettext_lazy("there is too much in one another here."),
    "too_many": gettext_lazy("there are too many of: %(name)s."),
    "refers": gettext_lazy("a file must not refer to its own parts (& and *) nor name kinds (!)."),
    "format": gettext_lazy("this is another format of file than format 1."),
    "missing": gettext_lazy("this is missing: %(name)s."),
    "twice": gettext_lazy("this stands here twice: %(name)s."),
    "unknown": gettext_lazy("there is nothing of this name: %(name)s."),
    "not_a_mapping": gettext_lazy("names and values are expected here, as in “name: value”."),
    "not_a_list": gettext_lazy("a list is expected: %(name)s."),
    "not_a_text": gettext_lazy("a text is expected: %(name)s."),
    "not_a_number": gettext_lazy("a whole number is expected: %(name)s."),
    "not_yes_no": gettext_lazy("true or false is expected: %(name)s."),
    "no_unit": gettext_lazy("there is no department or partner with the code %(name)s."),
    "no_competence": gettext_lazy("there is no competence with the code %(name)s."),
    "no_step": gettext_lazy("there is no step with the key %(name)s."),
}
