"""The ways to who is around a resident, and to the circles of others."""

from django.utils.translation import gettext_lazy as _

from medskapa.core.ui import Choice, navigation, onward
from medskapa.people.requests import is_resident


def add() -> None:
    """Add them. Called once, when the application starts."""
    onward.add("mine_way", "guidance:my_circle", _("Vilka som finns runt dig, och vem som har tittat"))
    onward.add("mine_way", "guidance:circles", _("De som du hjälper, och orden som du har fått av dem"))
    hint = _("Har du fått sex ord av någon som du känner? Skriv dem här.")
    onward.add("start", "guidance:circles", Choice(_("Hjälp någon som du känner"), hint))
    navigation.add("guidance:circles", _("De som du hjälper: skriv dina sex ord"), section="mine", shown=is_resident)
