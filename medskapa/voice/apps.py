from django.apps import AppConfig


class VoiceConfig(AppConfig):
    name = "medskapa.voice"
    label = "voice"

    def ready(self) -> None:
        from medskapa.voice import daily  # noqa: F401  (registers the daily jobs)
