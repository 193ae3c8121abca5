"""What is filled in about collaboration groups."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from medskapa.commons.actions.group_work import LONGEST_CAME, LONGEST_TEXT, LONGEST_TITLE
from medskapa.commons.actions.groups import LONGEST_THEME, MONTHS
from medskapa.commons.group_words import month_name
from medskapa.commons.models import Organisation
from medskapa.core.fields import a_day, seen_version, story
from medskapa.core.forms import Form, LongSelect
from medskapa.people.models import Person, Unit
from medskapa.people.queries import staff, units


class GroupForm(Form):
    """What a group is called and does, its goals, and who convenes it."""

    name = forms.CharField(label=_("Vad heter gruppen?"), max_length=100)
    about = story(_("Vad gör gruppen?"), required=True, help_text=_("Alla kan läsa det."))
    plain_about = story(_("Vad gör gruppen, lättläst"))
    goals = story(_("Gemensamma mål"), help_text=_("Ett mål på varje rad. Alla kan läsa dem."))
    unit = forms.ModelChoiceField(label=_("Enhet som ansvarar"), queryset=Unit.objects.none(), empty_label=None)
    convenor = forms.ModelChoiceField(
        label=_("Sammankallande"),
        help_text=_("Den planerar mötena och skriver minnesanteckningarna."),
        queryset=Person.objects.none(),
        widget=LongSelect,
    )

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["unit"].queryset = units()
        self.fields["convenor"].queryset = staff()


class EditGroupForm(GroupForm):
    """The same of a group that is there."""

    is_active = forms.BooleanField(label=_("Gruppen arbetar"), required=False)
    version = seen_version()


class ThemesForm(Form):
    """What a group takes up in each month of a year."""

    def __init__(self, *args: Any, **options: Any) -> None:
        super().__init__(*args, **options)
        for month in MONTHS:
            self.fields[f"month_{month}"] = forms.CharField(
                label=month_name(month).capitalize(), max_length=LONGEST_THEME, required=False
            )

    def titles(self) -> dict[int, str]:
        """The themes, by the month's number. Only for a valid form."""
        return {month: self.cleaned_data.get(f"month_{month}", "") for month in MONTHS}


class GroupMemberForm(Form):
    """An organisation or a unit that comes into a group."""

    organisation = forms.ModelChoiceField(
        label=_("Organisation"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=_("Ingen, det är en enhet"),
    )
    unit = forms.ModelChoiceField(
        label=_("Enhet i förvaltningen"),
        queryset=Unit.objects.none(),
        required=False,
        empty_label=_("Ingen, det är en organisation"),
    )

    def __init__(
        self, *args: Any, organisations: QuerySet[Organisation], units: QuerySet[Unit], **options: Any
    ) -> None:
        super().__init__(*args, **options)
        self.fields["organisation"].queryset = organisations
        self.fields["unit"].queryset = units


class GroupPersonForm(Form):
    """Who takes part for a member."""

    person = forms.ModelChoiceField(label=_("Person"), queryset=Person.objects.none(), widget=LongSelect)

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["person"].queryset = people


class TaskForm(Form):
    """What somebody in a group does by a day."""

    title = forms.CharField(label=_("Vad ska göras?"), max_length=LONGEST_TITLE)
    owner = forms.ModelChoiceField(label=_("Vem gör det?"), queryset=Person.objects.none())
    due_on = a_day(_("Klart senast"))

    def __init__(self, *args: Any, people: QuerySet[Person], **options: Any) -> None:
        super().__init__(*args, **options)
        self.fields["owner"].queryset = people


class ChangeTaskForm(TaskForm):
    """The same of a task that is there."""

    version = seen_version()


class DoneForm(Form):
    """What came of a task."""

    came = forms.CharField(
        label=_("Vad blev det?"),
        help_text=_("Lämna tomt om det inte finns mer att säga."),
        max_length=LONGEST_CAME,
        required=False,
    )


class QuestionForm(Form):
    """What a group is to find an answer to."""

    title = forms.CharField(label=_("Frågan i en mening"), max_length=LONGEST_TITLE)
    text = story(_("Mer om frågan"), limit=LONGEST_TEXT)


class QuestionAnswerForm(Form):
    """The answer to it."""

    answer = story(_("Svaret"), limit=LONGEST_TEXT, required=True, help_text=_("Alla kan läsa det."))
