"""What the threads of proposals are about, for those who want to hear what comes of their words."""

from collections.abc import Sequence

from django.urls import reverse

from medskapa.change.models import Proposal
from medskapa.voice.news import Subject, subjects


@subjects
def _proposals(threads: Sequence[int]) -> dict[int, Subject]:
    """The proposal of each thread. A unit answers for one that a working group has; for others nobody does yet."""
    rows = Proposal.objects.filter(thread__in=threads, working_group__isnull=False)
    return {
        each.thread_id: Subject(each.title, reverse("change:proposal", args=[each.number]), each.working_group.unit)
        for each in rows.select_related("working_group__unit").order_by("pk")
        if each.working_group
    }
