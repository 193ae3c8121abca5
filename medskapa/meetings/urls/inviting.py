"""Whom to invite: the pool, the draw, those picked by hand, and the list of the invited."""

from django.urls import URLPattern, path

from medskapa.meetings.views import inviting, pool

_MEETING = "arbete/traffar/<slug:slug>"

urlpatterns: list[URLPattern] = [
    path("traffar/<slug:slug>/lottning/", inviting.draw, name="draw"),
    path("traffar/<slug:slug>/lottning/underlag.json", inviting.draw_data, name="draw_data"),
    path("min-sida/bli-tillfragad/", pool.be_asked, name="be_asked"),
    path("min-sida/bli-tillfragad/hur/", pool.be_asked_how, name="be_asked_how"),
    path("min-sida/bli-tillfragad/om-dig/", pool.be_asked_about, name="be_asked_about"),
    path("min-sida/bli-tillfragad/sluta/", pool.be_asked_no, name="be_asked_no"),
    path("arbete/att-fraga/", pool.members, name="pool"),
    path("arbete/att-fraga/ny/", pool.new_member, name="new_member"),
    path("arbete/att-fraga/<int:pk>/", pool.member, name="member"),
    path("arbete/att-fraga/<int:pk>/andra/", pool.edit_member, name="edit_member"),
    path("arbete/att-fraga/<int:pk>/sluta/", pool.leave, name="leave_pool"),
    path(f"{_MEETING}/inbjudna/", inviting.invitations, name="invitations"),
    path(f"{_MEETING}/inbjudna/fyll-pa/", inviting.refill, name="refill"),
    path(f"{_MEETING}/inbjudna/valj/", inviting.pick, name="pick"),
    path(f"{_MEETING}/inbjudna/valj/<int:pk>/", inviting.pick_member, name="pick_member"),
    path("arbete/inbjudan/<int:pk>/ta-tillbaka/", inviting.withdraw, name="withdraw_invitation"),
    path(f"{_MEETING}/lottning/", inviting.lottery, name="lottery"),
    path(f"{_MEETING}/lottning/dra/", inviting.draw_lots, name="draw_lots"),
    path(f"{_MEETING}/lottning/ta-tillbaka/", inviting.discard_draw, name="discard_draw"),
]
