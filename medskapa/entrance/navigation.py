"""The ways through the entrance: for anyone, for residents about themselves, and for those who work there."""

from django.utils.translation import gettext_lazy as _

from medskapa.core.ui import Choice, navigation, onward
from medskapa.entrance import policy
from medskapa.people.models import Role
from medskapa.people.requests import holding, is_resident


def add_ways() -> None:
    """Fill the site's navigation. Called once, when the application starts."""
    navigation.add("entrance:begin", _("Börja här"))
    told_once = _("Berätta en gång vad du vill ha hjälp med. Sedan vet vi, och du slipper säga allt igen.")
    onward.add("start", "entrance:begin", Choice(_("Börja här"), told_once))
    navigation.add("entrance:my_facts", _("Det vi vet om dig"), section="mine", shown=is_resident)
    navigation.add("entrance:waiting", _("Ingången"), section="staff", shown=holding(Role.RECEPTION))
    navigation.add(
        "entrance:take_in", _("Ny vid ingången"), section="staff", shown=holding(*policy.TAKING_IN), seldom=True
    )
    navigation.add("entrance:question_sets", _("Frågorna"), section="staff", shown=holding(Role.EDITOR))
