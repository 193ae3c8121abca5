"""What the service's hint codes mean, in plain Swedish, for whoever is signing."""

from typing import Any

from django.utils.translation import gettext_lazy as _

PENDING = {
    "outstandingTransaction": _("Öppna appen BankID i din telefon."),
    "noClient": _("Öppna appen BankID i din telefon."),
    "started": _("Appen är öppen. Vi letar efter ditt BankID. Det kan ta en liten stund."),
    "userMrtd": _("Följ stegen i appen."),
    "userCallConfirm": _("Svara på frågan i appen."),
    "userSign": _("Läs texten i appen. Skriv din kod där och tryck på Skriv under."),
    "processing": _("Vänta lite. BankID arbetar."),
}
STILL_WAITING = _("Öppna appen BankID och följ stegen där.")

FAILED = {
    "expiredTransaction": _("Tiden tog slut. Du kan börja om."),
    "userCancel": _("Du avbröt. Inget är underskrivet."),
    "cancelled": _("Det kom en annan underskrift emellan. Du kan börja om."),
    "startFailed": _("Appen BankID öppnades inte i tid. Du kan börja om."),
    "certificateErr": _("Ditt BankID går inte att använda nu. Kanske har det gått ut. Prata med din bank."),
    "userDeclinedCall": _("Du svarade nej i appen. Inget är underskrivet."),
    "notSupportedByUserApp": _("Din app är för gammal. Uppdatera appen BankID och börja om."),
    "transactionRiskBlocked": _("BankID stoppade underskriften. Du kan välja ett annat sätt."),
}
SOMETHING = _("Det gick inte att skriva under. Du kan börja om, eller välja ett annat sätt.")


def while_pending(hint: str) -> Any:
    """What to do now. A code that we do not know says nothing to worry about."""
    return PENDING.get(hint, STILL_WAITING)


def after_failure(hint: str) -> Any:
    """Why it did not go, and how to go on."""
    return FAILED.get(hint, SOMETHING)
