"""Every address of the site. Each has a row in tests/access."""

from django.urls import include, path

from medskapa.voice.api import api

urlpatterns = [
    path("", include("medskapa.core.urls")),
    path("", include("medskapa.people.urls")),
    path("konto/", include("medskapa.people.account_urls")),
    path("api/v1/", api.urls),
    path("integration/", include("medskapa.integrations.urls")),
    path("", include("medskapa.commons.urls")),
    path("", include("medskapa.voice.urls")),
    path("", include("medskapa.meetings.urls")),
    path("", include("medskapa.change.urls")),
    path("", include("medskapa.entrance.urls")),
    path("", include("medskapa.guidance.urls")),
    path("demo/", include("medskapa.demo.urls")),
]
handler400 = "medskapa.core.views.bad_request"
handler403 = "medskapa.core.views.forbidden"
handler404 = "medskapa.core.views.not_found"
handler500 = "medskapa.core.views.server_error"
