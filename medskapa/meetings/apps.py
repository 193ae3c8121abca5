from django.apps import AppConfig


class MeetingsConfig(AppConfig):
    name = "medskapa.meetings"
    label = "meetings"

    def ready(self) -> None:
        from medskapa.meetings import daily, navigation, news, sms  # noqa: F401  (daily and news register what they have)

        navigation.add_ways()
        sms.register()
