"""The rows of voice, by area."""

from typing import Any

from medskapa.core import clock
from medskapa.voice import receipts
from tests.access.patterns import (
    AT_A_DESK,
    NO_SUCH_NUMBER,
    NUMBER,
    OF_THE_UNIT,
    READ_ONLY,
    READ_ONLY_SIGNED_IN,
    SLUG,
    Row,
    answering,
    auditors,
    desk,
    editors,
    everyone,
    joining,
    owner,
    signed_in,
    staff,
    taking_in,
)
from tests.access.world import ANSWERER, EDITOR, ELSEWHERE, MANAGER, REGISTRAR, World


def _viewpoint(world: World) -> dict[str, Any]:
    return {"pk": world.viewpoint.pk}


def _versioned(world: World, **data: Any) -> dict[str, Any]:
    return {"form_key": world.form_key, "version": world.fresh(world.viewpoint), **data}


def _theme(world: World) -> dict[str, Any]:
    return {"slug": world.theme.slug}


def _heard(world: World, **more: str) -> dict[str, Any]:
    return {
        "form_key": world.form_key,
        "text": "Det är för långt till närmaste datasal.",
        "own_words": "own",
        "read_back": "yes",
        "received_on": clock.today().isoformat(),
        **more,
    }


def _pass(world: World, **data: Any) -> dict[str, Any]:
    return {"pass": receipts.pass_for(world.viewpoint), "form_key": world.form_key, **data}


PUBLIC = {
    "voice:start": Row(everyone(200), READ_ONLY),
    "voice:happened": Row(everyone(200), READ_ONLY),
    "voice:feed": Row(everyone(200), READ_ONLY),
    "voice:theme": Row(everyone(200), READ_ONLY, to=lambda world: {"slug": world.theme.slug}, missing=SLUG),
}

RESIDENTS = {
    "voice:say": Row(everyone(302), READ_ONLY),
    "voice:say_resume": Row(everyone(200), everyone(302), data=lambda world: {"code": world.draft}),
    "voice:say_step": Row(
        everyone(200),
        everyone(302),
        to=lambda world: {"draft": world.draft, "step": "text"},
        data=lambda world: {"text": "Det går inte att komma fram.", "language": "sv"},
        missing={"draft": "inte-ett-utkast", "step": "text"},
    ),
    "voice:receipt": Row(everyone(200), everyone(200), data=lambda world: {"code": str(world.code)}),
    "voice:receipt_reply": Row(everyone(302), everyone(200), data=lambda world: _pass(world, text="Tack för svaret.")),
    "voice:receipt_withdraw": Row(everyone(302), everyone(200), data=lambda world: _pass(world, sure="1")),
    "voice:my_page": Row(signed_in(200), READ_ONLY_SIGNED_IN),
    "voice:my_contact": Row(
        signed_in(200),
        signed_in(200),
        data=lambda world: {"language": "sv", "reach_via": "web", "phone": "070-1740605"},
    ),
    "voice:my_data": Row(signed_in(200), READ_ONLY_SIGNED_IN),
    "voice:my_viewpoint": Row(owner(200), READ_ONLY_SIGNED_IN, to=_viewpoint, missing=NUMBER),
    "voice:my_reply": Row(
        signed_in(405), owner(302), to=_viewpoint, data=lambda world: {"text": "Tack för svaret."}, missing=NUMBER
    ),
    "voice:my_withdraw": Row(owner(200), owner(302), to=_viewpoint, missing=NUMBER),
}

DESK = {
    "voice:inbox": Row(desk(200), READ_ONLY_SIGNED_IN),
    "voice:viewpoint": Row(desk(200, elsewhere=404), READ_ONLY_SIGNED_IN, to=_viewpoint, missing=NUMBER),
    "voice:assign": Row(
        signed_in(405),
        desk(302, elsewhere=404),
        to=_viewpoint,
        data=lambda world: _versioned(world, to=world.people[ANSWERER].pk),
        missing=NUMBER,
    ),
    "voice:group": Row(
        signed_in(405),
        desk(302, elsewhere=404),
        to=_viewpoint,
        data=lambda world: _versioned(world, theme=world.theme.slug),
        missing=NUMBER,
    ),
    "voice:close": Row(
        signed_in(405),
        answering(302),
        to=_viewpoint,
        data=lambda world: _versioned(world, reason="Frågan är redan löst."),
        missing=NUMBER,
        known_to=OF_THE_UNIT,
    ),
    "voice:reopen": Row(
        signed_in(405), answering(302), to=_viewpoint, data=_versioned, missing=NUMBER, known_to=OF_THE_UNIT
    ),
    "voice:answer": Row(
        answering(200),
        answering(302),
        to=_viewpoint,
        data=lambda world: _versioned(world, text="Vi öppnar tidigare från och med måndag."),
        missing=NUMBER,
        known_to=OF_THE_UNIT,
    ),
    "voice:ask": Row(
        answering(200),
        answering(302),
        to=_viewpoint,
        data=lambda world: _versioned(world, text="Vilken dag ringde du?"),
        missing=NUMBER,
        known_to=OF_THE_UNIT,
    ),
    "voice:bulk": Row(
        signed_in(405),
        desk(302, elsewhere=404),
        data=lambda world: {
            "form_key": world.form_key,
            "verb": "group",
            "viewpoint": [world.viewpoint.pk],
            "theme": world.theme.pk,
        },
    ),
    "voice:undo_bulk": Row(
        signed_in(405),
        desk(404) | {ANSWERER: 302},
        to=lambda world: {"pk": world.change.pk},
        missing=NUMBER,
    ),
    "voice:readability": Row(signed_in(405), desk(200), data=lambda world: {"text": "Vi öppnar tidigare."}),
    "voice:similar": Row(
        signed_in(405), taking_in(200), data=lambda world: {"text": "Telefontiden är alldeles för kort."}
    ),
    "voice:to_approve": Row(desk(200), READ_ONLY_SIGNED_IN),
    "voice:approve": Row(
        answering(200) | {EDITOR: 404},
        answering(302) | {EDITOR: 404},
        to=lambda world: {"pk": world.answer.pk},
        data=lambda world: {"form_key": world.form_key},
        missing=NUMBER,
    ),
    "voice:audit_log": Row(auditors(200), auditors(200)),
}

DELIVERIES = {
    "voice:letters": Row(desk(200), READ_ONLY_SIGNED_IN),
    "voice:print_letters": Row(
        signed_in(405),
        desk(200, elsewhere=404),
        data=lambda world: {"form_key": world.form_key, "letter": world.letter.pk},
    ),
    "voice:posted": Row(
        signed_in(405),
        desk(302, elsewhere=404),
        data=lambda world: {"form_key": world.form_key, "letter": world.letter.pk},
    ),
    "voice:to_tell": Row(staff(200), READ_ONLY_SIGNED_IN),
    "voice:told": Row(
        staff(404) | {REGISTRAR: 200, ANSWERER: 200, MANAGER: 200, EDITOR: 200},
        staff(404) | {REGISTRAR: 302, ANSWERER: 302, MANAGER: 302, EDITOR: 302},
        to=lambda world: {"pk": world.telling.pk},
        data=lambda world: {"form_key": world.form_key, "on": world.telling.answer.sent_at.date().isoformat()},
        missing=NUMBER,
    ),
    "voice:failures": Row(desk(200), READ_ONLY_SIGNED_IN),
    "voice:news_on_its_way": Row(desk(200), READ_ONLY_SIGNED_IN),
    "voice:retry": Row(
        desk(200, elsewhere=404),
        desk(302, elsewhere=404),
        to=lambda world: {"pk": world.failed.pk},
        data=lambda world: {"form_key": world.form_key, "via": "letter"},
        missing=NUMBER,
    ),
}

INTAKE = {
    "voice:register": Row(
        taking_in(200),
        taking_in(200),
        data=lambda world: _heard(world, channel="desk", language="sv", answer_via="web"),
    ),
    "voice:outreach": Row(taking_in(200), taking_in(200), data=lambda world: _heard(world, wants_code="yes")),
    "voice:outreach_send": Row(
        signed_in(405), taking_in(200), data=lambda world: _heard(world, wants_code="yes"), as_json=True
    ),
    "voice:outreach_worker": Row(everyone(200), READ_ONLY),
    "voice:outreach_manifest": Row(everyone(200), READ_ONLY),
}

THEMES = {
    "voice:themes": Row(desk(200), READ_ONLY_SIGNED_IN),
    "voice:new_theme": Row(
        desk(200),
        desk(302, elsewhere=422),
        data=lambda world: {
            "form_key": world.form_key,
            "name": "Öppettider",
            "about": "Det ska vara öppet när man kan komma.",
            "unit": world.theme.unit_id,
        },
    ),
    "voice:theme_desk": Row(desk(200), READ_ONLY_SIGNED_IN, to=_theme, missing=SLUG),
    "voice:edit_theme": Row(
        desk(200, elsewhere=403),
        desk(302, elsewhere=403),
        to=_theme,
        data=lambda world: {
            "form_key": world.form_key,
            "version": world.theme.version,
            "name": "Lättare att få kontakt",
            "about": world.theme.about,
        },
        missing=SLUG,
        known_to=AT_A_DESK,
    ),
    "voice:theme_event": Row(
        desk(200, elsewhere=403),
        desk(302, elsewhere=403),
        to=_theme,
        data=lambda world: {"form_key": world.form_key, "kind": "decided", "text": "Vi öppnar tidigare."},
        missing=SLUG,
        known_to=AT_A_DESK,
    ),
    "voice:merge": Row(
        joining(200),
        joining(302),
        to=_theme,
        data=lambda world: {
            "form_key": world.form_key,
            "into": world.other_theme.slug,
            "reason": "De handlar om samma sak.",
            "plain_reason": "De är lika.",
        },
        missing=SLUG,
        known_to=AT_A_DESK,
    ),
    "voice:undo_merge": Row(
        joining(200),
        joining(302),
        to=lambda world: {"pk": world.merge.pk},
        data=lambda world: {"form_key": world.form_key, "reason": "De var olika.", "plain_reason": "De var olika."},
        missing=NUMBER,
        known_to=AT_A_DESK,
    ),
    "voice:answer_all": Row(
        desk(200),
        answering(302),
        to=_theme,
        data=lambda world: {
            "form_key": world.form_key,
            "text": "Vi öppnar tidigare.",
            "seen": world.seen(),
            "confirm": "on",
        },
        missing=SLUG,
        known_to=AT_A_DESK,
    ),
    "voice:extract": Row(
        editors(200),
        editors(302),
        to=lambda world: {"pk": world.extract.viewpoint_id},
        data=lambda world: {"form_key": world.form_key, "text": "Telefontiden är för kort", "publish": "on"},
        missing=NUMBER,
    ),
    "voice:drop_extract": Row(
        signed_in(405),
        editors(302) | {ELSEWHERE: 404},
        to=lambda world: {"pk": world.extract.pk},
        data=lambda world: {"form_key": world.form_key},
        missing=NUMBER,
        known_to=OF_THE_UNIT,
    ),
}

API = {
    "api-1:openapi-json": Row(everyone(200), everyone(200), other=(200,)),
    "api-1:themes": Row(everyone(200), READ_ONLY),
    "api-1:theme": Row(everyone(200), READ_ONLY, to=lambda world: {"slug": world.theme.slug}, missing=SLUG),
    "api-1:thread": Row(
        everyone(200), READ_ONLY, to=lambda world: {"id": world.theme.thread_id}, missing={"id": NO_SUCH_NUMBER}
    ),
    "api-1:figures": Row(everyone(200), READ_ONLY),
    "api-1:events": Row(everyone(200), READ_ONLY),
    "api-1:api-root": Row(everyone(404), everyone(404)),
    "api-1:nothing": Row(everyone(404), everyone(404)),
}

ROWS = PUBLIC | RESIDENTS | DESK | DELIVERIES | INTAKE | THEMES | API
