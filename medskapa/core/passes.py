"""Signed passes: what follows somebody from page to page who has opened something with a code.

A pass stands in the page's own forms, so that the code need not be asked for again or kept anywhere: not in the
session, an address or a log.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Generic, TypeVar

from django.core import signing
from django.db.models import Model, QuerySet

SECONDS = 45 * 60
"""How long a pass holds, where its kind does not say otherwise."""

M = TypeVar("M", bound=Model)


@dataclass(frozen=True)
class Passes(Generic[M]):
    """One kind of pass.

    Args:
        rows: what a pass of this kind opens, with all that its pages show.
        salt: sets the passes of one kind apart from those of another.
        seconds: how long one holds; `SECONDS` where it is not said.
    """

    rows: Callable[[], QuerySet[M]]
    salt: str
    seconds: int | None = None

    def pass_for(self, row: M) -> str:
        """A pass for the forms of the page that shows `row`."""
        return signing.dumps(row.pk, salt=self.salt)

    def behind(self, pass_: str) -> M | None:
        """The row behind a pass, or None when it is false or too old, or the row is gone."""
        try:
            pk = signing.loads(pass_, salt=self.salt, max_age=SECONDS if self.seconds is None else self.seconds)
        except signing.BadSignature:
            return None
        return self.rows().filter(pk=pk).first()
