"""The base of every form: plain error texts, fields that say what is wrong, and the key that catches a double click.

A form is rendered by ``{{ form }}``, or field by field with the tag ``{% field form.name %}``; write
``<form method="post" novalidate>``, since our own error texts say more than the browser's.
"""

import hashlib
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms.utils import flatatt
from django.http import HttpRequest
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from medskapa.core import idempotency

TOO_LONG = _("Texten är för lång. Den får ha högst %(limit_value)s tecken, och nu har den %(show_value)s.")


class BoundField(forms.BoundField):
    """A field with its attributes for assistive technology and for the style sheet."""

    @property
    def focus_id(self) -> str:
        """The id of what the error summary leads to: the first choice, or the control itself."""
        if not self.use_fieldset:
            return self.id_for_label or self.auto_id
        return self.subwidgets[0].id_for_label if len(self.subwidgets) else self.auto_id

    @property
    def limit(self) -> int | None:
        """How many characters a text box takes, where that is worth showing."""
        return getattr(self.field, "max_length", None) if isinstance(self.field.widget, forms.Textarea) else None

    def build_widget_attrs(self, attrs: dict[str, Any], widget: forms.Widget | None = None) -> dict[str, Any]:
        widget = widget or self.field.widget
        attrs = super().build_widget_attrs(attrs, widget)
        if widget.is_hidden:
            return attrs
        attrs["class"] = f"ds-input {widget.attrs.get('class', '')}".strip()
        if self.field.required and not self.use_fieldset:
            attrs["aria-required"] = "true"
        if self.limit:
            attrs["maxlength"] = False  # a browser would cut off what is pasted, without a word
            attrs["aria-describedby"] = f"{attrs.get('aria-describedby', '')} {self.auto_id}_limit".strip()
        return attrs


class Form(forms.Form):
    """A form with plain errors and a ``form_key``; see `medskapa.core.idempotency` for what the key is for."""

    bound_field_class = BoundField
    use_required_attribute = False

    form_key = forms.CharField(
        required=False, max_length=64, widget=forms.HiddenInput(attrs={"id": False}), initial=idempotency.new_key
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():
            _say_plainly(name, field)


class LongSelect(forms.Select):
    """A choice among hundreds, drawn in one piece: Django would draw each option from a template of its own."""

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        widget = self.get_context(name, value, attrs)["widget"]
        chosen = flatatt({"selected": True})
        options = format_html_join(
            "\n",
            '<option value="{}"{}>{}</option>',
            (
                (option["value"], chosen if option["selected"] else "", option["label"])
                for _group, options, _index in widget["optgroups"]
                for option in options
            ),
        )
        return format_html('<select name="{}"{}>\n{}\n</select>', widget["name"], flatatt(widget["attrs"]), options)


def key_of(request: HttpRequest, form: forms.BaseForm) -> str:
    """The key under which what was sent is carried out once (`idempotency.once`): the form's own key with all that was
    typed. So a double click is one act, and the same page sent again with other words, after Back, is another. A key
    that none of our pages gave out stays as it is, for the action to refuse.
    """
    key: str = form.cleaned_data["form_key"]
    if not idempotency.is_key(key):
        return key
    return hashlib.sha256(f"{key} {request.path} {request.POST.urlencode()}".encode()).hexdigest()


def refuse(form: forms.BaseForm, error: ValidationError) -> None:
    """Put what an action refused beside the form, with everything typed kept: at its field where the form has it."""
    by_field = error.error_dict if hasattr(error, "error_dict") else {"": error}
    for field, errors in by_field.items():
        form.add_error(field if field in form.fields else None, errors)


def _say_plainly(name: str, field: forms.Field) -> None:
    """Replace Django's own error texts by ours; those that the form's author wrote stay."""
    ours = _plain_errors(field, field.label or name.replace("_", " ").capitalize())
    for code, text in ours.items():
        if field.error_messages.get(code) == _default_error(field, code):
            field.error_messages[code] = text


def _default_error(field: forms.Field, code: str) -> Any:
    for each in type(field).__mro__:
        if text := getattr(each, "default_error_messages", {}).get(code):
            return text
    return None


def _plain_errors(field: forms.Field, label: Any) -> dict[str, Any]:
    errors = {"required": _missing(field, label), "max_length": TOO_LONG}
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        errors |= dict.fromkeys(
            ("invalid_choice", "invalid_pk_value"), format_lazy(_("Välj ett av svaren på ”{label}”."), label=label)
        )
    elif isinstance(field, forms.EmailField):
        errors["invalid"] = _("Skriv e-postadressen så här: namn@exempel.se.")
    elif isinstance(field, forms.DateField | forms.DateTimeField):
        errors["invalid"] = _("Skriv datumet så här: 2026-04-13.")
    elif isinstance(field, forms.IntegerField):
        errors["invalid"] = format_lazy(_("Skriv ”{label}” med siffror."), label=label)
    return errors


def _missing(field: forms.Field, label: Any) -> Any:
    if isinstance(field, forms.BooleanField):
        return format_lazy(_("Kryssa i ”{label}” för att gå vidare."), label=label)
    if isinstance(field, forms.ChoiceField | forms.ModelChoiceField):
        return format_lazy(_("Välj ett svar på ”{label}”."), label=label)
    return format_lazy(_("Fyll i ”{label}”."), label=label)
