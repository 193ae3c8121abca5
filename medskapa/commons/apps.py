from django.apps import AppConfig


class CommonsConfig(AppConfig):
    name = "medskapa.commons"
    label = "commons"

    def ready(self) -> None:
        from medskapa.commons import (
            activity_daily,  # noqa: F401  (registers its job)
            helping_daily,  # noqa: F401  (registers its job)
            keeping_daily,  # noqa: F401  (registers its job)
            navigation,
            referral_daily,  # noqa: F401  (registers its job)
            referral_holds,
        )

        navigation.add_ways()
        referral_holds.add()
