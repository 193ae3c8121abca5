"""The story leaves no job that would only find that all is done, and keeps those that have something to do."""

import pytest
from django_tasks_db.models import DBTaskResult

from medskapa.commons import activity_jobs
from medskapa.core import clock
from medskapa.demo.settling import settle
from medskapa.guidance import jobs
from medskapa.guidance.models import Notice, NoticeKind
from medskapa.voice import jobs as voice
from tests.guidance_factories import new_guide, new_resident

pytestmark = pytest.mark.django_db


def notice(resident, number, **fields) -> Notice:
    about = {"about_model": "people.person", "about_key": resident.pk, "number": number, "kind": NoticeKind.MESSAGE}
    return Notice.objects.create(resident=resident, via="sms", made_on="2027-01-01", **about | fields)


def test_only_what_still_waits_keeps_its_job(settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    resident = new_resident(new_guide())
    sent, waits = notice(resident, 1, state="sent", done_at=clock.now()), notice(resident, 2, state="ready")
    for each in (sent, waits):
        jobs.enqueue_notice(each.pk)
    voice.enqueue_delivery(12345)  # of nothing that there is
    jobs.enqueue_waiting()
    activity_jobs.enqueue_waiting()  # nothing waits there
    assert settle() == 3
    left = DBTaskResult.objects.order_by("task_path").values_list("task_path", "args_kwargs__args")
    assert list(left) == [(jobs.send_one.module_path, [waits.pk]), (jobs.send_waiting.module_path, [])]
    assert settle() == 0
