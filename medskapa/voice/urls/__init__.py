"""The addresses of voice, gathered from those who come there: anyone, residents, those who take in, the desk."""

from medskapa.voice.urls import deliveries, desk, intake, public, resident, themes

app_name = "voice"
urlpatterns = [
    *public.urlpatterns,
    *resident.urlpatterns,
    *intake.urlpatterns,
    *themes.urlpatterns,
    *deliveries.urlpatterns,
    *desk.urlpatterns,
]
