"""What residents meet of groups and proposals is easy to read, in Swedish and in plain Swedish."""

from datetime import timedelta

import pytest
from django.conf import settings
from django.urls import reverse

from medskapa.change import actions
from medskapa.change.models import Member
from medskapa.change.views.resident import WAY
from medskapa.core import clock
from medskapa.core.idempotency import new_key
from medskapa.voice import drafts
from medskapa.voice.models import AnswerVia
from tests.change_factories import new_area, new_group, new_proposal, the_development_group
from tests.factories import PersonFactory, StaffFactory
from tests.reading import GOALS, too_hard

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(client, fallback_unit):
    """Every page that a resident meets, by what it is; each is asked for when it is its turn."""
    area = new_area(name="Brev", plain_about="Breven är svåra.", source="Vi frågade i maj")
    member = StaffFactory()
    plain = {"task": "Vi ska skriva om breven.", "plain_task": "Vi ska skriva om breven."}
    group = new_group(member, name="Brev", area=area, unit=fallback_unit, **plain)
    resident = PersonFactory()
    Member.objects.create(working_group=group, person=resident, show_name=True, starts_on=clock.today())
    actions.tell_progress(actor=member, group=group, text="Vi har läst tio brev.", plain_text="Vi har läst tio brev.")
    proposal = new_proposal(group=group, title="Korta brev", due_on=clock.today() + timedelta(days=9))
    actions.comment(actor=None, proposal=proposal, text="Bra.", form_key=new_key())
    decided = new_proposal(group=group, title="Ring först", state="yes")

    def get(name, *args, **query):
        return lambda: client.get(reverse(f"change:{name}", args=args), query)

    def post(name, *args, **sent):
        return lambda: client.post(reverse(f"change:{name}", args=args), {"form_key": new_key()} | sent)

    def mine():
        client.force_login(resident)
        page = client.get(reverse("change:my_groups"))
        client.logout()
        return page

    def draft(step, **content):
        def asked():
            words = drafts.new_code()
            drafts.keep(words, drafts.Content(text="Skriv korta brev.", way=WAY, **content))
            return client.get(reverse("change:suggest_step", args=[words, step]))

        return asked

    return {
        "proposals": get("proposals"),
        "no proposals": get("proposals", lage="nej"),
        "a proposal": get("proposal", proposal.number),
        "a decided one": get("proposal", decided.number),
        "a version": get("version", proposal.number, 1),
        "groups": get("groups"),
        "groups that are over": get("groups", slut="1"),
        "a group": get("group", group.slug),
        "a development group": get("development_group", the_development_group().slug),
        "areas": get("areas"),
        "my groups": mine,
        "speak": get("speak", proposal.number),
        "speak, look again": post("speak", proposal.number, text="Ring 070-123 45 67."),
        "spoken": post("speak", proposal.number, text="Bra."),
        "speak, too late": get("speak", decided.number),
        "speak with a code": get("speak_with_code", proposal.number),
        "speak with a wrong code": post("speak_with_code", proposal.number, code="ett"),
        "suggest: text": draft("text"),
        "suggest: answer": draft("svar"),
        "suggest: where": draft("vart", answer_via=AnswerVia.SMS),
        "suggest: who": draft("vem"),
        "suggest: summary": draft("kontrollera"),
        "suggest: gone": get("suggest_step", drafts.new_code(), "svar"),
        "suggest: resume": get("suggest_resume"),
    }


@pytest.mark.parametrize("language", GOALS)
def test_every_page_to_residents_is_easy_to_read(pages, client, language):
    hard = {}
    for name, asked in pages.items():
        client.cookies[settings.LANGUAGE_COOKIE_NAME] = language
        if why := too_hard(asked().text, language):
            hard[name] = why
    assert hard == {}
