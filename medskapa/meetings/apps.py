from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "medskapa.meetings"
    label = "meetings"

    def ready(self) -> None:
        from medskapa.commons import group_changes
        from medskapa.meetings import daily, group_agenda, navigation, news, sms  # noqa: F401  (these register themselves)

        navigation.add_ways()
        group_changes.on_change(group_agenda.follow)
        sms.register()
