"""What people on the path can need, by one slug each: told at the entrance, met by measures, known by guides."""

from django.utils.translation import gettext_lazy as _

from medskapa.core.vocabulary import Vocabulary

WORDS = Vocabulary(
    {
        "work": _("hitta ett arbete"),
        "practice": _("pröva på ett arbete"),
        "trade": _("lära sig ett yrke"),
        "studies": _("börja läsa"),
        "swedish": _("bli bättre på svenska"),
        "digital": _("klara dator och mobil"),
        "health": _("må bättre och orka mer"),
        "children": _("få ihop vardagen med barn"),
        "routine": _("komma igång och få rutiner"),
        "housing": _("ordna med bostad"),
        "money": _("få ordning på pengarna"),
        "society": _("förstå hur samhället fungerar"),
    }
)
"""Slug -> what it is to be helped with, so that it follows on "Hjälp att"."""

is_known, known, words_of, choices = WORDS.is_known, WORDS.known, WORDS.words_of, WORDS.choices
