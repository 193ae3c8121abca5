"""The answer to "did it get better?" by SMS: the question's word, and what one thinks. "BREV BÄTTRE"."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from medskapa.change import actions
from medskapa.change.models import JudgeRound, Verdict
from medskapa.core.errors import Conflict
from medskapa.integrations.sms import incoming
from medskapa.integrations.sms.incoming import Handler

MEANINGS = {
    "BATTRE": Verdict.BETTER,
    "JA": Verdict.BETTER,
    "SAMMA": Verdict.SAME,
    "FORUT": Verdict.SAME,
    "LIKADANT": Verdict.SAME,
    "SAMRE": Verdict.WORSE,
    "VET": Verdict.UNSURE,
}
"""What a word in the answer means, as `incoming.words_of` writes it. "NEJ" is not here: is it the same, or worse?"""

NEGATIONS = {"INTE", "EJ", "NEJ", "INGET"}


def register() -> None:
    """Take the words of the questions, which are made while we run. Called once, when the application starts."""
    incoming.resolves(handler_of)


def handler_of(word: str) -> Handler | None:
    """What takes an answer to the question with that word, or None where no question has it."""
    round_ = JudgeRound.objects.select_related("proposal").filter(word=word).first()
    if round_ is None:
        return None

    def answer(sender: str, words: list[str]) -> str:
        return _answer(round_, sender, words)

    return answer


def meant(words: list[str]) -> Verdict | None:
    """What the words after the question's own mean; None where they mean nothing, or could mean several things."""
    said = {MEANINGS[word] for word in words if word in MEANINGS}
    if Verdict.UNSURE in said:  # "vet inte om det blev bättre"
        return Verdict.UNSURE
    if len(said) != 1 or NEGATIONS & set(words):  # "inte bättre" is the same, or worse
        return None
    return said.pop()


def _answer(round_: JudgeRound, sender: str, words: list[str]) -> str:
    """Keep what the sender thinks. The number is a claim; it gives one voice, and no name."""
    verdict = meant(words[1:])
    if verdict is None:
        return _("Skriv %(word)s BÄTTRE, %(word)s SAMMA, %(word)s SÄMRE eller %(word)s VET INTE.") % {
            "word": round_.word
        }
    try:
        actions.judge_by_sms(actor=None, round_=round_, number=sender, verdict=verdict)
    except ValidationError as error:
        raise Conflict(error.messages[0]) from error
    return _("Tack för ditt svar! Ditt nummer sparas inte. Ändrar du dig kan du skriva igen.")
