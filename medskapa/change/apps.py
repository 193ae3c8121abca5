from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class ChangeConfig(AppConfig):
    name = "medskapa.change"
    label = "change"

    def ready(self) -> None:
        from medskapa.change import daily, navigation, news, outcomes, sms  # noqa: F401  (daily and news register)
        from medskapa.change.queries import data_file
        from medskapa.people import own_data

        own_data.add("groups", _("Grupper som du arbetar i"), data_file.groups_of)
        navigation.add_ways()
        outcomes.register()
        sms.register()
