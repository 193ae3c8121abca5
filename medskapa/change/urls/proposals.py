"""Proposals at work: written, given to groups, put together, commented on; and residents' own."""

from django.urls import URLPattern, path

from medskapa.change.views import comments, proposals

urlpatterns: list[URLPattern] = [
    path("arbete/forslag/", proposals.proposals, name="proposals_desk"),
    path("arbete/forslag/nytt/", proposals.propose, name="propose"),
    path("arbete/forslag/egna/", comments.suggestions, name="suggestions"),
    path("arbete/forslag/egna/<int:pk>/", comments.take_up, name="take_up"),
    path("arbete/forslag/egna/<int:pk>/nej/", comments.decline, name="decline"),
    path("arbete/forslag/sammanlaggning/<int:pk>/angra/", proposals.undo_merge, name="undo_proposal_merge"),
    path("arbete/forslag/kommentar/<int:pk>/svara/", comments.answer, name="answer_comment"),
    path("arbete/forslag/kommentar/<int:pk>/dolj/", comments.hide, name="hide_comment"),
    path("arbete/forslag/kommentar/<int:pk>/visa/", comments.show, name="show_comment"),
    path("arbete/forslag/<int:number>/", proposals.proposal, name="proposal_desk"),
    path("arbete/forslag/<int:number>/skriv/", proposals.write, name="write_proposal"),
    path("arbete/forslag/<int:number>/grupp/", proposals.give, name="give_proposal"),
    path("arbete/forslag/<int:number>/klart/", proposals.make_ready, name="make_ready"),
    path("arbete/forslag/<int:number>/skriv-mer/", proposals.back_to_work, name="back_to_work"),
    path("arbete/forslag/<int:number>/lagg-ner/", proposals.withdraw, name="withdraw_proposal"),
    path("arbete/forslag/<int:number>/lagg-ihop/", proposals.merge, name="merge_proposals"),
    path("arbete/forslag/<int:number>/dela/", proposals.split, name="split_proposal"),
    path("arbete/forslag/<int:number>/kommentera/", comments.comment, name="comment_as_member"),
    path("arbete/forslag/<int:number>/version/<int:version>/", proposals.version, name="version_desk"),
]
