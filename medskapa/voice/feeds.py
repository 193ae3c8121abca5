"""The newest of what happens, for those who follow it with a feed reader."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from medskapa.voice.models import Event
from medskapa.voice.queries import public as queries
from medskapa.voice.texts import in_language


class Happened(Feed):
    """Each public event of a theme, newest first, with a link to the theme. Nobody is named."""

    link = reverse_lazy("voice:happened")
    language = "sv"
    item_guid_is_permalink = False

    def title(self) -> str:
        return _("Vad har hänt? %(place)s") % {"place": settings.MUNICIPALITY["name"]}

    def description(self) -> str:
        return _("Det här har hänt med det som invånare har sagt.")

    def items(self) -> list[Event]:
        return queries.newest_events()

    def item_title(self, item: Any) -> str:
        return f"{item.thread.own_theme.name}: {item.get_kind_display()}"

    def item_description(self, item: Any) -> str:
        return in_language(item, "text")

    def item_link(self, item: Any) -> str:
        return reverse("voice:theme", args=[item.thread.own_theme.slug])

    def item_guid(self, item: Any) -> str:
        return f"{item.thread.own_theme.slug}/{item.number}"

    def item_pubdate(self, item: Any) -> datetime:
        moment: datetime = item.at
        return moment
