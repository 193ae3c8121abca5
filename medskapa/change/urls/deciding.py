"""Decisions, steps, measures and questions at work, and the question to residents."""

from django.urls import URLPattern, path

from medskapa.change.views import deciding, judging, paper

urlpatterns: list[URLPattern] = [
    path("arbete/beslut/", deciding.decisions, name="decisions_desk"),
    path("arbete/steg/", deciding.my_steps, name="my_steps"),
    path("arbete/steg/<int:pk>/klart/", deciding.finish_step, name="finish_step"),
    path("arbete/steg/<int:pk>/andra/", deciding.edit_step, name="edit_step"),
    path("arbete/steg/<int:pk>/oppna/", deciding.reopen_step, name="reopen_step"),
    path("arbete/steg/<int:pk>/bort/", deciding.remove_step, name="remove_step"),
    path("arbete/forslag/<int:number>/beslut/", deciding.decide, name="decide"),
    path("arbete/forslag/<int:number>/matt/", deciding.measure, name="agree_on_measure"),
    path("arbete/forslag/<int:number>/steg/", deciding.add_step, name="add_step"),
    path("arbete/forslag/<int:number>/genomfort/", deciding.carry_out, name="carry_out"),
    path("arbete/forslag/<int:number>/matning/", deciding.follow_up, name="measure_effect"),
    path("arbete/forslag/<int:number>/fraga/", judging.open_round, name="open_round"),
    path("arbete/forslag/<int:number>/fraga/<int:round_number>/", judging.round_page, name="round_desk"),
    path("arbete/forslag/<int:number>/fraga/<int:round_number>/blad/", judging.sheet, name="enter_sheet"),
    path("arbete/forslag/<int:number>/fraga/<int:round_number>/andra/", judging.edit_round, name="edit_round"),
    path("arbete/forslag/<int:number>/fraga/<int:round_number>/papper/", paper.make_sheets, name="make_sheets"),
    path(
        "arbete/forslag/<int:number>/fraga/<int:round_number>/papper/<int:first>-<int:last>/",
        paper.sheets_to_print,
        name="sheets_to_print",
    ),
    path("blev-det-battre/", judging.open_rounds, name="open_rounds"),
    path("blev-det-battre/<int:number>/", judging.judge, name="judge"),
]
