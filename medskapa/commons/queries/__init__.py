"""What anyone may read of the town, gathered for the rooms that ask what something is about."""

from medskapa.commons.queries.town import (
    About,
    area_names,
    areas,
    chosen,
    everything,
    places,
    search,
    services,
    services_of_units,
)

__all__ = ["About", "area_names", "areas", "chosen", "everything", "places", "search", "services", "services_of_units"]
