"""What a customer writes on the page of their case."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from ambasador.lib.refusal import Refused
from ambasador.portal import wording
from ambasador.tickets.data import asked_by, value_told
from ambasador.tickets.inputs import DataInputs
from ambasador.tickets.models import Step


class NothingChosen(Refused):
    """Neither a choice nor words nor a file came with the answer."""

    code = "nothing_chosen"
    sentence = _("Choose an answer, write one sentence or add a file.")


class MessageForm(forms.Form):
    text = forms.CharField(label=_("Message"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 4}))

    def __init__(self, data: Any = None) -> None:
        super().__init__(data, auto_id="message-%s")


class CustomerAnswerForm(DataInputs):
    """The answer to what we ask: the data that is missing, a choice where the step offers some, and words."""

    code = forms.ChoiceField(label=_("Your answer"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Your answer"), max_length=20_000, required=False, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, data: Any = None, *, step: Step) -> None:
        super().__init__(data, auto_id=f"answer-{step.id}-%s")
        self.add_data(asked_by(step), language=wording.language(), asks=True)
        self.labels: dict[str, str] = {}
        if step.answer_options:
            self.labels = dict(step.options_for(wording.language()))
            choice = self.fields["code"]
            assert isinstance(choice, forms.ChoiceField)
            choice.choices = list(self.labels.items())
            self.fields["text"].label = _("Anything to add")
        else:
            del self.fields["code"]
            if self.asked:
                self.fields["text"].label = _("Anything to add")

    @property
    def chosen(self) -> str:
        return str(self.cleaned_data.get("code", ""))

    def words(self) -> str:
        """The data, the choice and the words as one text, as it will stand among the messages."""
        language, said = wording.language(), self.data_said()
        told = "\n".join(f"{field.question_for(language)} {value_told(field, said[field.key], language)}" for field in self.asked.values() if field.key in said)
        return "\n\n".join(part for part in (told, self.labels.get(self.chosen, ""), self.cleaned_data["text"].strip()) if part)
