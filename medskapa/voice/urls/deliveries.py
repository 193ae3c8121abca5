"""Answers on their way."""

from django.urls import URLPattern, path

from medskapa.voice.views import deliveries

urlpatterns: list[URLPattern] = [
    path("arbete/brev/", deliveries.letters, name="letters"),
    path("arbete/brev/skriv-ut/", deliveries.print_letters, name="print_letters"),
    path("arbete/brev/postade/", deliveries.posted, name="posted"),
    path("arbete/beratta/", deliveries.to_tell, name="to_tell"),
    path("arbete/beratta/<int:pk>/", deliveries.told, name="told"),
    path("arbete/utskick/", deliveries.failures, name="failures"),
    path("arbete/utskick/nyheter/", deliveries.news, name="news_on_its_way"),
    path("arbete/utskick/<int:pk>/", deliveries.retry, name="retry"),
]
