"""What is filled in about a plan, by the resident on the phone or by the guide at work: the same questions."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from medskapa.change.forms.fields import a_day, seen_version, story
from medskapa.core.forms import Form
from medskapa.guidance.models import Goal, StepOwner
from medskapa.guidance.occupations import Occupation

LINE, NAME = 300, 100


class JobGoalForm(Form):
    """What one wants to work with, chosen or in own words, and what one studies meanwhile."""

    version = seen_version()
    occupation = forms.ChoiceField(
        label=_("Är det något av det här?"), choices=(), required=False, widget=forms.RadioSelect
    )
    goal_words = forms.CharField(
        label=_("Jobbmål med egna ord"),
        max_length=LINE,
        required=False,
        help_text=_("Till exempel: ett jobb där jag får vara ute."),
    )
    studies = forms.CharField(
        label=_("Läser du något, eller vill du läsa?"),
        max_length=LINE,
        required=False,
        help_text=_("Till exempel: sfi på förmiddagen."),
    )

    def __init__(self, *args: Any, found: Iterable[Occupation], **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(each.slug, each.name) for each in found]
        self.fields["occupation"].choices = [*choices, ("", _("Inget av dem, jag skriver själv"))]
        self.has_choices = bool(choices)


class TextForm(Form):
    """One of the texts of the plan. What it asks is set by the page."""

    version = seen_version()
    text = story(_("Det här kan jag"), rows=6)

    def __init__(self, *args: Any, label: Any, hint: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["text"].label = label
        self.fields["text"].help_text = hint


class GoalForm(Form):
    """Something on the way to the job goal."""

    seen = forms.CharField(widget=forms.HiddenInput, max_length=LINE, required=False)
    text = forms.CharField(
        label=_("Vad vill du nå på vägen?"),
        max_length=LINE,
        help_text=_("Till exempel: klara sfi kurs D, eller få en praktik."),
    )


class StepForm(Form):
    """One thing to do: what, who, and by when."""

    text = forms.CharField(
        label=_("Vad ska göras?"), max_length=LINE, help_text=_("En sak. Till exempel: ring skolan och fråga.")
    )
    owner = forms.TypedChoiceField(
        label=_("Vem gör det?"),
        choices=StepOwner.choices,
        coerce=StepOwner,
        initial=StepOwner.RESIDENT,
        widget=forms.RadioSelect,
    )
    owner_name = forms.CharField(label=_("Vem är det, om det är någon annan?"), max_length=NAME, required=False)
    due_on = a_day(_("Senast när?"), required=False)
    goal = forms.TypedChoiceField(
        label=_("Hör det till ett delmål?"), choices=(), coerce=int, empty_value=None, required=False
    )

    def __init__(self, *args: Any, goals: Iterable[Goal], at_work: bool, needs_day: bool, **options: Any) -> None:
        super().__init__(*args, **options)
        choices = [(str(goal.pk), goal.text) for goal in goals]
        self.fields["goal"].choices = [("", _("Nej, inget särskilt")), *choices]
        if not choices:
            del self.fields["goal"]
        self.fields["owner"].choices = WHO_AT_WORK if at_work else WHO
        self.fields["due_on"].required = needs_day


WHO = [
    (StepOwner.RESIDENT.value, _("Jag")),
    (StepOwner.GUIDE.value, _("Min guide")),
    (StepOwner.OTHER.value, _("Någon annan")),
]
WHO_AT_WORK = [
    (StepOwner.RESIDENT.value, _("Invånaren")),
    (StepOwner.GUIDE.value, _("Guiden")),
    (StepOwner.OTHER.value, _("Någon annan")),
]


class EditStepForm(StepForm):
    """The same, of a step that there is."""

    version = seen_version()


class AgreeForm(Form):
    """Saying yes to a proposal, with a day."""

    version = seen_version()
    due_on = a_day(_("Senast när?"))


class DropForm(Form):
    """Why a step is struck."""

    why = story(_("Varför stryks steget?"), rows=3, limit=LINE, required=True, help_text=_("Ni kan båda läsa det."))


class CommentForm(Form):
    """Something to say about the plan."""

    text = story(_("Vad vill du säga?"), rows=3, required=True)


class DeskForm(Form):
    """Agreeing on the spot."""

    saw_identity = forms.BooleanField(label=_("Jag har sett personens id-handling"))
