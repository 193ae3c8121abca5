"""What an e-mail to a guest says: when and where, and where to read more. Never a name: a mailbox is open to many."""

from django.conf import settings
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _

from analysis.receipt import Code
from medskapa.meetings import guest_codes
from medskapa.meetings.models import GuestMessage, MessageKind
from medskapa.meetings.words import Notice, facts_of


def mail_of(message: GuestMessage, code: Code) -> Notice:
    """The words of `message`, in Swedish, with the code by which the guest answers.

    Needs the guest with the meeting, its unit and its place.
    """
    meeting = message.guest.meeting
    with translation.override("sv"):
        facts = facts_of(meeting) | {
            "page": settings.PUBLIC_URL + reverse("meetings:meeting", args=[meeting.slug]),
            "calendar": settings.PUBLIC_URL + reverse("meetings:calendar_file", args=[meeting.slug]),
            "email": settings.MUNICIPALITY["email"],
            "reason": meeting.cancel_reason,
            "answer": guest_codes.address_of(code),
            "answer_page": guest_codes.address(),
            "code": str(code),
        }
        when_and_where = _("När: %(time)s\nVar: %(where)s") % facts
        answer = _(
            "Svara här: %(answer)s\n"
            "Länken öppnar en sida där du väljer ja eller nej. Den gäller bara dig, tills träffen börjar.\n"
            "Är koden inte ifylld? Skriv den på %(answer_page)s: %(code)s"
        )
        in_calendar = _("Lägg träffen i din kalender: %(calendar)s") % facts
        if message.kind == MessageKind.CANCELLED:
            subject = _("En träff med invånare blir inte av")
            text = [_("Träffen som du är inbjuden till blir inte av: %(title)s.") % facts, facts["reason"], in_calendar]
        elif message.kind == MessageKind.MOVED:
            subject = _("En träff med invånare är ändrad")
            text = [
                _("Vi har ändrat tid eller plats för träffen som du är inbjuden till: %(title)s.") % facts,
                when_and_where,
                in_calendar,
                _("Går det inte längre? Säg till.") + f"\n{answer % facts}",
                _("Du kan också ringa %(phone)s eller skriva till %(email)s.") % facts,
            ]
        else:
            subject = _("Inbjudan till en träff med invånare")
            text = [
                _("Vi bjuder in dig som gäst till %(title)s. Där möter du invånare som vill prata med oss.") % facts,
                when_and_where,
                _("Läs mer: %(page)s") % facts,
                in_calendar,
                _("Säg till om du kommer.") + f"\n{answer % facts}",
                _("Du kan också ringa %(phone)s eller skriva till %(email)s.") % facts,
            ]
        return Notice(subject=subject, text="\n\n".join([_("Hej!"), *text]))
