"""What the threads of agenda items are about, for those who answered beforehand and want to hear what comes of it."""

from collections.abc import Sequence

from django.urls import reverse

from medskapa.meetings.models import AgendaItem, ItemVoice
from medskapa.voice.models import Viewpoint
from medskapa.voice.news import Subject, beside_theme, subjects


@subjects
def _items(threads: Sequence[int]) -> dict[int, Subject]:
    """The item of the latest meeting in public that has the thread; one with a theme is found by the theme."""
    rows = AgendaItem.objects.filter(thread__in=threads, theme__isnull=True, meeting__announced_at__isnull=False)
    return {
        item.thread_id: Subject(
            item.title, reverse("meetings:item", args=[item.meeting.slug, item.pk]), item.meeting.unit
        )
        for item in rows.select_related("meeting__unit").order_by("meeting__number", "pk")
    }


@beside_theme
def _answered(viewpoint: Viewpoint) -> dict[int, Subject]:
    """The item that was answered beforehand, where it has a thread of its own and its meeting is public."""
    rows = ItemVoice.objects.filter(
        viewpoint=viewpoint, item__theme__isnull=True, item__meeting__announced_at__isnull=False
    )
    return {
        row.item.thread_id: Subject(
            row.item.title, reverse("meetings:item", args=[row.item.meeting.slug, row.item.pk]), row.item.meeting.unit
        )
        for row in rows.select_related("item__meeting__unit").order_by("pk")
    }
