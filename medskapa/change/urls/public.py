"""Groups and proposals in public, and what a resident says of them. Nobody signs in for these."""

from django.urls import URLPattern, path

from medskapa.change.views import influence, mine, public, resident, thread

urlpatterns: list[URLPattern] = [
    path("forslag/", public.proposals, name="proposals"),
    path("forslag/eget/", resident.begin, name="suggest"),
    path("forslag/eget/fortsatt/", resident.resume, name="suggest_resume"),
    path("forslag/eget/<str:draft>/<slug:step>/", resident.step, name="suggest_step"),
    path("forslag/<int:number>/", public.proposal, name="proposal"),
    path("forslag/<int:number>/version/<int:version>/", public.version, name="version"),
    path("forslag/<int:number>/tyck/", resident.speak, name="speak"),
    path("forslag/<int:number>/tyck/med-kod/", resident.with_code, name="speak_with_code"),
    path("forslag/<int:number>/trad/", thread.of_proposal, name="proposal_thread"),
    path("forslag/<int:number>/trad/prov.json", thread.proposal_data, name="proposal_prov"),
    path("trad/<slug:slug>/", thread.of_theme, name="thread"),
    path("trad/<slug:slug>/prov.json", thread.theme_data, name="thread_prov"),
    path("beslut/<int:pk>/", thread.of_decision, name="decision"),
    path("beslut/<int:pk>/prov.json", thread.decision_data, name="decision_prov"),
    path("inflytande/", influence.influence, name="influence"),
    path("inflytande/data.json", influence.influence_data, name="influence_data"),
    path("arbete/loften/", influence.promises, name="promises"),
    path("arbete/stadens-siffror/", influence.town_figures, name="town_figures"),
    path("arbetsgrupper/", public.groups, name="groups"),
    path("arbetsgrupper/<slug:slug>/", public.group, name="group"),
    path("utvecklingsgrupper/<slug:slug>/", public.development_group, name="development_group"),
    path("forbattringsomraden/", public.areas, name="areas"),
    path("min-sida/grupper/", mine.my_groups, name="my_groups"),
    path("min-sida/grupper/moten.ics", mine.my_meetings, name="my_meetings"),
    path("min-sida/grupper/<int:pk>/namn/", mine.my_name, name="my_name"),
    path("min-sida/grupper/<int:pk>/lamna/", mine.leave_mine, name="leave_mine"),
]
