"""What machines may read of voice: public data only. The description is at /api/v1/openapi.json."""

from ninja import NinjaAPI

api = NinjaAPI(title="Medskapa", version="1")
