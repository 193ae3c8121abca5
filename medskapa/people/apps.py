from django.apps import AppConfig


class PeopleConfig(AppConfig):
    name = "medskapa.people"
    label = "people"

    def ready(self) -> None:
        from medskapa.people import checks  # noqa: F401  (registers itself)
