"""The daily jobs of meetings."""

from datetime import timedelta

from medskapa.core import clock
from medskapa.core.daily import daily
from medskapa.meetings import draws, jobs
from medskapa.meetings.models import Ballot, ItemVoice, Meeting, MeetingState, Minutes, TableNote, Vote
from medskapa.voice import order

daily(jobs.remind_daily)


@daily
def refill_seats() -> None:
    """Give the seats of those who said no, or did not answer in time, to the next in each draw."""
    from medskapa.meetings import actions

    coming = Meeting.objects.filter(state=MeetingState.ANNOUNCED, starts_at__gt=clock.now())
    for meeting in coming.filter(draw__drawn_at__isnull=False).order_by("pk"):
        if draws.may_still_ask(meeting):
            actions.refill_seats(actor=None, meeting=meeting)


@daily
def forget_members() -> None:
    """Forget those who left the pool long ago."""
    from medskapa.meetings import actions

    actions.forget_members(actor=None)


@daily
def tell_of_corrections() -> None:
    """Tell those who took part of the day's corrections of the minutes, all at once."""
    from medskapa.meetings import actions

    for minutes in Minutes.objects.filter(correction_waits=True).select_related("meeting").order_by("pk"):
        actions.tell_of_corrections(actor=None, minutes=minutes)


@daily
def forget_order() -> None:
    """Make meaningless in which order anonymous people answered and spoke, as voice does with their words."""
    since = clock.today() - timedelta(days=order.LOOKED_BACK_DAYS)
    order.forget_order_of(
        ItemVoice.objects.filter(viewpoint__anonymous=True, viewpoint__received_on__gte=since),
        TableNote.objects.filter(said_by="", written_on__gte=since),
    )


@daily
def forget_order_of_votes() -> None:
    """Make meaningless in which order people voted: beside who came in when, it would say who voted what."""
    since = clock.midnight(clock.today() - timedelta(days=order.LOOKED_BACK_DAYS))
    lately = Meeting.objects.filter(ends_at__gte=since)
    order.forget_order_of(
        Ballot.objects.filter(meeting__in=lately.values("pk")),
        Vote.objects.filter(ballot__meeting__in=lately.values("pk")),
    )
