"""The daily jobs and the worker that carries them out."""

from datetime import UTC, datetime, timedelta

import pytest
from django.core.management import call_command
from django_tasks import task
from django_tasks_db.models import DBTaskResult

from medskapa.core import clock, daily, jobs, worker
from medskapa.core.models import DailyRun

MORNING = datetime(2026, 3, 2, 8, tzinfo=UTC)


@task
def mark_done(name):
    DailyRun.objects.create(name=name, day=clock.today())


@task
def see_to_all():
    pass


@pytest.fixture
def done(db, monkeypatch):
    monkeypatch.setattr(daily, "_jobs", {})
    return []


def test_a_daily_job_is_done_once_a_day(done):
    @daily.daily
    def count():
        done.append(clock.today())

    for hours in (0, 5, 24):
        with clock.fixed(MORNING + timedelta(hours=hours)):
            daily.run_due()
    assert done == [MORNING.date(), MORNING.date() + timedelta(days=1)]


def test_a_job_that_another_worker_did_meanwhile_is_left(done):
    @daily.daily
    def count():
        done.append(1)

    (name,) = daily._jobs
    with clock.fixed(MORNING):
        DailyRun.objects.create(name=name, day=clock.today())
        assert not daily._run(name, count)
    assert done == []


def test_a_job_that_fails_stops_no_other_and_is_tried_again(done, caplog):
    failures = [RuntimeError("första gången")]

    @daily.daily
    def fails_once():
        DailyRun.objects.create(name="halvgjort", day=clock.today())
        if failures:
            raise failures.pop()
        done.append("first")

    @daily.daily
    def works():
        done.append("second")

    with clock.fixed(MORNING):
        daily.run_due()
        assert done == ["second"]
        assert not DailyRun.objects.filter(name="halvgjort").exists()
        daily.run_due()
    assert done == ["second", "first"]
    assert "fails_once failed" in caplog.text


def test_marks_are_forgotten_after_a_month(db):
    with clock.fixed(MORNING):
        DailyRun.objects.create(name="gammal", day=clock.today())
    with clock.fixed(MORNING + timedelta(days=31)):
        jobs.forget_daily_runs()
    assert not DailyRun.objects.exists()


@pytest.mark.usefixtures("committed")
def test_the_worker_does_what_waits_and_the_daily_jobs_and_keeps_nothing_of_either(settings, tmp_path, monkeypatch):
    settings.DATA_DIR = tmp_path
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    monkeypatch.setattr("django_tasks_db.management.commands.db_worker.Worker.configure_signals", lambda self: None)
    mark_done.enqueue("gjort")
    call_command("work", "--once")
    names = set(DailyRun.objects.values_list("name", flat=True))
    assert {"gjort", "medskapa.core.audit.seal", "medskapa.core.audit.write_head"} <= names
    assert (tmp_path / "audit" / "heads.txt").exists()
    assert not DBTaskResult.objects.ready().exists()  # by night some wait for the morning
    assert not DBTaskResult.objects.finished().exists()


def test_a_job_that_sees_to_all_is_asked_for_once_until_somebody_begins_on_it(db, settings):
    settings.TASKS = {"default": {"BACKEND": "django_tasks_db.DatabaseBackend", "QUEUES": ["default"]}}
    mark_done.enqueue("annat")
    for _time in range(3):
        worker.ask(see_to_all)
    asked = DBTaskResult.objects.filter(task_path=see_to_all.module_path)
    assert asked.count() == 1
    asked.update(status="RUNNING")
    worker.ask(see_to_all)
    assert sorted(asked.values_list("status", flat=True)) == ["READY", "RUNNING"]
