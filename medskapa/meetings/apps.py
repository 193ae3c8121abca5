from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class MeetingsConfig(AppConfig):
    name = "medskapa.meetings"
    label = "meetings"

    def ready(self) -> None:
        from medskapa.commons import group_changes
        from medskapa.meetings import daily, group_agenda, navigation, news, sms  # noqa: F401  (these register themselves)
        from medskapa.meetings.queries import data_file
        from medskapa.people import own_data

        own_data.add("meetings", _("Träffar som du kan bli inbjuden till"), data_file.meetings_of)
        navigation.add_ways()
        group_changes.on_change(group_agenda.follow)
        sms.register()
