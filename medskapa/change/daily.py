"""The daily jobs of change."""

from datetime import timedelta

from medskapa.change import actions
from medskapa.change.models import Comment, Judgement, Suggestion
from medskapa.core import clock
from medskapa.core.daily import daily
from medskapa.voice import order


@daily
def forget_order_of_words() -> None:
    """Make meaningless in which order anonymous people spoke of proposals, made their own or judged, as voice does."""
    since = clock.today() - timedelta(days=order.LOOKED_BACK_DAYS)
    order.forget_order_of(
        Suggestion.objects.filter(viewpoint__anonymous=True, viewpoint__received_on__gte=since),
        Comment.objects.filter(member__isnull=True, on__gte=since),
        Judgement.objects.filter(entered_by__isnull=True, on__gte=since),
    )


@daily
def tell_of_rounds() -> None:
    """Tell those behind a proposal that they are asked whether it got better, on the first day of the question."""
    actions.tell_of_rounds(actor=None)
