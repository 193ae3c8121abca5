"""The newest activities, for those who follow them with a feed reader."""

from datetime import datetime
from typing import Any

from django.conf import settings
from django.contrib.syndication.views import Feed
from django.urls import reverse, reverse_lazy
from django.utils.translation import gettext as _

from medskapa.commons import activity_words as words
from medskapa.commons.models import Activity
from medskapa.commons.queries import activities as queries
from medskapa.core import clock


class NewActivities(Feed):
    """Each activity that anyone may come to, the newest first."""

    link = reverse_lazy("commons:activities")
    language = "sv"

    def title(self) -> str:
        return _("Nya aktiviteter i %(place)s") % {"place": settings.MUNICIPALITY["name"]}

    def description(self) -> str:
        return _("Det här kan du göra tillsammans med andra. Alla är välkomna.")

    def items(self) -> list[Activity]:
        return queries.newest()

    def item_title(self, item: Any) -> str:
        return words.title_of(item)

    def item_description(self, item: Any) -> str:
        return f"{words.where_of(item)}. {words.text_of(item)}"

    def item_link(self, item: Any) -> str:
        return reverse("commons:activity", args=[item.slug])

    def item_pubdate(self, item: Any) -> datetime:
        return clock.midnight(item.published_on)
