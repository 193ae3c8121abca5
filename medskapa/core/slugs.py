"""Addresses made of names: the first that nobody else has."""

from collections.abc import Iterable

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import Model
from django.utils.text import slugify
from django.utils.translation import gettext as _

from medskapa.core.errors import Conflict

LONGEST = 70
ATTEMPTS = 49


def free(model: type[Model], name: str, *, otherwise: str, reserved: Iterable[str] = ()) -> str:
    """The slug of `name` that no row of `model` has, with a number behind it where the first is taken.

    Args:
        otherwise: for a name that has no letter a slug can hold.
        reserved: what means something else in the addresses.
    """
    stem = slugify(name)[:LONGEST] or otherwise
    taken = set(reserved) | _taken(model, stem)
    return next(slug for n in range(len(taken) + 1) if (slug := f"{stem}-{n + 1}" if n else stem) not in taken)


def save_new(row: Model, *, field: str, longest: int = 44) -> None:
    """Save a new `row` under a slug made of its `field`, also where somebody else takes the first at this moment.

    Raises:
        ValidationError: there is no letter in it that a slug can hold; keyed by `field`.
        Conflict: so many are called so that it needs another name.
    """
    stem = slugify(getattr(row, field))[:longest].strip("-")
    if not stem:
        raise ValidationError({field: _("Skriv ett namn med bokstäver.")})
    there = _taken(type(row), stem)
    tries = [stem, *(f"{stem}-{number}" for number in range(2, ATTEMPTS + 1))]
    for slug in (slug for slug in tries if slug not in there):
        row.slug = slug  # type: ignore[attr-defined]
        try:
            with transaction.atomic():
                row.save(force_insert=True)
        except IntegrityError:
            continue  # somebody else took it just now
        return
    raise Conflict(_("Det finns redan många som heter så. Välj ett annat namn."))


def _taken(model: type[Model], stem: str) -> set[str]:
    return set(model._default_manager.filter(slug__startswith=stem).values_list("slug", flat=True))
