from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CommonsConfig(AppConfig):
    name = "medskapa.commons"
    label = "commons"

    def ready(self) -> None:
        from medskapa.commons import (
            account_daily,  # noqa: F401  (registers its job)
            activity_daily,  # noqa: F401  (registers its job)
            helping_daily,  # noqa: F401  (registers its job)
            interest_daily,  # noqa: F401  (registers its job)
            keeping_daily,  # noqa: F401  (registers its job)
            mandate_daily,  # noqa: F401  (registers its job)
            navigation,
            referral_daily,  # noqa: F401  (registers its job)
            referral_holds,
        )
        from medskapa.commons.queries import interests, mandates
        from medskapa.people import own_data

        navigation.add_ways()
        own_data.add("interests", _("Det du har berättat i Jag kan"), interests.told_by)
        own_data.add("mandates", _("Fullmakter som du har gett"), mandates.told_by)
        referral_holds.add()
