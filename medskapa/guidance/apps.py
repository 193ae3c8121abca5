from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class GuidanceConfig(AppConfig):
    name = "medskapa.guidance"
    label = "guidance"

    def ready(self) -> None:
        from medskapa.guidance import (
            caseload_panels,
            circle_panels,
            daily,  # noqa: F401  (registers its jobs)
            ending_panels,
            measures_panels,
            mine_panels,
            moved_on,
            navigation,
            plan_panels,
            receiving,
            referral_panels,
            talk_panels,
        )
        from medskapa.guidance.queries import data_file
        from medskapa.people import own_data

        own_data.add("way", _("Din väg till arbete eller studier"), data_file.way_of)
        navigation.add_ways()
        caseload_panels.add()
        circle_panels.add()
        ending_panels.add()
        measures_panels.add_pieces()
        mine_panels.add()
        moved_on.add()
        plan_panels.add()
        receiving.register()
        referral_panels.add()
        talk_panels.add()
        # Each area adds its pieces of the shared pages here: import its panels, and call them.
