from django.apps import AppConfig


class IntegrationsConfig(AppConfig):
    name = "medskapa.integrations"
    label = "integrations"

    def ready(self) -> None:
        from medskapa.integrations import checks  # noqa: F401  (registers itself)
