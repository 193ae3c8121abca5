"""What people need help with in the commons, by one slug each. The digital ones are the first that were asked for."""

from django.utils.translation import gettext_lazy as _

from medskapa.core.vocabulary import Vocabulary

WORDS = Vocabulary(
    {
        "phone": _("telefonen eller en app"),
        "bankid": _("BankID"),
        "letter": _("ett brev från en myndighet"),
        "e_service": _("en e-tjänst"),
        "printing": _("att skriva ut eller skanna"),
        "fraud": _("att veta om ett meddelande är en bluff"),
        "authorities": _("att förstå hur myndigheterna fungerar"),
        "computer": _("datorn eller internet"),
        "work": _("att söka jobb"),
        "swedish": _("att öva svenska"),
        "company": _("att träffa andra"),
        "children": _("något för barn och familj"),
        "gear": _("att låna saker"),
    }
)
"""Slug -> what one needs help with, so that it follows on "Jag behöver hjälp med"."""
DIGITAL = ("phone", "bankid", "letter", "e_service", "printing", "fraud", "authorities", "computer")
"""What local help against digital exclusion is about."""

is_known, known, words_of, choices = WORDS.is_known, WORDS.known, WORDS.words_of, WORDS.choices
