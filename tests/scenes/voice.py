"""The scenes of voice."""

import secrets

from medskapa.voice import actions
from medskapa.voice.actions.receiving import Heard, Words
from medskapa.voice.models import AnswerVia, Channel, Delivery, EventKind, Viewpoint
from tests.access.world import ANSWERER, AUTHOR, EDITOR, REGISTRAR, World
from tests.scenes import NOBODY, Scene


def _words() -> Words:
    return Words(text="Det drar från fönstret.", author_name="Alma")


def _heard() -> Heard:
    return Heard(channel=Channel.DESK, own_words=True, read_back=True)


def _key() -> str:
    return secrets.token_urlsafe(24)


def _read(viewpoint: Viewpoint) -> Viewpoint:
    return Viewpoint.objects.get(pk=viewpoint.pk)


def _by_sms(world: World) -> Delivery:
    """A message on its way by machine."""
    Delivery.objects.filter(pk=world.letter.pk).update(via=AnswerVia.SMS)
    return Delivery.objects.get(pk=world.letter.pk)


def _answered(world: World) -> Viewpoint:
    return _read(world.letter.viewpoint)


SCENES = {
    "voice.say": Scene(AUTHOR, lambda w, who: actions.say(actor=who, words=_words(), form_key=_key()), stranger=None),
    "voice.register": Scene(
        REGISTRAR, lambda w, who: actions.register(actor=who, words=_words(), heard=_heard(), form_key=_key())
    ),
    "voice.reply": Scene(
        AUTHOR, lambda w, who: actions.reply(actor=who, viewpoint=_read(w.viewpoint), text="Och dörren.")
    ),
    "voice.withdraw": Scene(AUTHOR, lambda w, who: actions.withdraw(actor=who, viewpoint=_read(w.viewpoint))),
    "voice.assign": Scene(
        ANSWERER, lambda w, who: actions.assign(actor=who, viewpoint=_read(w.viewpoint), to=w.people[ANSWERER])
    ),
    "voice.group": Scene(
        ANSWERER, lambda w, who: actions.group(actor=who, viewpoint=_read(w.viewpoint), theme=w.theme)
    ),
    "voice.ungroup": Scene(ANSWERER, lambda w, who: actions.ungroup(actor=who, viewpoint=_read(w.extract.viewpoint))),
    "voice.close": Scene(
        ANSWERER, lambda w, who: actions.close(actor=who, viewpoint=_read(w.viewpoint), reason="Frågan är löst.")
    ),
    "voice.reopen": Scene(ANSWERER, lambda w, who: actions.reopen(actor=who, viewpoint=_answered(w))),
    "voice.bulk_assign": Scene(
        ANSWERER, lambda w, who: actions.bulk_assign(actor=who, viewpoints=[w.viewpoint], to=w.people[ANSWERER])
    ),
    "voice.bulk_group": Scene(
        ANSWERER, lambda w, who: actions.bulk_group(actor=who, viewpoints=[w.viewpoint], theme=w.theme)
    ),
    "voice.bulk_close": Scene(
        ANSWERER, lambda w, who: actions.bulk_close(actor=who, viewpoints=[w.viewpoint], reason="Frågan är löst.")
    ),
    "voice.undo_bulk": Scene(ANSWERER, lambda w, who: actions.undo_bulk(actor=who, change=w.change), stranger=EDITOR),
    "voice.send_answer": Scene(
        ANSWERER, lambda w, who: actions.send_answer(actor=who, viewpoints=[w.viewpoint], text="Vi tätar fönstret.")
    ),
    "voice.ask_back": Scene(
        ANSWERER, lambda w, who: actions.ask_back(actor=who, viewpoint=_read(w.viewpoint), text="Vilket fönster?")
    ),
    "voice.approve": Scene(ANSWERER, lambda w, who: actions.approve(actor=who, answer=w.answer)),
    "voice.send_back": Scene(
        ANSWERER, lambda w, who: actions.send_back(actor=who, answer=w.answer, comment="Skriv kortare.")
    ),
    "voice.mark_sent": Scene(NOBODY, lambda w, who: actions.mark_sent(actor=who, delivery=_by_sms(w)), stranger=None),
    "voice.fail": Scene(
        NOBODY, lambda w, who: actions.fail(actor=who, delivery=_by_sms(w), reason="Numret finns inte."), stranger=None
    ),
    "voice.mark_printed": Scene(ANSWERER, lambda w, who: actions.mark_printed(actor=who, deliveries=[w.letter])),
    "voice.mark_posted": Scene(ANSWERER, lambda w, who: actions.mark_posted(actor=who, deliveries=[w.letter])),
    "voice.mark_told": Scene(REGISTRAR, lambda w, who: actions.mark_told(actor=who, delivery=w.telling)),
    "voice.retry": Scene(ANSWERER, lambda w, who: actions.retry(actor=who, delivery=w.failed)),
    "voice.create_theme": Scene(
        ANSWERER,
        lambda w, who: actions.create_theme(actor=who, name="Drag", about="Det ska inte dra.", unit=w.theme.unit),
    ),
    "voice.edit_theme": Scene(
        ANSWERER,
        lambda w, who: actions.edit_theme(actor=who, theme=w.theme, version=w.theme.version, doing="Vi tätar."),
    ),
    "voice.add_event": Scene(
        ANSWERER,
        lambda w, who: actions.add_event(actor=who, theme=w.theme, kind=EventKind.DECIDED, text="Vi tätar fönstren."),
    ),
    "voice.merge_themes": Scene(
        EDITOR,
        lambda w, who: actions.merge_themes(actor=who, theme=w.theme, into=w.other_theme, reason="Samma sak."),
        stranger=ANSWERER,
    ),
    "voice.undo_merge": Scene(
        EDITOR, lambda w, who: actions.undo_merge(actor=who, merge=w.merge, reason="Olika saker."), stranger=ANSWERER
    ),
    "voice.choose_extract": Scene(
        EDITOR,
        lambda w, who: actions.choose_extract(actor=who, viewpoint=_read(w.extract.viewpoint), text="Telefontiden"),
        stranger=ANSWERER,
    ),
    "voice.drop_extract": Scene(
        EDITOR, lambda w, who: actions.drop_extract(actor=who, extract=w.extract), stranger=ANSWERER
    ),
}
