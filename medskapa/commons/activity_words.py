"""How activities are put into words: from when to when, and what those who have signed up are told."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from medskapa.commons import activity_codes
from medskapa.commons.models import Activity, Occasion, OccasionState, SignUpMessage, SignUpNews, SignUpState
from medskapa.core import clock, dates
from medskapa.core.dates import hour_of, long_date, when
from medskapa.core.languages import spoken


def title_of(activity: Activity) -> str:
    """What it is called; in plain Swedish where the page is."""
    return (get_language() == "sv-plain" and activity.plain_title) or activity.title


def text_of(activity: Activity) -> str:
    """What it is; in plain Swedish where the page is."""
    return (get_language() == "sv-plain" and activity.plain) or activity.text


def hours_of(occasion: Occasion) -> str:
    """ "18.00–20.30"."""
    return f"{hour_of(occasion.starts_at)}–{hour_of(occasion.ends_at)}"


def from_to(occasion: Occasion) -> str:
    """ "onsdag 13 april kl. 18.00–20.30"."""
    return dates.from_to(occasion.starts_at, occasion.ends_at)


def day_of(occasion: Occasion) -> str:
    """ "onsdag 13 april"."""
    return long_date(occasion.starts_at)


def where_of(activity: Activity) -> str:
    """The place, with its address and where in the house."""
    place = activity.place
    return ", ".join(filter(None, [place.name, place.address, activity.where]))


def code_address() -> str:
    """The page where a code is typed."""
    return settings.PUBLIC_URL + reverse("commons:my_sign_up")


def still_true(message: SignUpMessage) -> bool:
    """Whether a message that waits still says something to the one who gets it."""
    sign_up = message.sign_up
    occasion = sign_up.occasion
    if sign_up.state == SignUpState.WITHDRAWN:
        return False
    if message.kind == SignUpNews.CANCELLED:
        return occasion.state == OccasionState.CANCELLED
    if occasion.state == OccasionState.CANCELLED or occasion.starts_at <= clock.now():
        return False
    if message.kind in {SignUpNews.GIVEN, SignUpNews.TOMORROW}:
        return sign_up.state == SignUpState.SEATED
    return message.kind != SignUpNews.MOVED or message.change == occasion.changes


def words_of(message: SignUpMessage) -> tuple[str, str]:
    """The subject and the text, in the language in which the person signed up. The name is not in it."""
    sign_up = message.sign_up
    occasion = sign_up.occasion
    with translation.override(spoken(sign_up.language)):
        facts = {
            "title": title_of(occasion.activity),
            "when": from_to(occasion),
            "where": where_of(occasion.activity),
            "code": str(activity_codes.code_of(sign_up)),
            "url": code_address(),
            "why": occasion.cancelled_because,
        }
        by_code = _("Kan du inte komma? Avboka med koden %(code)s på %(url)s") % facts
        match message.kind:
            case SignUpNews.RECEIVED if sign_up.state == SignUpState.WAITING:
                return _("Du står på väntelistan"), "\n\n".join(
                    [_("%(title)s är full just nu. Vi säger till om du får en plats.") % facts, by_code]
                )
            case SignUpNews.RECEIVED:
                return _("Du är anmäld"), "\n\n".join(
                    [_("Välkommen till %(title)s, %(when)s. Plats: %(where)s.") % facts, by_code]
                )
            case SignUpNews.GIVEN:
                late = sign_up.say_no_by or occasion.starts_at
                facts["by"] = when(late)
                return _("Du har fått en plats"), "\n\n".join(
                    [
                        _("En plats blev ledig, och den är din. %(title)s, %(when)s. Plats: %(where)s.") % facts,
                        _("Kan du inte komma? Säg nej senast %(by)s, så får någon annan platsen.") % facts,
                        _("Din kod: %(code)s. Avboka på %(url)s") % facts,
                    ]
                )
            case SignUpNews.MOVED:
                return _("Ny tid"), "\n\n".join(
                    [_("%(title)s har fått en ny tid: %(when)s. Plats: %(where)s.") % facts, by_code]
                )
            case SignUpNews.CANCELLED:
                return _("Inställt"), _("%(title)s, %(when)s, är tyvärr inställt. %(why)s") % facts
        return _("I morgon"), "\n\n".join(
            [_("Påminnelse: %(title)s, %(when)s. Plats: %(where)s. Välkommen!") % facts, by_code]
        )
