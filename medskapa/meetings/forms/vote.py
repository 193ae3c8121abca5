"""What the holder of a voting card types: the four words on the card."""

from django.utils.translation import gettext_lazy as _

from medskapa.core.fields import CodeField
from medskapa.core.forms import Form
from medskapa.meetings import passes

LONGEST_CODE = 200  # with numbers, line breaks and commas; what is longer is not worth reading


class CardForm(Form):
    """The code of a card, as it stands there or as somebody reads it aloud."""

    code = CodeField(
        parse=passes.parse,
        longest=LONGEST_CODE,
        label=_("Orden på ditt kort"),
        help_text=_("Fyra ord. Stora eller små bokstäver går bra, och ett stavfel i ett ord gör inget."),
        error_messages={
            "required": _("Skriv de fyra orden på ditt kort."),
            "unknown_words": _("Vi känner inte igen: %(words)s. Titta på ditt kort och rätta det."),
            "incomplete": _("På kortet står fyra ord. Skriv alla fyra."),
        },
    )
