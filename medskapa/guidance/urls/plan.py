"""The plan: the resident's own page and the one in the file have the same addresses below their own."""

from collections.abc import Callable
from typing import Any

from django.urls import URLPattern, path

from medskapa.guidance.views import plan, plan_agreeing, plan_signing, plan_steps

MINE, AT_WORK = "min-vag/plan/", "arbete/invanare/<int:pk>/plan/"


def _both(route: str, view: Callable[..., Any], name: str) -> list[URLPattern]:
    """The page of the resident, ``my_<name>``, and the one at work."""
    return [path(MINE + route, view, name=f"my_{name}"), path(AT_WORK + route, view, name=name)]


urlpatterns: list[URLPattern] = [
    *_both("", plan.plan, "plan"),
    *_both("borja/", plan.begin, "begin_plan"),
    *_both("jobbmal/", plan.job_goal, "plan_job_goal"),
    *_both("om/<slug:part>/", plan.text, "plan_text"),
    *_both("delmal/", plan.add_goal, "add_goal"),
    *_both("delmal/<int:goal>/", plan.goal, "plan_goal"),
    *_both("delmal/<int:goal>/natt/", plan.reach_goal, "reach_goal"),
    *_both("delmal/<int:goal>/stryk/", plan.drop_goal, "drop_goal"),
    *_both("kommentarer/", plan.comments, "plan_comments"),
    *_both("steg/", plan_steps.add_step, "add_step"),
    *_both("steg/<int:step>/", plan_steps.step, "plan_step"),
    *_both("steg/<int:step>/andra/", plan_steps.edit_step, "edit_step"),
    *_both("steg/<int:step>/klart/", plan_steps.tick, "tick_step"),
    path(AT_WORK + "steg/<int:step>/ja/", plan_steps.agree_to_step, name="agree_to_step"),
    *_both("steg/<int:step>/stryk/", plan_steps.drop_step, "drop_step"),
    *_both("klart/", plan_steps.history, "plan_history"),
    *_both("bestam/", plan_agreeing.put, "put_plan"),
    *_both("versioner/", plan_agreeing.versions, "plan_versions"),
    *_both("versioner/<int:number>/", plan_agreeing.version, "plan_version"),
    *_both("versioner/<int:number>/ja/", plan_agreeing.agree, "agree_to_plan"),
    path(AT_WORK + "versioner/<int:number>/pa-plats/", plan_agreeing.agree_at_desk, name="agree_at_desk"),
    path(MINE + "versioner/<int:number>/bankid/", plan_signing.sign, name="my_sign_plan"),
    path(MINE + "versioner/<int:number>/bankid/svar/", plan_signing.ask, name="my_plan_signing"),
    path(MINE + "versioner/<int:number>/bankid/avbryt/", plan_signing.stop, name="my_stop_signing"),
    path(AT_WORK + "bankid/", plan_signing.see_number, name="see_number"),
    *_both("skriv-ut/", plan_agreeing.printable, "print_plan"),
    *_both("planering.pdf", plan_agreeing.as_pdf, "plan_pdf"),
    path("krets/<int:pk>/plan/", plan.in_circle, name="plan_in_circle"),
]
