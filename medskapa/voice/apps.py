from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "medskapa.voice"
    label = "voice"

    def ready(self) -> None:
        from medskapa.voice import daily, navigation  # noqa: F401  (daily registers its jobs)

        navigation.add_ways()
