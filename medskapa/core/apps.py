from django.apps import AppConfig


class CoreConfig(AppConfig):
    name = "medskapa.core"
    label = "core"

    def ready(self) -> None:
        from medskapa.core import checks  # noqa: F401  (registers the checks)
