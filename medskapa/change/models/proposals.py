"""Proposals: where each comes from, how it was worked out, and what residents say of it."""

from typing import Any

from django.conf import settings
from django.core.validators import MaxLengthValidator
from django.db import models
from django.db.models import CheckConstraint, F, Index, Q, TextChoices, UniqueConstraint
from django.utils.translation import gettext_lazy as _

from medskapa.change.models.groups import DevelopmentGroup, ImprovementArea, WorkingGroup
from medskapa.core.models import RandomIdField
from medskapa.meetings.models import AgendaItem
from medskapa.voice.models import Theme, Thread, Viewpoint

_LONG: dict[str, Any] = {"max_length": 4_000, "validators": [MaxLengthValidator(4_000)]}


class ProposalState(TextChoices):
    """working <-> ready -> yes | no | later; later -> ready; yes -> carried_out. Or merged | withdrawn before."""

    WORKING = "working", _("Arbetas fram")
    READY = "ready", _("Väntar på beslut")
    YES = "yes", _("Ja, ska genomföras")
    NO = "no", _("Nej")
    LATER = "later", _("Inte nu")
    CARRIED_OUT = "carried_out", _("Genomfört")
    MERGED = "merged", _("Del av ett annat förslag")
    WITHDRAWN = "withdrawn", _("Läggs ner")


class Proposal(models.Model):
    """What is to be different. Its words are those of its latest `Version`; ``title`` follows it.

    ``thread`` is its own public thread. ``version`` counts every change, ``words`` the versions of its text.
    ``due_on`` is a promise: a proposal by then.
    """

    number = models.PositiveIntegerField(unique=True)
    title = models.CharField(_("förslaget i en mening"), max_length=150)
    plain_title = models.CharField(_("samma sak på lättläst"), max_length=150, blank=True)
    area = models.ForeignKey(
        ImprovementArea,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("förbättringsområde"),
    )
    working_group = models.ForeignKey(
        WorkingGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("arbetsgrupp"),
    )
    development_group = models.ForeignKey(
        DevelopmentGroup,
        on_delete=models.PROTECT,
        null=True,
        blank=True,
        related_name="proposals",
        verbose_name=_("utvecklingsgrupp"),
    )
    thread = models.OneToOneField(Thread, on_delete=models.PROTECT, related_name="own_proposal")
    state = models.CharField(max_length=12, choices=ProposalState, default=ProposalState.WORKING)
    merged_into = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="absorbed")
    split_from = models.ForeignKey("self", on_delete=models.PROTECT, null=True, blank=True, related_name="parts")
    began_on = models.DateField()
    due_on = models.DateField(_("förslag senast"), null=True, blank=True)
    ready_on = models.DateField(null=True, blank=True)
    end_reason = models.CharField(_("varför förslaget läggs ner"), max_length=500, blank=True)
    plain_end_reason = models.CharField(_("varför, lättläst"), max_length=500, blank=True)
    words = models.PositiveSmallIntegerField(default=0)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["-number"]
        constraints = [
            CheckConstraint(name="proposal_state_known", condition=Q(state__in=ProposalState.values)),
            CheckConstraint(name="proposal_not_merged_into_itself", condition=~Q(merged_into=F("id"))),
            CheckConstraint(
                name="proposal_merged_says_where",
                condition=Q(state="merged", merged_into__isnull=False)
                | (~Q(state="merged") & Q(merged_into__isnull=True)),
            ),
            CheckConstraint(name="proposal_withdrawn_says_why", condition=~Q(state="withdrawn") | ~Q(end_reason="")),
        ]
        indexes = [
            Index(name="proposal_by_state", fields=["state", "-number"]),  # queries.proposals
            Index(name="proposal_due", fields=["due_on"], condition=Q(state="working")),  # queries: feedback debt
        ]

    def __str__(self) -> str:
        return self.title


class Version(models.Model):
    """The words of a proposal as somebody left them. Append-only (0002_protect)."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="versions")
    number = models.PositiveSmallIntegerField()
    title = models.CharField(_("förslaget i en mening"), max_length=150)
    plain_title = models.CharField(_("samma sak på lättläst"), max_length=150, blank=True)
    text = models.TextField(_("vad vi föreslår"), **_LONG)
    plain_text = models.TextField(_("vad vi föreslår, lättläst"), blank=True, **_LONG)
    touches = models.TextField(_("vem det berör, och hur"), blank=True, **_LONG)
    costs = models.TextField(_("vad det kostar i pengar och tid"), blank=True, **_LONG)
    effect_wanted = models.TextField(_("vad som ska bli bättre"), blank=True, **_LONG)
    measured_by = models.TextField(_("hur vi ser att det blev bättre"), blank=True, **_LONG)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    note = models.CharField(_("vad som är ändrat, och varför"), max_length=300, blank=True)

    class Meta:
        ordering = ["proposal", "number"]
        constraints = [UniqueConstraint(name="proposal_version_once", fields=["proposal", "number"])]

    def __str__(self) -> str:
        return f"{self.number}"


class Source(models.Model):
    """What a proposal comes from: exactly one of an agenda item, a theme, a working group or a resident's suggestion.

    ``through`` is the proposal that it came with at a merge or a split; None where it is the proposal's own.
    """

    id = RandomIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="sources")
    item = models.ForeignKey(AgendaItem, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    theme = models.ForeignKey(Theme, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    working_group = models.ForeignKey(
        WorkingGroup, on_delete=models.PROTECT, null=True, blank=True, related_name="sources"
    )
    viewpoint = models.ForeignKey(Viewpoint, on_delete=models.PROTECT, null=True, blank=True, related_name="proposals")
    through = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="passed_on")

    class Meta:
        ordering = ["proposal", "pk"]
        constraints = [
            CheckConstraint(
                name="source_is_exactly_one",
                condition=Q(item__isnull=False, theme__isnull=True, working_group__isnull=True, viewpoint__isnull=True)
                | Q(item__isnull=True, theme__isnull=False, working_group__isnull=True, viewpoint__isnull=True)
                | Q(item__isnull=True, theme__isnull=True, working_group__isnull=False, viewpoint__isnull=True)
                | Q(item__isnull=True, theme__isnull=True, working_group__isnull=True, viewpoint__isnull=False),
            ),
            UniqueConstraint(name="source_item_once", fields=["proposal", "item"], condition=Q(item__isnull=False)),
            UniqueConstraint(name="source_theme_once", fields=["proposal", "theme"], condition=Q(theme__isnull=False)),
            UniqueConstraint(
                name="source_group_once",
                fields=["proposal", "working_group"],
                condition=Q(working_group__isnull=False),
            ),
            UniqueConstraint(
                name="source_viewpoint_once", fields=["proposal", "viewpoint"], condition=Q(viewpoint__isnull=False)
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class Merge(models.Model):
    """One proposal put into another: public, with its reason, and possible to undo. ``moved`` are ids of sources."""

    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="merges")
    into = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="took_in")
    reason = models.CharField(_("varför förslagen läggs ihop"), max_length=500)
    plain_reason = models.CharField(max_length=500, blank=True)
    state_before = models.CharField(max_length=12, choices=ProposalState)
    moved = models.JSONField(default=list)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+", db_index=False)
    at = models.DateTimeField()
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    undo_reason = models.CharField(_("varför det ångras"), max_length=500, blank=True)

    class Meta:
        ordering = ["-at", "pk"]
        constraints = [
            UniqueConstraint(name="proposal_merge_open_once", fields=["proposal"], condition=Q(undone_at__isnull=True)),
            CheckConstraint(
                name="proposal_merge_undone_has_who_and_why",
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undo_reason="")
                | (Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undo_reason="")),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class CommentBy(TextChoices):
    """Who says it: never which participant, only that somebody who was there says so."""

    PARTICIPANT = "participant", _("en som var med på träffen")
    RESIDENT = "resident", _("en invånare")
    MEMBER = "member", _("en i arbetsgruppen")


class Comment(models.Model):
    """What somebody says of a proposal. From residents: no person, the day only.

    ``once`` keeps one page from being sent twice: a keyed hash of the page's own key, which leads back to nobody.
    """

    id = RandomIdField()
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, related_name="comments")
    spoken_by = models.CharField(max_length=11, choices=CommentBy)
    text = models.TextField(_("vad du tycker om förslaget"), **_LONG)
    on = models.DateField()
    member = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, blank=True, related_name="+", db_index=False
    )
    once = models.CharField(max_length=64, unique=True)
    hidden = models.BooleanField(default=False)
    hidden_why = models.CharField(_("varför den inte visas"), max_length=300, blank=True)
    answer = models.TextField(_("gruppens svar"), blank=True, **_LONG)
    version = models.PositiveIntegerField(default=1)

    class Meta:
        ordering = ["on", "pk"]
        constraints = [
            CheckConstraint(name="comment_by_known", condition=Q(spoken_by__in=CommentBy.values)),
            CheckConstraint(
                name="comment_of_a_resident_names_nobody",
                condition=Q(spoken_by="member", member__isnull=False)
                | (~Q(spoken_by="member") & Q(member__isnull=True)),
            ),
            CheckConstraint(name="comment_hidden_says_why", condition=Q(hidden=False) | ~Q(hidden_why="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"


class SuggestionState(TextChoices):
    """new -> taken | declined."""

    NEW = "new", _("Väntar på svar")
    TAKEN = "taken", _("Blev ett förslag")
    DECLINED = "declined", _("Vi går inte vidare")


class Suggestion(models.Model):
    """A resident's own proposal. It is a viewpoint, with a receipt and an answer, that says "do this"."""

    id = RandomIdField()
    viewpoint = models.OneToOneField(Viewpoint, on_delete=models.CASCADE, related_name="suggestion")
    state = models.CharField(max_length=8, choices=SuggestionState, default=SuggestionState.NEW)
    proposal = models.ForeignKey(Proposal, on_delete=models.PROTECT, null=True, blank=True, related_name="suggestions")
    reason = models.CharField(_("varför ni inte går vidare"), max_length=500, blank=True)

    class Meta:
        ordering = ["pk"]
        constraints = [
            CheckConstraint(name="suggestion_state_known", condition=Q(state__in=SuggestionState.values)),
            CheckConstraint(
                name="suggestion_taken_has_a_proposal", condition=~Q(state="taken") | Q(proposal__isnull=False)
            ),
            CheckConstraint(name="suggestion_declined_says_why", condition=~Q(state="declined") | ~Q(reason="")),
        ]

    def __str__(self) -> str:
        return f"{self.pk}"
