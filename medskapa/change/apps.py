from django.apps import AppConfig


class ChangeConfig(AppConfig):
    name = "medskapa.change"
    label = "change"

    def ready(self) -> None:
        from medskapa.change import daily, navigation, news, outcomes, sms  # noqa: F401  (daily and news register)

        navigation.add_ways()
        outcomes.register()
        sms.register()
