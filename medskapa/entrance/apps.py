from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class EntranceConfig(AppConfig):
    name = "medskapa.entrance"
    label = "entrance"

    def ready(self) -> None:
        from medskapa.entrance import daily, navigation  # noqa: F401  (daily registers its jobs)
        from medskapa.entrance.queries import data_file
        from medskapa.people import own_data

        own_data.add("told", _("Det vi vet om dig"), data_file.told_by)
        navigation.add_ways()
